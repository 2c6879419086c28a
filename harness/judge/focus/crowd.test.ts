import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import type { Check, Evidence } from '../check.ts';
import { inWords } from '../made-judgement.ts';
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
import { crowdFacts } from './crowd-facts.ts';

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

/** A request of a member, or one of the focus to it, or the response to such a one. */
function message(
  timeline: MadeTimeline,
  at: number,
  index: number,
  method: string,
  bySut: boolean,
  status?: number,
  actor = 'crowd',
) {
  const lines = [
    `Via: SIP/2.0/TCP x;branch=z9hG4bK${method}${index}`,
    `From: <${identity(index)}>;tag=t${index}`,
    'To: <sip:gs-1@f>;tag=f',
    `Call-ID: call-${index}`,
    `CSeq: 1 ${method}`,
  ];
  const start = status === undefined ? `${method} sip:gs-1@f SIP/2.0` : `SIP/2.0 ${status} X`;
  const received = bySut === (status === undefined);
  return timeline.sip(at, actor, received ? 'received' : 'sent', [start, ...lines]);
}

/** People who have joined and subscribed, at 10 and 100 ms and one more for each. */
function madeCrowd(size = SIZE): MadeTimeline {
  const timeline = new MadeTimeline();
  for (let index = 1; index <= size; index++) {
    message(timeline, 10 + index, index, 'INVITE', false);
    message(timeline, 20 + index, index, 'INVITE', false, 200);
    notice(timeline, 100 + index, index, { version: 1, connected: size });
  }
  return timeline;
}

