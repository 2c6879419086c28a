import type { JudgedEntry } from '../baseline/compare.ts';
import { excuseOf, redEntries } from '../baseline/excuse.ts';
import { MENDING, STATES } from '../baseline/render.ts';
import { PROFILES } from '../judge/verdict.ts';
import { observationOf } from './observation.ts';
import { OUTCOME_NAMES, type Outcome, outcomeOf } from './outcome.ts';
import type { PurposeReport, Report } from './report.ts';
import { visible } from './visible.ts';

/**
 * `ctrf.json`: Common Test Report Format. What could not be decided is `other`, never `skipped`: skipped is only what
 * does not apply or what a baseline answers for, and pending what an interruption left undone. What is red of a baseline
 * is a failed test of the suite `baseline`.
 */
export function renderCtrf(report: Report): string {
  const tests = [
    ...report.purposes.map((purpose) => testOf(purpose, report)),
    ...redEntries(report.baseline).map(testOfEntry),
  ];
  const count = (status: Status) => tests.filter((one) => one.status === status).length;
  const { run } = report;
  const document = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: run.suite.name, version: run.suite.version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        pending: count('pending'),
        skipped: count('skipped'),
        other: count('other'),
        start: Date.parse(run.startedAt),
        stop: Date.parse(run.finishedAt),
      },
      tests,
      environment: {
        reportName: run.id,
        extra: {
          profile: run.profile,
          timers: run.timers,
          host: run.host,
          systems: report.suts.map(({ role, vendor, product, version, build }) => ({
            role,
            vendor: visible(vendor),
            product: visible(product),
            version: visible(version),
            build: visible(build),
          })),
        },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

type Status = 'passed' | 'failed' | 'pending' | 'skipped' | 'other';

const STATUS: Record<Outcome, Status> = {
  pass: 'passed',
  fail: 'failed',
  inconc: 'other',
  error: 'other',
  none: 'other',
  'not-applicable': 'skipped',
  'not-run': 'pending',
};

function testOf(purpose: PurposeReport, report: Report) {
  const outcome = outcomeOf(purpose);
  const excuse = excuseOf(purpose, report.baseline);
  const observed = visible(observationOf(purpose, report));
  return {
    name: visible(`${purpose.id} ${purpose.purpose}`),
    status: excuse ? ('skipped' as const) : STATUS[outcome],
    duration: Math.max(0, ...purpose.cases.map(({ durationMs }) => durationMs)),
    message: excuse ? `${excuse.because}; observed: ${observed}` : observed,
    rawStatus: OUTCOME_NAMES[outcome].name,
    suite: visible(`${purpose.role} > ${purpose.group}`),
    tags: purpose.requirements.map((requirement) => visible(requirement)),
    extra: {
      verdicts: Object.fromEntries(PROFILES.map((profile) => [profile, purpose.verdicts[profile]])),
      evidence: purpose.cases.map(({ evidence }) => evidence).filter((evidence) => evidence !== ''),
      ...(purpose.classification === undefined ? {} : { classification: visible(purpose.classification) }),
      ...(excuse === undefined ? {} : { known: excuse.entries.map(({ ticket }) => visible(ticket)) }),
    },
  };
}

const testOfEntry = ({ purpose, check, state, because, ticket, reason }: JudgedEntry) => ({
  name: visible(`${purpose} ${check}`),
  status: 'failed' as const,
  duration: 0,
  message: visible(`${because} (${ticket}: ${reason}); ${MENDING[state] ?? ''}`),
  rawStatus: STATES[state],
  suite: 'baseline',
});
