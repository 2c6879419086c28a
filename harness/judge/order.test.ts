import { describe, expect, test } from '@jest/globals';
import { MadeTimeline } from './made-timeline.ts';
import { goBefore, lagAround, lagWithin, orderTo, pressureWithin } from './order.ts';

describe('where an event stands to a response', () => {
  const letOut = { sentAt: 6000, lastKnownBefore: 5999 };
  test.each([
    [5998.9, 'before'],
    [5999, 'undecidable'],
    [5999.9, 'undecidable'],
    [6000, 'after'],
  ])('that a go let out: %d is %s', (at, order) => {
    expect(orderTo(at, letOut)).toBe(order);
  });

  const byItself = { sentAt: 6000, lastKnownBefore: 6000 };
  test.each([
    [5998.4, 'before'],
    [5998.5, 'undecidable'],
    [5999.9, 'undecidable'],
    [6000, 'after'],
  ])('that is known by its record alone, which follows it: %d is %s', (at, order) => {
    expect(orderTo(at, byItself)).toBe(order);
  });
});

test('a go is that of the actor, and not after the record', () => {
  const gos = new MadeTimeline()
    .go(1000, 'ue', 'call-1', '200 to BYE')
    .go(2000, 'ue', 'call-2', '200 to BYE')
    .go(2500, 'core', 'call-1', '200 to BYE')
    .evidence().timeline;
  expect(goBefore(gos, { actor: 'ue', at: 3000 })).toBe(2000);
  expect(goBefore(gos, { actor: 'ue', callId: 'call-1', at: 3000 })).toBe(1000);
  expect(goBefore(gos, { actor: 'ue', at: 2000 })).toBe(2000);
  expect(goBefore(gos, { actor: 'ue', at: 1999.9 })).toBe(1000);
  expect(goBefore(gos, { actor: 'ue', at: 999.9 })).toBeUndefined();
});

/** 30 ms late at 1030, 50 ms at 2050; pressure of the second before 3000. */
const { timeline } = new MadeTimeline()
  .lag(1030, 30)
  .lag(2050, 50)
  .pressure(3000, 400)
  .add(1020, { kind: 'mark', mark: 'preamble-reached' })
  .evidence();

test.each([
  [999, 0],
  [1000, 30],
  [1031, 30],
  [1031.1, 0],
  [2030, 50],
  [2990, 0],
])('how late the event loop was around %d: %d', (at, late) => {
  expect(lagAround(timeline, at)).toBe(late);
});

test('of two lags around one moment the worse counts', () => {
  const both = new MadeTimeline().lag(1000, 80).lag(1001, 20).evidence();
  expect(lagAround(both.timeline, 990)).toBe(80);
});

test.each([
  [0, 1000, 0],
  [0, 1015, 15],
  [1010, 1020, 10],
  [1020, 2010, 20],
  [0, 9000, 80],
])('how late between %d and %d: %d in all', (from, to, late) => {
  expect(lagWithin(timeline, from, to)).toBe(late);
});

test.each([
  [0, 2000, 0],
  [2000, 3000, 400],
  [2500, 3000, 200],
  [2750, 9000, 100],
  [3000, 9000, 0],
])('pressure between %d and %d: %d ms', (from, to, waited) => {
  expect(pressureWithin(timeline, from, to)).toBe(waited);
});
