import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import {
  byeAnsweredAmidRefresh,
  byeAnsweredDespiteSlowSubscribers,
  malformedByeRefused,
  noByeToLeaver,
  pendingRequestAnswered,
  repeatedByeAnsweredAlike,
  secondByeRefused,
  staleByeRefused,
  unknownDialogRefused,
} from './leave-bye.ts';
import { LEFT_AT, madeLeave, request } from './made-leave.ts';
import { madeGroup, notify } from './made-removal.ts';

const judge = (check: Check, timeline: MadeTimeline, until = 60_000) => inWords(check, timeline.end(until).evidence());

/** Carol's trace ends ahead of something that she had been told to send. */
const broken = (timeline: MadeTimeline) => timeline.go(59_990, 'carol', 'i-carol', 'ACK');

test.each([
  noByeToLeaver,
  repeatedByeAnsweredAlike,
  unknownDialogRefused,
  malformedByeRefused,
  staleByeRefused,
  byeAnsweredAmidRefresh,
  byeAnsweredDespiteSlowSubscribers,
])('$id: nothing is said where nobody left', (check) => {
  expect(judge(check, madeGroup())).toEqual(['inconc: Carol sent no BYE']);
});

describe('no-bye-to-leaver', () => {
  const check = noByeToLeaver;
  test('none', () => expect(judge(check, madeLeave())).toEqual(['pass: no BYE to Carol in the 59000 ms after hers']));
  test('one', () => {
    const timeline = request(madeLeave(), 1010, { direction: 'received', branch: 'back', cseq: 1 });
    expect(judge(check, timeline)).toEqual([
      'fail: the focus sent Carol a BYE 10 ms after hers',
      'by carol sent BYE at 1000, carol received BYE at 1010: 10 ms',
    ]);
  });
  test('none for long enough, and not', () => {
    expect(judge(check, madeLeave(), 3000)).toEqual(['pass: no BYE to Carol in the 2000 ms after hers']);
    expect(judge(check, madeLeave(), 2999)).toEqual(['inconc: only 1999 ms after the BYE were observed']);
  });
});