/** The fourth is removed: the BYE at 1000 ms, its answer, let go at 2998, on record at 3000. */
function removal(size?: number): MadeTimeline {
  const timeline = madeCrowd(size).go(2998, 'crowd', 'call-4', '200 to BYE');
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
  inWords(check, timeline.end(until).evidence(IXIT));
const toldAt = (timeline: MadeTimeline, ...at: number[]) => {
  for (const [index, time] of at.entries()) gone(timeline, time, index + 1, 4);
  return timeline;
};

describe('crowd-told', () => {
  const check = crowdTold('REQ-CF-12');
  test('everybody, once: with the spread', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020, 3030))).toEqual([
      'pass: 3 of 3 tellings: p50 20 ms, p95 30 ms, p99 30 ms, max 30 ms; 0 too early, 0 missing, 0 doubled',
    ]));
  test('one never: named', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020))).toEqual([
      'fail: 2 of 3 tellings: p50 10 ms, p95 20 ms, p99 20 ms, max 20 ms; 0 too early, 1 missing, 0 doubled: not told were sip:user-3@ims.test of sip:user-4@ims.test',
    ]));
  test('nobody: three are named, and the others counted', () => {
    expect(judge(check, removal(7))).toEqual([
      'fail: 0 of 6 tellings: none; 0 too early, 6 missing, 0 doubled: not told were sip:user-1@ims.test of sip:user-4@ims.test, sip:user-2@ims.test of sip:user-4@ims.test, sip:user-3@ims.test of sip:user-4@ims.test and 3 more',
    ]);
    expect(judge(check, removal())).toEqual([
      'fail: 0 of 3 tellings: none; 0 too early, 3 missing, 0 doubled: not told were sip:user-1@ims.test of sip:user-4@ims.test, sip:user-2@ims.test of sip:user-4@ims.test, sip:user-3@ims.test of sip:user-4@ims.test',
    ]);
  });
  test('one never, in an observation that is too short', () => {
    expect(judge(check, toldAt(removal(), 3010, 3020), 12_999)).toEqual([
      'inconc: 2 of 3 tellings: p50 10 ms, p95 20 ms, p99 20 ms, max 20 ms; 0 too early, 1 missing, 0 doubled; only 9999 ms after the last departure were observed',
    ]);
    expect(judge(check, toldAt(removal(), 3010, 3020), 13_000)[0]).toMatch(/^fail/);
  });
  test('one twice', () =>
    expect(judge(check, gone(toldAt(removal(), 3010, 3020, 3030), 4000, 2, 4))).toEqual([
      'fail: 3 of 3 tellings: p50 20 ms, p95 30 ms, p99 30 ms, max 30 ms; 0 too early, 0 missing, 1 doubled: told twice were sip:user-2@ims.test of sip:user-4@ims.test',
    ]));
  test('one twice, in two ways of writing', () => {
    const timeline = toldAt(removal(), 3010, 3020, 3030);
    notice(timeline, 4000, 2, { departures: [{ user: 'sip:user-4@ims.test:5060', methods: [] }] });
    expect(judge(check, timeline)[0]).toMatch(/^fail: .*: told twice were sip:user-2@ims.test of sip:user-4@ims.test$/);
  });
  test('of somebody whom nobody knows, too', () => {
    const timeline = toldAt(removal(), 3010, 3020, 3030);
    notice(timeline, 4000, 2, { departures: [{ user: 'sip:stranger@ims.test', methods: [] }] });
    expect(judge(check, timeline)[0]).toMatch(/^pass: 3 of 3 tellings: .* 0 doubled$/);
  });
  test('one at the last moment, and one too late', () => {
    expect(judge(check, toldAt(removal(), 3010, 3020, 13_000))).toEqual([
      'pass: 3 of 3 tellings: p50 20 ms, p95 10000 ms, p99 10000 ms, max 10000 ms; 0 too early, 0 missing, 0 doubled',
    ]);
    expect(judge(check, toldAt(removal(), 3010, 3020, 13_001))).toEqual([
      'fail: 3 of 3 tellings: p50 20 ms, p95 10001 ms, p99 10001 ms, max 10001 ms; 0 too early, 0 missing, 0 doubled: 1 later than 10000 ms, sip:user-3@ims.test of sip:user-4@ims.test',
    ]);
  });
  test('by another limit', () => {
    const byNotifyMax = crowdTold('REQ-CF-12', 'notifyMax');
    expect(judge(byNotifyMax, toldAt(removal(), 3010, 3020, 5000))[0]).toMatch(/^pass/);
    expect(judge(byNotifyMax, toldAt(removal(), 3010, 3020, 5001))[0]).toMatch(/^fail.*: 1 later than 2000 ms/);
    expect(judge(byNotifyMax, toldAt(removal(), 3010, 3020), 4999)[0]).toMatch(/^inconc/);
  });
  test('late, as the test side itself was', () => {
    expect(judge(check, toldAt(removal(), 3010, 3020, 14_000).lag(13_000, 501))).toEqual([
      'inconc: 3 of 3 tellings: p50 20 ms, p95 11000 ms, p99 11000 ms, max 11000 ms; 0 too early, 0 missing, 0 doubled; the test side itself was 501 ms late in all: it is the limit here',
    ]);
    expect(judge(check, toldAt(removal(), 3010, 3020, 14_000).lag(13_000, 500))[0]).toMatch(/^fail/);
  });
  test('late, as the test side was after the first of several was to go', () => {
    const both = toldAt(removal(), 3010, 3020).lag(2500, 1000);
    message(both, 2990, 3, 'BYE', false);
    for (const subscriber of [1, 2]) gone(both, 14_900, subscriber, 3);
    expect(judge(check, both)).toEqual([
      'inconc: 4 of 4 tellings: p50 20 ms, p95 11910 ms, p99 11910 ms, max 11910 ms; 0 too early, 0 missing, 0 doubled; the test side itself was 1000 ms late in all: it is the limit here',
    ]);
  });
  test('late, as the test side was before anybody was to go', () =>
    expect(judge(check, toldAt(removal(), 3010, 3020, 14_000).lag(1000, 900))[0]).toMatch(/^fail/));
  test('the same user in another way of writing', () => {
    const timeline = toldAt(removal(), 3010, 3020);
    notice(timeline, 3030, 3, { departures: [{ user: 'sip:user-4@ims.test:5060;gr=1', methods: [] }] });
    expect(judge(check, timeline)[0]).toMatch(/^pass/);
  });
  test('nobody departed', () =>
    expect(judge(check, madeCrowd())).toEqual(['inconc: nobody departed, so nobody had anything to be told']));
});

