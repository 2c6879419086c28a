/** What can be done to a client between its BYE and the end of its leave, and what it is then given to react to. */
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';

/** What a NOTIFY of the conference package tells the client. */
export type ConferenceNews = 'somebody joins' | 'the client has departed' | 'the subscription is over';

export type WindowStep =
  /** The upper tester is told to leave once more. */
  | { step: 'leave-again' }
  /** A NOTIFY in the client's subscription, and its answer, or none within the limit. */
  | { step: 'notify'; news: ConferenceNews; limit: Duration }
  /** A BYE of the focus, and its answer, or none within the limit. */
  | { step: 'end-by-focus'; cause: number; limit: Duration }
  /** The focus closes its side of the MSRP connection. */
  | { step: 'close-media' }
  /** Until the client has begun another BYE, or the limit has passed. */
  | { step: 'await-another-bye'; limit: Duration }
  /** A re-INVITE whose Contact names the same group by another URI, and its final response. */
  | { step: 'refresh-target'; limit: Duration }
  /** A chat message that asks for a delivery notification (IMDN). */
  | { step: 'deliver-asking-notification'; text: string }
  /** The upper tester is told to send a chat message; a client that refuses to is right. */
  | { step: 'try-to-send'; text: string };

export const leaveAgain = (): WindowStep => ({ step: 'leave-again' });
export const notify = (news: ConferenceNews, limit: Duration): WindowStep => ({ step: 'notify', news, limit });
export const endByFocus = (cause: number, limit: Duration): WindowStep => ({ step: 'end-by-focus', cause, limit });
export const closeMedia = (): WindowStep => ({ step: 'close-media' });
export const awaitAnotherBye = (limit: Duration): WindowStep => ({ step: 'await-another-bye', limit });
export const refreshTarget = (limit: Duration): WindowStep => ({ step: 'refresh-target', limit });
export const deliverAskingNotification = (text: string): WindowStep => ({ step: 'deliver-asking-notification', text });
export const tryToSend = (text: string): WindowStep => ({ step: 'try-to-send', text });

export function captionOfWindowStep(step: WindowStep, ixit: Ixit): string {
  switch (step.step) {
    case 'leave-again':
      return 'the user asks to leave again';
    case 'notify':
      return `a NOTIFY: ${step.news}`;
    case 'end-by-focus':
      return `a BYE of the focus (cause ${step.cause}), to be answered within ${spoken(step.limit, ixit)}`;
    case 'close-media':
      return 'the focus closes the MSRP connection';
    case 'await-another-bye':
      return `another BYE may come, for ${spoken(step.limit, ixit)}`;
    case 'refresh-target':
      return 'the focus re-INVITEs from another address of its own';
    case 'deliver-asking-notification':
      return 'a message arrives that asks for a delivery notification';
    case 'try-to-send':
      return 'the user tries to send a message';
  }
}

const WINDOW_STEPS = new Set<string>([
  'leave-again',
  'notify',
  'end-by-focus',
  'close-media',
  'await-another-bye',
  'refresh-target',
  'deliver-asking-notification',
  'try-to-send',
] satisfies WindowStep['step'][]);

export const isWindowStep = (step: { step: string }): step is WindowStep => WINDOW_STEPS.has(step.step);
