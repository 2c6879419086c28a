import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { renderJson } from './json.ts';
import { everyOutcome, madeUpLargeReport, madeUpReport } from './made-up-report.ts';

const schema: object = JSON.parse(readFileSync(new URL('report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);

const broken = (change: (report: ReturnType<typeof madeUpReport>) => void) => {
  const report = madeUpReport(everyOutcome());
  change(report);
  validate(JSON.parse(renderJson(report)));
  return validate.errors?.map((error) => error.instancePath);
};

describe('report.json keeps its schema', () => {
  test('every outcome validates', () => {
    expect(broken(() => {})).toBeUndefined();
  });

  test('so does what a large group measured, and the pace of a run; half of either does not', () => {
    const report = madeUpLargeReport();
    expect(validate(JSON.parse(renderJson(report)))).toBe(true);
    Object.assign(report.pace!.apart!.without.longestWait, { ms: 0 });
    Object.assign(report.purposes[0]!.cases[0]!.measurements!.distributions[0]!, { p99: undefined });
    expect(validate(JSON.parse(renderJson(report)))).toBe(false);
    expect(validate.errors!.map(({ instancePath }) => instancePath).toSorted()).toEqual([
      '/pace/apart/without/longestWait/ms',
      '/purposes/0/cases/0/measurements/distributions/0',
    ]);
  });

  test('an unknown verdict does not', () => {
    expect(broken((report) => Object.assign(report.purposes[0]!, { verdict: 'maybe' }))).toContain(
      '/purposes/0/verdict',
    );
  });

  test('a count that is missing does not', () => {
    expect(broken((report) => Object.assign(report.summary, { pass: undefined }))).toEqual(['/summary']);
  });

  test('a verdict that a profile lacks does not', () => {
    expect(broken((report) => Object.assign(report.purposes[0]!.verdicts, { 'pre-cr': undefined }))).toEqual([
      '/purposes/0/verdicts',
    ]);
  });
});

test('the text reads back as the same report', () => {
  const report = madeUpReport(everyOutcome());
  expect(JSON.parse(renderJson(report))).toEqual(report);
});