describe('who has to be told of a departure in a large group', () => {
  /** `who of whom`, and when. */
  const tellings = (timeline: MadeTimeline, until = 60_000) => {
    const facts = crowdFacts(timeline.end(until).evidence().timeline, 500);
    return facts.tellings.map(
      ({ subscriber, departed, told }) =>
        `${subscriber.identity.slice(4, 10)} of ${departed.identity.slice(4, 10)}: ${told.map(({ at }) => at).join(' ') || 'never'}`,
    );
  };
  const thirdLeavesAt = (timeline: MadeTimeline, at: number) => message(timeline, at, 3, 'BYE', false);

  test('those who stay', () =>
    expect(tellings(toldAt(removal(), 3010, 3020))).toEqual([
      'user-1 of user-4: 3010',
      'user-2 of user-4: 3020',
      'user-3 of user-4: never',
    ]));
  test('nobody of the own departure', () =>
    expect(tellings(gone(toldAt(removal(), 3010, 3020), 3005, 4, 4))).not.toContain('user-4 of user-4: 3005'));
  test('who goes within twelve seconds need not be, and is looked at where it was', () => {
    expect(tellings(thirdLeavesAt(toldAt(removal(), 3010, 3020), 15_000))).toEqual([
      'user-1 of user-3: never',
      'user-1 of user-4: 3010',
      'user-2 of user-3: never',
      'user-2 of user-4: 3020',
    ]);
    expect(tellings(thirdLeavesAt(toldAt(removal(), 3010, 3020), 15_001))).toEqual([
      'user-1 of user-3: never',
      'user-1 of user-4: 3010',
      'user-2 of user-3: never',
      'user-2 of user-4: 3020',
      'user-3 of user-4: never',
    ]);
    expect(tellings(thirdLeavesAt(toldAt(removal(), 3010, 3020, 3030), 3101))).toEqual([
      'user-1 of user-3: never',
      'user-1 of user-4: 3010',
      'user-2 of user-3: never',
      'user-2 of user-4: 3020',
      'user-3 of user-4: 3030',
    ]);
  });
  test('whose subscription ends within that time need not be', () => {
    const ended = notice(toldAt(removal(), 3010, 3020), 15_000, 3, { state: 'terminated' });
    expect(tellings(ended)).toEqual(['user-1 of user-4: 3010', 'user-2 of user-4: 3020']);
    const later = notice(toldAt(removal(), 3010, 3020), 15_001, 3, { state: 'terminated' });
    expect(tellings(later)).toEqual(['user-1 of user-4: 3010', 'user-2 of user-4: 3020', 'user-3 of user-4: never']);
  });
  test('who is dead is not asked', () => {
    const timeline = toldAt(removal(), 3010, 3020);
    timeline.add(500, { kind: 'mark', mark: 'watchers-dead', detail: `${identity(3)} ${identity(1)}` });
    timeline.add(501, { kind: 'mark', mark: 'participant-lost', detail: identity(2) });
    expect(tellings(timeline)).toEqual(['user-2 of user-4: 3020']);
  });
  /** A fifth joins, and subscribes at that time. */
  const fifth = (timeline: MadeTimeline, at: number, subscribed = at + 100, arrivals?: number[]) => {
    message(timeline, at, 5, 'INVITE', false);
    message(timeline, at + 5, 5, 'INVITE', false, 200);
    for (const subscriber of arrivals ?? [])
      notice(timeline, at + 6, subscriber, { version: 2, arrivals: [identity(5)] });
    return notice(timeline, subscribed, 5, { version: 1 });
  };
  test('who subscribed after it is not', () => {
    expect(tellings(fifth(removal(), 500, 2999)).filter((one) => one.startsWith('user-5'))).toEqual([
      'user-5 of user-4: never',
    ]);
    expect(tellings(fifth(removal(), 500, 3000)).filter((one) => one.startsWith('user-5'))).toEqual([]);
  });
  test('of who came later, those to whom it was shown', () => {
    const timeline = fifth(madeCrowd(), 500, 600, [1, 2]);
    message(timeline, 1000, 5, 'BYE', false);
    expect(tellings(timeline)).toEqual(['user-1 of user-5: never', 'user-2 of user-5: never']);
  });
  test('of who joined with the first NOTIFY, whoever got that', () => {
    const timeline = fifth(madeCrowd(), 103);
    message(timeline, 1000, 5, 'BYE', false);
    expect(tellings(timeline)).toEqual(['user-3 of user-5: never', 'user-4 of user-5: never']);
  });
  test('nobody of those who did not get in, and of those whom the focus called', () => {
    const timeline = removal();
    message(timeline, 500, 5, 'INVITE', false);
    message(timeline, 1000, 5, 'BYE', false);
    message(timeline, 500, 6, 'INVITE', true);
    message(timeline, 505, 6, 'INVITE', true, 200);
    message(timeline, 1000, 6, 'BYE', false);
    expect(crowdFacts(timeline.evidence().timeline, 500).members).toHaveLength(SIZE);
    expect(tellings(timeline)).toEqual([
      'user-1 of user-4: never',
      'user-2 of user-4: never',
      'user-3 of user-4: never',
    ]);
  });
  test('who never got a NOTIFY is not', () => {
    const timeline = removal();
    message(timeline, 11, 5, 'INVITE', false);
    message(timeline, 21, 5, 'INVITE', false, 200);
    expect(tellings(timeline)).toEqual([
      'user-1 of user-4: never',
      'user-2 of user-4: never',
      'user-3 of user-4: never',
    ]);
  });
  test('a removal that is not answered is one at Timer F, a twentieth early at the earliest', () => {
    const unanswered = () => message(madeCrowd(), 1000, 4, 'BYE', true);
    const due = (until: number) => crowdFacts(unanswered().end(until).evidence().timeline, 500).departed[0]?.due;
    expect(due(31_400)).toEqual({ at: 33_000, earliest: 31_400, seq: expect.any(Number) });
    expect(due(31_399)).toBeUndefined();
  });
  test('an answer or a leave is due with its record, and not before its go', () => {
    const due = (timeline: MadeTimeline) => crowdFacts(timeline.end(9000).evidence().timeline, 500).departed[0]?.due;
    expect(due(removal())).toMatchObject({ at: 3000, earliest: 2998 });
    expect(due(leave())).toMatchObject({ at: 1000, earliest: 998 });
    expect(due(leave().go(1000, 'crowd', 'call-4', 'BYE').go(1001, 'crowd', 'call-4', 'x'))).toMatchObject({
      earliest: 1000,
    });
    expect(due(message(madeCrowd(), 1000, 4, 'BYE', false))).toMatchObject({ at: 1000, earliest: 1000 });
    const noGo = message(message(madeCrowd(), 1000, 4, 'BYE', true), 3000, 4, 'BYE', true, 200);
    expect(due(noGo)).toMatchObject({ at: 3000, earliest: 1000 });
    expect(due(noGo.go(900, 'crowd', 'call-4', 'x'))).toMatchObject({ earliest: 1000 });
  });
  test('a member is told whole', () => {
    const { timeline } = notice(removal(), 5000, 4, { state: 'terminated' }).end(9000).evidence();
    const { members, end } = crowdFacts(timeline, 500);
    expect(end).toBe(9000);
    expect(members[0]).toStrictEqual({
      identity: identity(1),
      callId: 'call-1',
      actor: 'crowd',
      joinedAt: 11,
      notices: [expect.objectContaining({ at: 101 })],
      dead: false,
    });
    expect(members[3]).toMatchObject({ bye: { method: 'BYE' }, due: { at: 3000 }, endedAt: 5000 });
  });
});

