/**
 * Cases that were run with reference systems, conformant and with defects, judged once more: what the judge says of
 * evidence that it has judged before changes for a reason, and never unawares. Where a change is meant,
 * `UPDATE_JUDGED=1 npx jest harness/judge/stored-cases` writes what it says now, for the diff to be read.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { purposes, requirement } from '../../catalogue/index.ts';
import { loadSuites } from '../campaign/automated.ts';
import { ALL_REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import { nameOf } from '../choreography/declare.ts';
import { ixitFor } from '../choreography/joined-client.ts';
import { scaledTimers } from '../sut/lab.ts';
import { loadDescriptor } from '../sut/load.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { evaluate } from './evaluate.ts';
import type { Finding } from './finding.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/judged', import.meta.url));
const JUDGEMENTS = join(FOLDER, 'judgements.json');
const update = process.env['UPDATE_JUDGED'] === '1';

const suites = new Map((await loadSuites()).map((declaration) => [nameOf(declaration).replace('/', '-'), declaration]));
const ixits = new Map(
  ALL_REFERENCE_SYSTEMS.map((file) => loadDescriptor(file)).map(({ role, ixit }) => [
    role,
    { ...ixit, ...scaledTimers, churn: 20_000 },
  ]),
);
const expected = JSON.parse(readFileSync(JUDGEMENTS, 'utf8')) as Record<string, unknown>;

/** `client-no-reason--TP-CL-LV-02`: the system, and the case that it was put to. */
const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.jsonl.gz'))
  .map((file) => file.replace('.jsonl.gz', ''));

test.each(cases)('%s', (name) => {
  const judged = judgedAnew(name);
  if (update) expected[name] = judged;
  expect(judged).toEqual(expected[name]);
});

test('every stored judgement is that of a stored case', () => {
  if (update) writeFileSync(JUDGEMENTS, `${JSON.stringify(expected, null, 1)}\n`);
  expect(Object.keys(expected).toSorted()).toEqual(cases.toSorted());
});

/** The findings of a stored case, one entry for all profiles where all say the same. */
function judgedAnew(name: string): unknown {
  const declaration = suites.get(name.split('--')[1]!)!;
  const ixit = ixitFor(declaration.given, ixits.get(purposes.get(declaration.id)!.role)!);
  const lines = gunzipSync(readFileSync(join(FOLDER, `${name}.jsonl.gz`)))
    .toString()
    .trimEnd()
    .split('\n');
  const timeline = lines.map((line) => JSON.parse(line) as TimelineEvent);
  const { findings, verdicts, classification } = evaluate(
    declaration.checks,
    { timeline, ixit },
    (id) => requirement(id).clause,
  );
  const told = Object.fromEntries(findings.map(({ check, judgements }) => [check, condensed(judgements)]));
  // As JSON has it, without what is undefined.
  return JSON.parse(JSON.stringify({ verdicts, classification, findings: told }));
}

function condensed(judgements: Finding['judgements']): unknown {
  const [first, ...others] = Object.values(judgements).map((judgement) => JSON.stringify(judgement));
  return others.every((other) => other === first) ? judgements.cr : judgements;
}
