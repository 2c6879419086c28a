import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import type { Check, Evidence } from '../check.ts';
import { MadeTimeline } from '../made-timeline.ts';
import {
  crowdByesAnswered,
  crowdByesSent,
  crowdFinalRoster,
  crowdMeasurements,
  crowdNothingLeft,
  crowdNotToldEarly,
  crowdSubscriptionsEnded,
  crowdTold,
  crowdVersions,
} from './crowd.ts';

const SIZE = 4;
const identity = (index: number): string => `sip:user-${index}@ims.test`;

type Notice = Omit<Extract<NewEvent, { kind: 'notice' }>, 'kind' | 'actor' | 'size'>;

const notice = (timeline: MadeTimeline, at: number, subscriber: number, rest: Partial<Notice> = {}): MadeTimeline =>
  timeline.add(at, {
    kind: 'notice',
    actor: 'watchers',
    subscriber: identity(subscriber),
    cseq: 1,
    state: 'active',
    size: 10,
    ...rest,
  });

const gone = (timeline: MadeTimeline, at: number, subscriber: number, departed: number, connected = SIZE - 1) =>
  notice(timeline, at, subscriber, {
    cseq: 2,
    version: 2,
    connected,
    departures: [{ user: identity(departed), methods: ['departed'] }],
  });

function message(timeline: MadeTimeline, at: number, index: number, method: string, bySut: boolean, status?: number) {
  const lines = [
    `Via: SIP/2.0/TCP x;branch=z9hG4bK${method}${index}`,
    `From: <${identity(index)}>;tag=t${index}`,
    'To: <sip:gs-1@f>;tag=f',
    `Call-ID: call-${index}`,
    `CSeq: 1 ${method}`,
  ];
  const start = status === undefined ? `${method} sip:gs-1@f SIP/2.0` : `SIP/2.0 ${status} X`;
  const received = bySut === (status === undefined);
  return timeline.sip(at, 'crowd', received ? 'received' : 'sent', [start, ...lines]);
}

/** Four people, joined and subscribed. */
function madeCrowd(): MadeTimeline {
  const timeline = new MadeTimeline();
  for (let index = 1; index <= SIZE; index++) {
    message(timeline, 10 + index, index, 'INVITE', false);
    message(timeline, 20 + index, index, 'INVITE', false, 200);
    notice(timeline, 100 + index, index, { version: 1, connected: SIZE });
  }
  return timeline;
}

/** The fourth is removed: the BYE at 1000 ms, its answer, let go at 2998, on record at 3000. */
function removal(): MadeTimeline {
  const timeline = madeCrowd().go(2998, 'crowd', 'call-4', '200 to BYE');
  message(timeline, 1000, 4, 'BYE', true);
  return message(timeline, 3000, 4, 'BYE', true, 200);
}

/** The fourth leaves: its BYE, let go at 998, on record at 1000 ms. */
function leave(status: number | null = 200, answeredAt = 1010): MadeTimeline {
  const timeline = madeCrowd().go(998, 'crowd', 'call-4', 'BYE');
  message(timeline, 1000, 4, 'BYE', false);
  return status === null ? timeline : message(timeline, answeredAt, 4, 'BYE', false, status);
}

const IXIT = { scaleMax: 10_000 } as Partial<Evidence['ixit']>;
const judge = (check: Check, timeline: MadeTimeline, until = 60_000) =>
  check.judge(timeline.end(until).evidence(IXIT), 'cr');
const toldAt = (timeline: MadeTimeline, ...at: number[]) => {
  for (const [index, time] of at.entries()) gone(timeline, time, index + 1, 4);
  return timeline;
};

describe('crowd-told', () => {
  const check = crowdTold('REQ-CF-12');
  test('everybody, once: with the spread', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020, 3030))).toMatchObject({
      verdict: 'pass',
      message: '3 of 3 tellings: p50 20 ms, p95 30 ms, p99 30 ms, max 30 ms; 0 too early, 0 missing, 0 doubled',
    }));
  test('one never: named', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020)).message).toContain(
      'not told were sip:user-3@ims.test of sip:user-4',
    ));
  test('one never, in an observation that is too short', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020), 5000).verdict).toBe('inconc'));
  test('one twice', () =>
    expect(judge(check, gone(toldAt(removal(), 3010, 3020, 3030), 4000, 2, 4)).message).toContain('1 doubled'));
  test('one too late', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020, 14_000)).message).toContain('1 later than'));
  test('late, as the test side itself was', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020, 14_000).lag(13_000, 5000)).verdict).toBe('inconc'));
  test('the same user in another way of writing', () => {
    const timeline = toldAt(removal(), 3010, 3020);
    notice(timeline, 3030, 3, { departures: [{ user: 'sip:user-4@ims.test:5060;gr=1', methods: [] }] });
    expect(judge(check, timeline).verdict).toBe('pass');
  });
  test('who goes as well need not be told', () => {
    const timeline = toldAt(removal(), 3010, 3020).go(3100, 'crowd', 'call-3', 'BYE');
    message(timeline, 3101, 3, 'BYE', false);
    for (const subscriber of [1, 2]) gone(timeline, 3110, subscriber, 3);
    expect(judge(check, timeline).verdict).toBe('pass');
  });
  test('who is dead is not asked', () => {
    const timeline = toldAt(removal(), 3010, 3020);
    timeline.add(500, { kind: 'mark', mark: 'watchers-dead', detail: identity(3) });
    expect(judge(check, timeline).message).toContain('2 of 2 tellings');
  });
});

