import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import type { Check, Evidence } from './check.ts';
import { endOf } from './absence.ts';
import { classOf } from './client/state.ts';
import type { CaseVerdict, Finding, Judgement } from './finding.ts';
import { ms } from './measure.ts';
import { pressureWithin, standstillWithin, wasTooBusy } from './order.ts';
import { type Profile, PROFILES, type Verdict, worst } from './verdict.ts';

/** What the judge has to know of a requirement: given to it, so that it reads no catalogue. */
export type ClauseOf = (requirement: string) => string;

/**
 * Judges one test case under all profiles. Pure: the same evidence gives the same verdict, byte for byte. Findings
 * about the test itself come first, that its preamble was reached and that the test side was sound; without them no
 * check of the system under test has a say.
 */
export function evaluate(checks: readonly Check[], evidence: Evidence, clauseOf: ClauseOf): CaseVerdict {
  const sound = testSide(evidence.timeline);
  const preamble = preambleReached(evidence.timeline);
  const observed = { ...evidence, timeline: untilObservationEnded(evidence.timeline) };
  const reached = preamble.verdict === 'pass';
  const notJudged: Judgement = { verdict: 'inconc', message: `not judged: ${preamble.message}` };
  const stoodStill = standstillOf(evidence.timeline, endOf(observed.timeline));
  const unperformed = reached ? notPerformed(evidence.timeline) : undefined;
  const findings = [
    findingOf(PREAMBLE_CHECK, clauseOf, underAll(preamble)),
    ...checks.map((check) =>
      findingOf(
        check,
        clauseOf,
        reached ? unlessStoodStill(judgementsOf(check, observed), stoodStill) : underAll(notJudged),
      ),
    ),
    ...(unperformed ? [findingOf(STEPS_CHECK, clauseOf, underAll(unperformed))] : []),
    findingOf(TEST_SIDE_CHECK, clauseOf, underAll(sound)),
  ];
  const classifies = reached && checks.some((check) => check.id === 'leave-classified');
  const classification = classifies ? classOf(observed) : undefined;
  return {
    findings,
    verdicts: byProfile((profile) => overall(findings, profile)),
    ...(classification ? { classification } : {}),
  };
}

/** A system that dies takes its connections along before anybody learns of its death: by at most so many milliseconds. */
const DEATH_NOTICE_MS = 1000;

/**
 * What may be judged. Clearing up makes a system release its media and say goodbye: that is no longer the test. Nor is
 * what the operating system does on behalf of a system that has died.
 */
function untilObservationEnded(timeline: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const death = timeline.find((event) => event.kind === 'harness' && event.event === 'sut-exit');
  const lastWord = death === undefined ? Number.POSITIVE_INFINITY : death.at - DEATH_NOTICE_MS;
  const end = timeline.findIndex(
    (event) => event.at > lastWord || (event.kind === 'mark' && event.mark === 'observation-ended'),
  );
  const kept = end >= 0 && timeline[end]!.at > lastWord ? end : end + 1;
  return end < 0 || kept === timeline.length ? timeline : timeline.slice(0, kept);
}

/** The worst of all findings; but where no check of the system had anything to say, that is not a pass. */
function overall(findings: readonly Finding[], profile: Profile): Verdict {
  const own: Verdict[] = [];
  const side: Verdict[] = [];
  for (const { check, judgements } of findings)
    (ABOUT_THE_TEST.has(check) ? side : own).push(judgements[profile].verdict);
  if (own.every((verdict) => verdict === 'none'))
    return worst(['none', ...side.filter((verdict) => verdict !== 'pass')]);
  return worst([...own, ...side]);
}

type CheckText = Pick<Check, 'id' | 'requirement' | 'required' | 'consequence'>;

const PREAMBLE_CHECK: CheckText = {
  id: 'preamble-reached',
  requirement: '',
  required: 'The initial condition of the test purpose is established before anything is judged.',
  consequence: 'Without it what follows says nothing about the system under test.',
};

const STEPS_CHECK: CheckText = {
  id: 'steps-performed',
  requirement: '',
  required: 'Every step of the test purpose is performed.',
  consequence: 'What was not done to the system, or not seen of it, cannot be judged.',
};

const TEST_SIDE_CHECK: CheckText = {
  id: 'test-side-sound',
  requirement: '',
  required: 'The test side lost nothing, was not late where it mattered, and its clock did not jump.',
  consequence: 'The fault would be the test system’s, not that of the system under test.',
};

const ABOUT_THE_TEST = new Set([PREAMBLE_CHECK.id, STEPS_CHECK.id, TEST_SIDE_CHECK.id]);

function findingOf(check: CheckText, clauseOf: ClauseOf, judgements: Finding['judgements']): Finding {
  const { id, requirement, required, consequence } = check;
  const clause = requirement === '' ? '' : clauseOf(requirement);
  return { check: id, requirement, clause, required, consequence, judgements };
}

