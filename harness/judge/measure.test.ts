import { expect, test } from '@jest/globals';
import { standingFor } from './check.ts';
import { byeReason200 } from './client/signalling.ts';
import { doubt, ms, relativeTo } from './measure.ts';
import { MadeTimeline } from './made-timeline.ts';
import { foretold, remembered } from './remembered.ts';
import { worst } from './verdict.ts';

test.each([
  [0.04, '0.0 ms'],
  [9.94, '9.9 ms'],
  [10, '10 ms'],
  [-3.21, '-3.2 ms'],
  [-12.4, '-12 ms'],
])('%d reads %s', (value, text) => {
  expect(ms(value)).toBe(text);
});

test('a distance tells on which side it lies', () => {
  expect([-3.02, 0, 12.4].map((distance) => relativeTo('the BYE', distance))).toEqual([
    '3.0 ms ahead of the BYE',
    '0.0 ms after the BYE',
    '12 ms after the BYE',
  ]);
});

test('under a millisecond the order on the wire is in doubt, and said to be', () => {
  expect(doubt(-0.42)).toEqual([
    'the two events are 0.4 ms apart: their order on the wire is known to within a millisecond only',
  ]);
  expect(doubt(1)).toEqual([]);
});

test('the worst verdict: error over fail over inconc over pass over none', () => {
  expect(worst([])).toBe('none');
  expect(worst(['pass', 'none'])).toBe('pass');
  expect(worst(['inconc', 'pass'])).toBe('inconc');
  expect(worst(['inconc', 'fail', 'pass'])).toBe('fail');
  expect(worst(['error', 'fail'])).toBe('error');
});

test('what was read off a timeline is read once, by the name of the reading', () => {
  const { timeline } = new MadeTimeline().end(1).evidence();
  let readings = 0;
  const read = () => ++readings;
  expect([remembered(timeline, 'one', read), remembered(timeline, 'one', read)]).toEqual([1, 1]);
  expect(remembered(timeline, 'other', read)).toBe(2);
  expect(remembered([...timeline], 'one', read)).toBe(3);
  expect(foretold(timeline, 'known', 'beforehand')).toBe('beforehand');
  expect(remembered(timeline, 'known', () => 'read')).toBe('beforehand');
});

test('a reading is kept while another timeline is asked about, also where nothing was found', () => {
  const [timeline, another] = [new MadeTimeline().end(1), new MadeTimeline().end(2)].map(
    (made) => made.evidence().timeline,
  );
  foretold(timeline!, 'known', 'beforehand');
  let looked = 0;
  const nothing = () => void looked++;
  remembered(timeline!, 'nothing', nothing);
  remembered(another!, 'known', () => 'of another');
  expect(remembered(timeline!, 'known', () => 'read')).toBe('beforehand');
  remembered(timeline!, 'nothing', nothing);
  expect(looked).toBe(1);
});

test('a check that stands for another requirement is the same check', () => {
  expect(standingFor('REQ-RFC-10', byeReason200)).toEqual({ ...byeReason200, requirement: 'REQ-RFC-10' });
});
