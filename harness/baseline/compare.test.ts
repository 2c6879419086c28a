import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../judge/verdict.ts';
import { judgedAs, madeUpCheck, madeUpPurpose, madeUpReport } from '../report/made-up-report.ts';
import type { CheckReport, PurposeReport, Report } from '../report/report.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';
import { type BaselineComparison, compareWithBaseline, type EntryState } from './compare.ts';

const CHECK = 'media-retained-until-final';

const entry = (parts: Partial<BaselineEntry> = {}): BaselineEntry => ({
  purpose: 'TP-CL-LV-10',
  check: CHECK,
  reason: 'the media stack is shared',
  ticket: 'CHAT-1',
  expires: '2027-01-31',
  ...parts,
});
const baseline = (deviations: BaselineEntry[], flaky: BaselineEntry[] = []): Baseline => ({
  file: 'known.yaml',
  deviations,
  flaky,
});
const check = (verdict: Verdict, parts: Partial<CheckReport> = {}): CheckReport =>
  madeUpCheck({ verdict, message: verdict, judgements: judgedAs(verdict, verdict), ...parts });
const ran = (...checks: CheckReport[]): PurposeReport => madeUpPurpose('TP-CL-LV-10', 'pass', { checks });
const inCase = (verdict: Verdict, variant: string): CheckReport =>
  check(verdict, { id: `${CHECK}/${variant}`, variant });

const known = (id: string): boolean => id.startsWith('TP-');
const held = (report: Report, against: Baseline): BaselineComparison => compareWithBaseline(report, against, known);
const compare = (purposes: PurposeReport[], against: Baseline, run: Partial<Report['run']> = {}): BaselineComparison =>
  held(madeUpReport(purposes, run), against);

describe('an entry', () => {
  test.each<[string, PurposeReport[], BaselineEntry, EntryState]>([
    ['whose check fails is known', [ran(check('fail'))], entry(), 'known'],
    ['whose check passes is an unexpected pass', [ran(check('pass'))], entry(), 'unexpected-pass'],
    ['whose check came to nothing is undecided', [ran(check('inconc'))], entry(), 'undecided'],
    [
      'past its day is expired, though the check fails',
      [ran(check('fail'))],
      entry({ expires: '2026-11-21' }),
      'expired',
    ],
    ['holds on its last day', [ran(check('fail'))], entry({ expires: '2026-11-22' }), 'known'],
    ['without a purpose in the suite is stale', [ran(check('fail'))], entry({ purpose: 'XX-1' }), 'stale'],
    ['without a check in its purpose is stale', [ran(check('fail'))], entry({ check: 'no-such-check' }), 'stale'],
    ['whose purpose was not selected is not run', [], entry(), 'not-run'],
    [
      'whose purpose did not end is not run',
      [madeUpPurpose('TP-CL-LV-10', 'none', { run: false, checks: [] })],
      entry(),
      'not-run',
    ],
    [
      'whose purpose does not apply is stale',
      [madeUpPurpose('TP-CL-LV-10', 'none', { run: false, checks: [], notApplicable: 'PC_SUB is no' })],
      entry(),
      'stale',
    ],
    [
      'without a variant is known where one case fails',
      [ran(inCase('pass', '481'), inCase('fail', '500'))],
      entry(),
      'known',
    ],
    [
      'with a variant speaks of that case alone',
      [ran(inCase('pass', '481'), inCase('fail', '500'))],
      entry({ check: `${CHECK}/481` }),
      'unexpected-pass',
    ],
  ])('%s', (_, purposes, one, state) => {
    expect(compare(purposes, baseline([one])).entries[0]).toMatchObject({
      state,
      list: 'deviations',
      ticket: 'CHAT-1',
    });
  });

  test('that is flaky is no news, whatever its check came to', () => {
    for (const verdict of ['pass', 'fail', 'inconc'] as const)
      expect(compare([ran(check(verdict))], baseline([], [entry()]))).toMatchObject({
        outcome: 'held',
        unexpected: [],
        entries: [{ state: 'flaky', list: 'flaky' }],
      });
  });
});

describe('a run', () => {
  test('holds where every failure is known', () => {
    const { outcome, unexpected } = compare([ran(check('fail')), madeUpPurpose('TP-CL-LV-09')], baseline([entry()]));
    expect({ outcome, unexpected }).toEqual({ outcome: 'held', unexpected: [] });
  });

  test('is broken by a failure that is new, of another check of the same purpose too', () => {
    const other = check('fail', { id: 'bye-reason-200', check: 'bye-reason-200' });
    expect(compare([ran(check('fail'), other)], baseline([entry()]))).toMatchObject({
      outcome: 'broken',
      unexpected: [{ purpose: 'TP-CL-LV-10', check: 'bye-reason-200', message: 'fail' }],
    });
  });

  test('is broken by a failure in a case that the entry does not name', () => {
    const { unexpected } = compare(
      [ran(inCase('fail', '481'), inCase('fail', '500'))],
      baseline([entry({ check: `${CHECK}/481` })]),
    );
    expect(unexpected.map((one) => one.check)).toEqual([`${CHECK}/500`]);
  });

  test('is broken by an entry that has expired, and what it covered is new', () => {
    const { outcome, unexpected } = compare([ran(check('fail'))], baseline([entry({ expires: '2026-01-01' })]));
    expect(outcome).toBe('broken');
    expect(unexpected).toHaveLength(1);
  });

  test.each<[string, Report]>([
    ['a check came to no verdict', madeUpReport([ran(check('inconc'))])],
    ['a purpose was not run', madeUpReport([madeUpPurpose('TP-CL-LV-09', 'none', { run: false, checks: [] })])],
    [
      'the test side was not sound',
      { ...madeUpReport([ran(check('pass'))]), harness: [{ severity: 'error', message: 'x' }] },
    ],
    ['nothing was selected', madeUpReport([])],
  ])('is undecided where %s', (_, report) => {
    expect(held(report, baseline([])).outcome).toBe('undecided');
  });

  test('an error is no known deviation', () => {
    expect(compare([ran(check('error'))], baseline([entry()])).outcome).toBe('undecided');
  });
});
