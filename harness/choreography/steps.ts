/**
 * The vocabulary of choreography: what can be given, and what can be done. All of it is data, so that a purpose can be
 * explained, planned and drawn from the same declaration that is performed.
 */
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, inMs, spoken } from './duration.ts';

/** IC1/IC2: the client is in a group; the test side is network and focus. */
export interface JoinedClient {
  given: 'joined';
  role: 'client';
  /** Absent: the IXIT's transport (IC1). `udp` is IC2. */
  transport?: 'udp' | 'tcp';
}

/** IF1: Alice, Bob and Carol are in a group of the focus, subscribed, their media bound. */
export interface GatheredGroup {
  given: 'gathered';
  role: 'focus';
  transport?: 'udp' | 'tcp';
}

export type Given = JoinedClient | GatheredGroup;

export type ParticipantName = 'alice' | 'bob' | 'carol';

export type Step =
  /** The upper tester is told to leave; the step ends with the BYE on the wire. */
  | { step: 'leave' }
  /** Nothing is done; probes go on. */
  | { step: 'hold'; duration: Duration }
  /** The BYE is answered: 1xx at once, a final response right after an answered probe. */
  | { step: 'answer'; code: number }
  /** As if a final response had been sent and lost: nothing goes out. */
  | { step: 'lose-answer'; code: number }
  /** Until the BYE has been retransmitted. */
  | { step: 'await-retransmission' }
  /** A re-INVITE in the dialog, and its final response, or none within the limit. */
  | { step: 're-invite'; limit: Duration }
  /** Until the media is released, or the limit for that has passed. */
  | { step: 'await-release' }
  /** Nothing is done after the outcome; probes go on. */
  | { step: 'observe'; duration: Duration }
  /** The upper tester is asked for the state of the system. */
  | { step: 'ask-state' }
  /** A chat message from the group to the client. */
  | { step: 'deliver'; text: string }
  /** The upper tester is told to send a chat message. */
  | { step: 'send-text'; text: string; limit: Duration }
  /** Alice asks the focus to remove somebody; the step ends with the BYE on the wire. */
  | { step: 'remove'; who: ParticipantName }
  /** A participant leaves of its own accord; the step ends with the response to its BYE. */
  | { step: 'leave-by'; who: ParticipantName }
  /** A participant posts a chat message. */
  | { step: 'post'; who: ParticipantName; text: string }
  /** A participant, gone or not, tries to post. */
  | { step: 'try-post'; who: ParticipantName; text: string }
  /** A participant fetches the roster by a subscription that expires at once. */
  | { step: 'fetch-roster'; who: ParticipantName }
  /** Until all others have been told of the departure and the departed one's subscription has ended, or the limit has passed. */
  | { step: 'await-notified'; who: ParticipantName };

export const joined = (options: Omit<JoinedClient, 'given' | 'role'> = {}): JoinedClient => ({
  given: 'joined',
  role: 'client',
  ...options,
});
export const gathered = (options: Omit<GatheredGroup, 'given' | 'role'> = {}): GatheredGroup => ({
  given: 'gathered',
  role: 'focus',
  ...options,
});

export const leave = (): Step => ({ step: 'leave' });
export const hold = (duration: Duration): Step => ({ step: 'hold', duration });
export const answer = (code: number): Step => ({ step: 'answer', code });
export const loseAnswer = (code: number): Step => ({ step: 'lose-answer', code });
export const awaitRetransmission = (): Step => ({ step: 'await-retransmission' });
export const reInvite = (limit: Duration): Step => ({ step: 're-invite', limit });
export const awaitRelease = (): Step => ({ step: 'await-release' });
export const observe = (duration: Duration): Step => ({ step: 'observe', duration });
export const askState = (): Step => ({ step: 'ask-state' });
export const deliver = (text: string): Step => ({ step: 'deliver', text });
export const sendText = (text: string, limit: Duration): Step => ({ step: 'send-text', text, limit });
export const remove = (who: ParticipantName): Step => ({ step: 'remove', who });
export const leaveBy = (who: ParticipantName): Step => ({ step: 'leave-by', who });
export const post = (who: ParticipantName, text: string): Step => ({ step: 'post', who, text });
export const tryPost = (who: ParticipantName, text: string): Step => ({ step: 'try-post', who, text });
export const fetchRoster = (who: ParticipantName): Step => ({ step: 'fetch-roster', who });
export const awaitNotified = (who: ParticipantName): Step => ({ step: 'await-notified', who });

const name = (who: ParticipantName) => who[0]!.toUpperCase() + who.slice(1);

/** What a reader is told that this step does. */
export function captionOf(step: Step, ixit: Ixit): string {
  switch (step.step) {
    case 'leave':
      return 'the user leaves';
    case 'hold':
      return `the response is withheld for ${spoken(step.duration, ixit)}`;
    case 'answer':
      return `the BYE is answered ${step.code}`;
    case 'lose-answer':
      return `a ${step.code} is lost on its way`;
    case 'await-retransmission':
      return 'the BYE is retransmitted';
    case 're-invite':
      return `a re-INVITE, to be answered within ${spoken(step.limit, ixit)}`;
    case 'await-release':
      return `media release is awaited, at most ${spoken({ ixit: 'relMax' }, ixit)}`;
    case 'observe':
      return `what follows is observed for ${spoken(step.duration, ixit)}`;
    case 'ask-state':
      return 'the upper tester is asked for the state';
    case 'deliver':
      return 'a message arrives from the group';
    case 'send-text':
      return 'the user sends a message';
    case 'remove':
      return `Alice has ${name(step.who)} removed`;
    case 'leave-by':
      return `${name(step.who)} leaves`;
    case 'post':
      return `${name(step.who)} posts a message`;
    case 'try-post':
      return `${name(step.who)} tries to post a message`;
    case 'fetch-roster':
      return `${name(step.who)} fetches the roster`;
    case 'await-notified':
      return `notifications are awaited, at most ${spoken({ ixit: 'notifyMax' }, ixit)}`;
  }
}

export const captionOfGiven = (given: Given): string =>
  given.given === 'joined'
    ? `a client in a group${given.transport ? `, over ${given.transport.toUpperCase()}` : ''}`
    : `a group of Alice, Bob and Carol${given.transport ? `, over ${given.transport.toUpperCase()}` : ''}`;

/** The part of a step's duration that cannot be avoided, in milliseconds: what a schedule may count on. */
export function plannedMs(step: Step, ixit: Ixit): number {
  switch (step.step) {
    case 'hold':
    case 'observe':
      return inMs(step.duration, ixit);
    case 'await-retransmission':
      return ixit.t1;
    default:
      return 0;
  }
}

/** The same for a whole case; joining takes what it takes, about a second. */
export const plannedCaseMs = (when: Step[], ixit: Ixit): number =>
  when.reduce((sum, step) => sum + plannedMs(step, ixit), 1000);
