import { absent, lostTrace, SET_OFF_MS } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { CORE, leavesOf, nameOf, type Passage, passagesOf, type Side, statusOf, UE } from './facts.ts';

/** In-dialog requests that the two sides sent after a moment. */
export function probesAfter({ timeline }: Pick<Evidence, 'timeline'>, moment: number): (Passage & { by: Side })[] {
  return [UE, CORE]
    .flatMap((by) =>
      ['INFO', 'INVITE'].flatMap((method) =>
        passagesOf(timeline, by as Side, method).map((passage) => ({ ...passage, by: by as Side })),
      ),
    )
    .filter(({ sent }) => sent.request.at > moment)
    .toSorted((a, b) => a.sent.request.at - b.sent.request.at);
}

/** Whether nothing of the dialog is forwarded any more. */
export function nothingForwarded(
  probes: readonly (Passage & { by: Side })[],
  since: { at: number; seq: number; name: string },
): Judgement {
  const through = probes.find((probe) => probe.arrived);
  if (through) {
    const distanceMs = through.arrived!.request.at - since.at;
    return {
      verdict: 'fail',
      message: `the ${through.sent.method} of ${nameOf(through.by)} was still forwarded ${ms(distanceMs)} after ${since.name}`,
      deciding: [since.seq, through.arrived!.request.seq],
      distanceMs,
    };
  }
  const got = probes.map(
    ({ by, sent, final }) => `${sent.method} of ${nameOf(by)}: ${final ? statusOf(final) : 'no answer'}`,
  );
  const others = probes.filter(({ final }) => final && statusOf(final) !== 481);
  const silent = probes.filter(({ final }) => !final);
  return {
    verdict: 'pass',
    message: `${ms(probes[0]!.sent.request.at - since.at)} after ${since.name} nothing was forwarded (${got.join('; ')})`,
    deciding: [since.seq, probes[0]!.sent.request.seq],
    distanceMs: probes[0]!.sent.request.at - since.at,
    ...(others.length > 0 || silent.length > 0 ? { notes: ['481 was to be expected (RFC 3261 §12.2.2)'] } : {}),
  };
}

export const dialogForgottenAfter2xx: Check = {
  id: 'dialog-forgotten-after-2xx',
  requirement: 'REQ-PC-05',
  title: 'After the 2xx to the BYE the P-CSCF knows the dialog no longer',
  required: 'More than 5 s after the 2xx to the BYE no request of the dialog is forwarded, whichever side sends it.',
  consequence: 'Sessions that have ended go on taking up room, and what is left of them can be misused.',
  judge(evidence) {
    const success = leavesOf(evidence.timeline).find(({ final }) => final && statusOf(final) < 300)?.final;
    if (!success) return { verdict: 'inconc', message: 'no BYE of the UE was answered 2xx' };
    const probes = probesAfter(evidence, success.at);
    if (probes.length === 0) return { verdict: 'inconc', message: 'nothing was sent in the dialog after the 2xx' };
    return nothingForwarded(probes, { at: success.at, seq: success.seq, name: `the ${statusOf(success)} to the BYE` });
  },
};

/** What is to be said of a BYE of the UE that did not arrive: one that is answered is not under way any more. */
export const notForwarded = (
  timeline: readonly TimelineEvent[],
  { sent, final }: Passage,
  what: string,
  measured: Pick<Judgement, 'deciding' | 'distanceMs'> = {},
): Judgement =>
  final && !lostTrace(timeline, CORE)
    ? { verdict: 'fail', message: what, ...measured }
    : absent(timeline, { what, since: sent.request.at, within: SET_OFF_MS, to: CORE }, measured);

export const dialogKeptAfterFailure: Check = {
  id: 'dialog-kept-after-failure',
  requirement: 'REQ-PC-06',
  title: 'After a failed BYE the dialog goes on, and the next BYE gets through',
  required: 'A BYE that was answered with a failure deletes nothing: the next one is forwarded, and its 2xx relayed.',
  consequence: 'A leave that failed once can never be repeated: the user stays in the group, and nobody can help it.',
  judge({ timeline }) {
    const [first, second] = leavesOf(timeline);
    if (!first?.final) return { verdict: 'inconc', message: 'the first BYE of the UE had no final response' };
    if (statusOf(first.final) < 300)
      return { verdict: 'inconc', message: `the first BYE was answered ${statusOf(first.final)} at the UE` };
    if (!second) return { verdict: 'inconc', message: 'the UE sent no second BYE' };
    const distanceMs = second.sent.request.at - first.final.at;
    const when = `${ms(distanceMs)} after the ${statusOf(first.final)} to the first`;
    const deciding: [number, number] = [first.final.seq, second.final?.seq ?? second.sent.request.seq];
    const measured = { deciding, distanceMs };
    if (!second.arrived) {
      const what = `the second BYE, ${when}, was not forwarded; the UE got ${second.final ? statusOf(second.final) : 'no answer'}`;
      return notForwarded(timeline, second, what, measured);
    }
    if (!second.answered) return { verdict: 'inconc', message: 'the core did not answer the second BYE' };
    if (!second.final) {
      const what = `the second BYE, ${when}, was forwarded, but its ${statusOf(second.answered)} not relayed`;
      return absent(timeline, { what, since: second.answered.at, within: SET_OFF_MS, to: UE }, measured);
    }
    return {
      verdict: 'pass',
      message: `the second BYE, ${when}, was forwarded and answered ${statusOf(second.final)}`,
      deciding,
      distanceMs,
    };
  },
};
