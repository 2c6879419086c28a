import type { Fault } from '../relay/fault.ts';
import type { Act, Schedule } from './schedule.ts';

/**
 * What is simpler than a schedule by one step, the boldest step first: half of the acts gone, one act gone, no tablet, a
 * fault that catches more and does less. Every one of them is simpler by {@link weightOf}, so shrinking ends.
 */
export function simpler(schedule: Schedule): Schedule[] {
  const { tablet, acts } = schedule;
  const half = Math.ceil(acts.length / 2);
  const candidates: Schedule[] = [
    ...(acts.length > 3 ? [acts.slice(half), acts.slice(0, half)].map((some) => ({ tablet, acts: some })) : []),
    ...acts.map((_, index) => ({ tablet, acts: acts.toSpliced(acts.length - 1 - index, 1) })),
    ...(tablet ? [withoutTablet(schedule)] : []),
    ...acts.flatMap((act, index) => simplerActs(act).map((one) => ({ tablet, acts: acts.with(index, one) }))),
  ];
  return candidates.filter((candidate) => weightOf(candidate) < weightOf(schedule));
}

function withoutTablet({ acts }: Schedule): Schedule {
  const others = acts.filter(
    (act) =>
      !('who' in act && act.who === 'alice-tablet') && !(act.do === 'impair' && act.fault.device === 'alice-tablet'),
  );
  return { tablet: false, acts: others };
}

function simplerActs(act: Act): Act[] {
  if (act.do === 'wait') return act.t1 > 1 ? [{ do: 'wait', t1: Math.floor(act.t1 / 2) }] : [];
  if (act.do !== 'impair') return [];
  return simplerFaults(act.fault).map((fault) => ({ do: 'impair', fault }));
}

function simplerFaults(fault: Fault): Fault[] {
  const { occurrences, ...always } = fault;
  const { method, direction, kind, status, device } = fault;
  const where = {
    ...(method !== undefined && { method }),
    ...(direction !== undefined && { direction }),
    ...(kind !== undefined && { kind }),
    ...(status !== undefined && { status }),
    ...(device !== undefined && { device }),
  };
  return [
    ...(occurrences ? [always as Fault] : []),
    ...(fault.act === 'drop' ? [] : [{ ...where, ...(occurrences && { occurrences }), act: 'drop' } as Fault]),
    ...(occurrences && occurrences.last > occurrences.first
      ? [{ ...fault, occurrences: { first: occurrences.first, last: occurrences.first } }]
      : []),
    ...(occurrences && occurrences.first > 1 ? [{ ...fault, occurrences: { first: 1, last: 1 } }] : []),
  ];
}

/** How much there is to understand. */
export const weightOf = ({ tablet, acts }: Schedule): number =>
  acts.reduce((sum, act) => sum + 100 + detailOf(act), tablet ? 50 : 0);

function detailOf(act: Act): number {
  if (act.do === 'wait') return act.t1 / 10;
  if (act.do !== 'impair') return 0;
  const { occurrences } = act.fault;
  const times = occurrences ? 10 + occurrences.first + (occurrences.last - occurrences.first) / 2 : 0;
  return (act.fault.act === 'drop' ? 0 : 30) + times;
}

/**
 * The simplest schedule that still leads to the same: of what is simpler by one step the first that does is taken, again
 * and again. The candidates are tried side by side, for each takes seconds.
 * @param leadsThere whether a schedule still does what the first did
 * @param width how many may be tried at the same time
 * @param signal once aborted, what was found so far is the answer
 */
export async function shrink(
  schedule: Schedule,
  leadsThere: (candidate: Schedule) => Promise<boolean>,
  { width, signal }: { width: number; signal: AbortSignal },
): Promise<Schedule> {
  const tried = new Map<string, Promise<boolean>>();
  const once = (candidate: Schedule): Promise<boolean> => {
    const text = JSON.stringify(candidate);
    const outcome = tried.get(text) ?? leadsThere(candidate);
    tried.set(text, outcome);
    return outcome;
  };
  let best = schedule;
  for (;;) {
    const better = await firstOf(simpler(best), once, { width, signal });
    if (!better) return best;
    best = better;
  }
}

/** The first, in their order, that does; a few at a time. */
async function firstOf(
  candidates: readonly Schedule[],
  leadsThere: (candidate: Schedule) => Promise<boolean>,
  { width, signal }: { width: number; signal: AbortSignal },
): Promise<Schedule | undefined> {
  for (let first = 0; first < candidates.length && !signal.aborted; first += width) {
    const some = candidates.slice(first, first + width);
    const outcomes = await Promise.all(some.map(leadsThere));
    const index = outcomes.indexOf(true);
    if (index >= 0) return some[index];
  }
  return undefined;
}
