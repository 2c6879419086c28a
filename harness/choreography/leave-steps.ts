/** What participants of a group do to leave in other ways than the plain one, and around it. */
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';
import type { ParticipantName } from './focus-steps.ts';

/** In what a BYE departs from the plain one, `Reason: SIP;cause=200` in its dialog. */
export interface ByeForm {
  /** Value of Reason as it goes out; null for none. */
  reason?: string | null;
  /** `wrong`: a tag that the focus did not give; `absent`: none. */
  toTag?: 'wrong' | 'absent';
  /** `stale`: lower than that of the INVITE. */
  cseq?: 'stale';
  /** What CSeq names as method in place of BYE. */
  cseqMethod?: 'INVITE';
}

/** A Refer-To that asks for nothing a focus could do. */
export type MalformedReferTo = 'unknown-method' | 'two-targets';

export type LeaveStep =
  /** A participant's BYE goes out once more, as it was; the step ends with a further response. */
  | { step: 'repeat-bye'; who: ParticipantName }
  /** A participant sends a BYE for a dialog that there never was. */
  | { step: 'stray-bye'; who: ParticipantName }
  /** A participant sends a re-INVITE and in the same instant a BYE. */
  | { step: 'leave-amid-re-invite'; who: ParticipantName }
  /** Until the focus refreshes the session of a participant, which does not answer. */
  | { step: 'await-refresh'; who: ParticipantName; limit: Duration }
  /** The participant answers the refresh. */
  | { step: 'answer-refresh'; who: ParticipantName; code: number }
  /** From now on a subscriber answers no NOTIFY. */
  | { step: 'withhold-notify-answers'; who: ParticipantName }
  /** The subscriber answers the NOTIFY that came last, and those to come. */
  | { step: 'give-notify-answers'; who: ParticipantName }
  /** One who has left sends a new INVITE to the Group Session Identity. */
  | { step: 'rejoin'; who: ParticipantName }
  /** Alice asks the focus to invite somebody again, who declines with 603. */
  | { step: 'invite-in-vain'; who: ParticipantName }
  /** Alice sends a REFER about somebody that cannot be understood. */
  | { step: 'refer-malformed'; who: ParticipantName; referTo: MalformedReferTo }
  /** A participant resets its MSRP connection; its SIP dialog stays. */
  | { step: 'reset-media'; who: ParticipantName };

export const repeatBye = (who: ParticipantName): LeaveStep => ({ step: 'repeat-bye', who });
export const strayBye = (who: ParticipantName): LeaveStep => ({ step: 'stray-bye', who });
export const leaveAmidReInvite = (who: ParticipantName): LeaveStep => ({ step: 'leave-amid-re-invite', who });
export const awaitRefresh = (who: ParticipantName, limit: Duration): LeaveStep => ({
  step: 'await-refresh',
  who,
  limit,
});
export const answerRefresh = (who: ParticipantName, code: number): LeaveStep => ({ step: 'answer-refresh', who, code });
export const withholdNotifyAnswers = (who: ParticipantName): LeaveStep => ({ step: 'withhold-notify-answers', who });
export const giveNotifyAnswers = (who: ParticipantName): LeaveStep => ({ step: 'give-notify-answers', who });
export const rejoin = (who: ParticipantName): LeaveStep => ({ step: 'rejoin', who });
export const inviteInVain = (who: ParticipantName): LeaveStep => ({ step: 'invite-in-vain', who });
export const referMalformed = (who: ParticipantName, referTo: MalformedReferTo): LeaveStep => ({
  step: 'refer-malformed',
  who,
  referTo,
});
export const resetMedia = (who: ParticipantName): LeaveStep => ({ step: 'reset-media', who });

export function captionOfLeaveStep(step: LeaveStep, ixit: Ixit): string {
  const who = named(step.who);
  switch (step.step) {
    case 'repeat-bye':
      return `${who}'s BYE goes out once more, as it was`;
    case 'stray-bye':
      return `${who} sends a BYE for a dialog that there never was`;
    case 'leave-amid-re-invite':
      return `${who} sends a re-INVITE and, in the same instant, a BYE`;
    case 'await-refresh':
      return `the focus refreshes ${who}'s session, at most ${spoken(step.limit, ixit)} are allowed; ${who} does not answer`;
    case 'answer-refresh':
      return `${who} answers the refresh ${step.code}`;
    case 'withhold-notify-answers':
      return `${who} stops answering NOTIFYs`;
    case 'give-notify-answers':
      return `${who} answers NOTIFYs again`;
    case 'rejoin':
      return `${who} sends a new INVITE to the group`;
    case 'invite-in-vain':
      return `Alice has ${who} invited again, who declines with 603`;
    case 'refer-malformed':
      return `Alice sends a REFER with ${step.referTo === 'two-targets' ? 'two Refer-To' : 'a method that nobody knows'}`;
    case 'reset-media':
      return `${who} resets the MSRP connection`;
  }
}

/** How a leave by `form` is spoken of, after the name. */
export function spokenBye({ reason, toTag, cseq, cseqMethod }: ByeForm): string {
  if (toTag === 'wrong') return 'sends a BYE with a wrong To tag';
  if (toTag === 'absent') return 'sends a BYE without To tag';
  if (cseq === 'stale') return 'sends a BYE with a CSeq that is too low';
  if (cseqMethod) return `sends a BYE whose CSeq says ${cseqMethod}`;
  if (reason === null) return 'leaves without giving a Reason';
  return reason === undefined ? 'leaves' : 'leaves with a Reason out of the ordinary';
}

const LEAVE_STEPS = new Set<string>([
  'repeat-bye',
  'stray-bye',
  'leave-amid-re-invite',
  'await-refresh',
  'answer-refresh',
  'withhold-notify-answers',
  'give-notify-answers',
  'rejoin',
  'invite-in-vain',
  'refer-malformed',
  'reset-media',
] satisfies LeaveStep['step'][]);

export const isLeaveStep = (step: { step: string }): step is LeaveStep => LEAVE_STEPS.has(step.step);

const named = (who: ParticipantName): string => who[0]!.toUpperCase() + who.slice(1);
