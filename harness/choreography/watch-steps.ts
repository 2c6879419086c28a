/** What participants do about their conference subscriptions. */
import type { ParticipantName } from './focus-steps.ts';

export type WatchStep =
  /** From now on a subscriber answers every NOTIFY with an error. */
  | { step: 'refuse-notifies'; who: ParticipantName }
  /** A SUBSCRIBE in the dialog of the subscription, which may have ended; the step ends with its response. */
  | { step: 'refresh-subscription'; who: ParticipantName }
  /** A further SUBSCRIBE, in a dialog of its own; the step ends with its response. */
  | { step: 'subscribe-anew'; who: ParticipantName }
  /** The subscription is refreshed with the shortest time that the focus grants, and runs out. */
  | { step: 'let-expire'; who: ParticipantName };

/** What a subscriber answers that refuses its NOTIFYs. */
export const NOTIFY_REFUSAL = 500;

export const refuseNotifies = (who: ParticipantName): WatchStep => ({ step: 'refuse-notifies', who });
export const refreshSubscription = (who: ParticipantName): WatchStep => ({ step: 'refresh-subscription', who });
export const subscribeAnew = (who: ParticipantName): WatchStep => ({ step: 'subscribe-anew', who });
export const letExpire = (who: ParticipantName): WatchStep => ({ step: 'let-expire', who });

export function captionOfWatchStep({ step, who }: WatchStep): string {
  const name = who[0]!.toUpperCase() + who.slice(1);
  switch (step) {
    case 'refuse-notifies':
      return `${name} answers NOTIFYs ${NOTIFY_REFUSAL} from now on`;
    case 'refresh-subscription':
      return `${name} refreshes the subscription`;
    case 'subscribe-anew':
      return `${name} subscribes again`;
    case 'let-expire':
      return `${name}'s subscription runs out, after the shortest time that the focus grants`;
  }
}

const WATCH_STEPS = new Set<string>([
  'refuse-notifies',
  'refresh-subscription',
  'subscribe-anew',
  'let-expire',
] satisfies WatchStep['step'][]);

export const isWatchStep = (step: { step: string }): step is WatchStep => WATCH_STEPS.has(step.step);
