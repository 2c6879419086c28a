import { PROFILE_DESCRIPTIONS } from '../../catalogue/profiles.ts';
import { excuseOf } from '../baseline/excuse.ts';
import { PROFILES, type Profile } from '../judge/verdict.ts';
import { conformanceOf, conformanceSentence, STATUS_NAMES } from './conformance.ts';
import { dissenting, observationOf, remarksOn } from './observation.ts';
import { OUTCOME_NAMES, OUTCOMES, type Outcome, outcomeOf, outcomeUnder } from './outcome.ts';
import type { CheckReport, PurposeReport, Report } from './report.ts';
import { Pack } from './packed.ts';
import { type CaseView, caseView } from './page-case.ts';
import { type RequirementView, requirementViews } from './page-requirements.ts';
import { type StatementView, statementViews } from './page-statement.ts';
import type { Timelines } from './timelines.ts';
import { inAddress, visible } from './visible.ts';
import { milliseconds } from './duration.ts';
import { paceLines } from './pace.ts';
import { type BaselineView, baselineView } from './page-baseline.ts';
import { type MeasuredView, measuredViews } from './page-measured.ts';

/**
 * What the page shows, ready to be put into the template, which holds no logic but loops. Every text passes through
 * {@link visible} here; escaping is the template engine's.
 */
export interface Page {
  title: string;
  status: { kind: string; name: string; sentence: string };
  identification: Fact[];
  systems: { title: string; facts: Fact[] }[];
  counts: { outcome: Chip; count: number; share: string }[];
  selected: number;
  profiles: { name: string; gating: boolean; meaning: string; counts: { outcome: Chip; count: number }[] }[];
  roles: string[];
  statements: StatementView[];
  requirements: RequirementView[];
  measured: MeasuredView[];
  groups: { name: string; purposes: PurposeView[] }[];
  harness: { severity: string; message: string }[];
  /** At most one: the baseline that the run was held against. */
  baselines: BaselineView[];
  glossary: { outcome: Chip; meaning: string }[];
  /** Of the messages in folds; see {@link Pack}. */
  packed: string;
}

interface Fact {
  name: string;
  value: string;
  /** Set for what a machine reads: ids, commands, digests. */
  code: boolean;
}

/** An outcome as the page shows it; `kind` is its class in the stylesheet. */
interface Chip {
  kind: Outcome;
  name: string;
  sign: string;
}

interface PurposeView {
  id: string;
  anchor: string;
  purpose: string;
  requirements: string[];
  classification: string;
  selected: boolean;
  run: boolean;
  outcome: Chip;
  verdicts: { profile: Profile; gating: boolean; outcome: Chip }[];
  observation: string;
  remarks: string[];
  open: boolean;
  /** What the verdict rests on; then, after the diagrams, all else that was looked at. */
  decisive: CheckView[];
  others: CheckView[];
  cases: CaseView[];
  role: string;
  /** What a search looks at beside the text of the purpose's row in the campaign table, in lower case. */
  words: string;
}

interface CheckView {
  id: string;
  requirement: string;
  clause: string;
  outcome: Chip;
  verdicts: { profile: Profile; outcome: Chip }[];
  required: string;
  observed: string;
  /** What the profiles that disagree with the gating one have to say. */
  otherwise: { profile: Profile; outcome: Chip; message: string }[];
  consequence: string;
  distance: string;
}

export function pageOf(report: Report, timelines: Timelines): Page {
  const status = conformanceOf(report);
  const pack = new Pack();
  const groups = [...Map.groupBy(report.purposes, (purpose) => purpose.group)].map(([name, purposes]) => ({
    name: visible(name),
    purposes: purposes.map((purpose) => purposeView(purpose, report, timelines, pack)),
  }));
  return {
    title: `Conformance report ${visible(report.run.id)}`,
    status: { kind: status, name: STATUS_NAMES[status], sentence: conformanceSentence(report) },
    identification: identification(report),
    systems: report.suts.map((sut) => ({
      title: visible(`${sut.role}: ${sut.vendor} ${sut.product} ${sut.version}`),
      facts: [
        fact('Descriptor', sut.descriptor, true),
        fact('Host', sut.host),
        fact('Build', sut.build, true),
        ...(sut.behaviour === undefined ? [] : [fact('Behaviour', sut.behaviour)]),
        ...(sut.defect === undefined ? [] : [fact('Defect switched on', sut.defect)]),
      ],
    })),
    counts: countsUnder(report, report.run.profile).map(({ outcome, count }) => ({
      outcome,
      count,
      share: ((100 * count) / report.purposes.length).toFixed(2),
    })),
    selected: report.summary.selected,
    profiles: PROFILES.map((profile) => ({
      name: profile,
      gating: profile === report.run.profile,
      meaning: PROFILE_DESCRIPTIONS[profile].reading,
      counts: countsUnder(report, profile),
    })),
    roles: [...new Set(report.purposes.map((purpose) => visible(purpose.role)))],
    statements: statementViews(report),
    requirements: requirementViews(report),
    measured: measuredViews(report),
    groups,
    harness: report.harness.map(({ severity, message }) => ({ severity, message: visible(message) })),
    baselines: report.baseline ? [baselineView(report.baseline)] : [],
    glossary: OUTCOMES.map((outcome) => ({
      outcome: chip(outcome),
      meaning: OUTCOME_MEANINGS[outcome],
    })),
    packed: pack.text(),
  };
}

