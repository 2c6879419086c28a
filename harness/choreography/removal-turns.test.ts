import { describe, expect, test } from '@jest/globals';
import { awaitNotified, leaveBy, remove, repeatAnswer } from './focus-steps.ts';
import { answerAs, askRemoval, removeSeveral } from './removal-steps.ts';
import { answer } from './steps.ts';
import { traitsFor } from './traits.ts';
import { turnsFor } from './turns.ts';
import { NOTIFY_REFUSAL, refuseNotifies } from './watch-steps.ts';

describe('the turns of a participant', () => {
  test('who is removed answers, nobody else', () => {
    const when = [remove('carol'), answer(503, { headers: ['Retry-After: 5'] }), awaitNotified('carol')];
    expect(turnsFor(when, 'carol').turns).toEqual([
      { turn: 'respond', to: 'BYE', code: 503, headers: ['Retry-After: 5'] },
    ]);
    expect(turnsFor(when, 'alice').turns).toEqual([]);
  });

  test('a retry after a challenge gets another answer', () =>
    expect(turnsFor([remove('carol'), answer(401, { retryGets: 200 })], 'carol').afterwards).toBe(200));

  test('an answer is repeated as it was', () => {
    const [first, second] = turnsFor([remove('carol'), answer(200), repeatAnswer()], 'carol').turns;
    expect(second).toEqual(first);
  });

  test('nothing can be repeated that was not said', () =>
    expect(() => turnsFor([remove('carol'), repeatAnswer()], 'carol')).toThrow('never given'));

  test('a BYE of its own comes before the answer to the one that it crosses', () =>
    expect(turnsFor([remove('carol'), leaveBy('carol'), answer(200)], 'carol').turns).toMatchObject([
      { turn: 'request', method: 'BYE' },
      { turn: 'respond', code: 200 },
    ]));

  test('of several each answers for itself', () => {
    const when = [removeSeveral('bob', 'carol'), answerAs('bob', 200), answerAs('carol', 486)];
    expect(['bob', 'carol'].map((name) => turnsFor(when, name).turns)).toMatchObject([
      [{ code: 200 }],
      [{ code: 486 }],
    ]);
  });
});

describe('the traits of a participant', () => {
  test('Alice claims to be somebody else, where she has somebody removed', () => {
    const when = [remove('carol', { claiming: 'bob' })];
    expect(traitsFor(when, 'alice')).toEqual({ claims: 'bob' });
    expect(traitsFor(when, 'bob')).toEqual({});
  });

  test('or whoever asks', () =>
    expect(traitsFor([askRemoval('carol', 'bob', { claiming: 'alice' })], 'bob')).toEqual({ claims: 'alice' }));

  test('a subscriber that refuses', () =>
    expect(traitsFor([refuseNotifies('bob')], 'bob')).toEqual({ refusesNotify: NOTIFY_REFUSAL }));
});
