import { describe, expect, test } from '@jest/globals';
import { stationsOf } from './dialog-program.ts';
import type { DialogProgram, Turn } from './dialog-program.ts';

const answer = (code: number): Turn => ({ turn: 'respond', to: 'BYE', code });
const OPTIONS: Turn = { turn: 'request', method: 'OPTIONS' };
const INVITE: Turn = { turn: 'request', method: 'INVITE', sdp: true };

/** One word for each station: what a BYE gets, and which code it had before. */
const byes = (program: DialogProgram): string[] =>
  stationsOf(program).map(({ bye, known, fresh }) => [bye, known?.code, fresh?.code].filter(Boolean).join(' '));

describe('what a BYE gets between the turns', () => {
  test.each<[string, DialogProgram, string[]]>([
    ['silence without a program', { turns: [] }, ['absorb']],
    ['the last final response again', { turns: [answer(403)] }, ['absorb', 'answer 403']],
    ['silence after a provisional response', { turns: [answer(100)] }, ['absorb', 'absorb']],
    [
      'nothing new before a turn that answers',
      { turns: [answer(401), answer(200)] },
      ['absorb', 'repeat 401', 'answer 200'],
    ],
    ['the answer for afterwards', { turns: [answer(403)], afterwards: 200 }, ['absorb', 'distinguish 403 200']],
    ['silence afterwards', { turns: [answer(403)], afterwards: 'silence' }, ['absorb', 'repeat 403']],
    ['an answer at once where no turn has one', { turns: [OPTIONS], afterwards: 200 }, ['answer 200', 'answer 200']],
  ])('%s', (_, program, expected) => expect(byes(program)).toEqual(expected));
});

test('responses are known from the first request on, and each INVITE has a transaction of its own', () => {
  const stations = stationsOf({ turns: [OPTIONS, INVITE, INVITE] });
  expect(stations.map(({ responses, invites }) => [responses, invites])).toEqual([
    [false, []],
    [true, []],
    [true, ['invite-2']],
    [true, ['invite-2', 'invite-3']],
  ]);
});

test('a phrase is the usual one unless it is given', () => {
  const given: Turn = { turn: 'respond', to: 'BYE', code: 403, phrase: 'No' };
  expect(stationsOf({ turns: [answer(403), given] })).toMatchObject([
    { turn: { phrase: 'Forbidden' } },
    { turn: { phrase: 'No' } },
    {},
  ]);
});

test('a final response is remembered where a later station has to tell an answered BYE from a new one', () => {
  const remembered = (program: DialogProgram): unknown[] => stationsOf(program).map(({ turn }) => turn?.remembered);
  expect(remembered({ turns: [answer(100), answer(401), answer(200)] })).toEqual([false, true, true, undefined]);
  expect(remembered({ turns: [answer(401)] })).toEqual([false, undefined]);
});
