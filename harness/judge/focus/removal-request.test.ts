import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { request } from './made-leave.ts';
import { carolGone, madeGroup, type MadeRemoval, madeRemoval, notify, referral } from './made-removal.ts';
import { referNotifications, referOutcome } from './refer.ts';
import { outcomeReported } from './refer-outcome.ts';
import { selfRemovalDecided, severalRemoved, strangerNotRemoved, unauthorisedRefused } from './removal-request.ts';

const judge = (check: Check, timeline: MadeTimeline, ixit = {}) => inWords(check, timeline.evidence(ixit));

/** Alice's REFER and its answer, and nothing else. */
function refused(status: number | undefined, headers: string[] = [], until = 10_000): MadeTimeline {
  const timeline = madeGroup();
  if (status !== undefined) return referral(timeline, status, headers).end(until);
  return request(timeline, 990, { method: 'REFER', actor: 'alice', callId: 'r', toTag: null }).end(until);
}

/** A NOTIFY that reports the outcome of the REFER to Alice. */
function report(timeline: MadeTimeline, at: number, status: number): MadeTimeline {
  const lines = [
    'NOTIFY sip:alice@a SIP/2.0',
    `Via: SIP/2.0/UDP f;branch=z9hG4bKreport${at}`,
    'From: <sip:gs-1@f>;tag=rf',
    'To: <sip:alice@a>;tag=r',
    'Call-ID: r-alice',
    `CSeq: ${at} NOTIFY`,
    'Event: refer',
    'Content-Type: message/sipfrag;version=2.0',
  ];
  return timeline.sip(at, 'alice', 'received', lines, `SIP/2.0 ${status} X\r\n`);
}

/** The trace of an actor ends ahead of something that it had been told to send. */
const broken = (timeline: MadeTimeline, actor: string, at = 9990) => timeline.go(at, actor, 'r', 'ACK');

/** A BYE of the focus to somebody, and its answer. */
function bye(timeline: MadeTimeline, at: number, actor: string, reason = 'SIP;cause=410'): MadeTimeline {
  const lines = [
    `Via: SIP/2.0/UDP f;branch=z9hG4bKbye${actor}`,
    `From: <sip:gs-1@f>;tag=f-${actor}`,
    `To: <sip:${actor}@x>;tag=${actor}`,
    `Call-ID: i-${actor}`,
    'CSeq: 1 BYE',
  ];
  return timeline
    .sip(at, actor, 'received', [`BYE sip:${actor}@192.0.2.9 SIP/2.0`, ...lines, `Reason: ${reason}`])
    .sip(at + 5, actor, 'sent', ['SIP/2.0 200 OK', ...lines]);
}

const removed: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010, bob: 3010 } };

describe.each([unauthorisedRefused, strangerNotRemoved, outcomeReported, selfRemovalDecided, severalRemoved])(
  '$id',
  (check) => {
    test('nobody asked', () =>
      expect(judge(check, madeGroup().end(9000))).toEqual(['inconc: nobody asked for a removal']));
    test('no answer', () => {
      expect(judge(check, refused(undefined, [], 32_350))).toEqual(['fail: no answer to the REFER in 31360 ms']);
      expect(judge(check, refused(undefined, [], 32_349))).toEqual([
        'inconc: no answer to the REFER in 31359 ms; only 31359 ms of the observation were left, too close to its end to tell',
        'to be repeated',
      ]);
      expect(judge(check, broken(refused(undefined, [], 40_000), 'alice', 39_990))[0]).toMatch(/^inconc/);
    });
  },
);

describe('unauthorised-removal-refused', () => {
  const check = unauthorisedRefused;
  test('403', () =>
    expect(judge(check, refused(403))).toEqual([
      'pass: the REFER of Alice was answered 403, and nobody was removed in 9005 ms',
      'by alice sent REFER at 990, alice received SIP/2.0 403 at 995: 5 ms',
    ]));
  test('another refusal: a note', () =>
    expect(judge(check, refused(603))).toEqual([
      'pass: the REFER of Alice was answered 603, and nobody was removed in 9005 ms',
      'by alice sent REFER at 990, alice received SIP/2.0 603 at 995: 5 ms',
      'note: 403 says it best, not 603',
    ]));
  test('removed', () =>
    expect(judge(check, madeRemoval(removed))).toEqual([
      'fail: Carol was sent a BYE 10 ms after the REFER',
      'by alice sent REFER at 990, carol received BYE at 1000: 10 ms',
    ]));
  test('removed, where everybody may remove', () =>
    expect(judge(check, madeRemoval(removed), { removePolicy: 'everybody' })).toEqual([
      'pass: Carol was sent a BYE 10 ms after the REFER',
      'by alice sent REFER at 990, carol received BYE at 1000: 10 ms',
      'note: everybody may remove here (PX_REMOVE_POLICY)',
    ]));
  test('refused, and shown as gone all the same', () =>
    expect(judge(check, notify(refused(403), 2000, 'bob', 2, carolGone(2, 'departed')))).toEqual([
      'fail: Bob was told that Carol is gone',
      'by alice sent REFER at 990, bob received NOTIFY at 2000',
    ]));
});

