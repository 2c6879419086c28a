import { expect, test } from '@jest/globals';
import type { Ixit } from '../sut/descriptor.ts';
import { leave } from './client-steps.ts';
import { awaitTold, crowd, endLargeSession } from './crowd-steps.ts';
import { seconds, timerF, timesT1 } from './duration.ts';
import { joined } from './joined-client.ts';
import { plannedBeforeMs, plannedCaseMs, stepWait, waitsOf } from './planned.ts';
import { callWithoutAck, registered } from './registered-steps.ts';
import { idle } from './restart-steps.ts';
import { awaitOutcome, heal, impair, rig, userLeaves } from './rig-steps.ts';
import { answerRepeatedly } from './raw-steps.ts';
import { type Given, answer, hold, observe, type Step } from './steps.ts';
import { awaitOwnRefresh } from './window-steps.ts';

const IXIT = { t1: 500, t2: 4000, observe: 10_000 } as Ixit;
const JOINING = 1000;

const BYES = { method: 'BYE', kind: 'request', direction: 'up', device: 'alice' } as const;
const lostLeave = [userLeaves('alice'), awaitOutcome('alice', timesT1(70))];

test.each<[string, Given, Step[], number]>([
  ['what is held and observed', joined(), [leave(), hold(timerF), observe({ ixit: 'observe' })], 42_000],
  ['timers that a case gives its client', joined({ imsTimers: true }), [leave(), hold(timerF)], 128_000],
  ['a retry', joined(), [leave(), answer(503, { headers: ['Retry-After: 5'], retryGets: 200 })], 5000],
  ['no retry', joined(), [leave(), answer(503, { headers: ['Retry-After: 5'] })], 0],
  ['an ACK that never comes', registered(), [callWithoutAck(seconds(8))], 32_000],
  ['a response again and again', joined(), [leave(), answer(200), answerRepeatedly(5, seconds(5))], 5000],
  [
    'a refresh at half time',
    joined({ session: { interval: timesT1(180), refresher: 'client' } }),
    [awaitOwnRefresh(timesT1(150))],
    45_000,
  ],
  [
    'silence in a crowd',
    crowd({ answers: [{ share: 1, answer: 'silence' }] }),
    [endLargeSession(), awaitTold(timerF)],
    32_000,
  ],
  ['a crowd that answers', crowd(), [endLargeSession(), awaitTold(timerF)], 0],
  ['ringing', idle({ code: 200, rings: seconds(3) }), [leave()], 3000],
  ['a BYE that is lost every time', rig(), [impair({ act: 'drop', ...BYES }), ...lostLeave], 32_000],
  [
    'a BYE that is lost once',
    rig(),
    [impair({ act: 'drop', ...BYES, occurrences: { first: 1, last: 1 } }), ...lostLeave],
    0,
  ],
  [
    'a BYE that is lost until the network heals, before anybody waits for what comes of it,',
    rig(),
    [impair({ act: 'drop', ...BYES }), userLeaves('alice'), observe(seconds(2)), heal(), awaitOutcome('alice', timerF)],
    2000,
  ],
])('%s counts', (_, given, when, expected) => {
  expect(plannedCaseMs({ given, when }, IXIT)).toBe(JOINING + expected);
});

test('each wait is named as a reader of the ladder finds it', () => {
  expect(waitsOf({ given: joined(), when: [leave(), hold(timerF), answer(200), observe(seconds(2))] }, IXIT)).toEqual([
    { ms: 32_000, what: 'the response is withheld for 32 s' },
    { ms: 2000, what: 'what follows is observed for 2 s' },
  ]);
});

test('a BYE is given up in the step that waits for what comes of it', () => {
  const given = crowd({ answers: [{ share: 1, answer: 'silence' }] });
  const when = [endLargeSession(), awaitTold(timerF), awaitTold(seconds(2)), observe(seconds(1))];
  expect(when.map((_, index) => stepWait({ given, when }, index, IXIT).ms)).toEqual([0, 32_000, 0, 1000]);
});

test('what comes before the first long wait, or all of it', () => {
  const when = [hold(seconds(2)), hold(timerF), observe(seconds(2))];
  expect(plannedBeforeMs({ given: joined(), when }, IXIT, 5000)).toBe(JOINING + 2000);
  expect(plannedBeforeMs({ given: joined(), when }, IXIT, 60_000)).toBe(JOINING + 36_000);
});
