import { wrapCpim } from '../msrp/cpim.ts';
import { UpperTesterError } from '../sut/upper-tester/upper-tester.ts';
import type { ClientScene } from './client-scene.ts';
import { inMs } from './duration.ts';
import { notificationOf } from './roster-document.ts';
import { tolerateTimeout } from './stage.ts';
import type { WindowStep } from './window-steps.ts';

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
      const first = leg.byes();
      await recorder
        .waitFor('another BYE', inMs(step.limit, ixit), () => leg.byes() > first, signal)
        .catch(tolerateTimeout);
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
  }
}

/** What a client need not do it may refuse to do: that is no fault of the step. */
function tolerateRefusal(error: unknown): void {
  if (!(error instanceof UpperTesterError)) throw error;
}
