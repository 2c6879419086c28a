/**
 * Cases that were run with reference systems, conformant and with defects, judged once more: what the judge says of
 * evidence that it has judged before changes for a reason, and never unawares. Each is judged as it was recorded, and as
 * it would have been on a worse day. Where a change is meant, `UPDATE_JUDGED=1 npx jest harness/judge/stored-cases` writes
 * what the judge says now, for the diff to be read.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import { requirement } from '../../catalogue/index.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { evaluate } from './evaluate.ts';
import {
  storedCases,
  storedJudgements,
  type StoredJudgements,
  storedSetting,
  storedTimeline,
  storeJudgements,
} from './stored-case.ts';

const update = process.env['UPDATE_JUDGED'] === '1';

type Timeline = readonly TimelineEvent[];

const AS_RECORDED = 'as recorded';

const beganAt = (timeline: Timeline): number =>
  timeline.find((event) => event.kind === 'mark' && event.mark === 'preamble-reached')?.at ?? 0;

/** Whether the system under test did it, and not the test side. */
const isOfSystem = (event: TimelineEvent): boolean =>
  event.kind === 'notice' ||
  ('direction' in event && event.direction === 'received') ||
  ('by' in event && event.by === 'sut');

const CHANGES: Record<string, (timeline: Timeline) => Timeline> = {
  [AS_RECORDED]: (timeline) => timeline,
  'with a system that has fallen silent': (timeline) => {
    const began = beganAt(timeline);
    return timeline.filter((event) => event.at <= began || !isOfSystem(event));
  },
  'with a test side that answers nothing': (timeline) => {
    const began = beganAt(timeline);
    const answers = (event: TimelineEvent) =>
      event.kind === 'go' || (event.kind === 'sip' && event.direction === 'sent');
    return timeline.filter((event) => event.at <= began || !answers(event));
  },
  // Who does the same a moment earlier, and has nothing to do with the case.
  'with a stranger about': (timeline) =>
    timeline
      .flatMap((event): TimelineEvent[] =>
        'actor' in event
          ? [{ ...event, actor: 'stranger', at: event.at - 0.01, seq: event.seq + 30_000 }, event]
          : [event],
      )
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq),
  'broken off': (timeline) => {
    const end = (beganAt(timeline) + timeline.at(-1)!.at) / 2;
    return timeline.filter(({ at }) => at <= end);
  },
  'three times as slow': (timeline) => {
    const began = beganAt(timeline);
    const slowed = (at: number) => (at > began ? began + (at - began) * 3 : at);
    return timeline.map((event) => ({
      ...event,
      at: slowed(event.at),
      ...(event.kind === 'msrp-silence' && { sentAt: slowed(event.sentAt) }),
    }));
  },
  'on a busy machine': (timeline) => {
    const seconds = Math.ceil(timeline.at(-1)!.at / 1000);
    const harness = { kind: 'harness', severity: 'note', message: '' } as const;
    const trouble = Array.from({ length: seconds }, (_, index): TimelineEvent[] => [
      { ...harness, event: 'pressure', ms: 900, at: index * 1000, seq: 10_000 + index },
      { ...harness, event: 'lag', ms: 400, at: index * 1000 + 500, seq: 20_000 + index },
    ]);
    return [...timeline, ...trouble.flat()].toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  },
};

const updated: StoredJudgements = {};
const cases = storedCases();

for (const name of cases)
  describe(`the case ${name}`, () => {
    for (const [how, change] of Object.entries(CHANGES))
      test(`judged ${how}`, () => {
        const judged = judgementsOf(name, change);
        const stored = (update ? updated : storedJudgements)[name] ?? {};
        const before = stored[AS_RECORDED] ?? {};
        if (update) updated[name] = { ...stored, [how]: whatChanged(how === AS_RECORDED ? {} : before, judged) };
        const expected = (update ? updated : storedJudgements)[name]?.[how];
        expect(judged).toEqual(how === AS_RECORDED ? expected : { ...before, ...expected });
      });
  });

test('every stored judgement is that of a stored case', () => {
  expect(Object.keys(update ? updated : storedJudgements)).toEqual(cases);
});

afterAll(() => {
  if (update) storeJudgements(updated);
});

/** What the judge says of a stored case: one entry for all profiles where it says the same under all. */
function judgementsOf(name: string, change: (timeline: Timeline) => Timeline): Record<string, unknown> {
  const { declaration, ixit } = storedSetting(name);
  const timeline = change(storedTimeline(name));
  const { findings, verdicts, classification } = evaluate(
    declaration.checks,
    { timeline, ixit },
    (id) => requirement(id).clause,
  );
  const judgements = findings.map(({ check, judgements: by }) => [check, alike(by) ? by.cr : by]);
  // As JSON has it: without what is undefined.
  return JSON.parse(
    JSON.stringify({
      verdicts: alike(verdicts) ? verdicts.cr : verdicts,
      classification: classification ?? null,
      'steps-performed': null,
      ...Object.fromEntries(judgements),
    }),
  );
}

function alike(byProfile: object): boolean {
  const [first, ...others] = Object.values(byProfile).map((one) => JSON.stringify(one));
  return others.every((other) => other === first);
}

const whatChanged = (before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(after).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value)),
  );
