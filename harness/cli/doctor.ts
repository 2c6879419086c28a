import type { Symptom } from '../doctor/symptom.ts';
import { examineMachine } from '../doctor/machine.ts';
import { examineSystem } from '../doctor/system.ts';
import { painter } from '../report/paint.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import { described } from './described.ts';
import { EXIT } from './exit-code.ts';

/** The options of `doctor`, as the command line has them. */
export interface DoctorFlags {
  json?: true;
  sut?: string[];
}

/**
 * Says what this machine has, what it lacks, and what mends that.
 * @returns 0 where nothing that a run needs is missing, else 3
 */
export async function doctor({ json, sut = [] }: DoctorFlags): Promise<number> {
  const systems = described(sut);
  const symptoms = await examineMachine();
  for (const system of systems) symptoms.push(...(await examineSystem(system)));
  process.stdout.write(json ? `${JSON.stringify(symptoms, null, 2)}\n` : lines(symptoms));
  return symptoms.some(({ state }) => state === 'missing') ? EXIT.undecided : EXIT.conformant;
}

function lines(symptoms: readonly Symptom[]): string {
  const chalk = painter(terminalStyle(process.stdout).colour);
  const paint = { good: chalk.green, limited: chalk.yellow, missing: chalk.red };
  const width = Math.max(...symptoms.map(({ id }) => id.length));
  return symptoms
    .flatMap(({ id, state, found, mend }) => [
      `${paint[state](state.padEnd(7))}  ${id.padEnd(width)}  ${found}`,
      ...(mend === undefined ? [] : [`         ${' '.repeat(width)}  ${chalk.dim('mend with:')} ${mend}`]),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