const underAll = (judgement: Judgement): Finding['judgements'] => byProfile(() => judgement);

/** A check that does not ask for the profile has the same to say under each. */
function judgementsOf(check: Check, evidence: Evidence): Finding['judgements'] {
  if (check.judge.length < 2) return underAll(check.judge(evidence, PROFILES[0]));
  return byProfile((profile) => check.judge(evidence, profile));
}

/** After so many milliseconds in which the test side did nothing, what was late or missing is nobody's breach. */
const STANDSTILL_MS = 1000;

/**
 * For how long the test side stood still while there was something to observe, where that was too long; else 0.
 * @param end of the observation; a standstill until then may be told of after it
 */
function standstillOf(timeline: readonly TimelineEvent[], end: number): number {
  const from = timeline.find((event) => event.kind === 'mark' && event.mark === 'preamble-reached')?.at ?? 0;
  const longest = standstillWithin(timeline, from, end);
  return longest > STANDSTILL_MS ? longest : 0;
}

/** A machine that is paused lets every timer run out at once, on either side: done again, the case may tell. */
function unlessStoodStill(judgements: Finding['judgements'], stoodStill: number): Finding['judgements'] {
  if (stoodStill === 0) return judgements;
  return byProfile((profile) => {
    const judgement = judgements[profile];
    if (judgement.verdict !== 'fail') return judgement;
    const message = `${judgement.message}; but the test side stood still for ${ms(stoodStill)} in between`;
    return { ...judgement, verdict: 'inconc', message, repeatable: true };
  });
}

const byProfile = <T>(of: (profile: Profile) => T): Record<Profile, T> => ({
  cr: of('cr'),
  harmonised: of('harmonised'),
  'pre-cr': of('pre-cr'),
});

const failedStep = (timeline: readonly TimelineEvent[]): EventOf<'step'> | undefined =>
  timeline.find((event): event is EventOf<'step'> => event.kind === 'step' && event.phase === 'failed');

const whatFailed = ({ caption, detail }: EventOf<'step'>): string => `${caption}: ${detail ?? 'failed'}`;

/** A step that could not be done is a stimulus that the system never had, or something awaited that did not come. */
function notPerformed(timeline: readonly TimelineEvent[]): Judgement | undefined {
  const failed = failedStep(timeline);
  return (
    failed && {
      verdict: 'inconc',
      message: `not all steps could be performed: ${whatFailed(failed)}${amidOtherWork(timeline)}`,
    }
  );
}

function preambleReached(timeline: readonly TimelineEvent[]): Judgement {
  if (timeline.some((event) => event.kind === 'mark' && event.mark === 'preamble-reached'))
    return { verdict: 'pass', message: 'the initial condition was established' };
  const failed = failedStep(timeline);
  return {
    verdict: 'inconc',
    message: `the initial condition was not established${failed ? `: ${whatFailed(failed)}` : ''}${amidOtherWork(timeline)}`,
  };
}

/** What did not come in time may have been held up by the machine, and the reader of a log should know. */
function amidOtherWork(timeline: readonly TimelineEvent[]): string {
  const end = endOf(timeline);
  return wasTooBusy(timeline, 0, end)
    ? ` (of these ${ms(end)} somebody waited for a processor of this machine for ${ms(pressureWithin(timeline, 0, end))}: it was too busy)`
    : '';
}

function testSide(timeline: readonly TimelineEvent[]): Judgement {
  const told = timeline.filter((event): event is EventOf<'harness'> => event.kind === 'harness');
  const errors = told.filter((event) => event.severity === 'error');
  const doubts = told.filter((event) => event.severity === 'inconc');
  const lag = Math.max(0, ...told.filter((event) => event.event === 'lag').map((event) => event.ms ?? 0));
  const messages = timeline.filter((event) => event.kind === 'sip').length;
  const gist = [...errors, ...doubts].map((event) => event.message);
  if (errors.length > 0) return { verdict: 'error', message: gist.join('; ') };
  // SIPp drops a message when several come at once: that is luck, and another attempt may have more of it.
  const badLuck = doubts.every((event) => event.event === 'sipp-finding');
  if (doubts.length > 0)
    return { verdict: 'inconc', message: gist.join('; '), ...(badLuck ? { repeatable: true } : {}) };
  return {
    verdict: 'pass',
    message: `${messages} SIP messages traced${lag > 0 ? `, the test side at most ${Math.round(lag)} ms late` : ''}`,
    ...(told.some((event) => event.event === 'sipp-finding' || event.event === 'evidence-gap')
      ? {
          notes: told
            .filter((event) => event.event === 'sipp-finding' || event.event === 'evidence-gap')
            .map((event) => event.message),
        }
      : {}),
  };
}