function identification(report: Report): Fact[] {
  const { run } = report;
  return [
    fact('Run', run.id, true),
    fact('Test suite', `${run.suite.name} ${run.suite.version}`),
    fact('Tools', `SIPp ${run.suite.sipp}, Node ${run.suite.node}`),
    fact('Began', run.startedAt),
    fact('Ended', `${run.finishedAt}, after ${milliseconds(run.durationMs)}${run.interrupted ? ', interrupted' : ''}`),
    ...paceLines(report).map((line) => fact('Pace', line)),
    fact('Gating profile', run.profile),
    fact('Timers', run.timers),
    fact('Host', run.host),
    fact('Command', run.command, true),
  ];
}

const fact = (name: string, value: string, code = false): Fact => ({ name, value: visible(value), code });

const chip = (outcome: Outcome): Chip => ({ kind: outcome, ...OUTCOME_NAMES[outcome] });

function countsUnder(report: Report, profile: Profile): { outcome: Chip; count: number }[] {
  const byOutcome = Map.groupBy(report.purposes, (purpose) => outcomeUnder(purpose, profile));
  return OUTCOMES.map((outcome) => ({ outcome: chip(outcome), count: byOutcome.get(outcome)?.length ?? 0 })).filter(
    ({ count }) => count > 0,
  );
}

function purposeView(purpose: PurposeReport, report: Report, timelines: Timelines, pack: Pack): PurposeView {
  const gate = report.run.profile;
  const outcome = outcomeOf(purpose);
  const excuse = excuseOf(purpose, report.baseline);
  return {
    id: visible(purpose.id),
    anchor: inAddress(purpose.id),
    purpose: visible(purpose.purpose),
    role: visible(purpose.role),
    words: wordsOf(purpose),
    requirements: purpose.requirements.map((requirement) => visible(requirement)),
    classification: visible(purpose.classification ?? ''),
    selected: purpose.notApplicable === undefined,
    run: purpose.run,
    outcome: chip(outcome),
    verdicts: PROFILES.map((profile) => ({
      profile,
      gating: profile === gate,
      outcome: chip(outcomeUnder(purpose, profile)),
    })),
    observation: visible(observationOf(purpose, report)),
    remarks: [...remarksOn(purpose, report), ...(excuse ? [excuse.because] : [])].map((remark) => visible(remark)),
    open: outcome === 'fail',
    ...inOrder(purpose, gate),
    cases: purpose.cases.map((one, index) => {
      const checks = purpose.checks.filter((check) => check.variant === one.variant);
      const anchor = `${inAddress(purpose.id)}.${index + 1}`;
      return caseView(one, checks, gate, anchor, timelines.get(one.evidence), pack);
    }),
  };
}

/** A reader who doubts the verdict wants what decided, and the diagram, before anything else. */
function inOrder(purpose: PurposeReport, gate: Profile): Pick<PurposeView, 'decisive' | 'others'> {
  const [own = [], alike = []] = [true, false].map((ofSut) =>
    purpose.checks.filter(({ requirement, verdict }) => verdict === purpose.verdict && (requirement !== '') === ofSut),
  );
  const decisive = own.length > 0 ? own : alike;
  const view = (check: CheckReport) => checkView(check, gate);
  return {
    decisive: decisive.map(view),
    others: purpose.checks.filter((check) => !decisive.includes(check)).map(view),
  };
}

const wordsOf = ({ group, requirements, classification = '' }: PurposeReport): string =>
  visible([group, ...requirements, classification].join(' ')).toLowerCase();

function checkView(check: CheckReport, gate: Profile): CheckView {
  const { distanceMs } = check.judgements[gate];
  return {
    id: visible(check.id),
    requirement: visible(check.requirement),
    clause: visible(check.clause),
    outcome: chip(check.verdict),
    verdicts: PROFILES.map((profile) => ({ profile, outcome: chip(check.judgements[profile].verdict) })),
    required: visible(check.required),
    observed: visible(check.message),
    otherwise: dissenting(check, gate).map((profile) => ({
      profile,
      outcome: chip(check.judgements[profile].verdict),
      message: visible(check.judgements[profile].message),
    })),
    consequence: visible(check.consequence),
    distance: distanceMs === undefined ? '' : milliseconds(Math.abs(distanceMs)),
  };
}

const OUTCOME_MEANINGS: Record<Outcome, string> = {
  pass: 'The evidence shows what the requirement demands.',
  fail: 'The evidence shows a breach: something forbidden was done, or something demanded was not.',
  inconc:
    'It could not be found out: the preamble was not reached, evidence was lost, or two events were too close to call.',
  error: 'The fault is the test system’s own; nothing is said of the system under test.',
  'not-applicable':
    'An answer in the implementation conformance statement, or the profile, takes the purpose out. Not a verdict.',
  'not-run': 'Selected, but the run ended before the purpose did. Not a verdict.',
  none: 'Ran without anything being judged. Counts against conformance as an inconclusive purpose does.',
};