describe('stranger-not-removed', () => {
  const check = strangerNotRemoved;
  test.each([400, 404, 603])('%i', (status) =>
    expect(judge(check, refused(status))).toEqual([
      `pass: the REFER was answered ${status}, and nobody was removed`,
      `by alice sent REFER at 990, alice received SIP/2.0 ${status} at 995`,
    ]),
  );
  test.each([
    [404, 'pass'],
    [400, 'pass'],
    [399, 'fail'],
    [200, 'fail'],
  ])('accepted, and %i reported', (status, verdict) =>
    expect(judge(check, report(refused(202), 1100, status))).toEqual([
      `${verdict}: the REFER was answered 202, and its outcome reported as ${status}`,
      'by alice received SIP/2.0 202 at 995, alice received NOTIFY at 1100',
    ]),
  );
  test('redirected, and a 404 reported', () =>
    expect(judge(check, report(refused(399), 1100, 404))[0]).toMatch(/^pass.*outcome reported as 404/));
  test('accepted, and nothing reported', () => {
    expect(judge(check, refused(202))).toEqual([
      'fail: the REFER was answered 202, and no outcome reported in 9005 ms',
      'by alice sent REFER at 990, alice received SIP/2.0 202 at 995',
    ]);
    expect(judge(check, report(refused(202), 1100, 100))).toEqual([
      'fail: the REFER was answered 202, and no outcome reported in 9005 ms',
      'by alice sent REFER at 990, alice received SIP/2.0 202 at 995',
    ]);
    expect(judge(check, refused(202, [], 2995))[0]).toMatch(/^fail/);
    expect(judge(check, refused(202, [], 2994))).toEqual([
      'inconc: the REFER was answered 202, and no outcome reported in 1999 ms; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(refused(202), 'alice'))).toEqual([
      'inconc: the REFER was answered 202, and no outcome reported in 9005 ms; but the trace of alice ends ahead of a message that was let go, and what came later is not known',
      'to be repeated',
    ]);
  });
  test.each(['false', ' FALSE ; x=y', 'false;x'])('accepted without a report by agreement: %s', (value) =>
    expect(judge(check, refused(202, [`Refer-Sub: ${value}`]))).toEqual([
      'pass: the REFER was answered 202, and nobody was removed',
      'by alice sent REFER at 990, alice received SIP/2.0 202 at 995',
      'note: the focus declined to report the outcome (Refer-Sub: false), which it may',
    ]),
  );
  test('accepted with a report by agreement', () =>
    expect(judge(check, refused(202, ['Refer-Sub: true']))[0]).toMatch(/^fail/));
  test('somebody else removed', () =>
    expect(judge(check, bye(refused(202), 1100, 'bob'))).toEqual([
      'fail: Bob was sent a BYE 110 ms after the REFER',
      'by alice sent REFER at 990, bob received BYE at 1100: 110 ms',
    ]));
});

