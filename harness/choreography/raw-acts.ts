import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { ELSEWHERE, NETWORK } from '../judge/client/facts.ts';
import { isRequest, parseSipMessage, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { networkScenario } from '../sipp/scenario.ts';
import type { ClientScene } from './client-scene.ts';
import { inMs } from './duration.ts';
import { oddAnswers, type Oddity } from './odd-answers.ts';
import type { RawStep } from './raw-steps.ts';
import { notificationOf } from './roster-document.ts';
import { openSipSide } from './sip-side.ts';
import { atMost, pause, StepFailure, tolerateTimeout } from './stage.ts';

/** A probe that says "still there" before a response is let go must not hold that up for longer, in milliseconds. */
const LAST_PROBE_LIMIT_MS = 1000;
const SENT_LIMIT_MS = 2000;
const NOTIFY_LIMIT_MS = 5000;
/** SENDs of a flood go out in bursts, this many milliseconds apart. */
const BURST_MS = 10;

/** Performs answers that are out of the ordinary, and what else a robust client bears. */
export async function performRawStep(step: RawStep, scene: ClientScene): Promise<void> {
  const { context } = scene;
  const { ixit } = context.sut.descriptor;
  switch (step.step) {
    case 'answer-oddly':
      return answerOddly(step.oddity, scene);
    case 'answer-from-elsewhere':
      return answerFromElsewhere(scene);
    case 'answer-in-segments':
      return answerInSegments(step.segments, scene);
    case 'answer-repeatedly': {
      const interval = inMs(step.over, ixit) / step.times;
      for (let count = 0; count < step.times; count++) {
        await pause(interval, context.signal);
        await scene.leg.respond(200, 'BYE');
      }
      return;
    }
    case 'restart-network':
      return restartNetwork(scene, inMs(step.limit, ixit));
    case 'flood':
      return flood(scene, step.perSecond, inMs(step.over, ixit));
  }
}

/** Right after a SEND was answered, so that what happens before is known to be before. */
const lastProbe = ({ leg, context }: ClientScene) => atMost(LAST_PROBE_LIMIT_MS, leg.session.probe(), context.signal);

async function answerOddly(oddity: Oddity, scene: ClientScene): Promise<void> {
  const { leg, context } = scene;
  const { alter, spoken } = oddAnswers[oddity];
  await lastProbe(scene);
  let written: string[] | undefined;
  leg.go(`200 ${spoken}`, {}, { reply: (lines) => (written = alter(lines)) });
  await context.recorder.waitFor(
    'our 200 to leave SIPp',
    SENT_LIMIT_MS,
    (event) =>
      event.kind === 'sip' &&
      event.actor === NETWORK &&
      event.direction === 'sent' &&
      event.raw.startsWith('SIP/2.0 200 ') &&
      written !== undefined &&
      written.every((line) => event.raw.includes(line)),
    context.signal,
  );
}

/** The BYE that the client sent last. */
function lastBye({ leg, context }: ClientScene): SipRequest {
  for (const event of context.recorder.events().toReversed()) {
    const message = leg.received(event);
    if (message && isRequest(message, 'BYE')) return message;
  }
  throw new StepFailure('the client has sent no BYE to be answered');
}

/** By a raw socket, since SIPp sends from the port that it listens on: here the source has to be another one. */
async function answerFromElsewhere(scene: ClientScene): Promise<void> {
  const { context } = scene;
  const bye = lastBye(scene);
  const [, host, port = '5060'] =
    /SIP\/2\.0\/UDP\s+\[?((?<=\[)[^\]]+|[^\s:;[]+)\]?(?::(\d+))?/i.exec(bye.header('via') ?? '') ?? [];
  if (host === undefined) throw new StepFailure('the Via of the BYE names no address to answer at');
  const lines = ['via', 'from', 'to', 'call-id', 'cseq'].flatMap((name) =>
    bye.headers(name).map((value) => `${name}: ${value}`),
  );
  const raw = ['SIP/2.0 200 OK', ...lines, 'Content-Length: 0', '', ''].join('\r\n');
  parseSipMessage(raw);
  await lastProbe(scene);
  // On a machine with one address another source is another port of it.
  const place = context.sut.testPlace('udp');
  const socket = createSocket(isIPv6(place.address) ? 'udp6' : 'udp4');
  try {
    socket.bind({ address: place.address, port: 0 });
    await once(socket, 'listening');
    const sent = new Promise<void>((resolve, reject) => {
      socket.send(Buffer.from(raw, 'latin1'), Number(port), host, (error) => (error ? reject(error) : resolve()));
    });
    context.recorder.record({ kind: 'sip', actor: ELSEWHERE, direction: 'sent', transport: 'udp', raw });
    await sent;
  } finally {
    socket.close();
  }
}

async function answerInSegments(segments: 'one-byte' | 'with-notify', scene: ClientScene): Promise<void> {
  const { leg, relay, notifier, identity, context } = scene;
  if (!relay) throw new Error('there is no relay between the client and SIPp to make segments');
  const passedOn = () => context.recorder.record({ kind: 'mark', mark: 'answer-passed-on' });
  await lastProbe(scene);
  relay.keep();
  await leg.respond(200, 'BYE');
  if (segments === 'one-byte') {
    await relay.holding((text) => text.endsWith('\r\n\r\n'), SENT_LIMIT_MS);
    return relay.letOut('one-byte', passedOn);
  }
  const answered = notifier.notify(
    (version) => notificationOf('somebody joins', leg.group, identity, version),
    NOTIFY_LIMIT_MS,
    context.signal,
  );
  await relay.holding((text) => text.includes('</conference-info>'), SENT_LIMIT_MS);
  await relay.letOut('one', passedOn);
  await answered;
}

/** The one that starts knows of no dialog: whatever belongs to one gets 481. */
async function restartNetwork(scene: ClientScene, limitMs: number): Promise<void> {
  const { context, place, transport } = scene;
  const { recorder, folder, signal, sut } = context;
  await scene.sipp.stop();
  const from = recorder.now();
  const { sipp } = await openSipSide({
    recorder,
    actor: NETWORK,
    folder: join(folder, 'restarted'),
    sut,
    transport,
    place,
    scenario: (at) => networkScenario({ transport, at, dialog: { turns: [] } }),
  });
  scene.sipp = sipp;
  await recorder
    .waitFor(
      'the 481 of the network that started anew',
      limitMs,
      (event) => {
        if (event.kind !== 'sip' || event.direction !== 'sent' || event.at < from) return false;
        const message = readableSipOf(event);
        return message?.kind === 'response' && message.status === 481 && message.cseq?.method === 'BYE';
      },
      signal,
    )
    .catch(tolerateTimeout);
}

async function flood({ leg, context }: ClientScene, perSecond: number, overMs: number): Promise<void> {
  const { recorder, signal } = context;
  const began = recorder.now();
  for (let sent = 0, passed = 0; passed < overMs; passed = recorder.now() - began) {
    for (const due = (Math.min(passed + BURST_MS, overMs) / 1000) * perSecond; sent < due; sent++)
      void leg.session.send({ purpose: 'load' });
    await pause(BURST_MS, signal);
  }
}
