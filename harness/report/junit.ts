import { Builder } from 'xml2js';
import type { JudgedEntry } from '../baseline/compare.ts';
import { excuseOf, redEntries } from '../baseline/excuse.ts';
import { MENDING, STATES } from '../baseline/render.ts';
import { PROFILES } from '../judge/verdict.ts';
import { decidingCheck, observationOf, remarksOn } from './observation.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { PurposeReport, Report } from './report.ts';
import { visible } from './visible.ts';

/**
 * `junit.xml`: one suite per group, one case per test purpose. An inconclusive purpose is an error and never skipped;
 * skipped is only what does not apply, and what a baseline answers for: a failure that everybody knows of shall not redden
 * a pipeline, and is no pass. (Runners that know expected failures write them so.) Trouble of the test system that no
 * purpose owns is a suite of its own, so that a pipeline does not show green above it, and so is what is red of a baseline.
 */
export function renderJunit(report: Report): string {
  const groups = Map.groupBy(report.purposes, (purpose) => purpose.group);
  const suites = [...groups].map(([group, purposes]) => {
    const cases = purposes.map((purpose) => testCase(purpose, report));
    return suite(group, cases, report);
  });
  const trouble = report.harness.filter((finding) => finding.severity !== 'note');
  if (trouble.length > 0) suites.push(suite('test-system', trouble.map(troubleCase), report));
  const red = redEntries(report.baseline);
  if (red.length > 0) suites.push(suite('baseline', red.map(baselineCase), report));
  const root = {
    testsuites: {
      $: {
        name: report.run.suite.name,
        time: seconds(report.run.durationMs),
        ...countsOf(suites.flatMap((s) => s.testcase)),
      },
      testsuite: suites,
    },
  };
  return `${new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' } }).buildObject(root)}\n`;
}

interface Property {
  $: { name: string; value: string };
}

interface TestCase {
  $: { name: string; classname: string; time: string };
  properties?: { property: Property[] };
  failure?: Trouble;
  error?: Trouble;
  skipped?: { $: { type?: string; message: string } };
  'system-out'?: string;
}

interface Trouble {
  $: { type: string; message: string };
  _?: string;
}

function suite(name: string, cases: TestCase[], report: Report) {
  const time = cases.reduce((sum, testcase) => sum + Number(testcase.$.time), 0);
  return {
    $: { name: visible(name), timestamp: report.run.startedAt, time: time.toFixed(3), ...countsOf(cases) },
    testcase: cases,
  };
}

const countsOf = (cases: TestCase[]) => ({
  tests: cases.length,
  failures: cases.filter((testcase) => testcase.failure).length,
  errors: cases.filter((testcase) => testcase.error).length,
  skipped: cases.filter((testcase) => testcase.skipped).length,
});

function testCase(purpose: PurposeReport, report: Report): TestCase {
  return {
    $: {
      name: visible(`${purpose.id} ${purpose.purpose}`),
      classname: visible(`${purpose.role}.${purpose.group}`),
      // Cases of one purpose run side by side: the longest is what a reader waited for.
      time: seconds(Math.max(0, ...purpose.cases.map((one) => one.durationMs))),
    },
    properties: { property: propertiesOf(purpose, report) },
    ...resultOf(purpose, report),
  };
}

function propertiesOf(purpose: PurposeReport, report: Report): Property[] {
  return [
    ...purpose.requirements.map((requirement) => property('requirement', requirement)),
    ...purpose.cases.filter((one) => one.evidence !== '').map((one) => property('evidence', one.evidence)),
    ...PROFILES.map((profile) => property(`verdict.${profile}`, purpose.verdicts[profile])),
    ...(purpose.classification === undefined ? [] : [property('classification', purpose.classification)]),
    ...remarksOn(purpose, report).map((remark) => property('remark', remark)),
    ...(excuseOf(purpose, report.baseline)?.entries.map(({ ticket }) => property('known', ticket)) ?? []),
  ];
}

const property = (name: string, value: string): Property => ({ $: { name, value: visible(value) } });

function resultOf(
  purpose: PurposeReport,
  report: Report,
): Pick<TestCase, 'failure' | 'error' | 'skipped' | 'system-out'> {
  const outcome = outcomeOf(purpose);
  const message = visible(observationOf(purpose, report));
  if (outcome === 'pass') return {};
  if (outcome === 'not-applicable') return { skipped: { $: { message } } };
  const excuse = excuseOf(purpose, report.baseline);
  if (excuse)
    return {
      skipped: { $: { type: KNOWN, message: `${excuse.because}; observed: ${message}` } },
      'system-out': detailOf(purpose),
    };
  const trouble: Trouble = { $: { type: TROUBLE_TYPES[outcome], message }, _: detailOf(purpose) };
  return outcome === 'fail' ? { failure: trouble } : { error: trouble };
}

/** The type of what is skipped because a baseline answers for it. */
const KNOWN = 'known';

const TROUBLE_TYPES: Record<Exclude<Outcome, 'pass' | 'not-applicable'>, string> = {
  fail: 'FAIL',
  inconc: 'INCONC',
  error: 'ERROR',
  'not-run': 'NOT-RUN',
  none: 'NONE',
};

/** The checks that did not pass, as paragraphs; the one that decided comes first. */
function detailOf(purpose: PurposeReport): string {
  const deciding = decidingCheck(purpose);
  const shown = purpose.checks.filter((check) => check.verdict !== 'pass' && check.verdict !== 'none');
  return shown
    .toSorted((a, b) => Number(b === deciding) - Number(a === deciding))
    .map((check) =>
      [
        `${check.verdict.toUpperCase()} ${visible(check.id)}`,
        ...(check.requirement === ''
          ? []
          : [`  requirement: ${visible(check.requirement)} (${visible(check.clause)})`]),
        `  required: ${visible(check.required)}`,
        `  observed: ${visible(check.message)}`,
        `  consequence: ${visible(check.consequence)}`,
      ].join('\n'),
    )
    .join('\n\n');
}

const troubleCase = (finding: Report['harness'][number]): TestCase => ({
  $: { name: visible(finding.message, 120), classname: 'test-system', time: '0.000' },
  error: { $: { type: finding.severity.toUpperCase(), message: visible(finding.message) } },
});

function baselineCase({ purpose, check, state, because, ticket, reason }: JudgedEntry): TestCase {
  const message = visible(`${because} (${ticket}: ${reason}); ${MENDING[state] ?? ''}`);
  return {
    $: { name: visible(`${purpose} ${check}`), classname: 'baseline', time: '0.000' },
    failure: { $: { type: STATES[state], message } },
  };
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
