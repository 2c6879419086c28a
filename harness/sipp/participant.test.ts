import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import type { DialogProgram } from './dialog-program.ts';
import { launchSipp } from './launch.ts';
import { fieldOf, RawPeer, requestText, responseText } from './raw-peer.ts';
import { participantScenario } from './scenario.ts';
import type { SippProcess } from './sipp-process.ts';
import { troublesOf } from './troubles.ts';

/** A focus in the test, towards the participant that SIPp plays. */
const FOCUS = '127.11.3.1';
const ALICE = { address: '127.11.3.2', port: 5060 };
const GROUP = 'sip:gs-1@focus.test';
const SDP = { 'Content-Type': 'application/sdp' };
const OFFER = 'v=0\r\ns=-\r\n';
const CONTACT = `Contact: "The group" <sip:gs-1@${FOCUS}:5060;lr-not=1>;isfocus`;

let folder: string;
let recorder: Recorder;
let focus: RawPeer;
let alice: SippProcess;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipp-participant-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  recorder = new Recorder();
  focus = await RawPeer.udp(FOCUS, 0, '127.11.3.2:5060');
});
afterEach(async () => {
  await alice.stop();
  focus.close();
});

async function launch(dialog: DialogProgram): Promise<void> {
  const scenario = participantScenario({
    transport: 'udp',
    group: GROUP,
    identity: 'sip:alice@ims.test',
    contactParameters: ';+sip.instance="<urn:uuid:1>"',
    dialog,
  });
  const options = { recorder, actor: 'alice', scenario, folder, transport: 'udp' as const, limitMs: 20_000 };
  alice = await launchSipp({ ...options, ...ALICE, remote: focus.address });
}

const traced = (start: string, cseq: string): Promise<unknown> =>
  recorder.waitFor(
    `${start} ${cseq}`,
    10_000,
    (event) => event.kind === 'sip' && event.raw.startsWith(start) && fieldOf(event.raw, 'CSeq') === cseq,
  );

const troubles = (): unknown[] => troublesOf(recorder);

/** Joins; gives Alice's INVITE and what a request to her within the dialog needs. */
async function confirm(
  headers: string[] = [],
): Promise<{ invite: string; request: (method: string, cseq: number) => string }> {
  alice.open('call-1', 'INVITE', SDP, OFFER);
  const invite = (await focus.next(/^INVITE/)).text;
  focus.send(responseText(invite, '180 Ringing', { tag: 'f' }));
  focus.send(responseText(invite, '200 OK', { tag: 'f', headers: [CONTACT, ...headers], body: OFFER }));
  await traced('ACK', '1 ACK');
  const [from, to] = [`<${GROUP}>;tag=f`, fieldOf(invite, 'From')];
  const request = (method: string, cseq: number): string =>
    requestText({ method, callId: 'call-1', cseq, at: focus.address, from, to });
  return { invite, request };
}

describe('joining', () => {
  test('the INVITE goes to the group, and its 2xx is acknowledged along the route to the Contact', async () => {
    await launch({ turns: [] });
    const { invite } = await confirm(['Record-Route: <sip:p1;lr>, <sip:p2;lr>']);
    expect(invite).toMatch(/^INVITE sip:gs-1@focus\.test SIP\/2\.0\r\n/);
    expect(fieldOf(invite, 'To')).toBe(`<${GROUP}>`);
    expect(fieldOf(invite, 'From')).toMatch(/^<sip:alice@ims\.test>;tag=\w+$/);
    expect(fieldOf(invite, 'Contact')).toBe('<sip:alice@127.11.3.2:5060;transport=udp>;+sip.instance="<urn:uuid:1>"');
    expect(invite.split('\r\n\r\n')[1]).toBe(OFFER);
    const ack = (await focus.next(/^ACK/)).text;
    expect(ack).toMatch(/^ACK sip:gs-1@127\.11\.3\.1:5060;lr-not=1 SIP\/2\.0\r\n/);
    expect(fieldOf(ack, 'Route')).toBe('<sip:p2;lr>, <sip:p1;lr>');
    expect(fieldOf(ack, 'To')).toBe(`<${GROUP}>;tag=f`);
    expect(fieldOf(ack, 'Via')).not.toBe(fieldOf(invite, 'Via'));
  });

  test('a retransmitted 2xx is acknowledged again', async () => {
    await launch({ turns: [] });
    const { invite } = await confirm();
    const first = await focus.next(/^ACK/);
    focus.send(responseText(invite, '200 OK', { tag: 'f', headers: [CONTACT], body: OFFER }));
    expect((await focus.next(/^ACK/)).text).toBe(first.text);
  });

  test('a refusal is acknowledged in its own transaction, and ends there', async () => {
    await launch({ turns: [] });
    alice.open('call-1', 'INVITE', SDP, OFFER);
    const invite = (await focus.next(/^INVITE/)).text;
    focus.send(responseText(invite, '403 Forbidden', { tag: 'f' }));
    const ack = (await focus.next(/^ACK/)).text;
    expect(fieldOf(ack, 'Via')).toBe(fieldOf(invite, 'Via'));
    expect(fieldOf(ack, 'CSeq')).toBe('1 ACK');
    await alice.stop();
    expect(troubles()).toEqual([]);
  });
});

