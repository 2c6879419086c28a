import type { CompletedCommand, Values } from './model.ts';

/** A completion script for fish: to be sourced, or put as `cpm-leave.fish` into `~/.config/fish/completions`. */
export const fishCompletion = (program: string, commands: readonly CompletedCommand[]): string =>
  [
    `complete -c ${program} -f`,
    ...commands.map(
      ({ name, description }) => `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ),
    ...commands.flatMap((command) => linesOf(program, command)),
    '',
  ].join('\n');

function linesOf(program: string, { name, options, operands }: CompletedCommand): string[] {
  const within = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map(({ flag, description, value }) => {
      const taken = value === undefined ? '' : ` ${value.kind === 'files' || value.kind === 'folders' ? '-r' : '-x'}`;
      return `${within} -l ${flag.slice(2)}${taken}${value ? offer(value) : ''} -d ${quoted(description)}`;
    }),
    // Fish knows no places: what may stand in one is offered in all.
    ...operands.flatMap((values) => (values.kind === 'free' ? [] : [`${within}${offer(values)}`])),
  ];
}

function offer(values: Values): string {
  switch (values.kind) {
    case 'words':
      return ` -a ${quoted(values.words.join(' '))}`;
    case 'files':
      return ' -F';
    case 'folders':
      return ` -a '(__fish_complete_directories)'`;
    case 'free':
    default:
      return '';
  }
}

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
