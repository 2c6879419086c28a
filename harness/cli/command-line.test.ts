import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { commandLine } from './command-line.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'cli-'));
const BROKEN = join(FOLDER, 'broken.yaml');
writeFileSync(BROKEN, 'role: [client\n');

afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

/** What is written to a stream of this process from now on. */
function listen(stream: NodeJS.WriteStream): () => string {
  const write = jest.spyOn(stream, 'write').mockReturnValue(true);
  return () => write.mock.calls.map(([text]) => String(text)).join('');
}

test.each([
  [[], 'expected run, judge, list or explain'],
  [['judge'], "missing required argument 'path'"],
  [['judge', FOLDER], 'evidence/run.json: there is no such file'],
  [['judge', 'nowhere'], 'evidence/run.json: there is no such file'],
  [['judge', '.', '--profile', 'strict'], 'Allowed choices are cr, harmonised, pre-cr'],
  [['rum'], 'Did you mean run?'],
  [['run', '--slect', 'x'], 'Did you mean --select?'],
  [['run', 'TP-CL-LV-10'], 'Expected 0 arguments'],
  [['run', '--profile', 'strict'], 'Allowed choices are cr, harmonised, pre-cr'],
  [['run', '--host', 'cloud'], 'Allowed choices are container, process, address'],
  [['run', '--timers', 'quick'], 'Allowed choices are rfc3261, scaled'],
  [['run', '--select'], 'argument missing'],
  [['run', '--select', ''], 'not empty'],
  [['run', '--select', 'TP-CL-LV-1O'], 'did you mean TP-CL-LV-10?'],
  [['run', '--select', 'nonsense'], 'expected an id that "bin/cpm-leave list" shows'],
  [['run', '--select', 'NO-SUCH*'], 'expected ids or globs'],
  [['run', '--select', 'TP-PC-*'], 'nothing selected: '],
  [['run', '--defect', 'release-on-bye'], 'did you mean client:release-on-bye?'],
  [['run', '--defect', 'client:release-on-by'], 'did you mean client:release-on-bye?'],
  [['run', '--defect', 'client:x'], 'expected one of client:release-on-bye'],
  [['run', '--sut', 'nowhere.yaml'], 'there is no such file, expected the description of a system under test'],
  [['run', '--sut', BROKEN], 'expected well-formed YAML'],
  [['list', '--sut', BROKEN], 'expected well-formed YAML'],
  [['explain'], "missing required argument 'id'"],
  [['explain', 'tp-cl-lv-10'], 'did you mean TP-CL-LV-10?'],
])('%j ends with 2 and one line that says what was expected', async (words, expected) => {
  const told = listen(process.stderr);
  const printed = listen(process.stdout);
  const [command, ...rest] = words;
  const full = command === 'run' ? [command, '--out', FOLDER, ...rest] : words;
  expect(await commandLine(['node', 'cpm-leave', ...full])).toBe(2);
  expect(told()).toContain(expected);
  expect(told()).toMatch(/^error: .*\n$/);
  expect(printed()).toBe('');
  expect(readdirSync(FOLDER)).toEqual(['broken.yaml']);
});
