import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTimeline, renderTimeline, TIMELINE } from '../evidence/timeline-file.ts';
import type { Profile } from '../judge/verdict.ts';
import type { Ixit } from '../sut/descriptor.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { CaseOutcome } from './case.ts';
import { judgeCase } from './judge-case.ts';

/**
 * Which cases a system that is out of order at the end may have failed for that reason alone: those that ended after
 * the last one that it passed.
 * @param outcomes of one system, in the order in which they ended
 */
export function inDoubt(outcomes: readonly CaseOutcome[], profile: Profile): CaseOutcome[] {
  const lastPass = outcomes.findLastIndex(({ verdict }) => verdict.verdicts[profile] === 'pass');
  return outcomes.slice(lastPass + 1).filter(({ verdict }) => verdict.verdicts[profile] === 'fail');
}

/**
 * The case as it must be judged once it is known that its system was out of order: the fact goes into its evidence, so
 * that whoever judges that again comes to the same verdict.
 * @param folder the run's
 */
export async function judgedInDoubt(
  outcome: CaseOutcome,
  { folder, ixit, message }: { folder: string; ixit: Ixit; message: string },
): Promise<CaseOutcome> {
  const file = join(folder, outcome.evidence, TIMELINE);
  const timeline = parseTimeline(await readFile(file, 'utf8'), file);
  const last = timeline.at(-1);
  const fact: TimelineEvent = {
    kind: 'harness',
    event: 'sut-exit',
    severity: 'error',
    message,
    at: last?.at ?? 0,
    seq: Math.max(-1, ...timeline.map(({ seq }) => seq)) + 1,
  };
  await appendFile(file, renderTimeline([fact]));
  return { ...outcome, verdict: judgeCase(outcome.declaration, { timeline: [...timeline, fact], ixit }) };
}
