import { requirement } from '../../catalogue/index.ts';
import { ixitFor } from '../choreography/joined-client.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Evidence } from '../judge/check.ts';
import { evaluate } from '../judge/evaluate.ts';
import { crowdMeasurements } from '../judge/focus/crowd.ts';
import type { CaseVerdict } from '../judge/finding.ts';
import { type Profile, PROFILES } from '../judge/verdict.ts';
import type { CaseOutcome } from './case.ts';

/** Judges one case from its evidence. The same evidence gives the same verdict, whenever and wherever. */
export function judgeCase(declaration: PurposeDeclaration, evidence: Evidence): CaseVerdict {
  const own = { ...evidence, ixit: ixitFor(declaration.given, evidence.ixit) };
  const verdict = evaluate(declaration.checks, own, (id) => requirement(id).clause);
  const measurements = crowdMeasurements(own.timeline, own.ixit);
  return { ...verdict, ...(measurements && { measurements }) };
}

/** The test side could not even begin: that is an error of ours, and as such on the report. */
export function failedToRun(
  declaration: PurposeDeclaration,
  plannedMs: number,
  when: Date,
  error: unknown,
): CaseOutcome {
  const failure = error instanceof Error ? error.message : String(error);
  return {
    declaration,
    verdict: verdictOnFailure(failure),
    durationMs: 0,
    plannedMs,
    evidence: '',
    attempts: 1,
    beganAt: when.toISOString(),
    sutAddress: '',
    failure,
  };
}

/** What a case comes to that could not begin. */
export function verdictOnFailure(message: string): CaseVerdict {
  const forAll = <T>(value: T) => Object.fromEntries(PROFILES.map((p) => [p, value])) as Record<Profile, T>;
  return {
    verdicts: forAll('error' as const),
    findings: [
      {
        check: 'test-side-sound',
        requirement: '',
        clause: '',
        required: 'The test can be run.',
        consequence: 'Nothing was tested.',
        judgements: forAll({ verdict: 'error' as const, message }),
      },
    ],
  };
}
