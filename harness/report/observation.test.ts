import { expect, test } from '@jest/globals';
import { judgedAs, madeUpCheck, madeUpPurpose, madeUpReport } from './made-up-report.ts';
import { decidingCheck, observationOf, remarksOn } from './observation.ts';

const observe = (purpose: ReturnType<typeof madeUpPurpose>) => observationOf(purpose, madeUpReport([purpose]));

test('what decided is shown, with its variant, and how many agree', () => {
  const checks = [
    madeUpCheck(),
    madeUpCheck({ verdict: 'fail', variant: '481', message: 'first' }),
    madeUpCheck({ verdict: 'fail', message: 'second' }),
  ];
  expect(observe(madeUpPurpose('TP-CL-ER-03', 'fail', { checks }))).toBe('481: first (and 1 more)');
});

test('where the test side decided, it alone is quoted', () => {
  const message = 'the initial condition was not established';
  const checks = [
    madeUpCheck({ verdict: 'inconc', requirement: '', message }),
    madeUpCheck({ verdict: 'inconc', message: `not judged: ${message}` }),
  ];
  expect(observe(madeUpPurpose('TP-CL-ER-03', 'inconc', { checks }))).toBe(message);
});

test('a pass quotes the first check of the system, not those of the test side', () => {
  const checks = [madeUpCheck({ requirement: '', message: 'established' }), madeUpCheck({ message: 'held for 5 s' })];
  expect(observe(madeUpPurpose('TP-CL-LV-10', 'pass', { checks }))).toBe('held for 5 s');
});

test('a purpose without a single check says so', () => {
  const purpose = madeUpPurpose('TP-CL-ER-03', 'error', { checks: [], verdict: 'error' });
  expect(observe(purpose)).toBe('no check was made');
  expect(decidingCheck(purpose)).toBeUndefined();
});

test('an interrupted run says so of what it did not finish', () => {
  const purpose = madeUpPurpose('TP-CL-TO-01', 'none', { run: false, checks: [], cases: [] });
  expect(observationOf(purpose, madeUpReport([purpose], { interrupted: true }))).toContain('interrupted');
});

test('a failure that RFC 3261 permits is told so in words', () => {
  const message = 'released 12 ms after the 481';
  const check = madeUpCheck({
    verdict: 'fail',
    message,
    judgements: judgedAs('fail', message, { harmonised: 'pass' }),
  });
  const purpose = madeUpPurpose('TP-CL-ER-03', 'fail', { checks: [check] });
  expect(remarksOn(purpose, madeUpReport([purpose]))).toEqual([
    'deviates from the letter of the change request; RFC 3261 §15.1.1 permits this',
  ]);
});
