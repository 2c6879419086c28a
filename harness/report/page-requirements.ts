import { requirements } from '../../catalogue/index.ts';
import { type Profile, PROFILES, worst } from '../judge/verdict.ts';
import { OUTCOME_NAMES, type Outcome, outcomeOf, outcomeUnder } from './outcome.ts';
import type { PurposeReport, Report } from './report.ts';
import { inAddress, visible } from './visible.ts';

/** One requirement, with the purposes that stand for it and what their checks of it came to. */
export interface RequirementView {
  id: string;
  clause: string;
  level: string;
  expected: string;
  verdicts: { profile: Profile; gating: boolean; outcome: { kind: Outcome; name: string; sign: string } }[];
  purposes: { id: string; anchor: string; outcome: { kind: Outcome; name: string; sign: string } }[];
}

/** Every requirement that a selected purpose or a check names: those of the catalogue in its order, then any others. */
export function requirementViews(report: Report): RequirementView[] {
  const named = new Set(report.purposes.flatMap(namedBy));
  const ordered = [
    ...[...requirements.keys()].filter((id) => named.has(id)),
    ...[...named].filter((id) => !requirements.has(id)),
  ];
  return ordered.map((id) => view(id, report));
}

const namedBy = (purpose: PurposeReport): string[] => [
  ...purpose.requirements,
  ...purpose.checks.map((check) => check.requirement).filter((id) => id !== ''),
];

function view(id: string, report: Report): RequirementView {
  const entry = requirements.get(id);
  const purposes = report.purposes.filter((purpose) => namedBy(purpose).includes(id));
  const clause = entry?.clause ?? checksOf(id, purposes)[0]?.clause ?? '';
  return {
    id: visible(id),
    clause: visible(clause),
    level: entry ? `${entry.level}${entry.qualifier === undefined ? '' : `, ${entry.qualifier}`}` : '',
    expected: visible(entry?.expected ?? ''),
    verdicts: PROFILES.map((profile) => ({
      profile,
      gating: profile === report.run.profile,
      outcome: chip(outcomeOfRequirement(id, purposes, profile)),
    })),
    purposes: purposes.map((purpose) => ({
      id: visible(purpose.id),
      anchor: inAddress(purpose.id),
      outcome: chip(outcomeOf(purpose)),
    })),
  };
}

const checksOf = (id: string, purposes: readonly PurposeReport[]) =>
  purposes.flatMap((purpose) => purpose.checks).filter((check) => check.requirement === id);

/**
 * The worst that a check of the requirement came to. Without such a check the purposes speak for it, but they cannot
 * say more than that it was not breached: a pass of theirs rests on other requirements.
 */
export function outcomeOfRequirement(id: string, purposes: readonly PurposeReport[], profile: Profile): Outcome {
  const checks = checksOf(id, purposes);
  const verdict = worst(checks.map((check) => check.judgements[profile].verdict));
  if (verdict !== 'none') return verdict;
  const outcomes = purposes.map((purpose) => outcomeUnder(purpose, profile));
  if (outcomes.every((outcome) => outcome === 'not-applicable')) return 'not-applicable';
  return checks.length === 0 && outcomes.some((outcome) => outcome === 'not-run') ? 'not-run' : 'none';
}

const chip = (outcome: Outcome) => ({ kind: outcome, ...OUTCOME_NAMES[outcome] });
