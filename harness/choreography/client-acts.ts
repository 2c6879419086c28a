import type { LeaveWish } from '../sut/upper-tester/upper-tester.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { ClientScene } from './client-scene.ts';
import { atMost, tolerateTimeout } from './stage.ts';

/** From the upper tester's word to the BYE on the wire, in milliseconds. */
const BYE_LIMIT_MS = 10_000;
/** By how much the trace's clock may run behind ours, in milliseconds. */
const EARLY_MS = 50;
/** A probe that says "still there" before a final response is let go must not hold that up for longer, in milliseconds. */
const LAST_PROBE_LIMIT_MS = 1_000;

/** The upper tester is told to leave; resolves with the BYE on the wire. The initial condition is over with the word. */
export async function leave(scene: ClientScene, wish: LeaveWish): Promise<void> {
  const { context, upperTester, other } = scene;
  const { recorder, signal } = context;
  const from = recorder.now();
  await upperTester.leave({ ...wish, ...(other && { group: scene.leg.group }) });
  recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  // A client without a session restarts it first, and its BYE comes in that one.
  const isBye = (event: TimelineEvent): boolean =>
    event.at >= from - EARLY_MS && scene.leg.receivedRequest(event, 'BYE');
  await recorder.waitFor('the BYE', BYE_LIMIT_MS, isBye, signal);
}

/** A final response goes out in the tick of an answered probe: what happens before that is before the response. */
export async function answerBye({ context, leg }: ClientScene, code: number): Promise<void> {
  if (code >= 200) await atMost(LAST_PROBE_LIMIT_MS, leg.session.probe(), context.signal);
  await leg.respond(code, 'BYE');
}

/** Rejects where none came within two intervals of T2. */
export async function awaitRetransmission({ context, leg }: ClientScene): Promise<void> {
  const { recorder, signal, sut } = context;
  const from = recorder.now();
  const isCopy = (event: TimelineEvent): boolean => event.at > from && leg.receivedRequest(event, 'BYE');
  await recorder.waitFor('a retransmission of the BYE', sut.descriptor.ixit.t2 * 2, isCopy, signal);
}

export async function reInvite({ context, leg }: ClientScene, limitMs: number): Promise<void> {
  const from = context.recorder.now();
  leg.go('re-INVITE');
  await leg.finalTo('INVITE', from, limitMs);
}

/** Until FIN, RST or 481; and where none comes, until one more probe has shown that the session is still there. */
export async function awaitRelease({ context, leg }: ClientScene): Promise<void> {
  const { recorder, signal, sut } = context;
  const { relMax, probeInterval } = sut.descriptor.ixit;
  await recorder
    .waitFor('the release', relMax + 2 * probeInterval, () => leg.session.released, signal)
    .catch(tolerateTimeout);
}

/** The upper tester is told to send a message; resolves with its SEND, or when the limit has passed without one. */
export async function sendText({ context, upperTester }: ClientScene, text: string, limitMs: number): Promise<void> {
  const { recorder, signal } = context;
  await upperTester.send(text);
  const isContent = (event: TimelineEvent): boolean =>
    event.kind === 'msrp' && event.direction === 'received' && event.method === 'SEND' && event.size > 0;
  await recorder.waitFor('the message of the user', limitMs, isContent, signal).catch(tolerateTimeout);
}
