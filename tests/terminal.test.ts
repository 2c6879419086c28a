/** What needs a terminal: the questions of `init`, and an operator who works the client by hand. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseTimeline } from '../harness/evidence/timeline-file.ts';
import type { Report } from '../harness/report/report.ts';
import { loadDescriptor } from '../harness/sut/load.ts';
import { PseudoTerminal } from './pseudo-terminal.ts';

const LIMIT_MS = 120_000;
const MAIN = resolve('harness/cli/main.ts');

let folder: string;
let terminal: PseudoTerminal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terminal-'));
});
afterEach(() => {
  terminal.end();
  rmSync(folder, { recursive: true });
});

const cli = (...words: string[]): PseudoTerminal =>
  (terminal = new PseudoTerminal([process.execPath, MAIN, ...words], { cwd: folder }));

test(
  'init asks, asks again where an answer cannot be, and writes a description that is valid',
  async () => {
    cli('init', 'phone.yaml');
    for (const [question, answer] of [
      [/role \(client, focus, pcscf\) \[client\]: /, 'phone'],
      [/expected one of client, focus, pcscf[^]*role .*\[client\]: /, ''],
      [/vendor, for the report: /, 'Example Corp'],
      [/product, for the report: /, 'Example chat'],
      [/version, for the report \[1\]: /, '4.2'],
      [/where does it live.*: /, 'address'],
      [/its IPv4 address: /, '192.0.2.20'],
      [/address that it can reach: /, '192.0.2.10'],
      [/how is it told what to do.*: /, 'manual'],
    ] as const) {
      await terminal.sees(question);
      terminal.type(`${answer}\r`);
    }
    expect(await terminal.ended).toBe(0);
    expect(loadDescriptor(join(folder, 'phone.yaml'))).toMatchObject({
      role: 'client',
      product: { vendor: 'Example Corp', name: 'Example chat', version: '4.2' },
      host: { address: { ip: '192.0.2.20', localAddresses: ['192.0.2.10'] } },
      upperTester: { manual: true, instances: 'one', limit: 60_000 },
    });
  },
  LIMIT_MS,
);

test(
  'init that is broken off writes nothing',
  async () => {
    cli('init', 'phone.yaml');
    await terminal.sees(/role .*: /);
    terminal.type('\u0003');
    expect(await terminal.ended).not.toBe(0);
    expect(() => readFileSync(join(folder, 'phone.yaml'))).toThrow('ENOENT');
  },
  LIMIT_MS,
);

test(
  'an operator is told what to do and when, and what he answers is judged and stamped with its time',
  async () => {
    const client = resolve('fixtures/reference/client/main.ts');
    writeFileSync(
      join(folder, 'phone.yaml'),
      `role: client
product: { vendor: Example Corp, name: Phone on the desk, version: '1' }
host:
  process:
    command: [sh, -c, 'echo "$ADDRESS" >address; exec "$0" "$1"', ${JSON.stringify(process.execPath)}, ${JSON.stringify(client)}]
    ready: READY
upperTester: { manual: true, limit: 20000 }
`,
    );
    cli('run', '--sut', 'phone.yaml', '--select', 'TP-CL-LV-01', '--host', 'process', '--out', 'reports');

    // Whoever has the phone in hand: reads the line, does it, presses a key.
    const code = await terminal.onEvery(/>>> ([\w-]+): (.*?)\r?\n/, async ([, purpose, instruction = '']) => {
      terminal.type((await work(instruction, purpose!)) ? '\r' : 'u');
    });
    expect(code).toBe(0);
    expect(terminal.shown).toMatch(/>>> TP-CL-LV-01: leave the group now\r?\n/);
    expect(terminal.shown).toMatch(/Enter = done, .* \(20 s left\)/);

    const report = JSON.parse(readFileSync(join(folder, 'reports/latest/report.json'), 'utf8')) as Report;
    expect(report.summary).toMatchObject({ selected: 1, pass: 1 });
    const evidence = join(folder, 'reports/latest', report.purposes[0]!.cases[0]!.evidence, 'timeline.jsonl');
    const controls = parseTimeline(readFileSync(evidence, 'utf8')).filter((event) => event.kind === 'control');
    const leave = controls.filter(({ action }) => action === 'leave');
    expect(leave.map(({ phase }) => phase)).toEqual(['request', 'answer']);
    expect(leave[1]!.at).toBeGreaterThan(leave[0]!.at);
  },
  LIMIT_MS,
);

/** Does with the reference client what an instruction says. False where it is something else. */
async function work(instruction: string, testPurpose: string): Promise<boolean> {
  const [, identity, proxy, transport] = /registered as (\S+) by way of (\S+) over (\S+)/.exec(instruction) ?? [];
  if (identity) return control('start', { identity, proxy, transport, testPurpose, runId: 'x', t1: 500, t2: 4000 });
  const [, group] = /^join the group (\S+)/.exec(instruction) ?? [];
  if (group) return control('join', { group });
  const [, text] = /^send this to the group: (.*)/.exec(instruction) ?? [];
  if (text) return control('send', { text });
  if (instruction.startsWith('leave the group now')) return control('leave', {});
  return instruction.startsWith('make the client forget') && control('stop', {});
}

async function control(action: string, body: object): Promise<boolean> {
  const address = readFileSync(join(folder, 'address'), 'utf8').trim();
  const response = await fetch(`http://${address}:8080/phone/${action}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return response.ok;
}

test(
  'a shell completes what is typed, at the press of a key',
  async () => {
    terminal = new PseudoTerminal(['bash', '--norc', '-i'], { cwd: folder, env: { PS1: '$ ', TERM: 'dumb' } });
    terminal.type(
      `cpm-leave() { ${process.execPath} ${MAIN} "$@"; }\rsource <(cpm-leave completion bash)\recho ready\r`,
    );
    await terminal.sees(/^ready/m);
    terminal.type('cpm-leave expla\tTP-CL-LV-2\t\t');
    await terminal.sees(/TP-CL-LV-20 +TP-CL-LV-21/);
    terminal.type('1\r');
    await terminal.sees(/Choreography/);
    terminal.type('exit\r');
    expect(await terminal.ended).toBe(0);
  },
  LIMIT_MS,
);
