import { describe, expect, test } from '@jest/globals';
import type { Check, Evidence } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import {
  anonymityKept,
  declinedIsGone,
  instanceLeft,
  malformedReferRefused,
  nobodyDeparted,
  rejoinFollowsPolicy,
  resetIsNoLeave,
  sessionEndsWithLast,
} from './leave-effect.ts';
import { LEFT_AT, madeLeave, type MadeRequest, request } from './made-leave.ts';
import { carolGone, everybody, madeGroup, notify, withVersion } from './made-removal.ts';

const judge = (check: Check, timeline: MadeTimeline, until = 20_000, ixit: Partial<Evidence['ixit']> = {}) =>
  inWords(check, timeline.end(until).evidence({ open: 'yes', declinedMethod: 'departed', ...ixit }));

const told = (timeline: MadeTimeline, at: number, how = 'departed') => {
  for (const name of ['alice', 'bob']) notify(timeline, at, name, 2, carolGone(2, how));
  return timeline;
};

/** Both are shown by a full list that everybody is there. */
const shownAgain = (timeline: MadeTimeline, at: number, version: number) => {
  for (const name of ['alice', 'bob']) notify(timeline, at, name, version, withVersion(everybody(), version));
  return timeline;
};

/** A request of Alice's that is no removal of Carol's. */
const referred = (status: number | undefined, made: MadeRequest = {}, watchers?: string[]) =>
  request(
    madeGroup(watchers),
    1000,
    { method: 'REFER', actor: 'alice', callId: 'r', toTag: null, ...made },
    status === undefined ? [] : [[status, 1005, 't']],
  );

/** A BYE of the focus to somebody. */
const byeTo = (timeline: MadeTimeline, at: number, actor: string) =>
  request(timeline, at, { actor, direction: 'received', branch: `to-${actor}`, cseq: 1 });

describe('nobody-departed', () => {
  const check = nobodyDeparted('REQ-CF-24');
  const refused = () => madeLeave({}, [[481, 1004]]);
  test('nothing happened', () =>
    expect(judge(check, refused())).toEqual([
      'pass: Alice was told of no departure in 19000 ms; Bob was told of no departure in 19000 ms',
    ]));
  test('nor after a REFER', () =>
    expect(judge(check, referred(403))).toEqual([
      'pass: Alice was told of no departure in 19000 ms; Bob was told of no departure in 19000 ms',
    ]));
  test('told all the same', () =>
    expect(judge(check, told(madeLeave(), 1010))).toEqual([
      'fail: Alice was told 10 ms after the message that Carol is gone; Bob was told 10 ms after the message that Carol is gone',
      'by carol sent BYE at 1000, alice received NOTIFY at 1010: 10 ms',
    ]));
  test.each([
    [
      'fin',
      1010,
      [
        "fail: Carol's media was released (FIN) 10 ms after the message",
        'by carol sent BYE at 1000, fin of carol at 1010: 10 ms',
      ],
    ],
    [
      'rst',
      1000,
      [
        "fail: Carol's media was released (RST) 0.0 ms after the message",
        'by carol sent BYE at 1000, rst of carol at 1000: 0 ms',
      ],
    ],
  ] as const)('media released by %s', (how, at, expected) =>
    expect(judge(check, refused().fin(at, 'carol', 'carol', how))).toEqual(expected),
  );
  test('media released before the message, or those of somebody else', () =>
    expect(judge(check, refused().fin(999, 'carol', 'carol').fin(1010, 'bob', 'bob'))).toEqual([
      'pass: Alice was told of no departure in 19000 ms; Bob was told of no departure in 19000 ms',
    ]));
  test('observed just long enough', () =>
    expect(judge(check, refused(), 3000)).toEqual([
      'pass: Alice was told of no departure in 2000 ms; Bob was told of no departure in 2000 ms',
    ]));
  test('too short', () =>
    expect(judge(check, refused(), 2999)).toEqual([
      'inconc: only 1999 ms after the message were observed; only 1999 ms after the message were observed',
    ]));
  test('nothing sent', () =>
    expect(judge(check, madeGroup())).toEqual(['inconc: nothing was sent that could have been misunderstood']));
});

