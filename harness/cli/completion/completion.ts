import type { Command } from 'commander';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { completedCommands } from './model.ts';
import { zshCompletion } from './zsh.ts';

export const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** The script by which a shell completes the commands of a program, with the ids that its catalogue has now. */
export const completionScript = (shell: keyof typeof SHELLS, program: Command): string =>
  SHELLS[shell](program.name(), completedCommands(program));
