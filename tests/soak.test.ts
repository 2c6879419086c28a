/** A short soak: three runs of a selection, the last one with processes stopped at random. No FAIL, and nothing unexplained. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { Deviation, SoakRun } from '../harness/soak/soak.ts';

const LIMIT_MS = 4 * 60_000;
const SELECT = ['TP-CL-LV-0*', 'TP-CL-LV-1*', 'TP-CF-LV-0*', 'TP-CF-FR-0*', 'TP-PC-RL-0*'];

interface Soaked {
  failures: Deviation[];
  unexplained: Deviation[];
  runs: SoakRun[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'soak-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['undisturbed', 2, []],
  ['with processes stopped for up to 300 ms', 1, ['--stall']],
])(
  '%s',
  async (_, runs, how) => {
    const json = join(folder, `${runs}.json`);
    const words = [
      '--runs',
      String(runs),
      '--out',
      folder,
      '--json',
      json,
      ...SELECT.flatMap((glob) => ['--select', glob]),
    ];
    const { stdout, stderr } = await execa(process.execPath, ['harness/soak/main.ts', ...words, ...how], {
      reject: false,
    });
    const { failures, unexplained, runs: made } = JSON.parse(readFileSync(json, 'utf8')) as Soaked;
    expect({ failures, unexplained }).toEqual({ failures: [], unexplained: [] });
    expect(made).toHaveLength(runs);
    expect(made.every(({ summary }) => summary.pass > 0)).toBe(true);
    expect(`${stdout}${stderr}`).toContain('0 FAIL');
  },
  LIMIT_MS,
);
