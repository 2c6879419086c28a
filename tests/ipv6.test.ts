/** Everybody at ::1, each at a port of its own: client, focus and large group, plainly and over TLS. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parseTimeline } from '../harness/evidence/timeline-file.ts';
import type { Report } from '../harness/report/report.ts';

const LIMIT_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'ipv6-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...words: string[]) =>
  execa(process.execPath, [resolve('harness/cli/main.ts'), 'run', '--ip', '6', ...words, '--out', folder], {
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1' },
  });

test(
  'a client is invited and leaves, a focus removes, and a large group is told',
  async () => {
    const select = ['TP-CL-LV-0[149]', 'TP-RB-06', 'TP-CF-RM-01', 'TP-CF-SC-02'].flatMap((id) => ['--select', id]);
    const { exitCode, stdout } = await run(...select, '--scale', '10');
    expect(stdout).toContain('6 selected: 6 pass');
    expect(exitCode).toBe(0);
    const { purposes } = JSON.parse(readFileSync(join(folder, 'latest/report.json'), 'utf8')) as Report;
    const place = join(folder, 'latest', purposes.find(({ id }) => id === 'TP-CL-LV-01')!.cases[0]!.evidence);
    const sip = parseTimeline(readFileSync(join(place, 'timeline.jsonl'), 'utf8')).flatMap((event) =>
      event.kind === 'sip' ? [event.raw] : [],
    );
    const bye = sip.find((raw) => raw.startsWith('BYE '))!;
    expect(bye).toMatch(/^BYE sip:[^@]+@\[::1\]:\d+;transport=udp SIP\/2\.0\r\nVia: SIP\/2\.0\/UDP \[::1\]:\d+;/);
    expect(sip.find((raw) => raw.startsWith('INVITE '))).toContain('c=IN IP6 ::1\r\n');
    // The version of the first packet's header.
    const capture = readFileSync(join(place, 'synthesised.pcapng'));
    expect(
      capture.includes(Buffer.from('0000000000000000000000000000000100000000000000000000000000000001', 'hex')),
    ).toBe(true);
  },
  LIMIT_MS,
);

test(
  'the same over TLS',
  async () => {
    const { stdout } = await run(
      '--transport',
      'tls',
      '--media',
      'tls',
      '--select',
      'TP-CL-LV-01',
      '--select',
      'TP-CF-LV-01',
    );
    expect(stdout).toContain('2 selected: 2 pass');
  },
  LIMIT_MS,
);

test('containers are over IPv4', async () => {
  const { exitCode, stderr } = await run('--host', 'container', '--select', 'TP-CL-LV-01');
  expect(stderr).toContain('containers are over IPv4; with --ip 6 give --host process');
  expect(exitCode).toBe(2);
});
