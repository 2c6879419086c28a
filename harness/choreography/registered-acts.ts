import type { ClientScene } from './client-scene.ts';
import { inMs } from './duration.ts';
import { registrationOnRecord } from './registration.ts';
import type { RegisteredStep } from './registered-steps.ts';
import { StepFailure, tolerateTimeout } from './stage.ts';

/** Performs what is particular to a session that the client itself comes to end. */
export async function performRegisteredStep(step: RegisteredStep, { leg, context }: ClientScene): Promise<void> {
  const { recorder, signal, sut } = context;
  const limitMs = inMs(step.limit, sut.descriptor.ixit);
  switch (step.step) {
    case 'call-without-ack': {
      const answer = await leg.call(await registrationOnRecord(context), limitMs);
      if (answer?.kind !== 'response' || answer.status >= 300)
        throw new StepFailure(`the client answered our INVITE ${answer?.startLine.slice(8) ?? 'with silence'}`);
      return;
    }
    case 'await-bye':
      await recorder
        .waitFor('a BYE', limitMs, (event) => leg.receivedRequest(event, 'BYE'), signal)
        .catch(tolerateTimeout);
  }
}
