/** A focus in a lab that is reached by way of a proxy, as by an outbound proxy or a core before it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parseTimeline } from '../harness/evidence/timeline-file.ts';
import type { Report } from '../harness/report/report.ts';

const LIMIT_MS = 120_000;
const FOCUS = '127.9.60.2';
const PROXY = '127.9.60.3';
const folder = mkdtempSync(join(tmpdir(), 'outbound-'));
const children: ChildProcess[] = [];

async function started(program: string, address: string): Promise<void> {
  const child = spawn(process.execPath, [resolve(`fixtures/reference/${program}/main.ts`)], {
    env: { ...process.env, ADDRESS: address, T1: '100', T2: '800' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
}

beforeAll(async () => {
  await Promise.all([started('focus', FOCUS), started('pcscf', PROXY)]);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test(
  'requests reach it with a Route, and its own come back along the recorded route',
  async () => {
    const file = join(folder, 'focus.yaml');
    writeFileSync(
      file,
      `role: focus
product: { vendor: Example Corp, name: Focus behind a proxy, version: '1' }
host:
  address:
    ip: ${FOCUS}
    outboundProxy: { ip: ${PROXY} }
    localAddresses: [127.9.60.11, 127.9.60.12, 127.9.60.13]
ixit: { t1: 100, t2: 800, notifyMax: 2000, group: 'sip:gs-{n}@${FOCUS}' }
`,
    );
    const { exitCode, stdout } = await execa(
      process.execPath,
      [resolve('harness/cli/main.ts'), 'run', '--sut', file, '--select', 'TP-CF-RM-01', '--out', folder],
      { reject: false, stdin: 'ignore', env: { NO_COLOR: '1' } },
    );
    expect(stdout).toContain('1 selected: 1 pass');
    expect(exitCode).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, 'latest/report.json'), 'utf8')) as Report;
    const removal = report.purposes.find(({ id }) => id === 'TP-CF-RM-01')!;
    const timeline = parseTimeline(
      readFileSync(join(folder, 'latest', removal.cases[0]!.evidence, 'timeline.jsonl'), 'utf8'),
    );
    const messages = timeline.flatMap((event) => (event.kind === 'sip' ? [event] : []));
    const first = messages.find(({ direction, raw }) => direction === 'sent' && raw.startsWith('INVITE '))!;
    expect(first.raw).toMatch(new RegExp(`^Route: <sip:${PROXY}:5060;lr>`, 'm'));
    const bye = messages.find(({ direction, raw }) => direction === 'received' && raw.startsWith('BYE '))!;
    expect(/^Via: .*$/m.exec(bye.raw)![0]).toContain(PROXY);
  },
  LIMIT_MS,
);
