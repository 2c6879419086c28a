import { expect, test } from '@jest/globals';
import { awaitTold, churn, crowd, endLargeSession } from '../choreography/crowd-steps.ts';
import { seconds, timerF } from '../choreography/duration.ts';
import { joined } from '../choreography/joined-client.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { type Given, hold, observe, type Step } from '../choreography/steps.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { calmOf, peopleOf, processesOf, secondLookCalmOf, settlingMsOf } from './weight.ts';

const IXIT = { t1: 500 } as Ixit;
const JOINING = 1000;

const declared = (given: Given, ...when: Step[]) => ({ given, when }) as unknown as PurposeDeclaration;

const silence = crowd({ answers: [{ share: 1, answer: 'silence' }] });

test.each<[string, PurposeDeclaration, number | undefined, number | undefined]>([
  ['one client', declared(joined(), observe(seconds(1))), undefined, undefined],
  ['a large group, to its end', declared(crowd(), hold(seconds(1.5)), observe(seconds(1))), undefined, 3500],
  ['a larger one', declared(crowd(), observe(seconds(1))), 1000, 11_000],
  ['one that waits for Timer F, until then', declared(silence, endLargeSession(), awaitTold(timerF)), undefined, 1000],
  ['one that comes and goes, until it does', declared(crowd({ size: 30 }), churn(10, seconds(300))), undefined, 300],
  ['one that a run has made small', declared(crowd(), observe(seconds(1))), 30, undefined],
])('%s', (_, declaration, scale, expected) => {
  expect(calmOf(declaration, IXIT, scale)).toEqual(
    expected === undefined ? undefined : { slots: 0, ms: JOINING + expected },
  );
});

test('a large group that waits leaves room for others', () => {
  expect(processesOf(declared(crowd()))).toBeGreaterThan(processesOf(declared(joined())));
  expect(processesOf(declared(crowd()))).toBeLessThan(10);
});

test('the more there are, the longer it takes until all is quiet', () => {
  expect(settlingMsOf(declared(joined()))).toBe(1000);
  expect(settlingMsOf(declared(crowd()))).toBe(1000);
  expect(settlingMsOf(declared(crowd()), 500)).toBe(5000);
});

test('a second look wants few others beside it, and a large group none', () => {
  expect(secondLookCalmOf(declared(joined(), observe(seconds(1))), IXIT)).toEqual({ slots: 4, ms: JOINING + 1000 });
  expect(secondLookCalmOf(declared(crowd()), IXIT)).toMatchObject({ slots: 0 });
});

test('whoever comes and goes is counted among the people of a group', () => {
  expect(peopleOf(declared(joined(), hold(timerF)), IXIT)).toBe(1);
  expect(peopleOf(declared(crowd(), hold(timerF)), IXIT, 500)).toBe(500);
  expect(peopleOf(declared(crowd({ size: 30 }), churn(10, seconds(300))), IXIT)).toBe(30 + 1500);
});
