/** How much of a case's time the protocol and the system under test take, and how much is the test side's own. */
import { ixitFor } from '../choreography/joined-client.ts';
import { plannedMs } from '../choreography/planned.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Ixit } from '../sut/descriptor.ts';
import type { StepEvent, TimelineEvent } from '../timeline/event.ts';

export interface CaseTimes {
  /** Waits that the purpose demands, and what the system under test took where a step waits for it, in milliseconds. */
  mandatedMs: number;
  /** All the rest: starting SIPp, joining, leaving, writing down, ending. */
  overheadMs: number;
}

/**
 * Divides the time of a case. A step that lasts as long as it says is a wait of that length; one that waits for something
 * to come is a wait for as long as that took; everything else is the test side's.
 * @param timeline of the case
 * @param durationMs of the whole case
 */
export function caseTimes(
  { given, when }: Pick<PurposeDeclaration, 'given' | 'when'>,
  own: Ixit,
  timeline: readonly TimelineEvent[],
  durationMs: number,
): CaseTimes {
  const ixit = ixitFor(given, own);
  const ofSteps = timeline.filter((event): event is StepEvent => event.kind === 'step' && !event.preamble);
  const begins = ofSteps.filter(({ phase }) => phase === 'begin');
  const ends = ofSteps.filter(({ phase }) => phase !== 'begin');
  const waits = begins.map((begin, index) => {
    const step = when[index];
    const end = ends[index];
    if (!step || !end) return 0;
    const took = end.at - begin.at;
    return step.step.startsWith('await-') || step.step === 'let-expire' || step.step === 'call-without-ack'
      ? took
      : Math.min(took, plannedMs(step, ixit));
  });
  const mandatedMs = waits.reduce((sum, wait) => sum + wait, 0);
  return { mandatedMs, overheadMs: Math.max(0, durationMs - mandatedMs) };
}

/** The value below which that share of the values lies; `undefined` of none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
