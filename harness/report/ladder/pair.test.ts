import { expect, test } from '@jest/globals';
import { MadeTimeline } from '../../judge/made-timeline.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { judgedAs, madeUpCheck } from '../made-up-report.ts';
import { isBye, isFin, isOk, madeUpLeave, seqOf } from './made-up-leave.ts';
import { decidingPair } from './pair.ts';

const timeline = madeUpLeave();
const [bye, fin, ok] = [isBye, isFin, isOk].map((matches) => seqOf(timeline, matches)) as [number, number, number];

const check = (id: string, verdict: Verdict, deciding?: [number, number]) => {
  const judgements = judgedAs(verdict, '');
  if (deciding) judgements.cr = { ...judgements.cr, deciding } as typeof judgements.cr;
  return madeUpCheck({ check: id, verdict, judgements });
};

test('is that of the first check that is as bad as the case', () => {
  const checks = [check('a', 'pass', [bye, ok]), check('b', 'fail'), check('c', 'fail', [bye, fin])];
  expect(decidingPair(checks, 'cr', 'fail', timeline)).toMatchObject({ check: 'c', distanceMs: 3.25 });
});

test('runs from the earlier to the later, whichever way the check names them', () => {
  const pair = decidingPair([check('a', 'fail', [ok, fin])], 'cr', 'fail', timeline)!;
  expect([pair.first.seq, pair.second.seq, pair.distanceMs]).toEqual([fin, ok, 5113 - 113.25]);
});

test('is absent where no two events decided, or the timeline has them not', () => {
  for (const deciding of [undefined, [bye, 999], [bye, bye]] as const)
    expect(decidingPair([check('a', 'fail', deciding as [number, number])], 'cr', 'fail', timeline)).toBeUndefined();
});

test('tells of two observers, and of an event loop that was late where it counts', () => {
  const late = new MadeTimeline()
    .sip(1, 'network', 'received', ['BYE sip:g@x SIP/2.0'])
    .lag(1.5, 40)
    .fin(1.4, 'network', 'focus')
    .evidence().timeline;
  const seqs = [isBye, isFin].map((matches) => seqOf(late, matches)) as [number, number];
  expect(decidingPair([check('a', 'fail', seqs)], 'cr', 'fail', late)!.doubts).toEqual([
    'two observers: ± 1 ms',
    'too close for their order on the wire to be known',
    'the event loop was 40 ms late',
  ]);
  expect(decidingPair([check('a', 'fail', [bye, ok])], 'cr', 'fail', timeline)!.doubts).toEqual([]);
});
