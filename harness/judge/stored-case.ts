/** Timelines of cases that were run with reference systems, in `fixtures/judged`, for the tests of the judge. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { purposes } from '../../catalogue/index.ts';
import { loadSuites } from '../campaign/automated.ts';
import { ALL_REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import { nameOf } from '../choreography/declare.ts';
import { ixitFor } from '../choreography/joined-client.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { scaledTimers } from '../sut/lab.ts';
import { loadDescriptor } from '../sut/load.ts';
import type { TimelineEvent } from '../timeline/event.ts';

const STORED_CASES = fileURLToPath(new URL('../../fixtures/judged', import.meta.url));

const ENDING = '.jsonl.gz';

/** `client-no-reason--TP-CL-LV-02`: the system, and the case that it was put to. */
export const storedCases = (): string[] =>
  readdirSync(STORED_CASES)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .toSorted((a, b) => a.localeCompare(b, 'en'));

const read = new Map<string, TimelineEvent[]>();

/** The timeline of a stored case: a list of its own each time, of the same events. */
export function storedTimeline(name: string): TimelineEvent[] {
  const known = read.get(name);
  if (known) return [...known];
  const text = gunzipSync(readFileSync(join(STORED_CASES, name + ENDING))).toString();
  const timeline = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TimelineEvent);
  read.set(name, timeline);
  return [...timeline];
}

const suites = new Map((await loadSuites()).map((declaration) => [nameOf(declaration).replace('/', '-'), declaration]));
const ixits = new Map(
  ALL_REFERENCE_SYSTEMS.map((file) => loadDescriptor(file)).map(({ role, ixit }) => [
    role,
    { ...ixit, ...scaledTimers, churn: 20_000 },
  ]),
);

/** What a stored case was a case of, and the timers of the system that it was put to. */
export function storedSetting(name: string): { declaration: PurposeDeclaration; ixit: Ixit } {
  const declaration = suites.get(name.split('--')[1]!)!;
  return { declaration, ixit: ixitFor(declaration.given, ixits.get(purposes.get(declaration.id)!.role)!) };
}

const JUDGEMENTS = join(STORED_CASES, 'judgements.json');

/** What the judge said: by case, by how its timeline was changed, by check; of a changed one, what it said otherwise. */
export type StoredJudgements = Record<string, Record<string, Record<string, unknown>>>;

export const storedJudgements = JSON.parse(readFileSync(JUDGEMENTS, 'utf8')) as StoredJudgements;

export const storeJudgements = (judgements: StoredJudgements): void =>
  writeFileSync(JUDGEMENTS, `${JSON.stringify(judgements, null, 1)}\n`);
