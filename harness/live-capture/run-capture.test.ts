import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CaseOutcome } from '../campaign/case.ts';
import { renderPcapng } from '../evidence/pcapng.ts';
import { TcpConversation } from '../evidence/tcp-conversation.ts';
import { Secrets } from '../secrets/secrets.ts';
import { HostError } from '../sut/host/host.ts';
import { type MadeDumpcap, makeDumpcap } from './made-dumpcap.ts';
import { CAPTURED, RunCapture } from './run-capture.ts';

const BEGAN = '2026-11-22T12:00:00.000Z';
const [SUT, ALICE, BOB] = ['127.20.0.1', '127.20.0.2', '127.20.0.3'];
const LAB = { traffic: () => Promise.resolve([{ device: 'lo', filter: 'net 127.20.0.0/16' }]) };
const PASSWORD = 'correct horse battery';

let made: MadeDumpcap;
beforeEach(() => {
  made = makeDumpcap();
});
afterEach(() => made.remove());

/** A system says something to Alice and to Bob, in segments of a few octets each. */
function capturing(said: string): void {
  const conversation = (address: string, salt: number) =>
    new TcpConversation({ sut: { address: SUT, port: 40_000 }, tester: { address, port: 2855 } }, salt);
  const packets = [conversation(ALICE, 0), conversation(BOB, 1)].flatMap((one, index) => [
    one.syn('sut'),
    ...one.accepted('sut'),
    ...(index === 0 ? (said.match(/.{1,5}/gs) ?? []) : ['nothing']).flatMap((text) =>
      one.data('sut', Buffer.from(text)),
    ),
  ]);
  const time = BigInt(Date.parse(BEGAN)) * 1_000_000n;
  const capture = renderPcapng(
    packets.map((data) => ({ time, data })),
    { about: '', application: '' },
  );
  writeFileSync(join(made.folder, 'all'), capture);
  made.write(`cp ${join(made.folder, 'all')} "$file"; echo "File: $file" >&2; while :; do sleep 0.02; done`);
}

const outcome = (name: string, address: string): CaseOutcome => {
  mkdirSync(join(made.folder, name), { recursive: true });
  return {
    evidence: name,
    beganAt: BEGAN,
    durationMs: 10,
    addresses: { testSide: [address], systems: [] },
  } as unknown as CaseOutcome;
};

async function captured(said: string, secrets = new Secrets({})) {
  capturing(said);
  const capture = await RunCapture.begin(LAB, made.folder);
  await capture.end([]);
  const outcomes = await capture.cut([outcome('alice', ALICE), outcome('bob', BOB)], secrets);
  return { capture, words: outcomes.map((one) => one.captured), has: outcomes.map(fileThere) };
}

const fileThere = ({ evidence }: CaseOutcome): boolean => existsSync(join(made.folder, evidence, CAPTURED));

test('each case gets its share, and what is of none does not stay', async () => {
  const { capture, words, has } = await captured('hello');
  expect({ words, has }).toEqual({ words: [true, true], has: [true, true] });
  expect(capture.statement).toBe('packets were captured with dumpcap in 2 of 2 cases');
  expect(existsSync(join(made.folder, 'uncut.pcapng'))).toBe(false);
  expect(readFileSync(join(made.folder, 'alice', CAPTURED)).includes('hello')).toBe(true);
});

test('a share with a secret in it is not kept, also where that is spread over segments', async () => {
  const { capture, words, has } = await captured(`my ${PASSWORD} staple`, new Secrets({ CHAT_PASSWORD: PASSWORD }));
  expect({ words, has }).toEqual({ words: [undefined, true], has: [false, true] });
  expect(capture.statement).toContain('in 1 of 2 cases; those of 1 are not kept, for a secret is in them');
});

test('where nothing can be captured, the reason is told and no case has a capture', async () => {
  made.write('echo \'dumpcap: You do not have permission to capture on device "lo".\' >&2; exit 1');
  const capture = await RunCapture.begin(LAB, made.folder);
  await capture.end([]);
  expect((await capture.cut([outcome('alice', ALICE)], new Secrets({}))).map((one) => one.captured)).toEqual([
    undefined,
  ]);
  expect(capture.statement).toMatch(/^packets were synthesised and not captured: dumpcap may not capture .*setcap/);
});

test("where others' packets have the same addresses, nothing is captured", async () => {
  const traffic = () => Promise.reject(new HostError("at ::1 nobody's packets can be told from another's"));
  expect((await RunCapture.begin({ traffic }, made.folder)).refusal).toContain('at ::1 nobody');
  expect((await RunCapture.begin({ traffic: () => Promise.resolve([]) }, made.folder)).refusal).toBe(
    'no system was started',
  );
});

test('a capture that cannot be cut leaves no pieces', async () => {
  capturing('hello');
  writeFileSync(join(made.folder, 'all'), Buffer.alloc(64));
  const capture = await RunCapture.begin(LAB, made.folder);
  await capture.end([]);
  const outcomes = await capture.cut([outcome('alice', ALICE)], new Secrets({}));
  expect(outcomes.map(fileThere)).toEqual([false]);
  expect(capture.statement).toMatch(/in 0 of 1 cases; what was captured may not be whole: a block says/);
});
