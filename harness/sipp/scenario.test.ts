import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import type { DialogProgram, Turn } from './dialog-program.ts';
import { launchSipp } from './launch.ts';
import { lint } from './lint.ts';
import { networkScenario, participantScenario } from './scenario.ts';

const answer = (code: number): Turn => ({ turn: 'respond', to: 'BYE', code });
const request = (method: 'INVITE' | 'OPTIONS' | 'BYE' | 'INFO'): Turn => ({ turn: 'request', method });

const PROGRAMS: Record<string, DialogProgram> = {
  'without turns': { turns: [] },
  'that answers at once': { turns: [], afterwards: 200 },
  'with one final response': { turns: [answer(200)] },
  'with a provisional response first': { turns: [answer(100), answer(403)], afterwards: 200 },
  'with a challenge': { turns: [answer(401), answer(200)], afterwards: 'silence' },
  'with requests in the window': { turns: [request('INVITE'), request('OPTIONS'), request('BYE'), answer(200)] },
  'that leaves': { turns: [request('INFO'), request('BYE')] },
  'that retransmits': { turns: [request('BYE'), { turn: 'request', method: 'BYE', again: true }] },
  'that crosses a re-INVITE': {
    turns: [request('BYE'), { turn: 'respond', to: 'INVITE', code: 481 }],
    reInvites: 'hold',
  },
  'with a malformed CSeq': { turns: [{ turn: 'request', method: 'BYE', cseqMethod: 'INVITE' }] },
};

const PARTICIPANT = { group: 'sip:gs-1@focus.test', identity: 'sip:+15550100001@ims.test' };

const scenarios = Object.entries(PROGRAMS).flatMap(([name, dialog]): [string, string][] => [
  [`network ${name}`, networkScenario({ transport: 'udp', dialog })],
  [`participant ${name}`, participantScenario({ transport: 'tcp', dialog, ...PARTICIPANT })],
]);
scenarios.push([
  'participant that is slow and declines',
  participantScenario({ transport: 'udp', dialog: { turns: [] }, ...PARTICIPANT, slow: true, declines: { code: 603 } }),
]);
scenarios.push([
  'network that refuses',
  networkScenario({ transport: 'tcp', dialog: { turns: [] }, refusal: { code: 486 } }),
]);

describe.each(scenarios)('scenario: %s', (_name, xml) => {
  test('has none of the known traps', () => expect(lint(xml)).toEqual([]));
});

test('SIPp loads each of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sipp-scenario-'));
  const recorder = new Recorder();
  const target = {
    address: '127.11.1.1',
    port: 5060,
    remote: '127.11.1.1:5070',
    transport: 'udp' as const,
    limitMs: 10_000,
  };
  try {
    for (const [actor, scenario] of scenarios) {
      const sipp = await launchSipp({ recorder, actor: actor.replaceAll(' ', '-'), scenario, folder, ...target });
      await sipp.stop();
    }
    expect(recorder.events().filter((event) => event.kind !== 'harness' || event.event !== 'lag')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the user part of the Contact is that of the identity', () => {
  const xml = participantScenario({ transport: 'udp', dialog: { turns: [] }, ...PARTICIPANT, contactParameters: ';x' });
  expect(xml).toContain('Contact: <sip:+15550100001@[local_ip]:[local_port];transport=udp>;x\n');
});

test('BYE has no Contact, what refreshes the target has', () => {
  const xml = networkScenario({ transport: 'udp', dialog: { turns: [request('BYE'), request('INVITE')] } });
  const [bye, invite] = [/\nBYE [^]*?\]\]>/.exec(xml)?.[0], /\nINVITE [^]*?\]\]>/.exec(xml)?.[0]];
  expect(bye).not.toContain('Contact:');
  expect(invite).toContain('Contact: <sip:[$group]@[local_ip]:[local_port];transport=udp>;isfocus');
});

test('scenarios that differ in names alone have each their own names, and no others', () => {
  const of = (name: string) =>
    participantScenario({ transport: 'udp', dialog: { turns: [] }, group: `sip:${name}@g`, identity: `sip:${name}@i` });
  expect(of('bob')).toBe(of('alice').replaceAll('alice', 'bob'));
  expect(of('$&')).toContain('INVITE sip:$&@g SIP/2.0');
  expect(of('alice')).not.toMatch(/[^\n\r\t\x20-\x7e]/);
});