describe('crowd-not-told-early', () => {
  const check = crowdNotToldEarly;
  test('after the go, if before the record', () =>
    expect(judge(check, toldAt(removal(), 2998, 3020, 3030))).toEqual(['pass: of 3 tellings none was too early']));
  test('before the go', () =>
    expect(judge(check, toldAt(removal(), 2997, 3020, 1001))).toEqual([
      'fail: 2 of 3 tellings were too early, by up to 1999 ms: sip:user-1@ims.test of sip:user-4@ims.test, sip:user-3@ims.test of sip:user-4@ims.test',
      'by notice to sip:user-3@ims.test at 1001, crowd sent SIP/2.0 200 at 3000: -1999 ms',
    ]));
  test('no departure', () =>
    expect(judge(check, madeCrowd())).toEqual(['inconc: nobody departed, so nobody had anything to be told']));
});

describe('crowd-versions', () => {
  const check = crowdVersions;
  test('each in its turn', () =>
    expect(judge(check, toldAt(removal(), 3010))).toEqual(['pass: 5 documents, each in its turn']));
  test('some are not', () => {
    const timeline = notice(removal(), 3010, 1, { version: 1, anomalies: ['repeated'] });
    notice(timeline, 3011, 2, { version: 9, anomalies: ['gap', 'repeated'] });
    expect(judge(check, timeline)).toEqual([
      'fail: 2 of 6 documents are out of turn (repeated, gap), the first to sip:user-1@ims.test',
      'by notice to sip:user-1@ims.test at 3010',
    ]);
  });
  test('one cannot be read', () =>
    expect(judge(check, notice(removal(), 3010, 1, { unreadable: 'no XML' }))).toEqual([
      'fail: 1 of 4 documents are out of turn (unreadable (no XML)), the first to sip:user-1@ims.test',
      'by notice to sip:user-1@ims.test at 3010',
    ]));
  test('there are none', () =>
    expect(judge(check, notice(new MadeTimeline(), 100, 1))).toEqual([
      'inconc: no document with a version was received',
    ]));
});

