import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { madeUpRecord } from '../evidence/made-up-record.ts';
import type { CaseRecord } from '../evidence/run-record.ts';
import { writeRunRecord } from '../evidence/stored-run.ts';
import { renderTimeline } from '../evidence/timeline-file.ts';
import type { Check } from '../judge/check.ts';
import { renderJson } from '../report/json.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { contradictions, rejudge } from './rejudge.ts';
import { reportOf } from './report-of.ts';

/** Passes where a FIN came at or after 5 s; under pre-cr always. */
const patience: Check = {
  id: 'patience',
  requirement: 'REQ-CL-09',
  title: 'The client is patient',
  required: 'Patience.',
  consequence: 'Haste.',
  judge({ timeline }, profile) {
    const fin = timeline.find((event) => event.kind === 'tcp' && event.event === 'fin');
    const late = (fin?.at ?? 0) >= 5000;
    return { verdict: late || profile === 'pre-cr' ? 'pass' : 'fail', message: `FIN at ${fin?.at} ms` };
  },
};
const suite: PurposeDeclaration[] = [
  { id: 'TP-CL-LV-10', given: { given: 'joined', role: 'client' }, when: [], checks: [patience] },
];

const timeline = (finAt: number): TimelineEvent[] => [
  { kind: 'mark', mark: 'preamble-reached', at: 1, seq: 0 },
  { kind: 'tcp', actor: 'network', event: 'fin', by: 'sut', connection: 1, sessions: ['focus'], at: finAt, seq: 1 },
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rejudge-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function store(events: TimelineEvent[] | undefined, parts: Partial<CaseRecord> = {}): Promise<void> {
  await writeRunRecord(madeUpRecord([{ id: 'TP-CL-LV-10', ...parts }]), folder);
  if (!events) return;
  await mkdir(join(folder, 'evidence/TP-CL-LV-10'));
  await writeFile(join(folder, 'evidence/TP-CL-LV-10/timeline.jsonl'), renderTimeline(events));
}

test.each([
  [5000.25, 'pass', 'pass'],
  [4999.75, 'fail', 'pass'],
])('a FIN at %d ms is %s by the evidence, and %s under pre-cr', async (at, cr, preCr) => {
  await store(timeline(at));
  const { record, outcomes } = await rejudge(folder, suite);
  expect(reportOf(record, outcomes).purposes[0]).toMatchObject({ verdict: cr, verdicts: { cr, 'pre-cr': preCr } });
  expect(reportOf(record, outcomes, 'pre-cr').purposes[0]!.verdict).toBe(preCr);
});

test('the same evidence gives the same bytes', async () => {
  await store(timeline(4999.123456789));
  const [first, second] = [await rejudge(folder, suite), await rejudge(folder, suite)];
  expect(renderJson(reportOf(first.record, first.outcomes))).toBe(renderJson(reportOf(second.record, second.outcomes)));
});

test('a case that could not begin is the same error again', async () => {
  await store(undefined, { evidence: '', failure: 'no address is left' });
  const { record, outcomes } = await rejudge(folder, suite);
  const purpose = reportOf(record, outcomes).purposes[0]!;
  expect([purpose.verdict, purpose.checks[0]!.message]).toEqual(['error', 'no address is left']);
});

test('a stored report that says otherwise is named', async () => {
  await store(timeline(4000));
  const { record, outcomes } = await rejudge(folder, suite);
  const derived = reportOf(record, outcomes);
  expect(contradictions(renderJson(derived), derived)).toEqual([]);
  const prettier = structuredClone(derived);
  prettier.purposes[0]!.verdict = 'pass';
  expect(contradictions(renderJson(prettier), derived)).toEqual([
    { id: 'TP-CL-LV-10', stored: 'pass', derived: 'fail' },
  ]);
  const renamed = structuredClone(derived);
  renamed.suts[0]!.vendor = 'Somebody Else';
  expect(contradictions(renderJson(renamed), derived)).toHaveLength(1);
  expect(contradictions('{"purposes":7}', derived)).not.toEqual([]);
  expect(contradictions('', derived)).not.toEqual([]);
});

test('missing evidence is an error that names the file, never a verdict', async () => {
  await store(undefined);
  await expect(rejudge(folder, suite)).rejects.toThrow('TP-CL-LV-10/timeline.jsonl: there is no such file');
});

test('a case that this suite does not have is named', async () => {
  await store(timeline(1));
  await expect(rejudge(folder, [])).rejects.toThrow('no case TP-CL-LV-10; the run was made by cpm-leave 0.1.0');
});