describe('crowd-not-told-early', () => {
  test('after the go, if before the record', () =>
    expect(judge(crowdNotToldEarly, toldAt(removal(), 2999, 3020, 3030)).verdict).toBe('pass'));
  test('before the go', () =>
    expect(judge(crowdNotToldEarly, toldAt(removal(), 1001, 3020, 3030)).message).toContain(
      '1 of 3 tellings were too early',
    ));
  test('no departure', () => expect(judge(crowdNotToldEarly, madeCrowd()).verdict).toBe('inconc'));
});

describe('crowd-versions', () => {
  test('each in its turn', () => expect(judge(crowdVersions, toldAt(removal(), 3010)).verdict).toBe('pass'));
  test('one repeated', () => {
    const timeline = notice(removal(), 3010, 1, { version: 1, anomalies: ['repeated'] });
    expect(judge(crowdVersions, timeline).message).toContain('repeated');
  });
});

describe('crowd-byes-answered', () => {
  test('at once', () => expect(judge(crowdByesAnswered, leave()).verdict).toBe('pass'));
  test('refused', () => expect(judge(crowdByesAnswered, leave(403)).verdict).toBe('fail'));
  test('never', () => expect(judge(crowdByesAnswered, leave(null)).message).toContain('1 not answered'));
  test('too late', () => expect(judge(crowdByesAnswered, leave(200, 4000)).verdict).toBe('fail'));
});

describe('crowd-byes-sent', () => {
  const ended = (...to: number[]) => {
    const timeline = madeCrowd();
    for (const index of to) message(timeline, 1000 + index, index, 'BYE', true);
    return timeline;
  };
  test('to all', () => expect(judge(crowdByesSent('REQ-CF-02', 'all'), ended(1, 2, 3, 4)).verdict).toBe('pass'));
  test('not to all', () => expect(judge(crowdByesSent('REQ-CF-02', 'all'), ended(1, 2)).verdict).toBe('fail'));
  test('to more than asked for', () =>
    expect(judge(crowdByesSent('REQ-CF-01', 2), ended(2, 3, 4)).verdict).toBe('fail'));
  test('to none', () => expect(judge(crowdByesSent('REQ-CF-01', 2), ended()).verdict).toBe('fail'));
});

describe('crowd-final-roster', () => {
  test('as many as there are', () =>
    expect(judge(crowdFinalRoster, toldAt(leave(), 1020, 1021, 1022)).verdict).toBe('pass'));
  test('one more', () => expect(judge(crowdFinalRoster, toldAt(leave(), 1020, 1021)).message).toContain('user-3'));
});

describe('crowd-subscriptions-ended', () => {
  const ended = (at: number) => {
    const timeline = madeCrowd();
    for (let index = 1; index <= SIZE; index++) {
      message(timeline, 1000, index, 'BYE', true);
      message(timeline, 1010, index, 'BYE', true, index === 1 ? 481 : 200);
      if (index > 1) notice(timeline, 1020, index, { state: 'terminated' });
    }
    return notice(timeline, at, 1, { state: 'terminated' });
  };
  test('one much later, as the test side was', () =>
    expect(judge(crowdSubscriptionsEnded, ended(7000).lag(6900, 5500)).verdict).toBe('inconc'));
  test('each with its own BYE', () => expect(judge(crowdSubscriptionsEnded, ended(1030)).verdict).toBe('pass'));
  test('one much later', () => expect(judge(crowdSubscriptionsEnded, ended(7000)).verdict).toBe('fail'));
});

describe('crowd-nothing-left', () => {
  const left = () => notice(leave(), 1020, 4, { state: 'terminated' });
  test('closed and terminated', () =>
    expect(judge(crowdNothingLeft, left().fin(1015, 'crowd', identity(4))).verdict).toBe('pass'));
  test('a connection that is left', () =>
    expect(judge(crowdNothingLeft, left()).message).toContain('1 MSRP connections and 0 subscriptions'));
});

test('measurements: every telling, and what is too early, missing or doubled', () => {
  const timeline = gone(toldAt(removal(), 1001, 3020), 4000, 2, 4)
    .end(60_000)
    .evidence(IXIT);
  expect(crowdMeasurements(timeline.timeline, timeline.ixit)).toMatchObject({
    distributions: [{ count: 2, max: 20 }],
    counts: { participants: 4, departures: 1, notifications: 7, told: 2, 'too early': 1, missing: 1, doubled: 1 },
  });
  const other = new MadeTimeline().end(1).evidence();
  expect(crowdMeasurements(other.timeline, other.ixit)).toBeUndefined();
});
