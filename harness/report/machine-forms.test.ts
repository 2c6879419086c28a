import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseStringPromise } from 'xml2js';
import { parse } from 'yaml';
import { renderBadge } from './badge.ts';
import { renderConformanceYaml } from './conformance-yaml.ts';
import { renderCsv } from './csv.ts';
import { renderCtrf } from './ctrf.ts';
import { everyOutcome, judgedAs, madeUpCheck, madeUpPurpose, madeUpReport } from './made-up-report.ts';
import { renderMarkdown } from './markdown.ts';

const report = madeUpReport(everyOutcome());

/** A report in which a system under test has put a text wherever it can. */
function spoiltBy(hostile: string) {
  const checks = [madeUpCheck({ verdict: 'fail', message: hostile, judgements: judgedAs('fail', hostile) })];
  const spoilt = madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail', { checks })], { command: hostile });
  Object.assign(spoilt.suts[0]!, { vendor: hostile, product: hostile, version: hostile, build: hostile });
  spoilt.harness.push({ severity: 'error', message: hostile });
  return spoilt;
}
const anyText = fc.string({ unit: 'binary', minLength: 1 });

describe('CTRF', () => {
  const { results } = JSON.parse(renderCtrf(report));

  test('counts what it lists, and skips nothing but what does not apply', () => {
    expect(results.summary).toMatchObject({ tests: 6, passed: 1, failed: 1, pending: 1, skipped: 1, other: 2 });
    expect(results.tests.map(({ status, rawStatus }: Record<string, string>) => [rawStatus, status])).toEqual([
      ['PASS', 'passed'],
      ['FAIL', 'failed'],
      ['INCONC', 'other'],
      ['ERROR', 'other'],
      ['N/A', 'skipped'],
      ['NOT RUN', 'pending'],
    ]);
  });

  test('has what the format demands', () => {
    expect(JSON.parse(renderCtrf(report))).toMatchObject({
      reportFormat: 'CTRF',
      results: { tool: { name: 'cpm-leave' } },
    });
    expect(results.summary.stop - results.summary.start).toBe(34_120);
    expect(results.tests[1]).toMatchObject({
      tags: ['REQ-CL-07', 'REQ-CL-08'],
      extra: { evidence: ['evidence/TP-CL-LV-10'] },
    });
  });

  test('is JSON whatever a system says', () => {
    fc.assert(fc.property(anyText, (hostile) => void JSON.parse(renderCtrf(spoiltBy(hostile)))));
  });
});

/** Reads RFC 4180, independently of what wrote it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /"((?:[^"]|"")*)"(,|\r\n)/gy;
  let end = 1;
  cells.lastIndex = end;
  for (let found = cells.exec(text); found; found = cells.exec(text)) {
    rows.at(-1)!.push(found[1]!.replaceAll('""', '"'));
    end = cells.lastIndex;
    if (found[2] === '\r\n' && end < text.length) rows.push([]);
  }
  expect(end).toBe(text.length);
  return rows;
}

describe('CSV', () => {
  test('has a line for each requirement of each purpose, sorted', () => {
    const [heading, ...rows] = readCsv(renderCsv(report));
    expect(heading).toEqual(expect.arrayContaining(['requirement', 'purpose', 'cr', 'harmonised', 'pre-cr']));
    expect(rows).toHaveLength(12);
    expect(rows.map((row) => [row[0], row[3]])).toEqual(
      rows
        .map((row) => [row[0]!, row[3]!])
        .toSorted((a, b) => a[0]!.localeCompare(b[0]!) || a[1]!.localeCompare(b[1]!)),
    );
    expect(rows.find((row) => row[3] === 'TP-CL-LV-10')).toEqual(expect.arrayContaining(['REQ-CL-07', 'FAIL']));
  });

  test('no cell is a formula', () => {
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd', '|x', '%x'])
      for (const cell of readCsv(renderCsv(spoiltBy(formula))).flat()) expect(cell).not.toMatch(/^\s*[=+\-@|%]/);
  });

  test('every line has the same cells whatever a system says', () => {
    fc.assert(
      fc.property(anyText, (hostile) => {
        const rows = readCsv(renderCsv(spoiltBy(hostile)));
        expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
        expect(rows).toHaveLength(3);
      }),
    );
  });
});

describe('conformance-report.yaml', () => {
  test('tells of each system what each profile makes of it', () => {
    const { implementations, suite, kind } = parse(renderConformanceYaml(report));
    expect([kind, suite.digest]).toEqual(['ConformanceReport', `sha256:${'ab'.repeat(32)}`]);
    expect(implementations[0]).toMatchObject({ role: 'client', vendor: 'cpm-leave', defect: 'release-on-bye' });
    expect(implementations[0].profiles[0]).toEqual({
      name: 'cr',
      result: 'not-conformant',
      statistics: { passed: 1, failed: 1, inconclusive: 1, errors: 0, notApplicable: 1, notRun: 1, notJudged: 0 },
      failedPurposes: ['TP-CL-LV-10'],
      undecidedPurposes: ['TP-CL-NF-05'],
    });
    expect(implementations[1].profiles[0]).toMatchObject({ result: 'undecided', statistics: { errors: 1 } });
  });

  test('comes back as it was whatever a system says', () => {
    fc.assert(
      fc.property(anyText, (hostile) => {
        const { implementations } = parse(renderConformanceYaml(spoiltBy(hostile)));
        expect(implementations).toHaveLength(2);
        expect(typeof implementations[0].vendor).toBe('string');
        expect(implementations[0].profiles).toHaveLength(3);
      }),
    );
  });
});

describe('Markdown', () => {
  test('says the status first, then what did not pass', () => {
    const lines = renderMarkdown(report).split('\n');
    expect(lines[0]).toBe('## NOT CONFORMANT');
    expect(renderMarkdown(report)).toMatch(/### What did not pass\n\n\| Purpose .*\n\|---.*\n\| TP-CL-LV-10 \| ✗ FAIL/);
  });

  test('text of a system is neither markup nor a mention', () => {
    const text = renderMarkdown(spoiltBy('<img src=x> | [x](http://y) @everyone **b** `c`'));
    const withoutCode = text.replace(/`+ [^\n]* `+/g, '');
    expect(withoutCode).not.toMatch(/<img|@everyone|\]\(http|\*\*b/);
  });

  test('every row of the table has the same columns whatever a system says', () => {
    fc.assert(
      fc.property(anyText, (hostile) => {
        const rows = renderMarkdown(spoiltBy(hostile))
          .split('\n')
          .filter((line) => line.startsWith('| '));
        expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([7]));
      }),
    );
  });
});

test('the badge is a picture of the status that no system has a say in', async () => {
  const badge = renderBadge(spoiltBy('<script>'));
  await parseStringPromise(badge);
  expect(badge).toContain('not conformant (cr) 0/1');
  expect(badge).not.toContain('script');
});
