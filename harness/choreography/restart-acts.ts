import { NETWORK } from '../judge/client/facts.ts';
import { isRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { ClientScene } from './client-scene.ts';
import { inMs } from './duration.ts';
import { type Identifiers, NetworkLeg } from './network-leg.ts';
import { atOurPlace, registrationOnRecord } from './registration.ts';
import type { RestartStep } from './restart-steps.ts';
import { StepFailure } from './stage.ts';

/** How long the client may take to answer the BYE by which its session ends, in milliseconds. */
const END_LIMIT_MS = 10_000;

/** Performs what is particular to a leave without a session. */
export async function performRestartStep(step: RestartStep, scene: ClientScene): Promise<void> {
  const { upperTester, context } = scene;
  const { recorder, sut } = context;
  switch (step.step) {
    case 'ask-to-leave':
      await upperTester.leave(step.onRestart ? { onRestart: true } : {});
      recorder.record({ kind: 'mark', mark: 'preamble-reached' });
      return;
    case 'call-again':
      return callAgain(scene, inMs(step.limit, sut.descriptor.ixit));
  }
}

/**
 * IC4: the focus ends the session as one that fails, so that the client is still a member.
 * @throws {StepFailure} where the client does not take part
 */
export async function endSession({ leg, context }: ClientScene): Promise<void> {
  const { recorder } = context;
  leg.session.stopProbing();
  const from = recorder.now();
  leg.go('BYE', { Reason: 'SIP;cause=503;text="Service Unavailable"' });
  const answer = await leg.finalTo('BYE', from, END_LIMIT_MS);
  if (!answer) throw new StepFailure('the client did not answer the BYE by which its session was ended');
  await recorder.waitFor('the end of the media', END_LIMIT_MS, () => leg.session.released, context.signal);
}

/** The focus restarts the session of which the client was, or is, a part. */
async function callAgain({ context, media, sipp, leg, place, transport }: ClientScene, limitMs: number): Promise<void> {
  const { recorder, signal } = context;
  const again = new NetworkLeg({
    name: 'called-again',
    group: atOurPlace(leg.group, place, transport),
    media,
    sipp,
    recorder,
    signal,
    clientConnects: true,
    acceptance: {},
  });
  const register = await registrationOnRecord(context);
  await again.call(register, limitMs, identifiersOf(recorder.events()));
}

/** Those of the INVITE by which the client joined. */
function identifiersOf(events: readonly TimelineEvent[]): Identifiers {
  for (const event of events) {
    if (event.kind !== 'sip' || event.actor !== NETWORK) continue;
    const message = readableSipOf(event);
    if (!message || !isRequest(message, 'INVITE')) continue;
    return {
      conversationId: message.header('conversation-id') ?? '',
      contributionId: message.header('contribution-id') ?? '',
    };
  }
  throw new StepFailure('there was no INVITE, so there is no session to restart');
}
