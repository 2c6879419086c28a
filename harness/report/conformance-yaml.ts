import { stringify } from 'yaml';
import { PROFILES, type Profile } from '../judge/verdict.ts';
import { conformanceOf } from './conformance.ts';
import { measuredIn } from './measured.ts';
import { OUTCOMES, type Outcome, outcomeUnder } from './outcome.ts';
import type { PurposeReport, Report, SutIdentification } from './report.ts';
import { summarise } from './summary.ts';
import { visible } from './visible.ts';

/** `conformance-report.yaml`: who was tested, and how many purposes each profile was met in; for tables of products. */
export function renderConformanceYaml(report: Report): string {
  const { run } = report;
  return stringify(
    {
      apiVersion: 'cpm-leave/v1',
      kind: 'ConformanceReport',
      date: run.finishedAt,
      run: run.id,
      suite: { name: run.suite.name, version: run.suite.version, digest: `sha256:${run.suite.digest}` },
      timers: run.timers,
      gate: run.profile,
      implementations: report.suts.map((sut) => implementation(sut, report)),
    },
    { lineWidth: 0, defaultStringType: 'PLAIN', defaultKeyType: 'PLAIN' },
  );
}

function implementation(sut: SutIdentification, report: Report) {
  const own = report.purposes.filter((purpose) => purpose.role === sut.role);
  return {
    role: sut.role,
    vendor: visible(sut.vendor),
    product: visible(sut.product),
    version: visible(sut.version),
    build: visible(sut.build),
    descriptor: { file: visible(sut.descriptor), digest: `sha256:${sut.descriptorDigest}` },
    ...(sut.defect === undefined ? {} : { defect: visible(sut.defect) }),
    profiles: PROFILES.map((profile) => profileOf(profile, own, report)),
    ...measurementsOf(own),
  };
}

function measurementsOf(purposes: PurposeReport[]) {
  const measured = measuredIn({ purposes });
  if (measured.length === 0) return {};
  return {
    measurements: measured.map(({ name, measurements: { distributions, counts } }) => ({
      case: visible(name),
      distributions: distributions.map(({ what, ...rest }) => ({ what: visible(what), ...rest })),
      counts: Object.fromEntries(Object.entries(counts).map(([what, count]) => [visible(what), count])),
    })),
  };
}

function profileOf(name: Profile, purposes: readonly PurposeReport[], report: Report) {
  const outcomes = Map.groupBy(purposes, (purpose) => outcomeUnder(purpose, name));
  return {
    name,
    result: resultUnder(name, purposes, report),
    statistics: Object.fromEntries(
      OUTCOMES.map((outcome) => [STATISTICS[outcome], outcomes.get(outcome)?.length ?? 0]),
    ),
    ...idsOf('failedPurposes', outcomes.get('fail')),
    ...idsOf('undecidedPurposes', [
      ...(outcomes.get('inconc') ?? []),
      ...(outcomes.get('error') ?? []),
      ...(outcomes.get('none') ?? []),
    ]),
  };
}

/** What the whole run would have said of these purposes, had this profile been the gate. */
function resultUnder(profile: Profile, purposes: readonly PurposeReport[], report: Report): string {
  const regated = purposes.map((purpose) => ({ ...purpose, verdict: purpose.verdicts[profile] }));
  return conformanceOf({
    ...report,
    run: { ...report.run, profile },
    purposes: regated,
    summary: summarise(regated),
  });
}

const STATISTICS: Record<Outcome, string> = {
  pass: 'passed',
  fail: 'failed',
  inconc: 'inconclusive',
  error: 'errors',
  'not-applicable': 'notApplicable',
  'not-run': 'notRun',
  none: 'notJudged',
};

const idsOf = (key: string, purposes: readonly PurposeReport[] = []) =>
  purposes.length === 0 ? {} : { [key]: purposes.map(({ id }) => visible(id)) };
