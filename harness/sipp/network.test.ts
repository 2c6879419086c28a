import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import type { SipEvent } from '../timeline/event.ts';
import type { DialogProgram, Turn } from './dialog-program.ts';
import { launchSipp } from './launch.ts';
import { fieldOf, RawPeer, requestText, responseText } from './raw-peer.ts';
import { networkScenario } from './scenario.ts';
import type { SippProcess } from './sipp-process.ts';
import { troublesOf } from './troubles.ts';

/** A client in the test, towards the network that SIPp plays. */
const CLIENT = '127.11.2.2';
const NETWORK = { address: '127.11.2.1', port: 5060 };
const SDP = { 'Content-Type': 'application/sdp' };
const ANSWER = 'v=0\r\ns=-\r\n';

const answer = (code: number): Turn => ({ turn: 'respond', to: 'BYE', code });

let folder: string;
let recorder: Recorder;
let client: RawPeer;
let network: SippProcess;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipp-network-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  recorder = new Recorder();
  client = await RawPeer.udp(CLIENT, 0, '127.11.2.1:5060');
});
afterEach(async () => {
  await network.stop();
  client.close();
});

async function launch(dialog: DialogProgram, refusal?: { code: number }): Promise<void> {
  const scenario = networkScenario({ transport: 'udp', dialog, ...(refusal === undefined ? {} : { refusal }) });
  const options = { recorder, actor: 'network', scenario, folder, transport: 'udp' as const, limitMs: 20_000 };
  network = await launchSipp({ ...options, ...NETWORK });
}

const traced = (start: string, cseq: string, count = 1): Promise<unknown> => {
  const isIt = (event: { kind: string }): event is SipEvent =>
    event.kind === 'sip' &&
    (event as SipEvent).raw.startsWith(start) &&
    fieldOf((event as SipEvent).raw, 'CSeq') === cseq;
  return recorder.waitFor(`${start} ${cseq} (${count})`, 10_000, () => recorder.events().filter(isIt).length >= count);
};

/** What SIPp sent, as its trace has it: status or method, with the CSeq. */
const sentBySipp = (): string[] =>
  recorder
    .events()
    .filter((event): event is SipEvent => event.kind === 'sip' && event.direction === 'sent')
    .map(({ raw }) => `${/^(?:SIP\/2\.0 )?(\S+)/.exec(raw)![1]} ${fieldOf(raw, 'CSeq')}`);

const troubles = (): unknown[] => troublesOf(recorder);

const medianOf = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

/** Joins, and leaves the dialog confirmed. Gives what a request within it needs. */
async function confirm(callId = 'call-1'): Promise<{ to: string; request: (method: string, cseq: number) => string }> {
  client.send(
    requestText({
      method: 'INVITE',
      callId,
      cseq: 1,
      at: client.address,
      headers: ['Content-Type: application/sdp'],
      body: ANSWER,
    }),
  );
  await traced('INVITE', '1 INVITE');
  network.go(callId, '200 to INVITE', SDP, ANSWER);
  const ok = await client.next(/^SIP\/2\.0 200/);
  const to = fieldOf(ok.text, 'To');
  const request = (method: string, cseq: number): string =>
    requestText({ method, callId, cseq, at: client.address, to });
  client.send(request('ACK', 1));
  await traced('ACK', '1 ACK');
  return { to, request };
}

