import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseStringPromise } from 'xml2js';
import { renderJunit } from './junit.ts';
import { everyOutcome, madeUpCheck, madeUpPurpose, madeUpReport } from './made-up-report.ts';
import type { PurposeReport } from './report.ts';

interface Element {
  $: Record<string, string>;
  _?: string;
  testsuite?: Element[];
  testcase?: Element[];
  properties?: Element[];
  property?: Element[];
  failure?: Element[];
  error?: Element[];
  skipped?: Element[];
}

async function parse(xml: string): Promise<Element> {
  const document: { testsuites: Element } = await parseStringPromise(xml);
  return document.testsuites;
}

async function caseOf(purpose: PurposeReport): Promise<Element> {
  const root = await parse(renderJunit(madeUpReport([purpose])));
  return root.testsuite![0]!.testcase![0]!;
}

test('one suite per group, and the counts of each add up', async () => {
  const root = await parse(renderJunit(madeUpReport(everyOutcome())));
  expect(root.testsuite!.map((suite) => suite.$['name'])).toEqual(['client-leave', 'focus-leave']);
  expect(root.$).toMatchObject({ tests: '6', failures: '1', errors: '3', skipped: '1', time: '34.120' });
  expect(root.testsuite![0]!.$).toMatchObject({ tests: '5', failures: '1', errors: '2', skipped: '1' });
});

test('a case carries purpose, role and group, requirements, evidence and all verdicts', async () => {
  const testcase = await caseOf(madeUpPurpose('TP-CL-LV-09'));
  expect(testcase.$).toEqual({
    name: 'TP-CL-LV-09 Media stays up until the final response to the BYE',
    classname: 'client.client-leave',
    time: '5.240',
  });
  const properties = testcase.properties![0]!.property!;
  expect(properties.map((property) => `${property.$['name']}=${property.$['value']}`)).toEqual([
    'requirement=REQ-CL-07',
    'requirement=REQ-CL-08',
    'evidence=evidence/TP-CL-LV-09',
    'verdict.cr=pass',
    'verdict.harmonised=pass',
    'verdict.pre-cr=pass',
  ]);
});

test.each([
  ['fail', 'failure', 'FAIL'],
  ['inconc', 'error', 'INCONC'],
  ['error', 'error', 'ERROR'],
] as const)('%s is a <%s type="%s">, and never skipped', async (verdict, element, type) => {
  const testcase = await caseOf(madeUpPurpose('TP-CL-LV-10', verdict));
  expect(testcase[element]![0]!.$['type']).toBe(type);
  expect(testcase).not.toHaveProperty('skipped');
});

test('what an interruption left undone is an error', async () => {
  const testcase = await caseOf(madeUpPurpose('TP-CL-LV-10', 'none', { run: false, checks: [], cases: [] }));
  expect(testcase.error![0]!.$['type']).toBe('NOT-RUN');
});

test('what does not apply is skipped, with the reason', async () => {
  const testcase = await caseOf(madeUpPurpose('TP-CL-LV-06', 'none', { notApplicable: 'PC_ANON is no', checks: [] }));
  expect(testcase.skipped![0]!.$).toEqual({ message: 'PC_ANON is no' });
});

test('a failure says what was required, what was observed and what follows', async () => {
  const testcase = await caseOf(madeUpPurpose('TP-CL-LV-10', 'fail'));
  const failure = testcase.failure![0]!;
  expect(failure.$['message']).toContain('3.1 ms after its BYE');
  expect(failure._).toContain('requirement: REQ-CL-07 (CPM-CF 2.2 §7.3.4.2 step 4)');
  expect(failure._).toContain('consequence: Messages');
});

test('trouble of the test system turns the pipeline red though every purpose passed', async () => {
  const report = madeUpReport([madeUpPurpose('TP-CL-LV-09')]);
  report.harness.push({ severity: 'error', message: 'the clock was set back' }, { severity: 'note', message: 'fine' });
  expect((await parse(renderJunit(report))).$).toMatchObject({ tests: '2', errors: '1' });
});

test('hostile text comes back as text', async () => {
  const message = `]]><script>&"'`;
  const testcase = await caseOf(
    madeUpPurpose('TP-CL-LV-10', 'fail', { checks: [madeUpCheck({ verdict: 'fail', message })] }),
  );
  expect(testcase.failure![0]!.$['message']).toBe(message);
});

test('whatever a system says, the file is well-formed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (message) => {
      const checks = [madeUpCheck({ verdict: 'fail', message })];
      const testcase = await caseOf(madeUpPurpose('TP-CL-LV-10', 'fail', { checks }));
      expect(testcase.failure).toHaveLength(1);
    }),
    { numRuns: 50 },
  );
});
