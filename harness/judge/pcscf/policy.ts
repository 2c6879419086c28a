import type { EventOf, TimelineEvent } from '../../timeline/event.ts';
import { mayHaveSentSince } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { CORE, endOf, notAnsweredBefore, statusOf, UE } from './facts.ts';
import { firstByes, notReleased } from './release.ts';

/** One that has not come for so long after the second 2xx does not come, in milliseconds. */
const NEVER_MS = 5_000;

/** In T1: the P-CSCF gives up a BYE that nobody answers (RFC 3261 §17.1.2.2), and need not keep anything then. */
const TIMER_F = 64;

/** What the P-CSCF asked of the policy function first, of that kind. */
const askedFor = (
  timeline: readonly TimelineEvent[],
  operation: EventOf<'n5'>['operation'],
): EventOf<'n5'> | undefined =>
  timeline.find(
    (event): event is EventOf<'n5'> =>
      event.kind === 'n5' && event.operation === operation && event.direction === 'received',
  );

export const policySessionEndsWithDialog: Check = {
  id: 'policy-session-ends-with-dialog',
  requirement: 'REQ-PC-01',
  title: 'The session at the policy function goes after both 2xx, and not before',
  required:
    'What is stored of the dialog and of the multimedia session is deleted once both BYEs were answered 2xx: then, and no sooner, the policy function is asked to delete its session (TS 29.514).',
  consequence: 'Bearers are paid for that nobody uses, or are cut while one side still believes to be in the session.',
  judge({ timeline, ixit }) {
    if (!askedFor(timeline, 'create'))
      return { verdict: 'inconc', message: 'the P-CSCF made no session at the policy function' };
    const open = notReleased(timeline);
    if (open) return open;
    const byes = firstByes(timeline);
    const began = byes[0]!.bye.request;
    const successes = byes.flatMap(({ bye }) => bye.finals.slice(0, 1).filter((final) => statusOf(final) < 300));
    const last = successes.length < 2 ? undefined : successes.reduce((a, b) => (a.at > b.at ? a : b));
    const deleted = askedFor(timeline, 'delete');
    if (deleted && !(last && deleted.at >= notAnsweredBefore(timeline, last))) {
      const distanceMs = deleted.at - began.at;
      const order = `${ms(Math.abs(distanceMs))} ${distanceMs < 0 ? 'before' : 'after'} the first BYE`;
      if (!last && distanceMs > TIMER_F * ixit.t1)
        return {
          verdict: 'inconc',
          message: `the session at the policy function was deleted ${order}: it was given up`,
        };
      if (!last && [UE, CORE].some((side) => deleted.at >= mayHaveSentSince(timeline, side)))
        return {
          verdict: 'inconc',
          message: `the session at the policy function was deleted ${order}, when a 2xx may have been let go that is not on record`,
          repeatable: true,
        };
      const before = successes.filter(({ at }) => at <= deleted.at).length;
      return {
        verdict: 'fail',
        message: `the session at the policy function was deleted ${order}, when ${before} of the two BYEs had been answered 2xx`,
        deciding: [began.seq, deleted.seq],
        distanceMs,
      };
    }
    if (!last) return { verdict: 'inconc', message: `${successes.length} of the BYEs were answered 2xx, not two` };
    if (deleted) {
      const distanceMs = Math.max(0, deleted.at - last.at);
      return {
        verdict: 'pass',
        message: `the session at the policy function was deleted ${ms(distanceMs)} after the second 2xx`,
        deciding: [last.seq, deleted.seq],
        distanceMs,
      };
    }
    const waited = endOf(timeline) - last.at;
    return {
      verdict: waited < NEVER_MS ? 'inconc' : 'fail',
      message: `the session at the policy function was not deleted within ${ms(waited)} of the second 2xx`,
    };
  },
};