describe('what a client sends unasked', () => {
  beforeEach(() => launch({ turns: [] }));

  test('REGISTER is granted as asked, and taken back', async () => {
    const register = (cseq: number, expires: number): string =>
      requestText({
        method: 'REGISTER',
        callId: 'r',
        cseq,
        at: client.address,
        to: '<sip:alice@ims.test>',
        headers: [`Expires: ${expires}`],
      });
    client.send(register(1, 600));
    const granted = (await client.next(/^SIP\/2\.0 200/)).text;
    expect(fieldOf(granted, 'Contact')).toBe(`<sip:alice@${client.address}>`);
    expect(fieldOf(granted, 'Expires')).toBe('600');
    expect(fieldOf(granted, 'P-Associated-URI')).toBe('<sip:alice@ims.test>');
    client.send(register(2, 0));
    expect((await client.next(/^SIP\/2\.0 200/)).text).not.toMatch(/^Contact:/m);
    client.send(register(3, 300));
    expect(fieldOf((await client.next(/^SIP\/2\.0 200/)).text, 'Expires')).toBe('300');
  });

  test('PUBLISH gets an entity tag; OPTIONS, MESSAGE and INFO 200; a stray BYE 481', async () => {
    const ask = async (method: string): Promise<string> => {
      client.send(requestText({ method, callId: method, cseq: 1, at: client.address }));
      return (await client.next(/^SIP/)).text;
    };
    expect(fieldOf(await ask('PUBLISH'), 'SIP-ETag')).not.toBe('');
    for (const method of ['OPTIONS', 'MESSAGE', 'INFO']) expect(await ask(method)).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(await ask('BYE')).toMatch(/^SIP\/2\.0 481 /);
    await network.stop();
    expect(troubles()).toEqual([]);
  });

  test('SUBSCRIBE is granted, notified at each go with a branch of its own, refreshed and ended', async () => {
    const subscribe = (cseq: number, to: string, expires: number): string =>
      requestText({
        method: 'SUBSCRIBE',
        callId: 's',
        cseq,
        at: client.address,
        to,
        headers: ['Event: conference;id=3', `Expires: ${expires}`],
      });
    client.send(subscribe(1, '<sip:group@ims.test>', 1200));
    const ok = (await client.next(/^SIP\/2\.0 200/)).text;
    expect(fieldOf(ok, 'Expires')).toBe('1200');
    expect(fieldOf(ok, 'Contact')).toBe('<sip:group@127.11.2.1:5060;transport=udp>;isfocus');
    const to = fieldOf(ok, 'To');
    await traced('SIP/2.0 200', '1 SUBSCRIBE');

    const body = '<?xml version="1.0"?>\r\n<conference-info>Gr\u00fc\u00dfe</conference-info>';
    const branches = [];
    for (const state of ['active;expires=1200', 'active;expires=1100']) {
      network.go(
        's',
        'NOTIFY',
        { 'Subscription-State': state, 'Content-Type': 'application/conference-info+xml' },
        body,
      );
      const notify = (await client.next(/^NOTIFY/)).text;
      expect(fieldOf(notify, 'Subscription-State')).toBe(state);
      expect(fieldOf(notify, 'Event')).toBe('conference;id=3');
      expect(fieldOf(notify, 'From')).toBe(to);
      const [head = '', received] = notify.split('\r\n\r\n');
      expect(received).toBe(`${body}\r\n`);
      expect(Number(fieldOf(head, 'Content-Length'))).toBe(body.length + 2);
      branches.push(fieldOf(notify, 'Via'));
      client.send(responseText(notify, '200 OK'));
    }
    expect(new Set(branches).size).toBe(2);
    client.send(subscribe(2, to, 0));
    const ended = (await client.next(/^SIP\/2\.0 200/)).text;
    expect(fieldOf(ended, 'Expires')).toBe('0');
    expect(fieldOf(ended, 'To')).toBe(to);
  });

  test('a client that asks before it answers the NOTIFY is answered', async () => {
    const subscribe = (cseq: number, to: string): string =>
      requestText({ method: 'SUBSCRIBE', callId: 's', cseq, at: client.address, to, headers: ['Event: conference'] });
    client.send(subscribe(1, '<sip:group@ims.test>'));
    const to = fieldOf((await client.next(/^SIP\/2\.0 200/)).text, 'To');
    await traced('SIP/2.0 200', '1 SUBSCRIBE');
    network.go('s', 'NOTIFY', { 'Subscription-State': 'active' });
    const notify = (await client.next(/^NOTIFY/)).text;
    client.send(subscribe(2, to));
    await client.next(/CSeq: 2 SUBSCRIBE/);
    client.send(responseText(notify, '200 OK'));
    await traced('SIP/2.0 200', '1 NOTIFY');
    await network.stop();
    expect(troubles()).toEqual([]);
  });
});

