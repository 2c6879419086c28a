import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Complaint } from '../yaml/complaint.ts';
import { readChecked } from '../yaml/checked-file.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/** A baseline that cannot be used. The message is one line: `file:line:column: <what>, expected <what>`. */
export class BaselineError extends Error {
  override name = 'BaselineError';
}

let validator: ValidateFunction | undefined;

function schema(): ValidateFunction {
  validator ??= new Ajv({ allErrors: true, verbose: true, useDefaults: true }).compile(
    JSON.parse(readFileSync(new URL('baseline.schema.json', import.meta.url), 'utf8')) as object,
  );
  return validator;
}

const LISTS = ['deviations', 'flaky'] as const;

/**
 * Reads a baseline. Whether its entries still mean anything is for a run to say.
 * @throws {BaselineError} for a file that is missing, malformed, or names the same check twice
 */
export function loadBaseline(file: string): Baseline {
  const { value, refuse } = readChecked(file, {
    is: 'a baseline of known deviations',
    whole: 'the baseline',
    matches: schema(),
    error: BaselineError,
  });
  const written = value as Omit<Baseline, 'file'>;
  for (const complaint of mistakes(written)) throw refuse(complaint);
  return { file, deviations: written.deviations, flaky: written.flaky };
}

function* mistakes(written: Omit<Baseline, 'file'>): Generator<Complaint> {
  const seen = new Map<string, string>();
  for (const list of LISTS)
    for (const [index, entry] of written[list].entries()) {
      const path = [list, index];
      if (!isDay(entry.expires))
        yield {
          path: [...path, 'expires'],
          at: 'value',
          what: `${list}[${index}].expires is "${entry.expires}", a day that does not exist`,
          expected: 'a day of the calendar',
        };
      const before = seen.get(keyOf(entry));
      if (before !== undefined)
        yield {
          path,
          at: 'value',
          what: `${list}[${index}] names ${entry.purpose} ${entry.check} again`,
          expected: `every check once, and it is in ${before} already`,
        };
      seen.set(keyOf(entry), `${list}[${index}]`);
    }
}

const keyOf = ({ purpose, check }: BaselineEntry): string => `${purpose} ${check}`;

/** The 31st of February has the form of a date, and is none. */
const isDay = (text: string): boolean => {
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
};