describe('crowd-byes-answered', () => {
  const check = crowdByesAnswered;
  test('at once', () =>
    expect(judge(check, leave())).toEqual(['pass: 1 BYEs: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms']));
  test('later than T1: a note', () => {
    expect(judge(check, leave(200, 1500))).toEqual(['pass: 1 BYEs: p50 500 ms, p95 500 ms, p99 500 ms, max 500 ms']);
    expect(judge(check, leave(200, 1501))).toEqual([
      'pass: 1 BYEs: p50 501 ms, p95 501 ms, p99 501 ms, max 501 ms',
      'note: the slowest later than T1 (500 ms)',
    ]);
  });
  test.each([299, 300, 403])('with %i', (status) =>
    expect(judge(check, leave(status))).toEqual([
      status < 300
        ? 'pass: 1 BYEs: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms'
        : 'fail: 1 BYEs: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms; 0 not answered, 1 refused, the first that of sip:user-4@ims.test',
    ]),
  );
  test('never', () => {
    expect(judge(check, leave(null))).toEqual([
      'fail: 1 BYEs: no response; 1 not answered, 0 refused, the first that of sip:user-4@ims.test',
    ]);
    expect(judge(check, leave(null), 3000)).toEqual([
      'fail: 1 BYEs: no response; 1 not answered, 0 refused, the first that of sip:user-4@ims.test',
    ]);
    expect(judge(check, leave(null), 2999)).toEqual([
      'inconc: 1 BYEs: no response; 1 not answered, 0 refused, the first that of sip:user-4@ims.test; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('one refused, and one never answered', () => {
    const timeline = message(leave(403), 1200, 3, 'BYE', false);
    expect(judge(check, timeline, 1500)).toEqual([
      'fail: 2 BYEs: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms; 1 not answered, 1 refused, the first that of sip:user-3@ims.test',
    ]);
  });
  test('at the last moment, and too late', () => {
    expect(judge(check, leave(200, 3000))).toEqual([
      'pass: 1 BYEs: p50 2000 ms, p95 2000 ms, p99 2000 ms, max 2000 ms',
      'note: the slowest later than T1 (500 ms)',
    ]);
    expect(judge(check, leave(200, 3001))).toEqual([
      'fail: 1 BYEs: p50 2001 ms, p95 2001 ms, p99 2001 ms, max 2001 ms; at most 2000 ms are allowed',
      'by crowd sent BYE at 1000, crowd received SIP/2.0 200 at 3001: 2001 ms',
    ]);
  });
  test('too late, the slowest of two decides', () => {
    const timeline = leave(200, 4000);
    for (const index of [2, 3]) {
      message(timeline, 1100, index, 'BYE', false);
      message(timeline, 1110, index, 'BYE', false, 200);
    }
    expect(judge(check, timeline)).toEqual([
      'fail: 3 BYEs: p50 10 ms, p95 3000 ms, p99 3000 ms, max 3000 ms; at most 2000 ms are allowed',
      'by crowd sent BYE at 1000, crowd received SIP/2.0 200 at 4000: 3000 ms',
    ]);
  });
  test('late, as the test side was', () => {
    expect(judge(check, leave(200, 4000).lag(3500, 501))).toEqual([
      'inconc: 1 BYEs: p50 3000 ms, p95 3000 ms, p99 3000 ms, max 3000 ms; the test side itself was 501 ms late in all: it is the limit here',
    ]);
    expect(judge(check, leave(200, 4000).lag(3500, 500))[0]).toMatch(/^fail/);
    expect(judge(check, leave(200, 3000).lag(3500, 500))[0]).toMatch(/^pass/);
  });
  test('removals are no leaves', () => expect(judge(check, removal())).toEqual(['inconc: nobody left']));
});

describe('crowd-byes-sent', () => {
  const all = crowdByesSent('REQ-CF-02', 'all');
  const some = crowdByesSent('REQ-CF-01', 2);
  const ended = (...to: [index: number, at: number][]) => {
    const timeline = madeCrowd();
    for (const [index, at] of to) message(timeline, at, index, 'BYE', true);
    return timeline;
  };
  /** Whoever may has asked the focus to remove some. */
  const asked = (status?: number) => {
    const timeline = madeCrowd();
    const lines = ['Via: SIP/2.0/TCP x;branch=z9hG4bKrefer', 'Call-ID: refer', 'CSeq: 1 REFER'];
    timeline.sip(900, 'crowd', 'sent', ['REFER sip:gs-1@f SIP/2.0', ...lines]);
    return status === undefined ? timeline : timeline.sip(905, 'crowd', 'received', [`SIP/2.0 ${status} X`, ...lines]);
  };
  test('to all', () =>
    expect(judge(all, ended([2, 1000], [1, 1010], [4, 1200], [3, 1100]))).toEqual([
      'pass: 4 BYEs within 200 ms; at most 10000 ms are allowed',
      'by crowd received BYE at 1000, crowd received BYE at 1200: 200 ms',
    ]));
  test('to all, the last one at the last moment, and too late', () => {
    expect(judge(all, ended([1, 1000], [2, 1001], [3, 1002], [4, 11_000]))).toEqual([
      'pass: 4 BYEs within 10000 ms; at most 10000 ms are allowed',
      'by crowd received BYE at 1000, crowd received BYE at 11000: 10000 ms',
    ]);
    expect(judge(all, ended([1, 1000], [2, 1001], [3, 1002], [4, 11_001]))).toEqual([
      'fail: 4 BYEs within 10001 ms; at most 10000 ms are allowed',
      'by crowd received BYE at 1000, crowd received BYE at 11001: 10001 ms',
    ]);
  });
  test('not to all', () => {
    expect(judge(all, ended([1, 1000], [2, 1001]))).toEqual([
      'fail: 2 BYEs were sent, and 4 are due',
      'by crowd received BYE at 1000, crowd received BYE at 1001',
    ]);
    expect(judge(all, ended([1, 1000], [2, 1001]), 11_000)[0]).toMatch(/^fail/);
    expect(judge(all, ended([1, 1000], [2, 1001]), 10_999)).toEqual([
      'inconc: 2 of 4 BYEs within the 9999 ms observed',
    ]);
  });
  test('to as many as asked for, at most half', () => {
    expect(judge(some, ended([1, 1000], [2, 1001]))[0]).toMatch(/^pass/);
    expect(judge(crowdByesSent('REQ-CF-01', 3), ended([1, 1000], [2, 1001]))[0]).toMatch(/^pass/);
    expect(judge(crowdByesSent('REQ-CF-01', 1), ended([1, 1000]))[0]).toMatch(/^pass/);
  });
  test('to more than asked for', () =>
    expect(judge(some, ended([2, 1000], [3, 1001], [4, 1002]), 5000)).toEqual([
      'fail: 3 BYEs were sent, and 2 are due',
      'by crowd received BYE at 1000, crowd received BYE at 1002',
    ]));
  test('their own are none of the focus', () => {
    const timeline = ended([1, 1000], [2, 1001]);
    message(timeline, 1000, 3, 'BYE', false);
    expect(judge(some, timeline)[0]).toMatch(/^pass/);
  });
  test('to none', () => {
    expect(judge(some, asked(202))).toEqual(['fail: none of 2 BYEs was sent']);
    expect(judge(some, asked(202), 3405)).toEqual(['fail: none of 2 BYEs was sent']);
    expect(judge(some, asked(202), 3404)).toEqual([
      'inconc: none of 2 BYEs was sent; only 2499 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(some, asked(300), 1000)).toEqual(['fail: none of 2 BYEs was sent']);
    expect(judge(some, asked())).toEqual(['fail: no answer to the REFER in 59100 ms']);
    expect(judge(some, ended())).toEqual(['inconc: nobody asked for a removal']);
  });
});

describe('crowd-final-roster', () => {
  const check = crowdFinalRoster;
  test('as many as there are', () =>
    expect(judge(check, toldAt(leave(), 1020, 1021, 1022))).toEqual(['pass: 3 subscribers are shown 3 connected']));
  test('the last number that was told counts', () => {
    const timeline = notice(toldAt(leave(), 1020, 1021, 1022), 1030, 1, { state: 'active' });
    expect(judge(check, timeline)[0]).toMatch(/^pass/);
    expect(judge(check, notice(timeline, 1031, 1, { connected: 4 }))).toEqual([
      'fail: 1 of 3 are shown another number than 3 connected, the first sip:user-1@ims.test: 4',
    ]);
  });
  test('one more', () =>
    expect(judge(check, toldAt(leave(), 1020, 1021))).toEqual([
      'fail: 1 of 3 are shown another number than 3 connected, the first sip:user-3@ims.test: 4',
    ]));
  test('one more, and not watched long enough', () => {
    expect(judge(check, toldAt(leave(), 1020, 1021), 10_999)).toEqual([
      'inconc: only 9999 ms after the last departure were observed',
    ]);
    expect(judge(check, toldAt(leave(), 1020, 1021), 11_000)[0]).toMatch(/^fail/);
  });
  test('who is dead, and who never had a NOTIFY, is not asked', () => {
    const timeline = toldAt(leave(), 1020, 1021);
    timeline.add(500, { kind: 'mark', mark: 'watchers-dead', detail: identity(3) });
    expect(judge(check, timeline)).toEqual(['pass: 2 subscribers are shown 3 connected']);
    const silent = new MadeTimeline();
    message(silent, 11, 1, 'INVITE', false);
    message(silent, 21, 1, 'INVITE', false, 200);
    expect(judge(check, silent)).toEqual(['inconc: nobody stayed']);
    expect(judge(check, notice(silent, 101, 1))[0]).toMatch(/^fail: 1 of 1 are shown another number than 1 connected/);
  });
  test('nobody departed', () => {
    expect(judge(check, madeCrowd())).toEqual(['pass: 4 subscribers are shown 4 connected']);
    expect(judge(check, notice(madeCrowd(), 200, 1, { connected: 3 }), 9999)).toEqual([
      'inconc: only 9999 ms after the last departure were observed',
    ]);
  });
  test('a leave was let go and is not on record', () => {
    const lost = (timeline: MadeTimeline) => timeline.go(59_900, 'crowd', 'call-3', 'BYE');
    expect(judge(check, lost(notice(madeCrowd(), 200, 1, { connected: 3 })))).toEqual([
      'inconc: what was let go is not on record: how many departed is not known',
    ]);
    expect(judge(check, lost(madeCrowd()))[0]).toMatch(/^pass/);
    const several = message(
      lost(notice(madeCrowd(), 200, 1, { connected: 3 })),
      11,
      5,
      'INVITE',
      false,
      undefined,
      'b',
    );
    expect(judge(check, message(several, 21, 5, 'INVITE', false, 200, 'b'))).toEqual([
      'inconc: what was let go is not on record: how many departed is not known',
    ]);
  });
});

describe('crowd-subscriptions-ended', () => {
  const check = crowdSubscriptionsEnded;
  test('nobody was there', () =>
    expect(judge(check, new MadeTimeline().end(9000))).toEqual(['inconc: nobody had joined']));
  const ended = (at?: number) => {
    const timeline = madeCrowd();
    for (let index = 1; index <= SIZE; index++) {
      message(timeline, 1000, index, 'BYE', true);
      message(timeline, 1010, index, 'BYE', true, index === 1 ? 481 : 200);
      if (index > 1) notice(timeline, 1020, index, { state: 'terminated' });
    }
    return at === undefined ? timeline : notice(timeline, at, 1, { state: 'terminated' });
  };
  test('one much later, as the test side was', () => {
    expect(judge(check, ended(4010).lag(4000, 501))).toEqual([
      'inconc: 4 of 4 subscriptions ended: p50 10 ms, p95 3000 ms, p99 3000 ms, max 3000 ms; the test side itself was 501 ms late in all: it is the limit here',
    ]);
    expect(judge(check, ended(4010).lag(4000, 500))[0]).toMatch(/^fail/);
    expect(judge(check, ended(1030).lag(4000, 501))[0]).toMatch(/^pass/);
  });
  test('each with its own BYE', () =>
    expect(judge(check, ended(1030))).toEqual([
      'pass: 4 of 4 subscriptions ended: p50 10 ms, p95 20 ms, p99 20 ms, max 20 ms',
    ]));
  test('one ahead of it', () =>
    expect(judge(check, ended(1005))).toEqual([
      'pass: 4 of 4 subscriptions ended: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms',
    ]));
  test('one at the last moment, and too late', () => {
    expect(judge(check, ended(3010))[0]).toMatch(/^pass/);
    expect(judge(check, ended(3011))).toEqual([
      'fail: 4 of 4 subscriptions ended: p50 10 ms, p95 2001 ms, p99 2001 ms, max 2001 ms; 1 later than 2000 ms',
    ]);
  });
  test('one never', () => {
    expect(judge(check, ended())).toEqual([
      'fail: 3 of 4 subscriptions ended: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms; that of sip:user-1@ims.test was not',
    ]);
    expect(judge(check, ended(), 3010)[0]).toMatch(/^fail/);
    expect(judge(check, ended(), 3009)).toEqual([
      'inconc: 3 of 4 subscriptions ended: p50 10 ms, p95 10 ms, p99 10 ms, max 10 ms; only 1999 ms after the last BYE were observed',
    ]);
  });
  test('none, and the last BYE counts', () => {
    const unended = () => {
      const timeline = madeCrowd();
      for (let index = 1; index <= SIZE; index++) {
        message(timeline, 1000, index, 'BYE', true);
        message(timeline, 1000 + 100 * index, index, 'BYE', true, 200);
      }
      return timeline;
    };
    expect(judge(check, unended(), 3400)).toEqual([
      'fail: 0 of 4 subscriptions ended: none; that of sip:user-1@ims.test was not',
    ]);
    expect(judge(check, unended(), 3399)).toEqual([
      'inconc: 0 of 4 subscriptions ended: none; only 1999 ms after the last BYE were observed',
    ]);
  });
  test('some sessions go on', () => expect(judge(check, removal())).toEqual(['inconc: 3 of 4 sessions had not ended']));
});

describe('crowd-nothing-left', () => {
  const check = crowdNothingLeft;
  const left = () => notice(leave(), 1020, 4, { state: 'terminated' });
  const churn = (timeline: MadeTimeline, at: number, phase: 'begin' | 'end', step = 'churn') =>
    timeline.add(at, { kind: 'step', step, phase, caption: '', preamble: false });
  test.each(['fin', 'rst'] as const)('closed by %s, and terminated', (how) =>
    expect(judge(check, left().fin(1015, 'crowd', identity(4), how))).toEqual([
      'pass: 1 came and went: 0 MSRP connections and 0 subscriptions are left',
    ]),
  );
  test('a connection that is left', () =>
    expect(judge(check, left())).toEqual([
      'fail: 1 came and went: 1 MSRP connections and 0 subscriptions are left, among them those of sip:user-4@ims.test',
    ]));
  test('a connection that the member closed, or that was opened, or that of another', () => {
    for (const event of [
      { event: 'fin', by: 'tester', sessions: [identity(4)] },
      { event: 'open', by: 'sut', sessions: [identity(4)] },
      { event: 'fin', by: 'sut', sessions: [identity(3)] },
    ] as const)
      expect(
        judge(
          check,
          left().add(1015, { kind: 'tcp', actor: 'crowd', connection: 1, ...event, sessions: [...event.sessions] }),
        ),
      ).toEqual([
        'fail: 1 came and went: 1 MSRP connections and 0 subscriptions are left, among them those of sip:user-4@ims.test',
      ]);
  });
  test('a subscription that is left', () =>
    expect(judge(check, leave().fin(1015, 'crowd', identity(4)))).toEqual([
      'fail: 1 came and went: 0 MSRP connections and 1 subscriptions are left, among them those of sip:user-4@ims.test',
    ]));
  test('what may still be closed is not left', () => {
    expect(judge(check, left(), 2999)[0]).toMatch(/^pass/);
    expect(judge(check, left(), 3000)[0]).toMatch(/^fail/);
    expect(judge(check, leave().fin(1015, 'crowd', identity(4)), 2999)[0]).toMatch(/^pass/);
    expect(judge(check, leave().fin(1015, 'crowd', identity(4)), 3000)[0]).toMatch(/^fail/);
  });
  test('how long that went on', () => {
    const timeline = churn(churn(churn(left(), 800, 'begin', 'other'), 900, 'begin'), 21_350, 'end');
    expect(judge(check, churn(timeline, 30_000, 'end', 'other').fin(1015, 'crowd', identity(4)))).toEqual([
      'pass: 1 came and went in 20 s: 0 MSRP connections and 0 subscriptions are left',
    ]);
    expect(judge(check, churn(left(), 900, 'begin'))[0]).not.toContain(' in ');
  });
  test('nobody came and went', () =>
    expect(judge(check, madeCrowd())).toEqual(['inconc: nobody departed, so nobody had anything to be told']));
});

describe('measurements', () => {
  const measured = (timeline: MadeTimeline) => {
    const evidence = timeline.end(60_000).evidence(IXIT);
    return crowdMeasurements(evidence.timeline, evidence.ixit);
  };

  test('every telling, and what is too early, missing or doubled', () => {
    expect(measured(gone(toldAt(removal(), 1001, 3020), 4000, 2, 4))).toEqual({
      distributions: [
        {
          what: 'from what made a departure due to the NOTIFY, per subscriber',
          unit: 'ms',
          count: 2,
          p50: 0,
          p95: 20,
          p99: 20,
          max: 20,
        },
      ],
      counts: { participants: 4, departures: 1, notifications: 7, told: 2, 'too early': 1, missing: 1, doubled: 1 },
    });
  });
  test('every response to one who leaves', () => {
    expect(measured(leave())).toMatchObject({
      distributions: [{ what: 'from the BYE of who leaves to its response', count: 1, max: 10 }],
    });
    expect(measured(leave(null))).toMatchObject({ distributions: [] });
  });
  test('of large groups only', () => expect(measured(new MadeTimeline())).toBeUndefined());
});