describe('joining', () => {
  test('the INVITE waits for its answer, and gets it byte by byte', async () => {
    await launch({ turns: [] });
    const routed = { headers: ['Record-Route: <sip:p1;lr>', 'Record-Route: <sip:p2;lr>'] };
    client.send(requestText({ method: 'INVITE', callId: 'c', cseq: 1, at: client.address, ...routed }));
    await traced('INVITE', '1 INVITE');
    network.go('c', '200 to INVITE', { ...SDP, 'P-Asserted-Identity': '<sip:group@ims.test>' }, ANSWER);
    const ok = (await client.next(/^SIP\/2\.0 200/)).text;
    expect(fieldOf(ok, 'Contact')).toBe('<sip:group@127.11.2.1:5060;transport=udp>;isfocus');
    expect(fieldOf(ok, 'P-Asserted-Identity')).toBe('<sip:group@ims.test>');
    expect(ok.match(/^Record-Route: .*$/gm)).toEqual(['Record-Route: <sip:p1;lr>', 'Record-Route: <sip:p2;lr>']);
    expect(ok.split('\r\n\r\n')[1]).toBe(ANSWER);
    expect(Number(fieldOf(ok, 'Content-Length'))).toBe(ANSWER.length);
    expect(sentBySipp()).not.toContain('100 1 INVITE');
  });

  test('or is refused, and may come again', async () => {
    await launch({ turns: [] }, { code: 486 });
    for (const cseq of [1, 2]) {
      client.send(requestText({ method: 'INVITE', callId: 'c', cseq, at: client.address }));
      await traced('INVITE', `${cseq} INVITE`);
      network.go('c', '486 to INVITE');
      const refusal = (await client.next(/^SIP\/2\.0 486 Busy Here/)).text;
      client.send(requestText({ method: 'ACK', callId: 'c', cseq, at: client.address, to: fieldOf(refusal, 'To') }));
      await traced('ACK', `${cseq} ACK`);
    }
    expect(sentBySipp()).toEqual(['486 1 INVITE', '486 2 INVITE']);
  });

  test('what is asked in the dialog is answered, a re-INVITE with our session description', async () => {
    await launch({ turns: [answer(200)] });
    const { request } = await confirm();
    client.send(request('INFO', 2));
    await client.next(/^SIP\/2\.0 200[^]*CSeq: 2 INFO/);
    client.send(request('INVITE', 3));
    const ok = (await client.next(/^SIP\/2\.0 200[^]*CSeq: 3 INVITE/)).text;
    expect(ok.split('\r\n\r\n')[1]).toBe(ANSWER);
    client.send(request('ACK', 3));
    await traced('ACK', '3 ACK');
    await network.stop();
    expect(troubles()).toEqual([]);
  });
});

