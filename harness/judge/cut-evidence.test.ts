/**
 * Missing evidence breaches nothing. What a stored case has passed it must not fail where a part of its evidence is taken
 * away: the end of the observation, or what an actor's SIPp would not have put on record yet had it been ended a little
 * earlier. Of more than 150 of a kind in one case not all are tried; `CUTS=4` tries four.
 */
import { describe, expect, test } from '@jest/globals';
import { requirement } from '../../catalogue/index.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../timeline/event.ts';
import { evaluate } from './evaluate.ts';
import { storedCases, storedSetting, storedTimeline } from './stored-case.ts';
import { PROFILES } from './verdict.ts';

type Timeline = readonly TimelineEvent[];

/** A SIPp that had so many milliseconds left has put everything on record: what it did not, did not happen. */
const RECORDED_WITHIN_MS = 500;

/** More records than this are not lost at once. */
const MOST_LOST = 24;

const most = Number(process.env['CUTS'] ?? 150);

/** As many as are to be tried, from all over the list. */
const chosen = <T>(list: readonly T[]): T[] =>
  list.length <= most
    ? [...list]
    : list.filter(
        (_, index) => Math.floor((index * most) / list.length) !== Math.floor(((index - 1) * most) / list.length),
      );

const markAt = (timeline: Timeline, mark: EventOf<'mark'>['mark']): number | undefined =>
  timeline.find((event) => event.kind === 'mark' && event.mark === mark)?.at;

/** The timeline up to each moment at which something happened. */
function brokenOff(timeline: Timeline, from: number, end: number): [string, Timeline][] {
  const moments = [...new Set(timeline.map(({ at }) => at))].filter((at) => at >= from && at < end);
  return chosen(moments).map((moment) => [`after ${moment} ms`, timeline.filter(({ at }) => at <= moment)]);
}

/** The timeline without the last records of an actor. */
function unrecorded(timeline: Timeline, from: number, end: number): [string, Timeline][] {
  const actors = Map.groupBy(
    timeline.filter((event): event is SipEvent => event.kind === 'sip'),
    ({ actor }) => actor,
  );
  return [...actors].flatMap(([actor, records]) => {
    const observed = records.filter(({ at }) => at >= from && at <= end).slice(-MOST_LOST);
    const losses = observed
      .map((_, index) => observed.slice(index))
      .filter((lost) => end - lost[0]!.at < RECORDED_WITHIN_MS || lost.some((record) => wasLetGo(timeline, record)));
    return chosen(losses).map((lost): [string, Timeline] => {
      const gone = new Set<TimelineEvent>([...lost, ...records.filter(({ at }) => at > end)]);
      return [`without the last ${lost.length} of ${actor}`, timeline.filter((event) => !gone.has(event))];
    });
  });
}

/** Whether a go stands for a record, which tells of its loss. */
const wasLetGo = (timeline: Timeline, { actor, direction, raw, at }: SipEvent): boolean =>
  direction === 'sent' &&
  timeline.some(
    (event) =>
      event.kind === 'go' &&
      event.actor === actor &&
      raw.includes(event.callId) &&
      raw.startsWith(startLineOf(event)) &&
      Math.abs(at - event.at) < 100,
  );

/** How what a go lets out begins: `200 to BYE`, `re-INVITE`. */
const startLineOf = ({ what }: EventOf<'go'>): string =>
  /^\d/.test(what) ? `SIP/2.0 ${what.slice(0, 3)} ` : `${what.replace('re-', '').split(' ')[0]} `;

const cases = storedCases();

for (const name of cases)
  describe(`the case ${name}`, () => {
    const timeline = storedTimeline(name);
    const from = markAt(timeline, 'preamble-reached') ?? Infinity;
    const end = markAt(timeline, 'observation-ended') ?? timeline.at(-1)!.at;

    test('broken off at any moment', () => expectNothingFails(name, brokenOff(timeline, from, end)));
    test('without the last records of an actor', () => expectNothingFails(name, unrecorded(timeline, from, end)));
  });

function expectNothingFails(name: string, cuts: readonly [string, Timeline][]): void {
  const whole = judged(name, storedTimeline(name));
  const failed = cuts.flatMap(([how, timeline]) =>
    [...judged(name, timeline)]
      .filter(([finding, { verdict }]) => verdict === 'fail' && whole.get(finding)?.verdict === 'pass')
      .map(([finding, { message }]) => `${how}, ${finding}: ${message}`),
  );
  expect(failed).toEqual([]);
}

/** What the judge says, by check and profile. */
function judged(name: string, timeline: Timeline): Map<string, { verdict: string; message: string }> {
  const { declaration, ixit } = storedSetting(name);
  const { findings } = evaluate(declaration.checks, { timeline, ixit }, (id) => requirement(id).clause);
  return new Map(
    findings.flatMap(({ check, judgements }) =>
      PROFILES.map((profile) => [`${check} under ${profile}`, judgements[profile]] as const),
    ),
  );
}
