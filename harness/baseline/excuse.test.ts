import { describe, expect, test } from '@jest/globals';
import { parseStringPromise } from 'xml2js';
import type { Verdict } from '../judge/verdict.ts';
import { renderCtrf } from '../report/ctrf.ts';
import { renderJunit } from '../report/junit.ts';
import { madeUpCheck, madeUpPurpose, madeUpReport } from '../report/made-up-report.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import type { BaselineEntry } from './baseline.ts';
import { compareWithBaseline } from './compare.ts';
import { excuseOf } from './excuse.ts';

const entry = (parts: Partial<BaselineEntry> = {}): BaselineEntry => ({
  purpose: 'TP-CL-LV-10',
  check: 'media-retained-until-final',
  reason: 'the media stack is shared',
  ticket: 'CHAT-1',
  expires: '2027-01-31',
  ...parts,
});

/** A run of one purpose whose check came to a verdict, held against entries. */
function held(verdict: Verdict, deviations: BaselineEntry[], flaky: BaselineEntry[] = []): Report {
  const report = madeUpReport([madeUpPurpose('TP-CL-LV-10', verdict)]);
  const file = 'known.yaml';
  return {
    ...report,
    baseline: compareWithBaseline(report, { file, deviations, flaky }, (id) => id.startsWith('TP-')),
  };
}

const junitOf = async (report: Report) => {
  const { testsuites } = await parseStringPromise(renderJunit(report), { explicitArray: false });
  return testsuites;
};
const ctrfOf = (report: Report) => JSON.parse(renderCtrf(report)).results;

describe('a failure that a baseline answers for', () => {
  const report = held('fail', [entry()]);

  test('is skipped in JUnit, with ticket, reason and what was observed, and no pass', async () => {
    const suites = await junitOf(report);
    expect(suites.$).toMatchObject({ tests: '1', failures: '0', errors: '0', skipped: '1' });
    const { skipped, properties, 'system-out': output } = suites.testsuite.testcase;
    expect(skipped.$.type).toBe('known');
    expect(skipped.$.message).toMatch(
      /^known deviation, CHAT-1 until 2027-01-31: the media stack is shared; observed: the client closed MSRP/,
    );
    expect(output).toContain('FAIL media-retained-until-final');
    expect(properties.property.map(({ $ }: { $: object }) => $)).toEqual(
      expect.arrayContaining([
        { name: 'verdict.cr', value: 'fail' },
        { name: 'known', value: 'CHAT-1' },
      ]),
    );
  });

  test('is skipped in CTRF, and FAIL there all the same', () => {
    expect(ctrfOf(report)).toMatchObject({
      summary: { tests: 1, passed: 0, failed: 0, skipped: 1 },
      tests: [{ status: 'skipped', rawStatus: 'FAIL', extra: { known: ['CHAT-1'] } }],
    });
  });

  test('is shown as known in Markdown', () => {
    const shown = renderMarkdown(report);
    expect(shown).toContain('**Baseline known.yaml**: HELD');
    expect(shown).toContain('### What is known not to pass');
    expect(shown).not.toContain('### What did not pass');
    expect(shown).toContain('known deviation, CHAT-1 until');
  });
});

describe('what a baseline does not answer for stays red', () => {
  test.each<[string, Report]>([
    ['a failure without an entry', held('fail', [])],
    ['a failure with an entry for another check', held('fail', [entry({ check: 'bye-reason-200' })])],
    ['a failure whose entry has expired', held('fail', [entry({ expires: '2026-11-21' })])],
    ['no verdict, where a deviation is known', held('inconc', [entry()])],
  ])('%s', async (_, report) => {
    const { failures, errors } = (await junitOf(report)).$;
    expect(Number(failures) + Number(errors)).toBeGreaterThan(0);
    expect(ctrfOf(report).summary.skipped).toBe(0);
    expect(renderMarkdown(report)).toContain('### What did not pass');
  });

  test('one failure of two is not enough', () => {
    const checks = [madeUpCheck({ verdict: 'fail' }), madeUpCheck({ verdict: 'fail', id: 'x', check: 'x' })];
    const report = madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail', { checks })]);
    const comparison = compareWithBaseline(report, { file: 'k', deviations: [entry()], flaky: [] }, () => true);
    expect(excuseOf(report.purposes[0]!, comparison)).toBeUndefined();
  });
});

test('what is known to be flaky may come to no verdict', () => {
  const report = held('inconc', [], [entry()]);
  expect(excuseOf(report.purposes[0]!, report.baseline)?.because).toMatch(/^known to be flaky, CHAT-1/);
});

describe('an entry that is red is a failure of its own', () => {
  test.each([
    ['pass', entry(), 'UNEXPECTED PASS', 1],
    ['fail', entry({ expires: '2026-11-21' }), 'EXPIRED', 2],
    ['pass', entry({ purpose: 'XX-1' }), 'STALE', 1],
  ] as const)('%s with %j: %s', async (verdict, known, state, failures) => {
    const report = held(verdict, [known]);
    const suites = await junitOf(report);
    expect(suites.$.failures).toBe(String(failures));
    const own = suites.testsuite.find(({ $ }: { $: { name: string } }) => $.name === 'baseline');
    expect(own.testcase.failure.$).toMatchObject({ type: state, message: expect.stringContaining('CHAT-1') });
    expect(ctrfOf(report).tests.at(-1)).toMatchObject({ status: 'failed', rawStatus: state, suite: 'baseline' });
    expect(renderMarkdown(report)).toContain(`- **${state}**`);
  });
});