describe('session-ends-with-last', () => {
  const again = (left: MadeTimeline, ...statuses: number[]) =>
    request(
      left,
      2000,
      { method: 'INVITE', callId: 'i2-carol', toTag: null, cseq: 1 },
      statuses.map((status) => [status, 2004, 't']),
    );
  const check = sessionEndsWithLast;
  test('404', () =>
    expect(judge(check, again(madeLeave(), 404))).toEqual([
      'pass: an INVITE to the group, 1000 ms after the last one left, was answered 404',
      'by carol sent INVITE at 2000, carol received SIP/2.0 404 at 2004: 4 ms',
    ]));
  test('200', () =>
    expect(judge(check, again(madeLeave(), 200))).toEqual([
      'fail: an INVITE to the group, 1000 ms after the last one left, was answered 200; 404 is due',
      'by carol sent INVITE at 2000, carol received SIP/2.0 200 at 2004: 4 ms',
    ]));
  test('no answer', () =>
    expect(judge(check, again(madeLeave()))).toEqual([
      'inconc: an INVITE to the group got no final response; only 18000 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]));
  test('no answer for as long as one may take', () =>
    expect(judge(check, again(madeLeave()), 33_360)).toEqual(['fail: an INVITE to the group got no final response']));
  test('nobody came back', () =>
    expect(judge(check, madeLeave())).toEqual(['inconc: Carol did not leave and then call the group']));
  test('a re-INVITE is no coming back', () =>
    expect(judge(check, request(madeLeave(), 2000, { method: 'INVITE', cseq: 3 }, [[481, 2004]]))).toEqual([
      'inconc: Carol did not leave and then call the group',
    ]));
  test('an INVITE of the focus is no coming back', () => {
    const invited = { method: 'INVITE', direction: 'received', callId: 'i2-carol', toTag: null, cseq: 1 } as const;
    expect(judge(check, request(madeLeave(), 2000, invited, [[404, 2004, 't']]))).toEqual([
      'inconc: Carol did not leave and then call the group',
    ]);
  });
  test('nobody left', () =>
    expect(judge(check, again(madeGroup(), 404))).toEqual(['inconc: Carol did not leave and then call the group']));
  test('the leave was refused', () =>
    expect(judge(check, again(madeLeave({}, [[300, 1004]]), 404))).toEqual([
      'fail: the BYE of the last participant was answered 300',
    ]));
  test('the leave was not answered', () =>
    expect(judge(check, again(madeLeave({}, []), 404))).toEqual([
      'inconc: the BYE of the last participant was answered not at all; only 19000 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]));
  test('the leave was not answered for as long as that may take', () =>
    expect(judge(check, again(madeLeave({}, []), 404), 32_360)).toEqual([
      'fail: the BYE of the last participant was answered not at all',
    ]));
  test('refused, for the focus had ended the session before', () => {
    const ended = () => again(byeTo(madeLeave({}, [[481, 1004]]), 900, 'carol'), 404);
    expect(judge(check, ended(), 20_000, { minParticipants: 2 })).toEqual([
      'pass: an INVITE to the group, 1000 ms after the last one left, was answered 404',
      'by carol sent INVITE at 2000, carol received SIP/2.0 404 at 2004: 4 ms',
    ]);
    expect(judge(check, ended(), 20_000, { minParticipants: 1 })).toEqual([
      'pass: an INVITE to the group, 1000 ms after the last one left, was answered 404',
      'by carol sent INVITE at 2000, carol received SIP/2.0 404 at 2004: 4 ms',
      'note: the focus had ended the session before the last one left',
    ]);
    expect(judge(check, again(madeLeave(), 404), 20_000, { minParticipants: 1 })).toEqual([
      'pass: an INVITE to the group, 1000 ms after the last one left, was answered 404',
      'by carol sent INVITE at 2000, carol received SIP/2.0 404 at 2004: 4 ms',
    ]);
  });
});

describe('anonymity-kept', () => {
  const joined = (identity = 'sip:carla-real@c') =>
    request(
      madeGroup(),
      50,
      { method: 'INVITE', callId: 'anon', toTag: null, cseq: 1, headers: [`P-Asserted-Identity: <${identity}>`] },
      [[200, 60, 'x']],
    );
  const anonymous = (body: string, identity?: string, at = 1010) => {
    const timeline = request(joined(identity), LEFT_AT, {}, [[200, 1004]]);
    for (const name of ['alice', 'bob']) notify(timeline, at, name, 2, body);
    return timeline;
  };
  const gone = carolGone(2, 'departed');
  test('shown under another name', () =>
    expect(judge(anonymityKept, anonymous(gone))).toEqual([
      'pass: Alice was told that sip:carol@c has gone; Bob was told that sip:carol@c has gone',
      'by carol sent BYE at 1000, alice received NOTIFY at 1010',
    ]));
  test.each([
    [
      'by name',
      gone.replaceAll('carol@c', 'carla-real@c'),
      'sip:carla-real@c',
      1010,
      [
        'fail: Alice was shown sip:carla-real@c 10 ms after the BYE; Bob was shown sip:carla-real@c 10 ms after the BYE',
        'by carol sent BYE at 1000, alice received NOTIFY at 1010: 10 ms',
      ],
    ],
    [
      'by name, before the leave',
      gone.replaceAll('carol@c', 'carla-real@c'),
      'sip:carla-real@c',
      990,
      [
        'fail: Alice was shown sip:carla-real@c 10 ms before the BYE; Bob was shown sip:carla-real@c 10 ms before the BYE',
        'by alice received NOTIFY at 990, carol sent BYE at 1000: -10 ms',
      ],
    ],
    [
      'by number',
      gone.replaceAll('carol@c', '+4930123456@c'),
      'tel:+4930123456',
      1010,
      [
        'fail: Alice was shown tel:+4930123456 10 ms after the BYE; Bob was shown tel:+4930123456 10 ms after the BYE',
        'by carol sent BYE at 1000, alice received NOTIFY at 1010: 10 ms',
      ],
    ],
    [
      'by an escaped name',
      gone.replaceAll('carol@c', 'a%26b@c'),
      'sip:a&b@c',
      1010,
      [
        'fail: Alice was shown sip:a&b@c 10 ms after the BYE; Bob was shown sip:a&b@c 10 ms after the BYE',
        'by carol sent BYE at 1000, alice received NOTIFY at 1010: 10 ms',
      ],
    ],
  ] as const)('shown %s', (_, body, identity, at, expected) =>
    expect(judge(anonymityKept, anonymous(body, identity, at))).toEqual(expected),
  );
  test('a header is no document', () =>
    expect(judge(anonymityKept, anonymous(gone, 'sip:branch@c'))).toEqual([
      'pass: Alice was told that sip:carol@c has gone; Bob was told that sip:carol@c has gone',
      'by carol sent BYE at 1000, alice received NOTIFY at 1010',
    ]));
  test('told of no departure', () =>
    expect(judge(anonymityKept, anonymous(''))).toEqual([
      'inconc: Alice was told of no departure; Bob was told of no departure',
    ]));
  test('shown by name with the BYE', () =>
    expect(judge(anonymityKept, anonymous(gone.replaceAll('carol@c', 'carla-real@c'), undefined, LEFT_AT))).toEqual([
      'fail: Alice was shown sip:carla-real@c 0.0 ms after the BYE; Bob was shown sip:carla-real@c 0.0 ms after the BYE',
      'by carol sent BYE at 1000, alice received NOTIFY at 1000: 0 ms',
    ]));
  test('named by what is no NOTIFY', () => {
    const timeline = anonymous(gone);
    timeline.sip(1020, 'alice', 'received', ['MESSAGE sip:alice@a SIP/2.0', 'Call-ID: m'], 'carla-real');
    expect(judge(anonymityKept, timeline)[0]).toMatch(/^pass/);
  });
  test('did not leave', () => expect(judge(anonymityKept, joined())).toEqual(['inconc: Carol did not join and leave']));
  test('not asserted', () =>
    expect(judge(anonymityKept, told(madeLeave(), 1010))).toEqual(['inconc: Carol did not join and leave']));
});

describe('rejoin-follows-policy', () => {
  const check = rejoinFollowsPolicy;
  const again = (...statuses: number[]) =>
    request(
      told(madeLeave(), 1010),
      2000,
      { method: 'INVITE', callId: 'i2-carol', toTag: null, cseq: 1 },
      statuses.map((status) => [status, 2004, 't']),
    );
  test('open: back and shown', () =>
    expect(judge(check, shownAgain(again(200), 2020, 3))).toEqual([
      'pass: Alice was told 16 ms after the 200 that Carol is back; Bob was told 16 ms after the 200 that Carol is back',
      'by carol received SIP/2.0 200 at 2004, alice received NOTIFY at 2020: 16 ms',
    ]));
  test('open: shown at the last moment', () =>
    expect(judge(check, shownAgain(again(200), 4004, 3))).toEqual([
      'pass: Alice was told 2000 ms after the 200 that Carol is back; Bob was told 2000 ms after the 200 that Carol is back',
      'by carol received SIP/2.0 200 at 2004, alice received NOTIFY at 4004: 2000 ms',
    ]));
  test('open: shown too late', () =>
    expect(judge(check, shownAgain(again(200), 4005, 3))).toEqual([
      'fail: Alice was told 2001 ms after the 200 that Carol is back; Bob was told 2001 ms after the 200 that Carol is back',
      'by carol received SIP/2.0 200 at 2004, alice received NOTIFY at 4005: 2001 ms',
    ]));
  test.each([300, 403])('open: refused with %i', (status) =>
    expect(judge(check, again(status))[0]).toBe(
      `fail: an open group answered the INVITE of one who had left ${status}`,
    ),
  );
  test('open: back and not shown', () =>
    expect(judge(check, again(200))).toEqual([
      'fail: Alice was not told in 17996 ms that Carol is back; Bob was not told in 17996 ms that Carol is back',
    ]));
  test('open: back and not shown yet', () => {
    expect(judge(check, again(200), 4003)).toEqual([
      'inconc: Alice was not told in 1999 ms that Carol is back; only 1999 ms of the observation were left, too close to its end to tell; Bob was not told in 1999 ms that Carol is back; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, again(200), 4004)).toEqual([
      'fail: Alice was not told in 2000 ms that Carol is back; Bob was not told in 2000 ms that Carol is back',
    ]);
  });
  test('open: not told of the departure before', () => {
    const timeline = request(madeLeave(), 2000, { method: 'INVITE', callId: 'i2-carol', toTag: null, cseq: 1 }, [
      [200, 2004, 't'],
    ]);
    expect(judge(check, timeline)).toEqual([
      'inconc: Alice was not told that Carol was gone in between; Bob was not told that Carol was gone in between',
    ]);
  });
  test('open: somebody else is back', () => {
    const timeline = again(200);
    notify(timeline, 2010, 'alice', 3, carolGone(3, 'departed').replaceAll('sip:carol@c', 'sip:bob@b'));
    notify(timeline, 2020, 'alice', 4, withVersion(everybody('carol'), 4));
    expect(judge(check, timeline)).toEqual([
      'fail: Alice was not told in 17996 ms that Carol is back; Bob was not told in 17996 ms that Carol is back',
    ]);
  });
  test.each([
    [
      'refused',
      403,
      [
        'pass: a group that is not open answered the INVITE of one who had left 403',
        'by carol sent INVITE at 2000, carol received SIP/2.0 403 at 2004',
      ],
    ],
    [
      'refused otherwise',
      486,
      [
        'fail: a group that is not open answered the INVITE of one who had left 486; 403 is due',
        'by carol sent INVITE at 2000, carol received SIP/2.0 486 at 2004',
      ],
    ],
    [
      'let in',
      200,
      [
        'fail: a group that is not open answered the INVITE of one who had left 200; 403 is due',
        'by carol sent INVITE at 2000, carol received SIP/2.0 200 at 2004',
      ],
    ],
  ] as const)('closed: %s', (_, status, expected) =>
    expect(judge(check, again(status), 20_000, { open: 'no' })).toEqual(expected),
  );
  test('no answer', () =>
    expect(judge(check, again())).toEqual([
      'inconc: the INVITE of Carol, who had left, got no final response; only 18000 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]));
  test('no answer for as long as one may take', () =>
    expect(judge(check, again(), 33_360)).toEqual(['fail: the INVITE of Carol, who had left, got no final response']));
  test('did not come back', () =>
    expect(judge(check, told(madeLeave(), 1010))).toEqual(['inconc: Carol did not leave and come back']));
  test('did not leave', () =>
    expect(
      judge(check, request(madeGroup(), 2000, { method: 'INVITE', callId: 'i2-carol', toTag: null, cseq: 1 })),
    ).toEqual(['inconc: Carol did not leave and come back']));
});

describe('declined-is-gone', () => {
  const check = declinedIsGone;
  /** Alice has the focus invite Carol, who has left; it does so that often, and she declines. */
  const invited = (times: number, { status = 603, answer = 202, left = told(madeLeave(), 1010) } = {}) => {
    const timeline = request(
      left,
      2000,
      { method: 'REFER', actor: 'alice', callId: 'r', toTag: null },
      answer === 0 ? [] : [[answer, 2004, 't']],
    );
    for (let time = 0; time < times; time++)
      request(
        timeline,
        2100 + 500 * time,
        { method: 'INVITE', direction: 'received', callId: `again${time}`, toTag: null, cseq: 1 },
        [[status, 2105 + 500 * time, 'd']],
      );
    return timeline;
  };
  test('invited once, declined', () =>
    expect(judge(check, invited(1))).toEqual([
      'pass: Alice is shown Carol as not connected; Bob is shown Carol as not connected',
      'by carol received INVITE at 2100, carol sent SIP/2.0 603 at 2105',
    ]));
  test('invited again', () =>
    expect(judge(check, invited(2))).toEqual([
      'fail: Carol was invited again 495 ms after her 603',
      'by carol sent SIP/2.0 603 at 2105, carol received INVITE at 2600: 495 ms',
    ]));
  test('not invited: a note', () =>
    expect(judge(check, invited(0))).toEqual([
      'pass: the focus did not invite Carol again, so there was nothing to decline',
      'note: the request to invite her was answered 202',
    ]));
  test('not invited, and not answered: a note', () =>
    expect(judge(check, invited(0, { answer: 0 }))).toEqual([
      'pass: the focus did not invite Carol again, so there was nothing to decline',
      'note: the request to invite her was answered not at all',
    ]));
  test('nobody asked', () =>
    expect(judge(check, told(madeLeave(), 1010))).toEqual(['inconc: nobody asked the focus to invite Carol']));
  test('declined, and shown as gone in two ways, the other one noted', () => {
    const two = withVersion(everybody(), 3).replace(
      /(<endpoint entity="sip:carol@c)">.*?<\/endpoint>/,
      '$1"><disconnection-method>departed</disconnection-method></endpoint>$1;d=2"><disconnection-method>failed</disconnection-method></endpoint>',
    );
    const timeline = invited(1);
    for (const name of ['alice', 'bob']) notify(timeline, 3000, name, 3, two);
    expect(judge(check, timeline)).toEqual([
      'pass: Alice is shown Carol as not connected; Bob is shown Carol as not connected',
      'by carol received INVITE at 2100, carol sent SIP/2.0 603 at 2105',
      'note: disconnection-method departed, failed, and the IXIT says departed',
    ]);
  });
  test('did not decline', () =>
    expect(judge(check, invited(1, { status: 486 }))).toEqual(['inconc: Carol did not decline with 603']));
  test('another method: a note', () =>
    expect(judge(check, invited(1), 20_000, { declinedMethod: 'failed' })).toEqual([
      'pass: Alice is shown Carol as not connected; Bob is shown Carol as not connected',
      'by carol received INVITE at 2100, carol sent SIP/2.0 603 at 2105',
      'note: disconnection-method departed, and the IXIT says failed',
    ]));
  test('still shown as connected', () =>
    expect(judge(check, invited(1, { left: madeLeave() }))).toEqual([
      'fail: Alice is still shown Carol as connected 17895 ms after the 603; Bob is still shown Carol as connected 17895 ms after the 603',
    ]));
  test('deleted altogether: no method, no note', () =>
    expect(judge(check, invited(1, { left: told(madeLeave(), 1010, 'deleted') }))).toEqual([
      'pass: Alice is shown Carol as not connected; Bob is shown Carol as not connected',
      'by carol received INVITE at 2100, carol sent SIP/2.0 603 at 2105',
    ]));
  test('shown as disconnected without a method: no note', () => {
    const plain = carolGone(3, 'departed').replace(/<disconnection-method>.*<\/disconnection-method>/, '');
    const timeline = invited(1, { left: madeLeave() });
    for (const name of ['alice', 'bob']) notify(timeline, 1010, name, 2, plain);
    expect(judge(check, timeline)).toEqual([
      'pass: Alice is shown Carol as not connected; Bob is shown Carol as not connected',
      'by carol received INVITE at 2100, carol sent SIP/2.0 603 at 2105',
    ]);
  });
  test('observed just long enough', () => {
    expect(judge(check, invited(1), 4104)).toEqual([
      'inconc: only 1999 ms after the 603 were observed; only 1999 ms after the 603 were observed',
    ]);
    expect(judge(check, invited(1), 4105)).toEqual([
      'pass: Alice is shown Carol as not connected; Bob is shown Carol as not connected',
      'by carol received INVITE at 2100, carol sent SIP/2.0 603 at 2105',
    ]);
  });
});

describe('instance-left', () => {
  const check = instanceLeft;
  const posted = (timeline: MadeTimeline, to: string[], at = 2000) => {
    for (const actor of to)
      timeline.add(at, {
        kind: 'msrp',
        actor,
        direction: 'received',
        connection: 1,
        transaction: 'x',
        method: 'SEND',
        size: 5,
        raw: '',
      });
    return timeline;
  };
  const served = (timeline = madeLeave()) => posted(timeline, ['alice', 'carol2']);
  test('the other device is served', () =>
    expect(judge(check, served())).toEqual([
      'pass: Alice is shown Carol with the device that stayed; Bob is shown Carol with the device that stayed',
    ]));
  test('the other device is not', () =>
    expect(judge(check, posted(madeLeave(), ['alice']))).toEqual([
      "fail: a message that was posted after the leave did not reach Carol's other device",
    ]));
  test('what it got before the leave does not count', () =>
    expect(judge(check, posted(posted(madeLeave(), ['alice']), ['carol2'], 1005))).toEqual([
      "fail: a message that was posted after the leave did not reach Carol's other device",
    ]));
  test('nothing posted', () =>
    expect(judge(check, posted(madeLeave(), ['carol2']))).toEqual([
      'inconc: no message reached Alice after the leave',
    ]));
  test('the leave was not answered', () =>
    expect(judge(check, served(madeLeave({}, [])))).toEqual([
      'pass: Alice is shown Carol with the device that stayed; Bob is shown Carol with the device that stayed',
    ]));
  test('the user is shown as gone', () =>
    expect(judge(check, served(told(madeLeave(), 1010)))).toEqual([
      'fail: Alice was told that Carol is gone, while her other device is in the session; Bob was told that Carol is gone, while her other device is in the session',
      'by carol sent BYE at 1000, alice received NOTIFY at 1010',
    ]));
  test('both devices are shown', () => {
    const both = withVersion(everybody(), 2).replace(
      /(<endpoint entity="sip:carol@c)(">.*?<\/endpoint>)/,
      '$1$2$1;d=2$2',
    );
    const timeline = served();
    for (const name of ['alice', 'bob']) notify(timeline, 1010, name, 2, both);
    expect(judge(check, timeline)).toEqual([
      "fail: Alice is shown 2 devices of Carol's connected; one is; Bob is shown 2 devices of Carol's connected; one is",
    ]);
  });
  test('the user was never shown', () => {
    const timeline = served(request(madeGroup(['alice']), LEFT_AT, {}, [[200, LEFT_AT + 5]]));
    timeline.sip(180, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', 'Call-ID: s-bob', 'CSeq: 1 SUBSCRIBE']);
    expect(judge(check, notify(timeline, 200, 'bob', 1, everybody('carol')))).toEqual([
      "fail: Bob is shown 0 devices of Carol's connected; one is",
    ]);
  });
  test('one of two devices is shown to have gone', () => {
    const one = withVersion(everybody(), 2).replace(
      /(<endpoint entity="sip:carol@c)(">.*?<\/endpoint>)/,
      '$1$2$1;d=2"><status>disconnected</status></endpoint>',
    );
    const timeline = served();
    for (const name of ['alice', 'bob']) notify(timeline, 1010, name, 2, one);
    expect(judge(check, timeline)).toEqual([
      'pass: Alice is shown Carol with the device that stayed; Bob is shown Carol with the device that stayed',
    ]);
  });
  test('a subscription of the other device itself', () => {
    const timeline = served();
    const lines = ['Call-ID: s-carol2', 'CSeq: 1 SUBSCRIBE', 'Via: SIP/2.0/UDP x;branch=z9hG4bKs2'];
    timeline
      .sip(180, 'carol2', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines])
      .sip(200, 'carol2', 'received', [
        'NOTIFY sip:carol@c SIP/2.0',
        'Via: SIP/2.0/UDP f;branch=z9hG4bKn2',
        'Call-ID: s-carol2',
        'CSeq: 1 NOTIFY',
        'Event: conference',
        'Subscription-State: active',
      ]);
    expect(judge(check, timeline)).toEqual([
      'pass: Alice is shown Carol with the device that stayed; Bob is shown Carol with the device that stayed; the other device got what was posted',
    ]);
  });
  test('one anchored leg: the other has to go', () => {
    const anchored = { devices: 'PF_ANCHORED' } as const;
    expect(judge(check, madeLeave(), 20_000, anchored)).toEqual(["fail: the other leg of Carol's was not ended"]);
    expect(judge(check, madeLeave(), 3500, anchored)[0]).toMatch(/^fail/);
    expect(judge(check, madeLeave(), 3499, anchored)[0]).toMatch(/^inconc/);
    const broken = madeLeave().go(19_990, 'carol2', 'i-carol2', '200 to BYE');
    expect(judge(check, broken, 20_000, anchored)[0]).toMatch(/^inconc/);
    expect(judge(check, byeTo(madeLeave(), 1020, 'carol2'), 20_000, anchored)).toEqual([
      'pass: the other leg was ended by a BYE 20 ms after hers',
      'by carol sent BYE at 1000, carol2 received BYE at 1020: 20 ms',
    ]);
  });
  test('where it is not known how, the other may go as well', () =>
    expect(judge(check, byeTo(madeLeave(), 1020, 'carol2'))).toEqual([
      'pass: the other leg was ended as well',
      'note: as with one anchored leg',
    ]));
  test('where each device has a leg, a BYE to the other one is looked through', () =>
    expect(judge(check, byeTo(served(), 3000, 'carol2'), 20_000, { devices: 'PER_INSTANCE' })).toEqual([
      'pass: Alice is shown Carol with the device that stayed; Bob is shown Carol with the device that stayed',
    ]));
  test('no leave', () => expect(judge(check, madeGroup())).toEqual(['inconc: Carol sent no BYE']));
});

describe('reset-is-no-leave', () => {
  const check = resetIsNoLeave;
  const reset = (actor = 'carol', by: 'tester' | 'sut' = 'tester') =>
    madeGroup().add(1000, { kind: 'tcp', actor, event: 'rst', by, connection: 1, sessions: [] });
  test('still connected', () =>
    expect(judge(check, reset())).toEqual([
      'pass: Alice was told of no departure in 19000 ms; Bob was told of no departure in 19000 ms',
    ]));
  test('departed', () =>
    expect(judge(check, told(reset(), 1100))).toEqual([
      'fail: Alice was told 100 ms after the reset that Carol is gone, as departed; Bob was told 100 ms after the reset that Carol is gone, as departed',
      'by rst of carol at 1000, alice received NOTIFY at 1100: 100 ms',
    ]));
  test('booted: a note', () =>
    expect(judge(check, told(reset(), 1100, 'booted'))).toEqual([
      'pass: Alice was told 100 ms after the reset that Carol is gone, as booted; Bob was told 100 ms after the reset that Carol is gone, as booted',
      'by rst of carol at 1000, alice received NOTIFY at 1100: 100 ms',
      'note: the policy of the focus is to take lost media for a lost participant',
    ]));
  test('departed by one device, and booted by the other', () => {
    const both = carolGone(2, 'departed').replace(
      /(<endpoint entity="sip:carol@c)(">.*?)departed(.*?<\/endpoint>)/,
      '$1$2departed$3$1;d=2$2booted$3',
    );
    const timeline = reset();
    for (const name of ['alice', 'bob']) notify(timeline, 1100, name, 2, both);
    expect(judge(check, timeline)[0]).toBe(
      'fail: Alice was told 100 ms after the reset that Carol is gone, as departed, booted; Bob was told 100 ms after the reset that Carol is gone, as departed, booted',
    );
  });
  test('deleted: a note', () =>
    expect(judge(check, told(reset(), 1100, 'deleted'))).toEqual([
      'pass: Alice was told 100 ms after the reset that Carol is gone, as deleted; Bob was told 100 ms after the reset that Carol is gone, as deleted',
      'by rst of carol at 1000, alice received NOTIFY at 1100: 100 ms',
      'note: the policy of the focus is to take lost media for a lost participant',
    ]));
  test('observed just long enough', () =>
    expect(judge(check, reset(), 10_900)).toEqual([
      'pass: Alice was told of no departure in 9900 ms; Bob was told of no departure in 9900 ms',
    ]));
  test('too short', () =>
    expect(judge(check, reset(), 10_899)).toEqual([
      'inconc: only 9899 ms after the reset were observed; only 9899 ms after the reset were observed',
    ]));
  test('nothing reset, or that of somebody else, or by the focus', () => {
    for (const timeline of [madeGroup(), reset('bob'), reset('carol', 'sut')])
      expect(judge(check, timeline)).toEqual(["inconc: Carol's MSRP connection was not reset"]);
  });
});

describe('malformed-refer-refused', () => {
  const check = malformedReferRefused;
  const reported = (status: number, at = 1100, callId = 'r', body = `SIP/2.0 ${status} Whatever`) =>
    referred(202).sip(
      at,
      'alice',
      'received',
      [
        'NOTIFY sip:alice@a SIP/2.0',
        `Via: SIP/2.0/UDP f;branch=z9hG4bKnr${at}`,
        `Call-ID: ${callId}`,
        'CSeq: 1 NOTIFY',
        'Event: refer',
      ],
      `${body}\r\n`,
    );
  test.each([400, 403, 501])('%i', (status) =>
    expect(judge(check, referred(status))).toEqual([
      `pass: the REFER was answered ${status}, and nobody was sent a BYE`,
      `by alice sent REFER at 1000, alice received SIP/2.0 ${status} at 1005`,
    ]),
  );
  test.each([300, 404])('another code: %i', (status) =>
    expect(judge(check, referred(status))).toEqual([
      `fail: the REFER was answered ${status}; 400, 403 or 501 is due`,
      `by alice sent REFER at 1000, alice received SIP/2.0 ${status} at 1005`,
    ]),
  );
  test('no answer', () =>
    expect(judge(check, referred(undefined))).toEqual([
      'inconc: the REFER got no final response; only 19000 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]));
  test('no answer for as long as one may take', () =>
    expect(judge(check, referred(undefined), 32_360)).toEqual(['fail: the REFER got no final response']));
  test('202, and what is no SIP before the outcome', () => {
    const timeline = reported(400);
    timeline.add(1050, {
      kind: 'sip',
      actor: 'alice',
      direction: 'received',
      transport: 'udp',
      raw: 'HELO there\r\n\r\n',
    });
    expect(judge(check, timeline)[0]).toBe('pass: the REFER was answered 202, and 400 was reported');
  });
  test('202, and nothing more', () => {
    expect(judge(check, referred(202))).toEqual([
      'fail: the REFER was answered 202, and no outcome was reported in 18995 ms',
    ]);
    expect(judge(check, referred(202), 3005)).toEqual([
      'fail: the REFER was answered 202, and no outcome was reported in 2000 ms',
    ]);
    expect(judge(check, referred(202), 3004)).toEqual([
      'inconc: the REFER was answered 202, and no outcome was reported in 1999 ms; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test.each([
    [400, 'pass'],
    [499, 'pass'],
    [501, 'pass'],
    [200, 'fail'],
    [399, 'fail'],
    [500, 'fail'],
  ])('202, and a report of %i', (status, verdict) =>
    expect(judge(check, reported(status))).toEqual([
      `${verdict}: the REFER was answered 202, and ${status} was reported`,
      'by alice received SIP/2.0 202 at 1005, alice received NOTIFY at 1100',
    ]),
  );
  test('202, and a report of trying, or of another REFER', () => {
    expect(judge(check, reported(100))).toEqual([
      'fail: the REFER was answered 202, and no outcome was reported in 18995 ms',
    ]);
    expect(judge(check, reported(404, 1100, 'r2'))).toEqual([
      'fail: the REFER was answered 202, and no outcome was reported in 18995 ms',
    ]);
  });
  test.each(['alice', 'bob', 'carol'])('a BYE to %s', (actor) =>
    expect(judge(check, byeTo(referred(202), 1010, actor))).toEqual([
      `fail: ${actor[0]!.toUpperCase()}${actor.slice(1)} was sent a BYE 10 ms after it`,
      `by alice sent REFER at 1000, ${actor} received BYE at 1010: 10 ms`,
    ]),
  );
  test('a BYE to Alice, who watches nothing', () =>
    expect(judge(check, byeTo(referred(202, {}, ['bob']), 1010, 'alice'))[0]).toBe(
      'fail: Alice was sent a BYE 10 ms after it',
    ));
  test('a BYE before it is another matter', () =>
    expect(judge(check, byeTo(referred(403), 990, 'bob'))).toEqual([
      'pass: the REFER was answered 403, and nobody was sent a BYE',
      'by alice sent REFER at 1000, alice received SIP/2.0 403 at 1005',
    ]));
  test('a BYE in the instant of it', () => expect(judge(check, byeTo(referred(403), 1000, 'bob'))[0]).toMatch(/^fail/));
  test('a BYE by which somebody leaves is none', () =>
    expect(judge(check, request(referred(403), 1010, { branch: 'own' }))[0]).toMatch(/^pass/));
  test('a record that breaks off shows no lack of an answer, or of an outcome', () => {
    const broken = (timeline: MadeTimeline) => timeline.go(39_990, 'alice', 'r', 'ACK');
    expect(judge(check, broken(referred(undefined)), 40_000)[0]).toMatch(/^inconc/);
    expect(judge(check, broken(referred(202)), 40_000)[0]).toMatch(/^inconc/);
  });
  test('a status elsewhere in the body is no report', () =>
    expect(judge(check, reported(404, 1100, 'r', 'see SIP/2.0 404'))[0]).toMatch(/^fail/));
  test('nobody asked', () => expect(judge(check, madeGroup())).toEqual(['inconc: Alice sent no REFER']));
});
