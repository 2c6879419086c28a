/** What can be done around a focus under test. */
import type { SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';
import { type ByeForm, captionOfLeaveStep, isLeaveStep, type LeaveStep, spokenBye } from './leave-steps.ts';
import { captionOfRemovalStep, isRemovalStep, type ReferForm, type RemovalStep, spokenForm } from './removal-steps.ts';
import { captionOfWatchStep, isWatchStep, type WatchStep } from './watch-steps.ts';

/** IF1: Alice, Bob and Carol are in a group of the focus, subscribed, their media bound. */
export interface GatheredGroup {
  given: 'gathered';
  role: 'focus';
  /** Absent: the IXIT's transport. */
  transport?: SipTransport;
  /** Who joins anonymously. */
  anonymous?: ParticipantName;
  /** Whose session the focus is asked to refresh (RFC 4028). */
  refreshed?: ParticipantName;
  /** Whether Carol joins with a second device as well. */
  secondDevice?: boolean;
  /** Who is in the group, in the order of joining; by default Alice, Bob and Carol. */
  members?: ParticipantName[];
  /** Who of them subscribes; by default everybody. */
  watchers?: ParticipantName[];
  /** Who is there, but not in the group. */
  outsiders?: ParticipantName[];
}

/** `carol2` is a second device of Carol's. */
export type ParticipantName = 'alice' | 'bob' | 'carol' | 'carol2' | 'dave';

export type FocusStep =
  /** Alice asks the focus to remove somebody; the step ends with the BYE on the wire. */
  | ({ step: 'remove'; who: ParticipantName } & ReferForm)
  /** A participant leaves of its own accord; the step ends with the response to its BYE. */
  | { step: 'leave-by'; who: ParticipantName; bye?: ByeForm; limit?: Duration }
  /** The departing participant sends its answer to the BYE once more. */
  | { step: 'repeat-answer' }
  /** A participant's device is gone: its SIP connections with it, and nobody listens there any more. */
  | { step: 'lose'; who: ParticipantName }
  /** A participant posts a chat message. */
  | { step: 'post'; who: ParticipantName; text: string }
  /** A participant, gone or not, tries to post. */
  | { step: 'try-post'; who: ParticipantName; text: string }
  /** A participant fetches the roster by a subscription that expires at once. */
  | { step: 'fetch-roster'; who: ParticipantName }
  /** Until all others have been told of the departure and the departed one's subscription has ended, or the limit has passed. */
  | { step: 'await-notified'; who: ParticipantName }
  | LeaveStep
  | RemovalStep
  | WatchStep;

export const gathered = (options: Omit<GatheredGroup, 'given' | 'role'> = {}): GatheredGroup => ({
  given: 'gathered',
  role: 'focus',
  ...options,
});

export const remove = (who: ParticipantName, form: ReferForm = {}): FocusStep => ({ step: 'remove', who, ...form });
/** @param limit how long the response is awaited at most; by default as long as one may come */
export const leaveBy = (who: ParticipantName, bye?: ByeForm, limit?: Duration): FocusStep => ({
  step: 'leave-by',
  who,
  ...(bye && { bye }),
  ...(limit && { limit }),
});
export const repeatAnswer = (): FocusStep => ({ step: 'repeat-answer' });
export const lose = (who: ParticipantName): FocusStep => ({ step: 'lose', who });
export const post = (who: ParticipantName, text: string): FocusStep => ({ step: 'post', who, text });
export const tryPost = (who: ParticipantName, text: string): FocusStep => ({ step: 'try-post', who, text });
export const fetchRoster = (who: ParticipantName): FocusStep => ({ step: 'fetch-roster', who });
export const awaitNotified = (who: ParticipantName): FocusStep => ({ step: 'await-notified', who });

export function captionOfGroup({ transport, members = ['alice', 'bob', 'carol'], watchers }: GatheredGroup): string {
  const people = members.map(name);
  const unwatching = watchers ? members.filter((member) => !watchers.includes(member)).map(name) : [];
  return [
    `a group of ${people.slice(0, -1).join(', ')} and ${people.at(-1)}`,
    ...(unwatching.length > 0 ? [`without a subscription of ${unwatching.join(' and ')}`] : []),
    ...(transport ? [`over ${transport.toUpperCase()}`] : []),
  ].join(', ');
}

export function captionOfFocusStep(step: FocusStep, ixit: Ixit): string {
  switch (step.step) {
    case 'remove':
      return `Alice has ${name(step.who)} removed${spokenForm(step)}`;
    case 'leave-by':
      return `${name(step.who)} ${spokenBye(step.bye ?? {})}`;
    case 'repeat-answer':
      return 'the same answer is sent again';
    case 'lose':
      return `the device of ${name(step.who)} is gone`;
    case 'post':
      return `${name(step.who)} posts a message`;
    case 'try-post':
      return `${name(step.who)} tries to post a message`;
    case 'fetch-roster':
      return `${name(step.who)} fetches the roster`;
    case 'await-notified':
      return `notifications are awaited, at most ${spoken({ ixit: 'notifyMax' }, ixit)}`;
    default:
      if (isRemovalStep(step)) return captionOfRemovalStep(step);
      return isWatchStep(step) ? captionOfWatchStep(step) : captionOfLeaveStep(step, ixit);
  }
}

const FOCUS_STEPS = new Set<string>([
  'remove',
  'leave-by',
  'repeat-answer',
  'lose',
  'post',
  'try-post',
  'fetch-roster',
  'await-notified',
] satisfies FocusStep['step'][]);

export const isFocusStep = (step: { step: string }): step is FocusStep =>
  FOCUS_STEPS.has(step.step) || isLeaveStep(step) || isRemovalStep(step) || isWatchStep(step);

const name = (who: ParticipantName): string => who[0]!.toUpperCase() + who.slice(1);
