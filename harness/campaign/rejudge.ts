import { declarationOfLost, EXPLORATION_PURPOSE } from '../exploration/declaration.ts';
import { nameOf } from '../choreography/declare.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { purposes } from '../../catalogue/index.ts';
import { type CaseRecord, EvidenceError, type RunRecord } from '../evidence/run-record.ts';
import { readRunRecord, readTimeline } from '../evidence/stored-run.ts';
import { type Profile, PROFILES } from '../judge/verdict.ts';
import { renderJson } from '../report/json.ts';
import type { Report } from '../report/report.ts';
import { loadSuites } from './automated.ts';
import type { CaseOutcome } from './case.ts';
import { judgeCase, verdictOnFailure } from './judge-case.ts';

/** A stored run whose cases have been judged anew. */
export interface Rejudged {
  record: RunRecord;
  outcomes: CaseOutcome[];
}

/**
 * Judges a stored run again: every check of the suite looks at the stored timelines; nothing is taken from the stored
 * report. The same suite gives the same report, byte for byte.
 * @param folder the run's
 * @throws {EvidenceError} where evidence is missing, malformed, or of a case that this suite does not have
 */
export async function rejudge(folder: string, declarations?: readonly PurposeDeclaration[]): Promise<Rejudged> {
  const record = await readRunRecord(folder);
  const suite = declarations ?? (await loadSuites());
  const outcomes: CaseOutcome[] = [];
  for (const one of record.cases) outcomes.push(await judged(folder, one, record, suite));
  return { record, outcomes };
}

/** What one purpose came to in the stored report, and what its evidence says. */
export interface Contradiction {
  id: string;
  stored: string;
  derived: string;
}

/** Where a stored report and the same report derived from the evidence part; empty where they are the same, byte for byte. */
export function contradictions(stored: string, derived: Report): Contradiction[] {
  if (stored === renderJson(derived)) return [];
  const before = readable(stored);
  const found = derived.purposes.flatMap((purpose): Contradiction[] => {
    const other = before?.purposes?.find?.((candidate) => candidate?.id === purpose.id);
    const told = other?.verdict ?? 'none';
    if (JSON.stringify(other) === JSON.stringify(purpose)) return [];
    return [
      {
        id: purpose.id,
        stored: told,
        derived: told === purpose.verdict ? `${told}, for other reasons` : purpose.verdict,
      },
    ];
  });
  return found.length > 0
    ? found
    : [{ id: 'the report', stored: 'otherwise', derived: 'what the record of the run says' }];
}

/** The gating profile of a stored report, where it can be read. */
export function profileOf(stored: string): Profile | undefined {
  const profile = readable(stored)?.run?.profile;
  return PROFILES.find((known) => known === profile);
}

function readable(stored: string): Partial<Report> | undefined {
  try {
    return JSON.parse(stored) as Partial<Report>;
  } catch {
    return undefined;
  }
}

async function judged(
  folder: string,
  one: CaseRecord,
  record: RunRecord,
  suite: readonly PurposeDeclaration[],
): Promise<CaseOutcome> {
  const { id, variant, ...rest } = one;
  const declaration =
    suite.find((candidate) => candidate.id === id && candidate.variant === variant) ??
    (id === EXPLORATION_PURPOSE ? declarationOfLost(variant) : undefined);
  if (!declaration)
    throw new EvidenceError(
      `this suite has no case ${nameOf({ id, ...(variant === undefined ? {} : { variant }) })}; ${madeBy(record)}`,
    );
  if (rest.failure !== undefined) return { declaration, ...rest, verdict: verdictOnFailure(rest.failure) };
  const role = purposes.get(id)?.role;
  const sut = record.suts.find((candidate) => candidate.role === role);
  if (!sut)
    throw new EvidenceError(`the record of the run names no ${role ?? 'system'} under test, which ${id} is for`);
  const timeline = await readTimeline(folder, one);
  return { declaration, ...rest, verdict: judgeCase(declaration, { timeline, ixit: sut.ixit }) };
}

const madeBy = ({ run: { suite } }: RunRecord): string => `the run was made by ${suite.name} ${suite.version}`;