test('leaving: one BYE with its Reason, along the route', async () => {
  await launch({
    turns: [{ turn: 'request', method: 'BYE', headers: ['Reason: SIP;cause=200;text="Call completed"'] }],
  });
  await confirm(['Record-Route: <sip:p1;lr>', 'Record-Route: <sip:p2;lr>']);
  alice.go('call-1', 'BYE');
  const bye = (await focus.next(/^BYE/)).text;
  expect(bye).toMatch(/^BYE sip:gs-1@127\.11\.3\.1:5060;lr-not=1 SIP\/2\.0\r\n/);
  expect(fieldOf(bye, 'CSeq')).toBe('2 BYE');
  expect(fieldOf(bye, 'Reason')).toBe('SIP;cause=200;text="Call completed"');
  expect(bye.match(/^Route: .*$/gm)).toEqual(['Route: <sip:p2;lr>', 'Route: <sip:p1;lr>']);
  expect(bye).not.toMatch(/^Contact:/m);
  focus.send(responseText(bye, '200 OK'));
  await traced('SIP/2.0 200', '2 BYE');
  await alice.stop();
  expect(troubles()).toEqual([]);
});

test('being removed: the BYE is held and then answered', async () => {
  await launch({ turns: [{ turn: 'respond', to: 'BYE', code: 200 }] });
  const { request } = await confirm();
  const bye = request('BYE', 7);
  focus.send(bye);
  focus.send(bye);
  await traced('BYE', '7 BYE');
  alice.go('call-1', '200 to BYE');
  const ok = (await focus.next(/^SIP\/2\.0 200/)).text;
  expect(fieldOf(ok, 'Via')).toBe(fieldOf(bye, 'Via'));
});

describe('subscribing', () => {
  beforeEach(() => launch({ turns: [] }));

  async function subscribe(): Promise<{ text: string; notify: (cseq: number, state?: string) => string }> {
    alice.open('sub-1', 'SUBSCRIBE', { Event: 'conference', Expires: '600' });
    const { text } = await focus.next(/^SUBSCRIBE/);
    const [from, to] = [`<${GROUP}>;tag=s`, fieldOf(text, 'From')];
    const notify = (cseq: number, state = 'active'): string => {
      const headers = ['Event: conference', `Subscription-State: ${state}`];
      return requestText({ method: 'NOTIFY', callId: 'sub-1', cseq, at: focus.address, from, to, headers });
    };
    return { text, notify };
  }

  test('NOTIFYs without any gap are all answered, also the one that overtakes the answer to the SUBSCRIBE', async () => {
    const { text, notify } = await subscribe();
    expect(fieldOf(text, 'Event')).toBe('conference');
    for (const message of [
      notify(1),
      responseText(text, '200 OK', { tag: 's' }),
      notify(2),
      notify(3),
      notify(4, 'terminated'),
    ])
      focus.send(message);
    for (const cseq of [1, 2, 3, 4]) await focus.next(new RegExp(`^SIP/2\\.0 200 OK[^]*CSeq: ${cseq} NOTIFY`));
    await alice.stop();
    expect(troubles()).toEqual([]);
  });

  test('it is refreshed, or ended, in its dialog', async () => {
    const { text, notify } = await subscribe();
    focus.send(responseText(text, '200 OK', { tag: 's', headers: [CONTACT] }));
    focus.send(notify(1));
    await traced('NOTIFY', '1 NOTIFY');
    alice.go('sub-1', 'un-SUBSCRIBE', { Expires: '0' });
    const end = (await focus.next(/^SUBSCRIBE/)).text;
    expect(fieldOf(end, 'To')).toBe(`<${GROUP}>;tag=s`);
    expect(fieldOf(end, 'CSeq')).toBe('2 SUBSCRIBE');
    expect(fieldOf(end, 'Expires')).toBe('0');
    expect(fieldOf(end, 'Event')).toBe('conference');
  });

  test('two gos at once let out two messages, each with a number of its own, and both are on record when it is stopped', async () => {
    const { text, notify } = await subscribe();
    focus.send(responseText(text, '200 OK', { tag: 's', headers: [CONTACT] }));
    focus.send(notify(1));
    await traced('NOTIFY', '1 NOTIFY');
    alice.go('sub-1', 'SUBSCRIBE', { Expires: '600' });
    alice.go('sub-1', 'un-SUBSCRIBE', { Expires: '0' });
    await alice.stop();
    const sent = recorder
      .events()
      .flatMap((event) => (event.kind === 'sip' && event.direction === 'sent' ? [fieldOf(event.raw, 'CSeq')] : []));
    expect(sent.slice(-2)).toEqual(['2 SUBSCRIBE', '3 SUBSCRIBE']);
  });
});

test('a REFER goes out of dialog, and its NOTIFYs are answered beside everything else', async () => {
  await launch({ turns: [] });
  await confirm();
  alice.open('refer-1', 'REFER', {
    'Refer-To': '<sip:carol@ims.test;method=BYE>',
    'Referred-By': '<sip:alice@ims.test>',
  });
  const refer = (await focus.next(/^REFER/)).text;
  expect(refer).toMatch(/^REFER sip:gs-1@focus\.test SIP\/2\.0\r\n/);
  expect(fieldOf(refer, 'Refer-To')).toBe('<sip:carol@ims.test;method=BYE>');
  const [from, to] = [`<${GROUP}>;tag=r`, fieldOf(refer, 'From')];
  focus.send(requestText({ method: 'NOTIFY', callId: 'refer-1', cseq: 1, at: focus.address, from, to }));
  focus.send(responseText(refer, '202 Accepted', { tag: 'r' }));
  await focus.next(/CSeq: 1 NOTIFY/);
  focus.send(requestText({ method: 'OPTIONS', callId: 'out-of-dialog', cseq: 9, at: focus.address }));
  await focus.next(/^SIP\/2\.0 200 OK[^]*CSeq: 9 OPTIONS/);
  focus.send(requestText({ method: 'BYE', callId: 'unknown', cseq: 1, at: focus.address }));
  await focus.next(/^SIP\/2\.0 481 /);
  await alice.stop();
  expect(troubles()).toEqual([]);
});
