/**
 * Whatever a system under test says, or a stored run that somebody else made: every renderer shows it and obeys none of it,
 * and what it makes of a megabyte has an end.
 */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseStringPromise } from 'xml2js';
import { parse } from 'yaml';
import { MadeTimeline } from '../judge/made-timeline.ts';
import { renderBadge } from './badge.ts';
import { renderConformanceYaml } from './conformance-yaml.ts';
import { renderCsv } from './csv.ts';
import { renderCtrf } from './ctrf.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { madeUpLargeReport, madeUpPurpose } from './made-up-report.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';
import { renderTable } from './table.ts';
import type { Timelines } from './timelines.ts';

/** What a text cannot be: an enumeration, a time, a digest. */
const FIXED = new Set([
  'role',
  'profile',
  'host',
  'timers',
  'severity',
  'digest',
  'descriptorDigest',
  'unit',
  'verdict',
  'verdicts',
  'summary',
  'ixit',
  'ics',
  'suite',
  'outcome',
  'list',
  'state',
]);

/** Names that are this project's own: nothing is shown whose purpose the catalogue, or whose case the suites do not have. */
const OWN_NAMES = new Set([
  'id',
  'evidence',
  'variant',
  'group',
  'requirement',
  'requirements',
  'check',
  'purpose',
  'case',
]);

/** A report with every outcome that shows a text, in which the text stands wherever a text can stand. */
function reportFullOf(text: string, kept: ReadonlySet<string> = new Set()): Report {
  const report = madeUpLargeReport();
  report.purposes.push(
    madeUpPurpose('TP-CL-LV-10', 'fail', { classification: 'x' }),
    madeUpPurpose('TP-CL-NF-05', 'inconc'),
    madeUpPurpose('TP-CL-LV-06', 'none', { notApplicable: 'x', checks: [], cases: [] }),
  );
  for (const { checks, cases } of report.purposes) {
    for (const check of checks) Object.assign(check, { variant: 'x' }).judgements.cr.notes = ['x'];
    for (const one of cases) one.variant = 'x';
  }
  report.harness.push({ severity: 'error', message: 'x' });
  report.baseline = {
    file: 'x',
    outcome: 'broken',
    unexpected: [{ purpose: 'x', check: 'x', message: 'x' }],
    entries: [
      { purpose: 'x', check: 'x', ticket: 'x', reason: 'x', expires: 'x', list: 'flaky', state: 'stale', because: 'x' },
    ],
  };
  const spoilt = filled(report, text, kept) as Report;
  spoilt.purposes.forEach((purpose, index) => (purpose.id += index));
  Object.assign(spoilt.run, { startedAt: report.run.startedAt, finishedAt: report.run.finishedAt });
  return spoilt;
}

function filled(value: unknown, text: string, kept: ReadonlySet<string>, key = ''): unknown {
  if (FIXED.has(key) || kept.has(key)) return value;
  if (typeof value === 'string') return value === '' ? '' : text;
  if (Array.isArray(value)) return value.map((one) => filled(one, text, kept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, text, kept, name)]));
}

/** A timeline with the text in every kind of event. */
const timelineFullOf = (text: string) =>
  new MadeTimeline()
    .sip(1, text, 'received', [`BYE ${text} SIP/2.0`, `Reason: ${text}`, 'CSeq: 1 BYE'], text)
    .sip(2, text, 'sent', [text])
    .add(3, { kind: 'step', step: 'x', phase: 'begin', caption: text, preamble: false, detail: text })
    .add(4, {
      kind: 'control',
      target: text,
      action: text,
      phase: 'answer',
      state: text,
      messages: [text],
      detail: text,
    })
    .add(5, { kind: 'control', target: text, action: text, phase: 'failure', detail: text })
    .add(6, { kind: 'mark', mark: 'impaired', detail: text })
    .add(7, { kind: 'harness', event: 'sipp-finding', severity: 'inconc', message: text })
    .add(8, { kind: 'tcp', actor: text, event: 'rst', by: 'sut', connection: 1, sessions: [text], detail: text })
    .add(9, { kind: 'notice', actor: text, subscriber: text, cseq: 1, state: text, size: 1, unreadable: text })
    .add(10, {
      kind: 'msrp',
      actor: text,
      direction: 'received',
      connection: 1,
      transaction: text,
      method: text,
      size: 1,
      raw: text,
    })
    .evidence().timeline;

const timelinesFullOf = (report: Report, text: string): Timelines =>
  new Map(report.purposes.flatMap(({ cases }) => cases.map((one) => [one.evidence, timelineFullOf(text)])));

