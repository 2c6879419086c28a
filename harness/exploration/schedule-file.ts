import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { Document, isMap, isSeq } from 'yaml';
import { readChecked } from '../yaml/checked-file.ts';
import type { FoundWith, Schedule } from './schedule.ts';

/** A schedule file that cannot be used. The message is one line: `file:line:column: <what>, expected <what>`. */
export class ScheduleError extends Error {
  override name = 'ScheduleError';
}

/** A schedule as a file keeps it: with what it led to, and how the systems were set then. */
export interface SavedSchedule extends Schedule {
  /** The sentence of the violation. */
  found?: string;
  with?: Partial<FoundWith>;
}

let validator: ValidateFunction | undefined;

function schema(): ValidateFunction {
  validator ??= new Ajv({
    allErrors: false,
    verbose: true,
    useDefaults: true,
    discriminator: true,
    strictTypes: false,
    strictRequired: false,
  }).compile(JSON.parse(readFileSync(new URL('schedule.schema.json', import.meta.url), 'utf8')) as object);
  return validator;
}

/**
 * Reads a schedule of faults.
 * @throws {ScheduleError} for a file that is missing or malformed
 */
export function loadSchedule(file: string): SavedSchedule {
  const { value } = readChecked(file, {
    is: 'a schedule of faults, as bin/cpm-leave explore saves one',
    whole: 'the schedule',
    matches: schema(),
    error: ScheduleError,
  });
  return value as SavedSchedule;
}

/** A schedule as a file of it is written: one line for each act. */
export function writeSchedule({ found, with: settings, tablet, acts }: SavedSchedule): string {
  const document = new Document({
    ...(found !== undefined && { found }),
    ...(settings !== undefined && { with: settings }),
    tablet,
    acts,
  });
  document.commentBefore = ' A schedule of faults. To repeat it: bin/cpm-leave run --replay THIS_FILE';
  const list = document.get('acts');
  if (isSeq(list)) for (const act of list.items) if (isMap(act)) act.flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
