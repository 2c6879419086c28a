import { type Profile, type Verdict, worst } from '../judge/verdict.ts';
import { fileURLToPath } from 'node:url';
import { loadDescriptor } from '../sut/load.ts';
import type { Measurements } from '../judge/measurements.ts';
import type { CheckReport, Pace, PurposeReport, Report } from './report.ts';
import { summarise } from './summary.ts';

/** Reports that no run made, for the renderers' own tests. */

const MADE_UP_IXIT = loadDescriptor(
  fileURLToPath(new URL('../../fixtures/sut/reference-client.yaml', import.meta.url)),
).ixit;

export function madeUpCheck(parts: Partial<CheckReport> = {}): CheckReport {
  const verdict = parts.verdict ?? 'pass';
  const message = parts.message ?? 'media was held for 5.002 s, until 0.4 ms after the final response';
  return {
    id: 'media-retained-until-final',
    check: 'media-retained-until-final',
    requirement: 'REQ-CL-07',
    clause: 'CPM-CF 2.2 §7.3.4.2 step 4',
    required: 'Media stays up until a 2XX to the BYE was received.',
    consequence: 'Messages that others send while the leave is under way are lost, and nobody is told.',
    verdict,
    message,
    judgements: judgedAs(verdict, message),
    ...parts,
  };
}

export function madeUpPurpose(
  id: string,
  verdict: Verdict = 'pass',
  parts: Partial<PurposeReport> = {},
): PurposeReport {
  const role = id.startsWith('TP-CF') ? 'focus' : 'client';
  const checks = parts.checks ?? [
    madeUpCheck({ verdict, ...(verdict === 'pass' ? {} : { message: MESSAGES[verdict] ?? '' }) }),
  ];
  const of = (profile: Profile) => worst(checks.map((check) => check.judgements[profile].verdict));
  const verdicts = { cr: of('cr'), harmonised: of('harmonised'), 'pre-cr': of('pre-cr') };
  return {
    id,
    role,
    group: `${role}-leave`,
    purpose: 'Media stays up until the final response to the BYE',
    requirements: ['REQ-CL-07', 'REQ-CL-08'],
    run: true,
    verdict: verdicts.cr,
    verdicts,
    checks,
    cases: [{ verdicts: { ...verdicts }, durationMs: 5240, plannedMs: 5000, evidence: `evidence/${id}`, attempts: 1 }],
    ...parts,
  };
}

const MESSAGES: Partial<Record<Verdict, string>> = {
  fail: 'the client closed MSRP 3.1 ms after its BYE, 4996.9 ms before the final response',
  inconc: 'the preamble was not reached: no ACK to the 200 of the INVITE within 6.4 s',
  error: 'SIPp ended with status 254: Unable to bind main socket',
};

export function madeUpReport(purposes: PurposeReport[], run: Partial<Report['run']> = {}): Report {
  return {
    schemaVersion: 1,
    run: {
      id: '2026-11-22T12-00-00Z-7f3a',
      startedAt: '2026-11-22T12:00:00.000Z',
      finishedAt: '2026-11-22T12:00:34.120Z',
      durationMs: 34120,
      suite: { name: 'cpm-leave', version: '0.1.0', node: '24.21.0', sipp: '3.6.1', digest: 'ab'.repeat(32) },
      profile: 'cr',
      timers: 'scaled',
      host: 'container',
      command: 'bin/cpm-leave run --defect client:release-on-bye',
      interrupted: false,
      ...run,
    },
    suts: (['client', 'focus'] as const).map((role) => ({
      role,
      descriptor: `fixtures/sut/reference-${role}.yaml`,
      vendor: 'cpm-leave',
      product: `reference ${role}`,
      version: '0.1.0',
      host: 'container' as const,
      build: 'sha256:5b0c8a3c1f7e4d2b9a6f0e1d2c3b4a5968778695a4b3c2d1e0f9e8d7c6b5a493',
      descriptorDigest: 'cd'.repeat(32),
      ics: { PC_ANON: false, PC_TCP: true },
      ixit: MADE_UP_IXIT,
      ...(role === 'client' ? { defect: 'release-on-bye' } : {}),
    })),
    summary: summarise(purposes),
    purposes,
    harness: [],
  };
}

/** What a large group measured, as no group did. */
export const madeUpMeasurements = (what = 'from the final response to the NOTIFY'): Measurements => ({
  distributions: [{ what, unit: 'ms', count: 99, p50: 11.8, p95: 19.7, p99: 30.1, max: 47 }],
  counts: { told: 99, 'too early': 2, missing: 0 },
});

/** A run of 134.12 s with a purpose that takes two minutes. */
export const madeUpPace = (what = 'the response is withheld for 32 s'): Pace => ({
  durationMs: 134_120,
  longestWait: { ms: 128_000, what, purpose: 'TP-CL-TO-11' },
  ratio: 1.05,
  apart: {
    purposes: ['TP-CL-TO-11'],
    without: { durationMs: 34_120, longestWait: { ms: 32_000, what, purpose: 'TP-CL-TO-01' }, ratio: 1.07 },
  },
});

/** A report with all that only some runs have. */
export function madeUpLargeReport(what?: string): Report {
  const purpose = madeUpPurpose('TP-CF-SC-01');
  purpose.cases[0]!.measurements = madeUpMeasurements(what);
  return { ...madeUpReport([purpose]), pace: madeUpPace(what) };
}

/** One purpose of every outcome. */
export const everyOutcome = (): PurposeReport[] => [
  madeUpPurpose('TP-CL-LV-09'),
  madeUpPurpose('TP-CL-LV-10', 'fail'),
  madeUpPurpose('TP-CL-NF-05', 'inconc'),
  madeUpPurpose('TP-CF-FR-01', 'error'),
  madeUpPurpose('TP-CL-LV-06', 'none', { notApplicable: 'ICS PC_ANON is no', checks: [], cases: [], run: false }),
  madeUpPurpose('TP-CL-TO-01', 'none', { checks: [], cases: [], run: false }),
];

/** The same judgement under every profile but those given. */
export function judgedAs(verdict: Verdict, message: string, others: Partial<Record<Profile, Verdict>> = {}) {
  const under = (profile: Profile) => ({ verdict: others[profile] ?? verdict, message });
  return { cr: under('cr'), harmonised: under('harmonised'), 'pre-cr': under('pre-cr') };
}