describe('repeated-bye-answered-alike', () => {
  const check = repeatedByeAnsweredAlike;
  type Responses = [number, number, string?][];
  const repeated = (second: Responses, first?: Responses) =>
    request(madeLeave({ branch: 'same' }, first), 2000, { branch: 'same' }, second);
  test('each alike', () =>
    expect(judge(check, repeated([[200, 2005]]))).toEqual([
      'pass: 2 copies of the BYE were each answered 200 with To tag f-carol',
      'by carol sent BYE at 2000, carol received SIP/2.0 200 at 2005',
    ]));
  test('each alike, but not to the octet: a note', () => {
    const timeline = repeated([[200, 2005]]);
    request(timeline, 3000, { branch: 'same' });
    timeline.sip(3005, 'carol', 'received', [
      'SIP/2.0 200 Fine',
      'Via: SIP/2.0/UDP x;branch=z9hG4bKsame',
      'To: <sip:gs-1@f>;tag=f-carol',
      'Call-ID: i-carol',
      'CSeq: 2 BYE',
    ]);
    expect(judge(check, timeline)).toEqual([
      'pass: 3 copies of the BYE were each answered 200 with To tag f-carol',
      'by carol sent BYE at 3000, carol received SIP/2.0 200 at 3005',
      'note: not the same octets each time',
    ]);
  });
  test('481 the second time', () =>
    expect(judge(check, repeated([[481, 2005]]))).toEqual([
      'fail: the first BYE was answered 200 with To tag f-carol, a copy of it 481 with To tag f-carol',
      'by carol received SIP/2.0 200 at 1005, carol received SIP/2.0 481 at 2005: 1000 ms',
    ]));
  test('another To tag', () =>
    expect(judge(check, repeated([[200, 2005, 'other']]))).toEqual([
      'fail: the first BYE was answered 200 with To tag f-carol, a copy of it 200 with To tag other',
      'by carol received SIP/2.0 200 at 1005, carol received SIP/2.0 200 at 2005: 1000 ms',
    ]));
  test('the third alone is another, without a To tag', () => {
    const timeline = request(repeated([[200, 2005]]), 3000, { branch: 'same' });
    timeline.sip(3005, 'carol', 'received', [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP x;branch=z9hG4bKsame',
      'To: <sip:gs-1@f>',
      'Call-ID: i-carol',
      'CSeq: 2 BYE',
    ]);
    expect(judge(check, timeline)).toEqual([
      'fail: the first BYE was answered 200 with To tag f-carol, a copy of it 200 with To tag absent',
      'by carol received SIP/2.0 200 at 1005, carol received SIP/2.0 200 at 3005: 2000 ms',
    ]);
  });
  test('no second response', () => {
    expect(judge(check, repeated([]))).toEqual([
      'fail: 2 copies of the BYE were answered 1 times',
      'by carol sent BYE at 1000, carol sent BYE at 2000',
    ]);
    expect(judge(check, repeated([]), 33_360)[0]).toMatch(/^fail/);
    const thrice = request(repeated([]), 3000, { branch: 'same' });
    expect(judge(check, thrice, 34_360)).toEqual([
      'fail: 3 copies of the BYE were answered 1 times',
      'by carol sent BYE at 1000, carol sent BYE at 3000',
    ]);
    expect(judge(check, request(repeated([]), 3000, { branch: 'same' }), 34_359)[0]).toMatch(/^inconc/);
    expect(judge(check, repeated([]), 33_359)).toEqual([
      'inconc: 2 copies of the BYE were answered 1 times; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(repeated([])))).toEqual([
      'inconc: 2 copies of the BYE were answered 1 times; but the trace of carol ends ahead of a message that was let go, and what came later is not known',
      'to be repeated',
    ]);
  });
  test('no response at all', () => {
    expect(judge(check, repeated([], []))).toEqual(['fail: 2 copies of the BYE, and no final response']);
    expect(judge(check, repeated([], []), 32_359)).toEqual([
      'inconc: 2 copies of the BYE, and no final response; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(repeated([], [])))[0]).toMatch(/^inconc/);
  });
  test('sent once', () => expect(judge(check, madeLeave())).toEqual(['inconc: the BYE went out once only']));
});

describe('second-bye-refused', () => {
  const check = secondByeRefused;
  const second = (...statuses: number[]) =>
    request(
      madeLeave(),
      3000,
      { cseq: 3 },
      statuses.map((status) => [status, 3004]),
    );
  test('one of the focus between them is none', () => {
    const timeline = request(second(481), 2000, { direction: 'received', branch: 'theirs' });
    expect(judge(check, timeline)[0]).toBe('pass: a second BYE was answered 481');
  });
  test('481', () =>
    expect(judge(check, second(481))).toEqual([
      'pass: a second BYE was answered 481',
      'by carol sent BYE at 3000, carol received SIP/2.0 481 at 3004: 4 ms',
    ]));
  test('200', () =>
    expect(judge(check, second(200))).toEqual([
      'fail: a second BYE was answered 200; 481 is due',
      'by carol sent BYE at 3000, carol received SIP/2.0 200 at 3004: 4 ms',
    ]));
  test('no answer', () => {
    expect(judge(check, second())).toEqual(['fail: no final response to a second BYE in 57000 ms; 481 is due']);
    expect(judge(check, second(), 34_359)).toEqual([
      'inconc: no final response to a second BYE in 31359 ms; 481 is due; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(second()))[0]).toMatch(/^inconc/);
  });
  test('the first was not answered', () =>
    expect(judge(check, request(madeLeave({}, []), 3000, { cseq: 3 }, [[481, 3004]]))).toEqual([
      'inconc: the first BYE was not answered',
    ]));
  test('only one, or none', () => {
    expect(judge(check, madeLeave())).toEqual(['inconc: Carol did not send two BYEs']);
    expect(judge(check, madeGroup())).toEqual(['inconc: Carol did not send two BYEs']);
  });
});

describe('a BYE that is to be refused', () => {
  const refused = (status: number) => madeLeave({ toTag: 'wrong' }, [[status, LEFT_AT + 3]]);
  test('unknown dialog: 481', () =>
    expect(judge(unknownDialogRefused, refused(481))).toEqual([
      'pass: the BYE for no dialog was answered 481',
      'by carol sent BYE at 1000, carol received SIP/2.0 481 at 1003: 3 ms',
    ]));
  test('unknown dialog: 400 is none', () =>
    expect(judge(unknownDialogRefused, refused(400))).toEqual([
      'fail: the BYE for no dialog was answered 400; 481 is due',
      'by carol sent BYE at 1000, carol received SIP/2.0 400 at 1003: 3 ms',
    ]));
  test.each([400, 481])('malformed: %i', (status) =>
    expect(judge(malformedByeRefused, refused(status))).toEqual([
      `pass: the malformed BYE was answered ${status}`,
      `by carol sent BYE at 1000, carol received SIP/2.0 ${status} at 1003: 3 ms`,
    ]),
  );
  test('malformed: 200', () =>
    expect(judge(malformedByeRefused, refused(200))).toEqual([
      'fail: the malformed BYE was answered 200; 481 or 400 is due',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1003: 3 ms',
    ]));
  test('no answer', () => {
    const silent = () => madeLeave({ toTag: null }, []);
    expect(judge(malformedByeRefused, silent())).toEqual([
      'fail: no final response to the malformed BYE in 59000 ms; 481 or 400 is due',
    ]);
    expect(judge(malformedByeRefused, silent(), 32_360)[0]).toMatch(/^fail/);
    expect(judge(malformedByeRefused, silent(), 32_359)).toEqual([
      'inconc: no final response to the malformed BYE in 31359 ms; 481 or 400 is due; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('another method in the CSeq', () =>
    expect(judge(malformedByeRefused, madeLeave({ cseqMethod: 'INVITE' }, [[400, LEFT_AT + 3]]))).toEqual([
      'pass: the malformed BYE was answered 400',
      'by carol sent BYE at 1000, carol received SIP/2.0 400 at 1003: 3 ms',
    ]));
});

describe('stale-bye-refused', () => {
  const stale = (cseq: number, status: number) => madeLeave({ cseq }, [[status, LEFT_AT + 3]]);
  test('500', () =>
    expect(judge(staleByeRefused, stale(0, 500))).toEqual([
      'pass: the BYE with CSeq 0 after 1 was answered 500',
      'by carol sent BYE at 1000, carol received SIP/2.0 500 at 1003: 3 ms',
    ]));
  test('200', () =>
    expect(judge(staleByeRefused, stale(0, 200))).toEqual([
      'fail: the BYE with CSeq 0 after 1 was answered 200; 500 is due',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1003: 3 ms',
    ]));
  test('not stale by what another request had, or one of the focus', () => {
    const before = (timeline: MadeTimeline) => {
      request(timeline, 50, { method: 'REFER', cseq: 9, callId: 'r' });
      return request(timeline, 60, { method: 'INVITE', cseq: 9, direction: 'received' });
    };
    expect(judge(staleByeRefused, before(stale(2, 500)))[0]).toMatch(/^inconc/);
  });
  test('not stale at all', () => {
    expect(judge(staleByeRefused, stale(2, 500))).toEqual([
      'inconc: the BYE had CSeq 2 and the INVITE 1: it was not stale',
    ]);
    expect(judge(staleByeRefused, stale(1, 500))[0]).toMatch(/^inconc/);
  });
});

describe('pending-request-answered', () => {
  const check = pendingRequestAnswered;
  const crossing = (answers: [number, number][]) =>
    request(madeLeave({ cseq: 3 }), LEFT_AT - 10, { method: 'INVITE', cseq: 2 }, answers);
  test('487', () =>
    expect(judge(check, crossing([[487, 1002]]))).toEqual([
      'pass: the re-INVITE, 10 ms ahead of the BYE, was answered 487',
      'by carol sent INVITE at 990, carol received SIP/2.0 487 at 1002: 12 ms',
    ]));
  test('with the BYE, and before', () => {
    expect(judge(check, crossing([[200, 1000]]))).toEqual([
      'pass: the re-INVITE, 10 ms ahead of the BYE, was answered 200',
      'by carol sent INVITE at 990, carol received SIP/2.0 200 at 1000: 10 ms',
    ]);
    expect(judge(check, crossing([[200, 999]]))).toEqual([
      'pass: the re-INVITE, 10 ms ahead of the BYE, was answered 200',
      'by carol sent INVITE at 990, carol received SIP/2.0 200 at 999: 9 ms',
      'note: it had been answered before the BYE came',
    ]);
  });
  test('never', () => {
    expect(judge(check, crossing([]))).toEqual([
      'fail: the re-INVITE, 10 ms ahead of the BYE, had no final response in 59010 ms',
      'by carol sent INVITE at 990, carol sent BYE at 1000: 10 ms',
    ]);
    expect(judge(check, crossing([]), 32_350)[0]).toMatch(/^fail/);
    expect(judge(check, crossing([]), 32_349)).toEqual([
      'inconc: the re-INVITE, 10 ms ahead of the BYE, had no final response in 31359 ms; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(crossing([])))[0]).toMatch(/^inconc/);
  });
  test('no re-INVITE', () =>
    expect(judge(check, madeLeave())).toEqual(['inconc: Carol did not send a re-INVITE and a BYE']));
  test('no BYE', () =>
    expect(judge(check, request(madeGroup(), 990, { method: 'INVITE', cseq: 2 }, [[200, 999]]))).toEqual([
      'inconc: Carol did not send a re-INVITE and a BYE',
    ]));
  test('that of the focus is not hers', () =>
    expect(judge(check, request(madeLeave(), 990, { method: 'INVITE', direction: 'received', branch: 'r' }))).toEqual([
      'inconc: Carol did not send a re-INVITE and a BYE',
    ]));
});

describe('bye-answered-amid-refresh', () => {
  const check = byeAnsweredAmidRefresh;
  const refresh = (timeline: MadeTimeline, answers: [number, number][] = [], at = LEFT_AT - 100) =>
    request(timeline, at, { method: 'INVITE', direction: 'received', branch: 'refresh', cseq: 1 }, answers);
  const none = 'note: no re-INVITE of the focus was outstanding: it is free not to refresh a session';
  const plain = [
    'pass: the BYE of Carol was answered 200',
    'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1005: 5 ms',
  ];
  test('200', () =>
    expect(judge(check, refresh(madeLeave()))).toEqual([
      'pass: the BYE of Carol was answered 200, 100 ms after the re-INVITE that it crossed',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1005: 5 ms',
    ]));
  test('200, and the re-INVITE is answered then', () =>
    expect(judge(check, refresh(madeLeave(), [[487, 1000]]))).toEqual([
      'pass: the BYE of Carol was answered 200, 100 ms after the re-INVITE that it crossed',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1005: 5 ms',
    ]));
  test('491', () =>
    expect(judge(check, refresh(madeLeave({}, [[491, 1004]])))).toEqual([
      'fail: the BYE of Carol was answered 491; 200 is due, 100 ms after the re-INVITE that it crossed',
      'by carol sent BYE at 1000, carol received SIP/2.0 491 at 1004: 4 ms',
    ]));
  test('a re-INVITE that had been answered, or that came with it, and a focus that does not refresh', () => {
    expect(judge(check, refresh(madeLeave(), [[200, 999]]))).toEqual([...plain, none]);
    expect(judge(check, refresh(madeLeave(), [], 1000))).toEqual([...plain, none]);
    expect(judge(check, madeLeave())).toEqual([...plain, none]);
  });
});

describe('bye-answered-despite-slow-subscribers', () => {
  const check = byeAnsweredDespiteSlowSubscribers;
  const released = (timeline: MadeTimeline, at = 3000) => timeline.go(at, 'alice', 's-alice', 'answer NOTIFYs again');
  /** A NOTIFY to a subscriber, and when that answers. */
  const notified = (timeline: MadeTimeline, at: number, actor: string, answeredAt?: number) => {
    notify(timeline, at, actor, 2, '');
    if (answeredAt === undefined) return timeline;
    return timeline.sip(answeredAt, actor, 'sent', [
      'SIP/2.0 200 OK',
      `Via: SIP/2.0/UDP f;branch=z9hG4bKn${actor}2s`,
      `Call-ID: s-${actor}`,
      'CSeq: 2 NOTIFY',
    ]);
  };
  test('before they are let go', () =>
    expect(judge(check, released(madeLeave()))).toEqual([
      'pass: answered 200 after 5.0 ms, with 2 NOTIFYs unanswered',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1005: 5 ms',
    ]));
  test('with so many NOTIFYs unanswered', () => {
    const others = (alice?: number, bob?: number, at = 1500) =>
      judge(check, released(notified(notified(madeLeave(), at, 'alice', alice), at, 'bob', bob)))[0];
    expect(others()).toBe('pass: answered 200 after 5.0 ms, with 4 NOTIFYs unanswered');
    expect(others(3000, 2999)).toBe('pass: answered 200 after 5.0 ms, with 3 NOTIFYs unanswered');
    expect(others(undefined, undefined, 3000)).toBe('pass: answered 200 after 5.0 ms, with 2 NOTIFYs unanswered');
  });
  test('later than T1: a note', () => {
    expect(judge(check, released(madeLeave({}, [[200, 1500]])))).toEqual([
      'pass: answered 200 after 500 ms, with 2 NOTIFYs unanswered',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1500: 500 ms',
    ]);
    expect(judge(check, released(madeLeave({}, [[200, 1501]])))).toEqual([
      'pass: answered 200 after 501 ms, with 2 NOTIFYs unanswered',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1501: 501 ms',
      'note: later than T1 (500 ms)',
    ]);
  });
  test('with them, and only after that', () => {
    expect(judge(check, released(madeLeave({}, [[200, 3000]])))[0]).toMatch(/^pass/);
    expect(judge(check, released(madeLeave({}, [[200, 3010]])))).toEqual([
      'fail: the BYE of Carol was answered after 2010 ms, and only 10 ms after the subscribers had been let go',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 3010: 2010 ms',
    ]);
  });
  test('refused, or not answered', () => {
    expect(judge(check, released(madeLeave({}, [[481, 1005]])))).toEqual([
      'fail: the BYE of Carol was answered 481; 200 is due',
      'by carol sent BYE at 1000, carol received SIP/2.0 481 at 1005: 5 ms',
    ]);
    expect(judge(check, released(madeLeave({}, [])))).toEqual([
      'fail: no final response to the BYE of Carol in 59000 ms; 200 is due',
    ]);
  });
  test('nobody was slow', () => {
    for (const timeline of [
      madeLeave(),
      released(madeLeave(), 1000),
      madeLeave().go(3000, 'alice', 's-alice', 'then answer NOTIFYs'),
    ])
      expect(judge(check, timeline)).toEqual(['inconc: no subscriber was let go: nothing shows that one was slow']);
  });
});
