/** A client, and a large group, with a core between them and the test side, as an application server of a lab has it. */
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
const CORE = '127.9.61.3';
const FOCUS = '127.9.61.2';
const folder = mkdtempSync(join(tmpdir(), 'core-'));
const children: ChildProcess[] = [];

async function started(program: string, address: string): Promise<void> {
  const child = spawn(process.execPath, [resolve(`fixtures/reference/${program}/main.ts`)], {
    env: { ...process.env, ADDRESS: address, T1: '100', T2: '800', MIN_PARTICIPANTS: '2' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
}

beforeAll(async () => {
  await Promise.all([started('focus', FOCUS), started('pcscf', CORE)]);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Runs, and gives the SIP messages of each purpose, as sent or received by the test side. */
async function run(descriptor: string, ...words: string[]) {
  const file = join(folder, 'sut.yaml');
  writeFileSync(file, descriptor);
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [resolve('harness/cli/main.ts'), 'run', '--sut', file, ...words, '--out', folder],
    { reject: false, stdin: 'ignore', env: { NO_COLOR: '1' } },
  );
  const report = JSON.parse(readFileSync(join(folder, 'latest/report.json'), 'utf8')) as Report;
  const messagesOf = (purpose: string) => {
    const { cases } = report.purposes.find(({ id }) => id === purpose)!;
    const timeline = parseTimeline(readFileSync(join(folder, 'latest', cases[0]!.evidence, 'timeline.jsonl'), 'utf8'));
    return timeline.flatMap((event) => (event.kind === 'sip' ? [event] : []));
  };
  return { exitCode, output: `${stdout}\n${stderr}`, messagesOf };
}

const client = `role: client
product: { vendor: Example Corp, name: Client behind a core, version: '1' }
host:
  process:
    command: [node, ${resolve('fixtures/reference/client/main.ts')}]
    environment: { T1: 100, T2: 800 }
    ready: READY
core: { ip: ${CORE} }
upperTester: { http: 'http://{address}:8080/{instance}', instances: many }
adjustable: [timers]
ixit: { concurrency: 4, identity: 'sip:user-{n}@{place}', group: 'sip:gs-{n}@{place}', restartFactory: 'yes' }
`;

test(
  'a client joins, is invited and leaves by way of the core, whose routes are kept',
  async () => {
    const { exitCode, output, messagesOf } = await run(client, '--host', 'process', '--select', 'TP-CL-LV-0[14]');
    expect(output).toContain('2 selected: 2 pass');
    expect(exitCode).toBe(0);
    const joined = messagesOf('TP-CL-LV-01');
    const find = (direction: string, begins: string, messages = joined) =>
      messages.find((event) => event.direction === direction && event.raw.startsWith(begins))!.raw;
    expect(find('received', 'INVITE ')).toMatch(new RegExp(`^Record-Route: <sip:${CORE}:5060`, 'm'));
    expect(find('received', 'INVITE ')).toMatch(/^P-Asserted-Identity: </m);
    const accepted = joined.find(({ direction, raw }) => direction === 'sent' && /^CSeq: \d+ INVITE/im.test(raw))!;
    expect(accepted.raw).toMatch(new RegExp(`^Record-Route: <sip:${CORE}:5060`, 'm'));
    expect(find('sent', 'NOTIFY ')).toMatch(new RegExp(`^Route: <sip:${CORE}:5060`, 'm'));
    expect(/^Via: (.*)$/m.exec(find('received', 'BYE '))![1]).toContain(CORE);

    const invited = messagesOf('TP-CL-LV-04');
    const register = find('received', 'REGISTER ', invited);
    const path = /^Path: (.*)$/m.exec(register)![1]!.trim();
    expect(path).toContain(CORE);
    expect(find('sent', 'SIP/2.0 200', invited)).toContain(`Path: ${path}`);
    expect(find('sent', 'INVITE ', invited)).toContain(`Route: ${path}`);
  },
  LIMIT_MS,
);

test(
  'a large group is reached by way of it, and the identities are what it says they are',
  async () => {
    const focus = `role: focus
product: { vendor: Example Corp, name: Focus behind a core, version: '1' }
host:
  address:
    ip: ${FOCUS}
    outboundProxy: { ip: ${CORE} }
    localAddresses: [127.9.61.11, 127.9.61.12, 127.9.61.13, 127.9.61.14]
ixit: { t1: 100, t2: 800, notifyMax: 2000, group: 'sip:gs-{n}@${FOCUS}', minParticipants: 2, assertedBy: core }
`;
    const { exitCode, output, messagesOf } = await run(focus, '--select', 'TP-CF-SC-02', '--scale', '12');
    expect(output).toContain('1 selected: 1 pass');
    expect(exitCode).toBe(0);
    const messages = messagesOf('TP-CF-SC-02');
    const sent = messages.filter(({ direction }) => direction === 'sent');
    const invites = sent.filter(({ raw }) => raw.startsWith('INVITE '));
    expect(invites).toHaveLength(12);
    for (const { raw } of invites) expect(raw).toMatch(new RegExp(`^Route: <sip:${CORE}:5060;transport=tcp;lr>`, 'm'));
    expect(sent.filter(({ raw }) => /^P-Asserted-Identity:/m.test(raw))).toEqual([]);
    // Within a dialog the recorded route leads the way, and nothing else.
    const bye = sent.find(({ raw }) => raw.startsWith('BYE '))!;
    const call = /^Call-ID: .*$/m.exec(bye.raw)![0];
    const accepted = messages.find(({ direction, raw }) => direction === 'received' && raw.includes(call))!;
    expect(bye.raw.match(/^Route:/gm)).toHaveLength(accepted.raw.match(/^Record-Route:/gm)!.length);
  },
  LIMIT_MS,
);
