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

test('where the test side decided, its trouble is shown and no check is blamed', () => {
  const purpose = madeUpPurpose('TP-CL-ER-03', 'pass');
  purpose.verdict = 'error';
  purpose.cases[0]!.trouble = 'SIPp ended with status 254';
  expect(observe(purpose)).toBe('SIPp ended with status 254');
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
