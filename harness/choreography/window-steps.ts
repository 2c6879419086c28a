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
  | { step: 'try-to-send'; text: string }
  /** The upper tester is told to send a message of so many octets, which the test side does not read. */
  | { step: 'send-unread'; octets: number }
  /** The test side reads again what the client has sent. */
  | { step: 'read-again' }
  /** The test side resets the MSRP connection and opens it anew; what becomes of that is recorded. */
  | { step: 'reconnect-media' }
  /** Until the client has sent its own re-INVITE, which stays unanswered. */
  | { step: 'await-own-refresh'; limit: Duration }
  /** The client's re-INVITE is answered 200. */
  | { step: 'answer-own-refresh' }
  /** The upper tester is told to leave, and the BYE may come later. */
  | { step: 'begin-to-leave' }
  /** Until the BYE, however late. */
  | { step: 'await-leave-bye'; limit: Duration }
  /** From now on nothing that the client sends by SIP is answered; an answer to its REGISTER or OPTIONS neither. */
  | { step: 'swallow-signalling' }
  /** The SIP connection is reset, and nobody listens for a while. */
  | { step: 'reset-signalling' }
  /** The upper tester kills the client and starts it again. */
  | { step: 'restart-client' }
  /** The upper tester is told to switch the client off. */
  | { step: 'go-offline' };

export const leaveAgain = (): WindowStep => ({ step: 'leave-again' });
export const notify = (news: ConferenceNews, limit: Duration): WindowStep => ({ step: 'notify', news, limit });
export const endByFocus = (cause: number, limit: Duration): WindowStep => ({ step: 'end-by-focus', cause, limit });
export const closeMedia = (): WindowStep => ({ step: 'close-media' });
export const awaitAnotherBye = (limit: Duration): WindowStep => ({ step: 'await-another-bye', limit });
export const refreshTarget = (limit: Duration): WindowStep => ({ step: 'refresh-target', limit });
export const deliverAskingNotification = (text: string): WindowStep => ({ step: 'deliver-asking-notification', text });
export const tryToSend = (text: string): WindowStep => ({ step: 'try-to-send', text });

export const sendUnread = (octets: number): WindowStep => ({ step: 'send-unread', octets });
export const readAgain = (): WindowStep => ({ step: 'read-again' });
export const reconnectMedia = (): WindowStep => ({ step: 'reconnect-media' });
export const awaitOwnRefresh = (limit: Duration): WindowStep => ({ step: 'await-own-refresh', limit });
export const answerOwnRefresh = (): WindowStep => ({ step: 'answer-own-refresh' });
export const beginToLeave = (): WindowStep => ({ step: 'begin-to-leave' });
export const awaitLeaveBye = (limit: Duration): WindowStep => ({ step: 'await-leave-bye', limit });
export const swallowSignalling = (): WindowStep => ({ step: 'swallow-signalling' });
export const resetSignalling = (): WindowStep => ({ step: 'reset-signalling' });
export const restartClient = (): WindowStep => ({ step: 'restart-client' });
export const goOffline = (): WindowStep => ({ step: 'go-offline' });

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
    case 'send-unread':
      return `the user sends ${Math.round(step.octets / 1000)} kB, which nobody reads`;
    case 'read-again':
      return 'the focus reads again';
    case 'reconnect-media':
      return 'the MSRP connection is reset and opened anew';
    case 'await-own-refresh':
      return `the client refreshes its session, within ${spoken(step.limit, ixit)}`;
    case 'answer-own-refresh':
      return "the client's re-INVITE is answered 200";
    case 'begin-to-leave':
      return 'the user asks to leave';
    case 'await-leave-bye':
      return `the BYE is awaited, at most ${spoken(step.limit, ixit)}`;
    case 'swallow-signalling':
      return 'the signalling path swallows everything';
    case 'reset-signalling':
      return 'the signalling connection is reset';
    case 'restart-client':
      return 'the client is killed and started again';
    case 'go-offline':
      return 'the user switches the client off';
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
  'send-unread',
  'read-again',
  'reconnect-media',
  'await-own-refresh',
  'answer-own-refresh',
  'begin-to-leave',
  'await-leave-bye',
  'swallow-signalling',
  'reset-signalling',
  'restart-client',
  'go-offline',
] satisfies WindowStep['step'][]);

export const isWindowStep = (step: { step: string }): step is WindowStep => WINDOW_STEPS.has(step.step);
