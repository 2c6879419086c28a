import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { renderHtml } from './html.ts';
import { everyOutcome, madeUpCheck, madeUpPurpose, madeUpReport } from './made-up-report.ts';

const page = renderHtml(madeUpReport(everyOutcome()));

test('the sections come in the order of a conformance test report', () => {
  const sections = [...page.matchAll(/<section id="(\w+)"/g)].map((match) => match[1]);
  expect(sections).toEqual(['identification', 'status', 'summary', 'campaign', 'purposes', 'glossary']);
});

test('the page needs nothing from anywhere and runs nothing', () => {
  expect(page).not.toMatch(/<(script|link|img|iframe|object)|\bon\w+=|https?:|@import|url\(/i);
});

test('each purpose has a row that leads to its details', () => {
  for (const { id } of everyOutcome()) {
    expect(page).toContain(`<a href="#${id}">${id}</a>`);
    expect(page).toContain(`id="${id}"`);
  }
});

test('a failure is open and shows required, observed, consequence and evidence', () => {
  const details = page.slice(page.indexOf('<details class="purpose fail" open>'));
  for (const shown of [
    'Media stays up until a 2XX',
    '3.1 ms after its BYE',
    'Consequence',
    'href="evidence/TP-CL-LV-10/"',
  ])
    expect(details).toContain(shown);
  expect(page.match(/<details[^>]* open>/g)).toHaveLength(1);
});

test('every verdict has a word and a sign besides its colour', () => {
  for (const word of ['✓</i>PASS', '✗</i>FAIL', '?</i>INCONC', '!</i>ERROR', '–</i>N/A', '○</i>NOT RUN'])
    expect(page).toContain(word);
});

test('the status heads the page', () => {
  expect(page).toContain('NOT CONFORMANT');
  expect(renderHtml(madeUpReport([madeUpPurpose('TP-CL-LV-09')]))).toContain('class="status conformant"');
});

test('a run without purposes still renders', () => {
  expect(renderHtml(madeUpReport([]))).toContain('NOTHING RUN');
});

test('hostile text is text, wherever it comes from', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>{{ 7 | times: 7 }}\u202e`;
  const checks = [
    madeUpCheck({
      verdict: 'fail',
      message: hostile,
      required: hostile,
      consequence: hostile,
      clause: hostile,
      id: hostile,
    }),
  ];
  const purpose = madeUpPurpose(`TP-${hostile}`, 'fail', {
    checks,
    purpose: hostile,
    group: hostile,
    requirements: [hostile],
    classification: hostile,
  });
  purpose.cases[0]!.evidence = `javascript:alert(1)/${hostile}`;
  const report = madeUpReport([purpose], { command: hostile, id: hostile });
  Object.assign(report.suts[0]!, { vendor: hostile, build: hostile, defect: hostile });
  report.harness.push({ severity: 'error', message: hostile });
  const html = renderHtml(report);
  expect(html).not.toMatch(/<script|<img|\u202e/);
  expect(html).not.toContain('href="javascript:');
  expect(html).toContain('{{ 7 | times: 7 }}');
});

const elementsWith = (message: string): number | undefined => {
  const checks = [madeUpCheck({ verdict: 'fail', message })];
  return renderHtml(madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail', { checks })])).match(/<\/?[a-z0-9]+/g)?.length;
};

test('whatever a system says, the page has the same elements', () => {
  const usual = elementsWith('x');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (message) => {
      expect(elementsWith(message)).toBe(usual);
    }),
    { numRuns: 50 },
  );
});
