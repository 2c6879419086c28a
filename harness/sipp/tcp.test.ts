import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import { launchSipp } from './launch.ts';
import { fieldOf, RawPeer, requestText, responseText } from './raw-peer.ts';
import { networkScenario, participantScenario } from './scenario.ts';
import { troublesOf } from './troubles.ts';

const SDP = { 'Content-Type': 'application/sdp' };
const ANSWER = 'v=0\r\ns=-\r\n';
const TCP = { transport: 'tcp' as const, limitMs: 20_000 };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipp-tcp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const tracedIn = (recorder: Recorder, start: string, callId: string): Promise<unknown> =>
  recorder.waitFor(
    `${start} of ${callId}`,
    10_000,
    (event) => event.kind === 'sip' && event.raw.startsWith(start) && fieldOf(event.raw, 'Call-ID') === callId,
  );

test('the network takes several connections, and asks back on the one that a dialog came by', async () => {
  const recorder = new Recorder();
  const scenario = networkScenario({ transport: 'tcp', dialog: { turns: [{ turn: 'request', method: 'OPTIONS' }] } });
  const place = { address: '127.11.4.1', port: 5060 };
  const network = await launchSipp({ recorder, actor: 'network', scenario, folder, ...place, ...TCP });
  const clients = await Promise.all(
    ['127.11.4.2', '127.11.4.3'].map((address) => RawPeer.tcp(address, '127.11.4.1:5060')),
  );
  try {
    for (const [index, client] of clients.entries()) {
      const callId = `call-${index}`;
      const common = { callId, at: client.address, transport: 'TCP' as const };
      client.send(requestText({ ...common, method: 'INVITE', cseq: 1 }));
      await tracedIn(recorder, 'INVITE', callId);
      network.go(callId, '200 to INVITE', SDP, ANSWER);
      const ok = (await client.next(/^SIP\/2\.0 200/)).text;
      expect(fieldOf(ok, 'Contact')).toBe('<sip:group@127.11.4.1:5060;transport=tcp>;isfocus');
      client.send(requestText({ ...common, method: 'ACK', cseq: 1, to: fieldOf(ok, 'To') }));
      await tracedIn(recorder, 'ACK', callId);
    }
    for (const [index, client] of clients.entries()) {
      network.go(`call-${index}`, 'OPTIONS');
      client.send(responseText((await client.next(/^OPTIONS/)).text, '200 OK'));
    }
    await network.stop();
    expect(troublesOf(recorder)).toEqual([]);
  } finally {
    await network.stop();
    for (const client of clients) client.close();
  }
});

test('a participant connects to the focus, answers what comes together, and listens as well', async () => {
  const recorder = new Recorder();
  const server = await RawPeer.tcpServer('127.11.4.5', 5060);
  const scenario = participantScenario({
    transport: 'tcp',
    group: 'sip:gs-1@focus.test',
    identity: 'sip:alice@ims.test',
    dialog: { turns: [{ turn: 'respond', to: 'BYE', code: 200 }] },
  });
  const place = { address: '127.11.4.6', port: 5060, remote: '127.11.4.5:5060' };
  const alice = await launchSipp({ recorder, actor: 'alice', scenario, folder, ...place, ...TCP });
  const focus = await server.accepted;
  try {
    expect(focus.address).toBe('127.11.4.5:5060');
    alice.open('sub-1', 'SUBSCRIBE', { Event: 'conference' });
    const subscribe = (await focus.next(/^SUBSCRIBE/)).text;
    const [from, to] = ['<sip:gs-1@focus.test>;tag=s', fieldOf(subscribe, 'From')];
    const notify = (cseq: number): string =>
      requestText({ method: 'NOTIFY', callId: 'sub-1', cseq, at: focus.address, transport: 'TCP', from, to });
    const together = [responseText(subscribe, '200 OK', { tag: 's' }), notify(1), notify(2), notify(3)];
    focus.send(together.join(''));
    await Promise.all([1, 2, 3].map((cseq) => tracedAnswer(recorder, cseq)));

    const other = await RawPeer.tcp('127.11.4.5', '127.11.4.6:5060');
    other.send(requestText({ method: 'OPTIONS', callId: 'o', cseq: 1, at: other.address, transport: 'TCP' }));
    await other.next(/^SIP\/2\.0 200/);
    other.close();

    await alice.stop();
    const severities = troublesOf(recorder).map(({ severity }) => severity);
    expect(severities.filter((severity) => severity !== 'note')).toEqual([]);
  } finally {
    await alice.stop();
    focus.close();
    server.close();
  }
});

const tracedAnswer = (recorder: Recorder, cseq: number): Promise<unknown> =>
  recorder.waitFor(
    `the answer to NOTIFY ${cseq}`,
    10_000,
    (event) =>
      event.kind === 'sip' && event.raw.startsWith('SIP/2.0 200') && fieldOf(event.raw, 'CSeq') === `${cseq} NOTIFY`,
  );
