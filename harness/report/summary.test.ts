import { expect, test } from '@jest/globals';
import { everyOutcome, judgedAs, madeUpCheck, madeUpPurpose } from './made-up-report.ts';
import { outcomeOf } from './outcome.ts';
import { summarise, summaryLine } from './summary.ts';

test('every purpose is counted once', () => {
  const summary = summarise(everyOutcome());
  expect(summary).toEqual({ selected: 6, pass: 1, fail: 1, inconc: 1, error: 1, notApplicable: 1, notRun: 1 });
});

test('a purpose that only another profile asks anything of does not apply', () => {
  const check = madeUpCheck({ verdict: 'none', message: '', judgements: judgedAs('none', '', { harmonised: 'fail' }) });
  expect(outcomeOf(madeUpPurpose('TP-CL-ER-18', 'none', { checks: [check] }))).toBe('not-applicable');
});

test('a purpose that ran without being judged is nobody’s pass', () => {
  const silent = madeUpPurpose('TP-CL-LV-09', 'none', { checks: [] });
  expect(outcomeOf(silent)).toBe('none');
  expect(summarise([silent])).toMatchObject({ pass: 0, notApplicable: 0, notRun: 1 });
});

test('a breach that was seen before an interruption stands', () => {
  expect(outcomeOf(madeUpPurpose('TP-CF-FR-01', 'fail', { run: false }))).toBe('fail');
  expect(outcomeOf(madeUpPurpose('TP-CF-FR-01', 'pass', { run: false }))).toBe('not-run');
});

test('counting changes nothing', () => {
  const purposes = everyOutcome();
  summarise(purposes);
  expect(purposes).toEqual(everyOutcome());
});

test('the line leaves out what did not happen', () => {
  expect(summaryLine(summarise([madeUpPurpose('TP-CL-LV-10', 'fail')]))).toBe('1 selected: 0 pass, 1 fail');
});
