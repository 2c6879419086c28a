import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { reportOf } from '../campaign/report-of.ts';
import { madeCapture } from '../capture/made-group.ts';
import { madeUpRecord } from '../evidence/made-up-record.ts';
import { renderPcapng } from '../evidence/pcapng.ts';
import { writeRunRecord } from '../evidence/stored-run.ts';
import { renderJson } from '../report/json.ts';
import { judge } from './judge.ts';
import { verify } from './verify.ts';

let folder: string;
let printed: () => string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judge-'));
  const [out, told] = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
  printed = () => [...out!.mock.calls, ...told!.mock.calls].map(([text]) => String(text)).join('');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** A stored run with an error of the test side, which needs no timeline. */
async function store(): Promise<void> {
  const record = madeUpRecord([{ id: 'TP-CL-LV-10', evidence: '', failure: 'no address is left' }]);
  await writeRunRecord(record, folder);
  const outcomes = await import('../campaign/rejudge.ts').then(({ rejudge }) => rejudge(folder));
  await writeFile(join(folder, 'report.json'), renderJson(reportOf(record, outcomes.outcomes)));
}

test('a stored run ends as the run did, and says nothing of differences', async () => {
  await store();
  expect(await judge(folder, {})).toBe(3);
  expect(printed()).toContain('no address is left');
  expect(printed()).not.toContain('not reproduced');
});

test('a stored report that was mended by hand is named, with what may excuse it', async () => {
  await store();
  const stored = await readFile(join(folder, 'report.json'), 'utf8');
  await writeFile(join(folder, 'report.json'), stored.replaceAll('"error"', '"pass"'));
  expect(await judge(folder, {})).toBe(3);
  expect(printed()).toContain('not reproduced: the stored report has TP-CL-LV-10 as pass, the evidence says error');
  expect(printed()).toContain('the suite is not the one that made this run');
});

test('what judge writes can be verified, and what was changed afterwards cannot', async () => {
  await store();
  await judge(folder, { out: join(folder, 'out'), profile: 'harmonised' });
  const written = join(folder, 'out', 'latest');
  expect(await verify(written, {})).toBe(0);
  expect(printed()).toContain('WARNED under harmonised');
  await writeFile(join(written, 'evidence', 'more'), '');
  expect(await verify(written, {})).toBe(1);
  expect(printed()).toContain('evidence/more is not in the statement');
});

test('a capture is judged, told and written', async () => {
  const file = join(folder, 'field.pcapng');
  await writeFile(file, renderPcapng(madeCapture(1, 2).packets, { about: '', application: '' }));
  expect(await judge(file, { out: folder })).toBe(1);
  expect(printed()).toMatch(/^FAIL 2026-11-22T.* sip:member-0-0@example\.com: one-bye-in-dialog \(REQ-CL-01\)/m);
  const report = JSON.parse(await readFile(join(folder, 'capture-report.json'), 'utf8'));
  expect(report.departures).toHaveLength(3);
});