describe('leaving', () => {
  test('a BYE is held, then gets 100, then 200; its retransmissions never get anything else', async () => {
    await launch({ turns: [answer(100), answer(200)] });
    const { request } = await confirm();
    const bye = request('BYE', 2);
    client.send(bye);
    client.send(bye);
    await traced('BYE', '2 BYE', 2);
    expect(sentBySipp()).not.toContainEqual(expect.stringMatching(/BYE/));

    network.go('call-1', '100 to BYE');
    await client.next(/^SIP\/2\.0 100 Trying/);
    network.go('call-1', '200 to BYE');
    await client.next(/^SIP\/2\.0 200 OK[^]*2 BYE/);
    client.send(bye);
    await client.next(/^SIP\/2\.0 200 OK[^]*2 BYE/);
    client.send(request('INFO', 3));
    await client.next(/^SIP\/2\.0 200 OK[^]*3 INFO/);
    client.send(bye);
    await traced('SIP/2.0 200', '2 BYE', 3);
    await network.stop();
    expect(sentBySipp().filter((message) => message.endsWith('BYE'))).toEqual([
      '100 2 BYE',
      '200 2 BYE',
      '200 2 BYE',
      '200 2 BYE',
    ]);
    expect(troubles()).toEqual([]);
  });

  test('a final response that is not 2XX is given again, and a new BYE gets what the program says', async () => {
    await launch({ turns: [answer(403)], afterwards: 200 });
    const { request } = await confirm();
    const [first, second] = [request('BYE', 2), request('BYE', 3)];
    client.send(first);
    await traced('BYE', '2 BYE');
    network.go('call-1', '403 to BYE');
    await client.next(/^SIP\/2\.0 403 Forbidden/);
    client.send(second);
    await client.next(/^SIP\/2\.0 200 OK[^]*3 BYE/);
    client.send(first);
    await client.next(/^SIP\/2\.0 403 Forbidden[^]*2 BYE/);
    client.send(second);
    await traced('SIP/2.0 200', '3 BYE', 2);
    expect(sentBySipp().slice(1)).toEqual(['403 2 BYE', '200 3 BYE', '403 2 BYE', '200 3 BYE']);
  });

  test('after a challenge the next BYE waits for its own turn', async () => {
    const challenge: Turn = {
      turn: 'respond',
      to: 'BYE',
      code: 401,
      headers: ['WWW-Authenticate: Digest realm="x", nonce="y"'],
    };
    await launch({ turns: [challenge, answer(200)] });
    const { request } = await confirm();
    const first = request('BYE', 2);
    client.send(first);
    await traced('BYE', '2 BYE');
    network.go('call-1', '401 to BYE');
    expect(fieldOf((await client.next(/^SIP\/2\.0 401/)).text, 'WWW-Authenticate')).toBe('Digest realm="x", nonce="y"');
    const second = request('BYE', 3);
    client.send(second);
    client.send(first);
    await client.next(/^SIP\/2\.0 401[^]*2 BYE/);
    client.send(second);
    await traced('BYE', '3 BYE', 2);
    network.go('call-1', '200 to BYE');
    await client.next(/^SIP\/2\.0 200 OK[^]*3 BYE/);
    client.send(second);
    await traced('SIP/2.0 200', '3 BYE', 2);
    await network.stop();
    expect(sentBySipp().slice(1)).toEqual(['401 2 BYE', '401 2 BYE', '200 3 BYE', '200 3 BYE']);
    expect(troubles()).toEqual([]);
  });

  test('a program without an answer is silence', async () => {
    await launch({ turns: [] });
    const { request } = await confirm();
    client.send(request('BYE', 2));
    client.send(request('BYE', 3));
    client.send(request('OPTIONS', 4));
    await client.next(/4 OPTIONS/);
    expect(sentBySipp()).not.toContainEqual(expect.stringMatching(/BYE/));
  });

  test.each([
    ['500 Server Internal Error', true],
    ['200 OK', false],
  ])('a re-INVITE while the BYE is outstanding and retransmitted: %s', async (response, sameTransaction) => {
    await launch({ turns: [{ turn: 'request', method: 'INVITE', sdp: true }, answer(403)] });
    const { request } = await confirm();
    const bye = request('BYE', 2);
    client.send(bye);
    await traced('BYE', '2 BYE');
    network.go('call-1', 're-INVITE');
    const invite = (await client.next(/^INVITE/)).text;
    expect(invite.split('\r\n\r\n')[1]).toBe(ANSWER);
    client.send(bye);
    client.send(bye);
    await traced('BYE', '2 BYE', 3);
    client.send(responseText(invite, response));
    const ack = (await client.next(/^ACK/)).text;
    expect(fieldOf(ack, 'CSeq')).toBe('1 ACK');
    const [inviteVia, ackVia] = [fieldOf(invite, 'Via'), fieldOf(ack, 'Via')];
    expect(ackVia === inviteVia).toBe(sameTransaction);
    client.send(bye);
    await traced('BYE', '2 BYE', 4);
    network.go('call-1', '403 to BYE');
    await client.next(/^SIP\/2\.0 403[^]*2 BYE/);
    client.send(bye);
    await traced('SIP/2.0 403', '2 BYE', 2);
    await network.stop();
    expect(sentBySipp().slice(1)).toEqual(['INVITE 1 INVITE', 'ACK 1 ACK', '403 2 BYE', '403 2 BYE']);
    expect(troubles()).toEqual([]);
  });

  test('a re-INVITE that is never answered does not hold up the final response', async () => {
    await launch({ turns: [{ turn: 'request', method: 'INVITE', sdp: true }, answer(200)] });
    const { request } = await confirm();
    client.send(request('BYE', 2));
    await traced('BYE', '2 BYE');
    network.go('call-1', 're-INVITE');
    await client.next(/^INVITE/);
    network.go('call-1', '200 to BYE');
    await traced('SIP/2.0 200', '2 BYE');
    expect(sentBySipp().slice(1)).toEqual(['INVITE 1 INVITE', '200 2 BYE']);
  });

  test('glare: our BYE while theirs is held', async () => {
    await launch({
      turns: [{ turn: 'request', method: 'BYE', headers: ['Reason: SIP;cause=410;text="Gone"'] }, answer(200)],
    });
    const { request, to } = await confirm();
    const bye = request('BYE', 2);
    client.send(bye);
    await traced('BYE', '2 BYE');
    network.go('call-1', 'BYE');
    const ours = (await client.next(/^BYE/)).text;
    expect(fieldOf(ours, 'From')).toBe(to);
    expect(fieldOf(ours, 'Reason')).toBe('SIP;cause=410;text="Gone"');
    client.send(bye);
    await traced('BYE', '2 BYE', 2);
    client.send(responseText(ours, '200 OK'));
    await traced('SIP/2.0 200', '1 BYE');
    client.send(bye);
    await traced('BYE', '2 BYE', 3);
    network.go('call-1', '200 to BYE');
    await traced('SIP/2.0 200', '2 BYE');
    await network.stop();
    expect(sentBySipp().slice(1)).toEqual(['BYE 1 BYE', '200 2 BYE']);
    expect(troubles()).toEqual([]);
  });

  test('from the go to the response on the wire it takes as long as an answer to a message, and no wake-up more', async () => {
    const rounds = 24;
    await launch({ turns: Array.from({ length: rounds }, () => answer(100)) });
    const { request } = await confirm();
    client.send(request('BYE', 2));
    await traced('BYE', '2 BYE');
    const [toGo, toMessage]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const from = performance.now();
      network.go('call-1', '100 to BYE');
      toGo.push((await client.next(/^SIP\/2\.0 100/)).at - from);
      const then = performance.now();
      client.send(requestText({ method: 'OPTIONS', callId: `o${round}`, cseq: 1, at: client.address }));
      toMessage.push((await client.next(/^SIP\/2\.0 200[^]*OPTIONS/)).at - then);
    }
    // What keeps the machine busy holds up either alike. A SIPp that sleeps through a go takes up to 20 ms for each.
    expect(medianOf(toGo)).toBeLessThan(2 * medianOf(toMessage) + 8);
    const [go] = recorder.events().filter((event) => event.kind === 'go' && event.what === '100 to BYE');
    const [sent] = recorder.events().filter((event) => event.kind === 'sip' && event.raw.startsWith('SIP/2.0 100'));
    expect(sent!.at).toBeGreaterThan(go!.at - 0.5);
  });
});
