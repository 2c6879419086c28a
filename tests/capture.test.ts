/** Packets from the wire: captured with dumpcap while a case ran, read by tshark and by judge. Skipped where they are not there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { Report } from '../harness/report/report.ts';
import { describeWhere } from './where-installed.ts';

const LIMIT_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'capture-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cpmLeave = (...words: string[]) =>
  execa(process.execPath, [resolve('harness/cli/main.ts'), ...words], {
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1' },
  });

interface Symptom {
  id: string;
  state: string;
}
const { stdout: symptoms } = await cpmLeave('doctor', '--json');
const mayCapture = (JSON.parse(symptoms) as Symptom[]).some(({ id, state }) => id === 'dumpcap' && state === 'good');
const { failed: noTshark } = await execa('tshark', ['--version'], { reject: false });

async function run(...words: string[]) {
  const { exitCode, stdout } = await cpmLeave('run', '--capture', '--host', 'process', ...words, '--out', folder);
  const report = JSON.parse(readFileSync(join(folder, 'latest/report.json'), 'utf8')) as Report;
  return { exitCode, stdout, report, place: join(folder, 'latest', report.purposes[0]!.cases[0]!.evidence) };
}

async function tshark(file: string, ...words: string[]): Promise<string[]> {
  const { stdout } = await execa('tshark', ['-r', file, ...words]);
  return stdout.split('\n').filter((line) => line !== '');
}

describeWhere(mayCapture && !noTshark)('a run that captures', () => {
  test(
    'has the SIP and the MSRP of its case, the same as the timeline, and a departure that can be judged',
    async () => {
      const { exitCode, stdout, report, place } = await run('--select', 'TP-CL-LV-10');
      expect({ exitCode, captured: report.purposes[0]!.cases[0]!.captured }).toEqual({ exitCode: 0, captured: true });
      expect(stdout).toContain('packets were captured with dumpcap in 1 of 1 cases');
      expect(readdirSync(place)).toEqual(expect.arrayContaining(['captured.pcapng', 'synthesised.pcapng']));
      expect(readdirSync(join(folder, 'latest'))).not.toContain('uncut.pcapng');

      const [captured, synthesised] = ['captured', 'synthesised'].map((name) => join(place, `${name}.pcapng`));
      const seen = await tshark(captured!, '-Y', 'sip || msrp', '-T', 'fields', '-e', 'sip.CSeq', '-e', 'msrp.method');
      expect(seen).toEqual(expect.arrayContaining(['2 BYE\t', '\tSEND']));
      const dialog = ['-Y', 'sip', '-T', 'fields', '-e', 'sip.CSeq', '-e', 'sip.Status-Code'];
      expect((await tshark(captured!, ...dialog)).toSorted()).toEqual(
        (await tshark(synthesised!, ...dialog)).toSorted(),
      );
      // One end of every packet is one of the case's own addresses; the control of the upper tester is not there.
      expect(await tshark(captured!, '-Y', 'tcp.port == 8080')).toEqual([]);

      const judged = await cpmLeave('judge', captured!);
      expect(judged.stdout).toMatch(/^client: one-bye-in-dialog +1 +0 +0 +0$/m);
      expect(judged.exitCode).toBe(0);
      expect((await cpmLeave('judge', join(folder, 'latest'))).exitCode).toBe(0);
    },
    LIMIT_MS,
  );

  test(
    'over TLS has ciphertext, with the plain messages in what is synthesised',
    async () => {
      const { place } = await run('--select', 'TP-CL-LV-01', '--transport', 'tls', '--media', 'tls');
      expect(await tshark(join(place, 'captured.pcapng'), '-Y', 'sip || msrp')).toEqual([]);
      expect(await tshark(join(place, 'captured.pcapng'), '-Y', 'tcp.port == 5061')).not.toEqual([]);
      expect(await tshark(join(place, 'synthesised.pcapng'), '-Y', 'sip')).not.toEqual([]);
    },
    LIMIT_MS,
  );
});

test(
  'over IPv6, where all are at one address, nothing is captured, and the run goes on',
  async () => {
    const { exitCode, stdout, place } = await run('--select', 'TP-CL-LV-01', '--ip', '6');
    expect(stdout).toContain("packets were synthesised and not captured: at ::1 nobody's packets can be told");
    expect(exitCode).toBe(0);
    expect(readdirSync(place)).toContain('synthesised.pcapng');
    expect(readdirSync(place)).not.toContain('captured.pcapng');
  },
  LIMIT_MS,
);
