import { createHash } from 'node:crypto';
import { conformanceOf, type Conformance } from '../report/conformance.ts';
import { outcomeOf } from '../report/outcome.ts';
import type { Report, SutIdentification } from '../report/report.ts';

/** A file or a thing, named by what is in it. */
export interface ResourceDescriptor {
  name: string;
  digest: { sha256: string };
  annotations?: Record<string, string>;
}

/** in-toto Statement v1 with the predicate test-result v0.1. */
export interface TestResultStatement {
  _type: typeof STATEMENT_TYPE;
  subject: ResourceDescriptor[];
  predicateType: typeof PREDICATE_TYPE;
  predicate: {
    result: 'PASSED' | 'WARNED' | 'FAILED';
    configuration: ResourceDescriptor[];
    passedTests: string[];
    warnedTests: string[];
    failedTests: string[];
    /** Beyond the predicate's own fields: the gating profile, and every file that the result rests on. */
    profile: string;
    evidence: ResourceDescriptor[];
  };
}

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * Says of each system under test what the run said of it. Pure.
 * @param evidence the files of the run, with their digests
 */
export function testResultStatement(report: Report, evidence: readonly ResourceDescriptor[]): TestResultStatement {
  const ids = (...outcomes: string[]) =>
    report.purposes.filter((one) => outcomes.includes(outcomeOf(one))).map(({ id }) => id);
  return {
    _type: STATEMENT_TYPE,
    subject: report.suts.map(subjectOf),
    predicateType: PREDICATE_TYPE,
    predicate: {
      result: RESULTS[conformanceOf(report)],
      configuration: configurationOf(report),
      passedTests: ids('pass'),
      warnedTests: ids('inconc', 'error', 'none', 'not-run'),
      failedTests: ids('fail'),
      profile: report.run.profile,
      evidence: [...evidence],
    },
  };
}

const RESULTS: Record<Conformance, TestResultStatement['predicate']['result']> = {
  conformant: 'PASSED',
  'not-conformant': 'FAILED',
  undecided: 'WARNED',
  'nothing-run': 'FAILED',
};

/** The image, by its own digest; what is no image is named by the digest of what its vendor declared. */
function subjectOf({ role, vendor, product, version, build }: SutIdentification): ResourceDescriptor {
  const name = `${role}: ${vendor} ${product} ${version}`;
  const image = /^(?:.*@)?sha256:([0-9a-f]{64})$/.exec(build)?.[1];
  if (image !== undefined) return { name, digest: { sha256: image }, annotations: { build } };
  const declared = JSON.stringify([role, vendor, product, version, build]);
  return { name, digest: { sha256: sha256(declared) }, annotations: { build, declared } };
}

function configurationOf({ run, suts, baseline }: Report): ResourceDescriptor[] {
  return [
    { name: `${run.suite.name} ${run.suite.version}`, digest: { sha256: run.suite.digest } },
    ...suts.map(({ descriptor, descriptorDigest }) => ({ name: descriptor, digest: { sha256: descriptorDigest } })),
    ...(baseline === undefined
      ? []
      : [{ name: baseline.file, digest: { sha256: sha256(JSON.stringify(baseline.entries)) } }]),
  ];
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
