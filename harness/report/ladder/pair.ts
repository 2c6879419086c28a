import type { Judgement } from '../../judge/finding.ts';
import { TOO_CLOSE_MS } from '../../judge/measure.ts';
import { lagAround } from '../../judge/order.ts';
import type { Profile, Verdict } from '../../judge/verdict.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { milliseconds } from '../duration.ts';
import type { CheckReport } from '../report.ts';

/** The two events that decided a case, as a ladder shows them. */
export interface DecidingPair {
  check: string;
  verdict: Verdict;
  first: TimelineEvent;
  second: TimelineEvent;
  /** From the first to the second, in milliseconds; never negative. */
  distanceMs: number;
  /** How far the distance can be trusted, one sentence each. */
  doubts: string[];
}

/**
 * The pair of the check that made the case what it is under a profile: of the checks that are as bad as the worst, the
 * first that rests on two events which the timeline has.
 */
export function decidingPair(
  checks: readonly CheckReport[],
  profile: Profile,
  verdict: Verdict,
  timeline: readonly TimelineEvent[],
): DecidingPair | undefined {
  for (const check of checks) {
    const judgement = check.judgements[profile];
    if (judgement.verdict !== verdict) continue;
    const pair = pairOf(judgement, timeline);
    if (pair) return { check: check.check, verdict, ...pair };
  }
  return undefined;
}

function pairOf({ deciding }: Judgement, timeline: readonly TimelineEvent[]) {
  if (!deciding) return undefined;
  const [one, other] = deciding.map((seq) => timeline.find((event) => event.seq === seq));
  if (!one || !other || one === other) return undefined;
  const [first, second] = timeline.indexOf(one) < timeline.indexOf(other) ? [one, other] : [other, one];
  return { first, second, distanceMs: second.at - first.at, doubts: doubtsAbout(timeline, first, second) };
}

function doubtsAbout(timeline: readonly TimelineEvent[], first: TimelineEvent, second: TimelineEvent): string[] {
  const late = Math.max(
    ...[first, second].filter((event) => event.kind !== 'sip').map((event) => lagAround(timeline, event.at)),
    0,
  );
  return [
    ...(observerOf(first) === observerOf(second) ? [] : [`two observers: ± ${TOO_CLOSE_MS} ms`]),
    ...(second.at - first.at < TOO_CLOSE_MS ? ['too close for their order on the wire to be known'] : []),
    ...(late > 0 ? [`the event loop was ${milliseconds(late)} late`] : []),
  ];
}

/** SIP is stamped by the SIPp process of its actor, all else by the harness. */
const observerOf = (event: TimelineEvent): string => (event.kind === 'sip' ? `SIPp of ${event.actor}` : 'harness');
