import { absent, mayHaveSentSince, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { notForwarded } from './dialog.ts';
import { CORE, endOf, leavesOf, notAnsweredBefore, type Passage, statusOf, UE } from './facts.ts';

const NO_BYE: Judgement = { verdict: 'inconc', message: 'the UE sent no BYE' };

export const byeResponseRelayed: Check = {
  id: 'bye-response-relayed',
  requirement: 'REQ-PC-07',
  title: "The core's answer to the BYE reaches the UE unchanged",
  required:
    'Every BYE of the UE that the core answers is answered at the UE with the same status, after the core gave it.',
  consequence:
    'The client takes its leave for something that it is not: it goes although it is still in the group, or stays although it is out.',
  judge({ timeline }) {
    const answered = leavesOf(timeline).filter((leave) => leave.answered);
    const first = leavesOf(timeline)[0];
    if (!first) return NO_BYE;
    if (!first.arrived)
      return notForwarded(timeline, first, `the BYE of the UE never reached the core; the UE got ${statusAt(first)}`);
    if (answered.length === 0) return { verdict: 'inconc', message: 'the core answered no BYE' };
    const faults = answered.map((leave) => fault(timeline, leave)).filter((found) => found !== undefined);
    return faults[0] ?? relayed(answered);
  },
};

function fault(timeline: readonly TimelineEvent[], { final, answered }: Passage): Judgement | undefined {
  const given = answered!;
  const status = statusOf(given);
  if (!final) {
    const what = `the core answered the BYE ${status}, and the UE was told nothing`;
    const absence = { what, since: given.at, within: SET_OFF_MS, to: UE };
    return absent(timeline, absence, { deciding: [given.seq, given.seq] });
  }
  const got = statusOf(final);
  const distanceMs = final.at - given.at;
  if (final.at < notAnsweredBefore(timeline, given))
    return {
      verdict: 'fail',
      message: `the UE was answered ${got} ${ms(-distanceMs)} before the core answered ${status}`,
      deciding: [final.seq, given.seq],
      distanceMs,
    };
  if (got !== status)
    return {
      verdict: 'fail',
      message: `the core answered the BYE ${status}, the UE was told ${got}`,
      deciding: [given.seq, final.seq],
      distanceMs,
    };
  return undefined;
}

const relayed = (leaves: readonly Passage[]): Judgement => {
  const { answered, final } = leaves[0]!;
  return {
    verdict: 'pass',
    message: leaves
      .map(
        (leave) => `${statusOf(leave.answered!)} relayed in ${ms(Math.max(0, leave.final!.at - leave.answered!.at))}`,
      )
      .join(', '),
    deciding: [answered!.seq, final!.seq],
    distanceMs: final!.at - answered!.at,
  };
};

export const noSuccessMadeUp: Check = {
  id: 'no-2xx-made-up',
  requirement: 'REQ-PC-07',
  title: 'The UE gets no 2xx to its BYE that the core has not given',
  required: 'A 2xx to the BYE at the UE only after a 2xx of the core to the same BYE.',
  consequence:
    'The client believes that it has left, while the focus still has it in the group and everybody sees it there.',
  judge({ timeline }) {
    const leaves = leavesOf(timeline);
    const first = leaves[0];
    if (!first) return NO_BYE;
    for (const { sent, answered } of leaves) {
      const success = sent.finals.find((final) => statusOf(final) < 300);
      if (!success) continue;
      if (!answered && success.at >= mayHaveSentSince(timeline, CORE))
        return {
          verdict: 'inconc',
          message: `the UE was told ${statusOf(success)} when the core had been let go with an answer that is not on record`,
          repeatable: true,
        };
      if (!answered || statusOf(answered) >= 300)
        return {
          verdict: 'fail',
          message: `the UE was told ${statusOf(success)} ${ms(success.at - sent.request.at)} after its BYE, which the core ${answered ? `answered ${statusOf(answered)}` : 'has not answered'}`,
          deciding: [sent.request.seq, success.seq],
          distanceMs: success.at - sent.request.at,
        };
      if (success.at < notAnsweredBefore(timeline, answered))
        return {
          verdict: 'fail',
          message: `the UE was told ${statusOf(success)} ${ms(answered.at - success.at)} before the core answered`,
          deciding: [success.seq, answered.seq],
          distanceMs: success.at - answered.at,
        };
    }
    return {
      verdict: 'pass',
      message: `in the ${ms(endOf(timeline) - first.sent.request.at)} after its BYE the UE got ${statusAt(first)}`,
    };
  },
};

const statusAt = ({ sent, final }: Passage): string =>
  final ? `${statusOf(final)} after ${ms(final.at - sent.request.at)}` : 'no final response';
