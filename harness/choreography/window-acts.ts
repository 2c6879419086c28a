import { NETWORK } from '../judge/client/facts.ts';
import { groupDialogOf } from '../judge/client/group-dialog.ts';
import { wrapCpim } from '../msrp/cpim.ts';
import { MsrpConnectError } from '../msrp/endpoint.ts';
import { UpperTesterError } from '../sut/upper-tester/upper-tester.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { ClientScene } from './client-scene.ts';
import { inMs } from './duration.ts';
import { notificationOf } from './roster-document.ts';
import { Swallower } from './swallower.ts';
import type { WindowStep } from './window-steps.ts';

/** How long SIPp's own answer may take to its trace, in milliseconds. */
const ANSWER_LIMIT_MS = 2000;

/** Bob, as whom the network speaks. */
const BOB = 'sip:+15550100002@ims.example.com';

/** Performs what is particular to the time between BYE and outcome. */
export async function performWindowStep(step: WindowStep, scene: ClientScene): Promise<void> {
  const { leg, upperTester, notifier, identity, context } = scene;
  const { recorder, signal, sut } = context;
  const { ixit } = sut.descriptor;
  const from = recorder.now();
  switch (step.step) {
    case 'leave-again':
      await upperTester.leave().catch(tolerateRefusal);
      return;
    case 'notify':
      return notifier.notify(
        (version) => notificationOf(step.news, leg.group, identity, version),
        inMs(step.limit, ixit),
        signal,
      );
    case 'end-by-focus':
      leg.go('BYE', { Reason: `SIP;cause=${step.cause}` });
      await leg.finalTo('BYE', from, inMs(step.limit, ixit));
      return;
    case 'close-media':
      leg.session.finish();
      return;
    case 'await-another-bye': {
      // SIPp answers it by itself, and its trace may be behind the wire: the answer is waited for too.
      const [, second] = await leg.byes(2, inMs(step.limit, ixit));
      if (second) await leg.answered(second, ANSWER_LIMIT_MS);
      return;
    }
    case 'refresh-target':
      leg.go('re-INVITE');
      await leg.finalTo('INVITE', from, inMs(step.limit, ixit));
      return;
    case 'deliver-asking-notification': {
      const body = wrapCpim({
        from: BOB,
        to: leg.group,
        dateTime: new Date().toISOString(),
        contentType: 'text/plain; charset=utf-8',
        content: step.text,
        headers: [
          { name: 'NS', value: 'imdn <urn:ietf:params:imdn>' },
          { name: 'imdn.Message-ID', value: crypto.randomUUID() },
          { name: 'imdn.Disposition-Notification', value: 'positive-delivery' },
        ],
      });
      await leg.session.send({ purpose: 'message', contentType: 'message/cpim', body });
      return;
    }
    case 'try-to-send':
      await upperTester.send(step.text).catch(tolerateRefusal);
      return;
    case 'send-unread':
      leg.session.pauseReading();
      return upperTester.send('All of it is one long message. '.repeat(Math.ceil(step.octets / 31)));
    case 'read-again':
      return leg.session.resumeReading();
    case 'reconnect-media':
      leg.session.reset();
      await leg.session.connect().catch(tolerateConnectError);
      return;
    case 'await-own-refresh':
    case 'await-leave-bye': {
      const method = step.step === 'await-own-refresh' ? 'INVITE' : 'BYE';
      const comes = (event: TimelineEvent): boolean =>
        leg.receivedRequest(event, method) && leg.received(event)!.toTag !== undefined;
      await recorder.waitFor(`the client's ${method}`, inMs(step.limit, ixit), comes, signal);
      return;
    }
    case 'answer-own-refresh':
      return leg.respond(200, 'INVITE', { Contact: `<${groupDialogOf(recorder.events())?.focusContact}>;isfocus` });
    case 'begin-to-leave':
      await upperTester.leave();
      recorder.record({ kind: 'mark', mark: 'preamble-reached' });
      return;
    case 'swallow-signalling':
      return swallowSignalling(scene);
    case 'reset-signalling':
      // SIPp gives up where a connection breaks under a call, so it goes first; the reset is the relay's to give.
      await scene.sipp.stop();
      scene.relay!.reset();
      return;
    case 'restart-client':
      return upperTester.restart();
    case 'go-offline':
      return upperTester.offline();
  }
}

/** What is sent from now on is on record, and gets no answer. */
async function swallowSignalling(scene: ClientScene): Promise<void> {
  const { context, relay, sipp, place, transport } = scene;
  const record = (raw: string) =>
    void context.recorder.record({ kind: 'sip', actor: NETWORK, direction: 'received', transport, raw });
  if (relay) return relay.swallow(record);
  await sipp.stop();
  scene.swallower = await Swallower.listen(place.address, place.port, record);
}

/** After the leave nobody may listen there any more: that is on record, and for the judge. */
function tolerateConnectError(error: unknown): void {
  if (!(error instanceof MsrpConnectError)) throw error;
}

/** What a client need not do it may refuse to do: that is no fault of the step. */
function tolerateRefusal(error: unknown): void {
  if (!(error instanceof UpperTesterError)) throw error;
}
