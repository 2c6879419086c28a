import { Chalk, type ChalkInstance } from 'chalk';
import { OUTCOME_NAMES, type Outcome } from './outcome.ts';

export const painter = (colour: boolean): ChalkInstance => new Chalk({ level: colour ? 1 : 0 });

/** An outcome as a terminal shows it, e.g. a red `✗ FAIL`. */
export function paintOutcome(outcome: Outcome, chalk: ChalkInstance): string {
  const { name, sign } = OUTCOME_NAMES[outcome];
  return PAINT[outcome](chalk)(`${sign} ${name}`);
}

const PAINT: Record<Outcome, (chalk: ChalkInstance) => ChalkInstance> = {
  pass: (chalk) => chalk.green,
  fail: (chalk) => chalk.red.bold,
  inconc: (chalk) => chalk.yellow,
  error: (chalk) => chalk.magenta.bold,
  'not-applicable': (chalk) => chalk.dim,
  'not-run': (chalk) => chalk.dim,
  none: (chalk) => chalk.yellow,
};
