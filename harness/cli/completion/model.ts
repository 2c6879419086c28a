import type { Argument, Command, Option } from 'commander';
import { defects, purposes } from '../../../catalogue/index.ts';

/** What can stand in a place of the command line. */
export type Values =
  { kind: 'words'; words: readonly string[] } | { kind: 'files' } | { kind: 'folders' } | { kind: 'free' };

export interface CompletedOption {
  /** With its dashes. */
  flag: string;
  description: string;
  /** Absent where the option takes no value. */
  value?: Values;
  repeated: boolean;
}

export interface CompletedCommand {
  name: string;
  description: string;
  options: CompletedOption[];
  /** By place; the last one's stands for all further places where `variadic` is true. */
  operands: Values[];
  variadic: boolean;
}

/** What a shell has to know, read off the commands themselves: an option that is there is completed. */
export const completedCommands = (program: Command): CompletedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.map(completedOption),
      { flag: '--help', description: 'display help for command', repeated: false },
    ],
    operands: command.registeredArguments.map((operand) => valuesOf(operand.name(), operand)),
    variadic: command.registeredArguments.some(({ variadic }) => variadic),
  }));

function completedOption(option: Option): CompletedOption {
  const placeholder = /[<[]([^\]>.]+)/.exec(option.flags)?.[1];
  const { description } = option;
  return {
    flag: option.long ?? option.flags,
    description,
    // What a value is added to what came before is an option that may be repeated.
    repeated: option.parseArg?.name === 'each',
    ...(placeholder === undefined ? {} : { value: valuesOf(placeholder, option) }),
  };
}

const FILES = ['file', 'key', 'path'];
const FOLDERS = ['folder', 'run', 'runs', 'before', 'after'];

/** @param placeholder as the help text has it between brackets */
function valuesOf(placeholder: string, { argChoices }: Pick<Option | Argument, 'argChoices'>): Values {
  if (argChoices) return { kind: 'words', words: argChoices };
  if (placeholder === 'id' || placeholder === 'glob') return { kind: 'words', words: [...purposes.keys()] };
  if (placeholder === 'role:name') return { kind: 'words', words: [...defects.keys()] };
  if (FILES.includes(placeholder)) return { kind: 'files' };
  return FOLDERS.includes(placeholder) ? { kind: 'folders' } : { kind: 'free' };
}
