import type { LeaveScene } from './leave-acts.ts';
import { tolerateTimeout } from './stage.ts';
import type { WatchStep } from './watch-steps.ts';

/** Performs one step of the vocabulary of subscriptions. */
export async function performWatchStep({ step, who }: WatchStep, { participant, context }: LeaveScene): Promise<void> {
  const { watch } = participant(who);
  const limitMs = 64 * context.sut.descriptor.ixit.t1;
  switch (step) {
    case 'refuse-notifies':
      return watch.refuseNotifies();
    case 'refresh-subscription':
      await watch.refresh(limitMs).catch(tolerateTimeout);
      return;
    case 'subscribe-anew':
      await watch.subscribeAnew(limitMs).catch(tolerateTimeout);
      return;
    case 'let-expire':
      return watch.expire(limitMs);
  }
}