describe('refer-outcome-reported', () => {
  const check = outcomeReported;
  const removal = (status: number, until?: number) =>
    madeRemoval({ responses: [[status, 3000]], ...(until !== undefined && { until }) });
  test('trying, then the status', () =>
    expect(judge(check, report(report(removal(403), 1000, 100), 3010, 403))).toEqual([
      'pass: Carol answered 403, and 403 was reported, in 2 reports',
      'by carol sent SIP/2.0 403 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('the status alone', () =>
    expect(judge(check, report(removal(403), 3010, 403))).toEqual([
      'pass: Carol answered 403, and 403 was reported, in one report',
      'by carol sent SIP/2.0 403 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('another status', () =>
    expect(judge(check, report(removal(403), 3010, 200))).toEqual([
      'fail: Carol answered 403, and 200 was reported, in one report',
      'by carol sent SIP/2.0 403 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('the last one counts', () =>
    expect(judge(check, report(report(removal(403), 3005, 200), 3010, 403))[0]).toMatch(/^pass/));
  test('trying, and no more', () => {
    expect(judge(check, report(removal(200), 1000, 100))).toEqual([
      "fail: 1 reports came, and none of the outcome, in the 7000 ms after Carol's 200",
    ]);
    expect(judge(check, removal(200, 5000))).toEqual([
      "fail: 0 reports came, and none of the outcome, in the 2000 ms after Carol's 200",
    ]);
    expect(judge(check, broken(removal(200), 'alice'))[0]).toMatch(/^inconc/);
  });
  test('not watched long enough', () =>
    expect(judge(check, removal(200, 4999))).toEqual([
      "inconc: 0 reports came, and none of the outcome, in the 1999 ms after Carol's 200; only 1999 ms of the observation were left, too close to its end to tell",
      'to be repeated',
    ]));
  test('without a report by agreement', () => {
    const timeline = referral(madeGroup(), 202, ['Refer-Sub: false']);
    expect(judge(check, bye(timeline, 1100, 'carol').end(9000))).toEqual([
      'pass: no outcome was reported',
      'note: the focus declined to report the outcome (Refer-Sub: false), which it may',
    ]);
  });
  test('no answer to the BYE, no outcome', () =>
    expect(judge(check, madeRemoval())).toEqual(['inconc: Carol answered no BYE, so there was no outcome']));
});

describe('self-removal-decided', () => {
  const check = selfRemovalDecided;
  test.each([300, 403])('refused: %i', (status) =>
    expect(judge(check, refused(status))).toEqual([
      `pass: the REFER was refused with ${status}`,
      `by alice sent REFER at 990, alice received SIP/2.0 ${status} at 995`,
    ]),
  );
  test('removed', () =>
    expect(judge(check, bye(refused(202), 1100, 'alice'))).toEqual([
      'pass: the REFER was answered 202, and a BYE with SIP;cause=410 came',
      'by alice sent REFER at 990, alice received BYE at 1100: 110 ms',
    ]));
  test('removed for another reason', () =>
    expect(judge(check, bye(refused(202), 1100, 'alice', 'SIP;cause=200'))).toEqual([
      'fail: the REFER was answered 202, and a BYE with SIP;cause=200 came',
      'by alice sent REFER at 990, alice received BYE at 1100: 110 ms',
    ]));
  test('accepted, and nothing done', () => {
    expect(judge(check, refused(202))).toEqual([
      'fail: the REFER was answered 202, and no BYE came in 9005 ms',
      'by alice sent REFER at 990, alice received SIP/2.0 202 at 995',
    ]);
    expect(judge(check, refused(202, [], 3495))[0]).toMatch(/^fail/);
    expect(judge(check, refused(202, [], 3494))).toEqual([
      'inconc: the REFER was answered 202, and no BYE came in 2499 ms; only 2499 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(refused(202), 'alice'))[0]).toMatch(/^inconc/);
  });
  test('accepted, and somebody else removed', () =>
    expect(judge(check, bye(refused(202), 1100, 'bob'))[0]).toMatch(/^fail: .* no BYE came/));
});

describe('several-removed', () => {
  const check = severalRemoved;
  const bobGone = (version: number) => carolGone(version, 'departed').replaceAll('sip:carol@c', 'sip:bob@b');
  const both = (until?: number) => bye(bye(refused(202, [], until), 1000, 'bob'), 1001, 'carol');
  const told = (timeline: MadeTimeline) => notify(timeline, 1100, 'alice', 2, carolGone(2, 'departed'));
  test('both, and shown', () =>
    expect(judge(check, notify(told(both()), 1101, 'alice', 3, bobGone(3)))).toEqual([
      'pass: a BYE came to Bob and Carol, and those who stay were told of both',
    ]));
  test('one of them not shown', () => {
    expect(judge(check, told(both()))).toEqual(['fail: Alice was not told that Bob is gone']);
    expect(judge(check, told(both(3006)))[0]).toMatch(/^fail/);
    expect(judge(check, told(both(3005)))).toEqual([
      'inconc: Alice was not told that Bob is gone; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(told(both()), 'alice'))[0]).toMatch(/^inconc/);
    expect(judge(check, notify(both(), 1101, 'alice', 2, bobGone(2)))).toEqual([
      'fail: Alice was not told that Carol is gone',
    ]);
  });
  test('one of them did not answer', () => {
    const timeline = bye(refused(202), 1000, 'bob');
    request(timeline, 1001, { direction: 'received', branch: 'unanswered', cseq: 1 });
    expect(judge(check, timeline)).toEqual([
      'inconc: Alice was not told that Bob is gone; only 0.0 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('one of them only', () =>
    expect(judge(check, bye(refused(202), 1000, 'bob'))).toEqual(['fail: no BYE came to Carol']));
  test('none of them', () => {
    expect(judge(check, refused(202))).toEqual(['fail: no BYE came to Bob and Carol']);
    expect(judge(check, refused(202, [], 3495))[0]).toMatch(/^fail/);
    expect(judge(check, refused(202, [], 3494))).toEqual([
      'inconc: no BYE came to Bob and Carol; only 2499 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(refused(202), 'bob'))[0]).toMatch(/^inconc/);
  });
  test.each([420, 421, 501])('no lists: %i', (status) =>
    expect(judge(check, refused(status))).toEqual([`none: the focus takes no lists of people to remove: ${status}`]),
  );
  test.each([300, 403])('refused: %i', (status) =>
    expect(judge(check, refused(status))).toEqual([
      `fail: the REFER with the list was answered ${status}`,
      `by alice sent REFER at 990, alice received SIP/2.0 ${status} at 995`,
    ]),
  );
});

describe('what Alice is told of her REFERs', () => {
  const heard = (timeline: MadeTimeline) =>
    referNotifications(timeline.evidence().timeline).map(({ event, status }) => [event.at, status]);
  /** A NOTIFY, or another request, with that Event and body. */
  const told = (at: number, event: string | undefined, body: string, line = 'NOTIFY') =>
    madeGroup().sip(
      at,
      'alice',
      'received',
      [`${line} sip:alice@a SIP/2.0`, 'Call-ID: x', `CSeq: ${at} ${line}`, ...(event ? [`Event: ${event}`] : [])],
      body,
    );

  test('all of it, and the last', () => {
    const timeline = report(report(refused(202), 1000, 100), 3010, 403);
    expect(heard(timeline)).toEqual([
      [1000, 100],
      [3010, 403],
    ]);
    expect(referOutcome(timeline.evidence().timeline)).toBe(403);
    expect(referOutcome(report(timeline, 3020, 200).evidence().timeline)).toBe(200);
    expect(referOutcome(report(refused(202), 1000, 100).evidence().timeline)).toBe(100);
    expect(referOutcome(refused(202).evidence().timeline)).toBeUndefined();
  });
  test.each<[string, MadeTimeline, unknown[]]>([
    ['refer', told(1, 'Refer', 'SIP/2.0 200 OK'), [[1, 200]]],
    ['refer with an id', told(1, 'refer;id=93', '\r\n SIP/2.0 603 No\r\n'), [[1, 603]]],
    ['refer without a status', told(1, 'refer', ''), [[1, undefined]]],
    ['refer with a status elsewhere', told(1, 'refer', 'X SIP/2.0 200 OK'), [[1, undefined]]],
    ['another package', told(1, 'xrefer', 'SIP/2.0 200 OK'), []],
    ['a package of a longer name', told(1, 'referral', 'SIP/2.0 200 OK'), []],
    ['no package', told(1, undefined, 'SIP/2.0 200 OK'), []],
    ['another request', told(1, 'refer', 'SIP/2.0 200 OK', 'INFO'), []],
    ['a response', madeGroup().sip(1, 'alice', 'received', ['SIP/2.0 200 OK', 'Event: refer']), []],
    ['what she sends', madeGroup().sip(1, 'alice', 'sent', ['NOTIFY sip:x SIP/2.0', 'Event: refer']), []],
    ['what is no SIP', madeGroup().sip(1, 'alice', 'received', ['Event: refer']), []],
    ['what Bob is told', madeGroup().sip(1, 'bob', 'received', ['NOTIFY sip:x SIP/2.0', 'Event: refer']), []],
  ])('%s', (_, timeline, expected) => {
    expect(heard(timeline)).toEqual(expected);
  });
});