const pageFullOf = (text: string): string => {
  const report = reportFullOf(text);
  return renderHtml(report, timelinesFullOf(report, text));
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom(
      ...'<>&"\'`=/!-[]{}%|\\#$;:, \t\r\n\u0000\u001b\u007f\u0085\u2028\u202e\ufffe\ufeff\ud800\udc00x'.split(''),
    ),
    minLength: 1,
  }),
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    '</template></style></title></textarea></pre><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)//',
    '{{ page | json }}{% raw %}',
    ']]><!ENTITY x SYSTEM "file:///etc/passwd">&x;',
    '<!--',
    '__proto__',
    'constructor',
    '=HYPERLINK("http://x")',
    '\u001b]0;owned\u0007\u001b[2J',
    '](javascript:alert(1)) | ![x](http://x) `` ``` </details>',
    '!!js/function >\n  x: &a [*a]',
  ),
);
const ALWAYS = { numRuns: 40 };
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff]/u;

describe('the page', () => {
  const tagsOf = (page: string): string[] =>
    page.replace(/<(style|script)>[^]*?<\/\1>/g, '').match(/<[/!a-z][^>]*>/gi)!;
  /** Elements and the names of their attributes. */
  const shapeOf = (page: string): string[] => tagsOf(page).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
  const usual = shapeOf(pageFullOf('x'));

  test('has the same elements with the same attributes, and leads nowhere else', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const page = pageFullOf(text);
        expect(shapeOf(page)).toEqual(usual);
        expect(page.replace(/<(style|script)>[^]*?<\/\1>/g, '')).not.toMatch(FORBIDDEN);
        for (const [, address = ''] of page.matchAll(/href="([^"]*)"/g))
          expect(address).toMatch(/^[#\w.%~!*'()&;/-]*$/);
      }),
      ALWAYS,
    );
  });
});

describe('forms for machines', () => {
  test('junit.xml is well-formed and has every purpose', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const xml = renderJunit(reportFullOf(text));
        expect(xml).not.toMatch(FORBIDDEN);
        const { testsuites } = (await parseStringPromise(xml)) as { testsuites: { $: Record<string, string> } };
        expect(testsuites.$).toMatchObject({ tests: '6', failures: '2', errors: '2', skipped: '1' });
      }),
      ALWAYS,
    );
  });

  test('JSON and YAML come back, the badge knows nothing of it', () => {
    const badge = renderBadge(reportFullOf('x'));
    fc.assert(
      fc.property(anyText, (text) => {
        const report = reportFullOf(text);
        expect(JSON.parse(renderJson(report))).toEqual(report);
        expect(JSON.parse(renderCtrf(report)).results.tests).toHaveLength(5);
        expect(parse(renderConformanceYaml(report)).implementations).toHaveLength(2);
        expect(renderBadge(report)).toBe(badge);
      }),
      ALWAYS,
    );
  });

  test('every line of the CSV has as many cells, and none is a formula', () => {
    const cells = (csv: string) =>
      csv
        .slice(1)
        .split('\r\n')
        .map((line) => line.match(/"(?:[^"]|"")*"/g) ?? []);
    fc.assert(
      fc.property(anyText, (text) => {
        const csv = renderCsv(reportFullOf(text));
        expect(new Set(cells(csv).map(({ length }) => length))).toEqual(
          new Set([cells(renderCsv(reportFullOf('x')))[0]!.length, 0]),
        );
        for (const cell of cells(csv).flat()) expect(cell).not.toMatch(/^"\s*[=+\-@|%]/);
        expect(csv.slice(1)).not.toMatch(FORBIDDEN);
      }),
      ALWAYS,
    );
  });
});

describe('forms for people', () => {
  test('report.md has no markup but its own', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markdown = renderMarkdown(reportFullOf(text));
        const outside = markdown.replaceAll(/(`+) [^]*? \1/g, '');
        expect(outside.match(/<[^>]*>/g)).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
        expect(outside).not.toMatch(/\]\(|!\[/);
        expect(markdown).not.toMatch(FORBIDDEN);
      }),
      ALWAYS,
    );
  });

  test('a terminal is sent nothing that it obeys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(renderTable(reportFullOf(text), 'reports/r1', { width: 100, colour: false })).not.toMatch(FORBIDDEN);
      }),
      ALWAYS,
    );
  });
});

test('a megabyte wherever a text can stand costs each form some kilobytes a place, and little work', () => {
  const huge = '<&\u001b\ud800"'.repeat(200_000);
  const report = reportFullOf(huge, OWN_NAMES);
  const before = process.cpuUsage();
  const sizes = {
    page: renderHtml(report, timelinesFullOf(report, huge)).length,
    junit: renderJunit(report).length,
    ctrf: renderCtrf(report).length,
    csv: renderCsv(report).length,
    yaml: renderConformanceYaml(report).length,
    markdown: renderMarkdown(report).length,
    terminal: renderTable(report, 'reports/r1', { width: 100, colour: false }).length,
  };
  // Of the processor's time: that of the clock is shared with whatever else the machine does.
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(5000);
  for (const size of Object.values(sizes)) expect(size).toBeLessThan(1_000_000);
});
