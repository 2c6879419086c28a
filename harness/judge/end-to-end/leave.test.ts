import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../check.ts';
import type { Profile } from '../verdict.ts';
import { inWords } from '../made-judgement.ts';
import { leaverDepartsOnce, leaveTold, mediaKeptAfterFailedLeave, otherDeviceStays, rostersShown } from './leave.ts';
import { MadeGroup, type Said } from './made-group.ts';

/** As if nothing of somebody's had gone by. */
const withoutSipOf = (actor: string, { timeline, ixit }: Evidence): Evidence => ({
  timeline: timeline.filter((event) => !(event.kind === 'sip' && event.actor === actor)),
  ixit,
});

describe('media-kept-after-failed-leave', () => {
  const judge = (group: MadeGroup, profile: Profile = 'cr') =>
    inWords(mediaKeptAfterFailedLeave, group.evidence(), profile);
  const failed = (state: string, ...messages: string[]) =>
    new MadeGroup()
      .surveyed(50, { alice: ['JOINED'] })
      .leaves(100)
      .posts(400, 'alice', 'Mine')
      .posts(500, 'bob', 'Still here?')
      .surveyed(1000, { alice: [state, ...messages] });

  test('who got the message has kept its media', () => {
    expect(judge(failed('LEAVE_FAILED', 'Still here?'))).toEqual([
      "pass: the message of Bob, 400 ms after the user left, reached Alice's phone, which says LEAVE_FAILED",
      'by send of tp-cf-lv-19-1-bob at 500, state of tp-cf-lv-19-1-alice at 1001',
    ]);
  });

  test.each(['LEAVE_FAILED', 'LEFT', 'UNCONFIRMED'])('who says %s and did not get it has not', (state) => {
    expect(judge(failed(state, 'Mine'))).toEqual([
      `fail: the message of Bob, 400 ms after the user left, did not reach Alice's phone, which says ${state}`,
      'by send of tp-cf-lv-19-1-bob at 500, state of tp-cf-lv-19-1-alice at 1001',
    ]);
  });

  test('harmonised allows that after a timeout alone, and before the change nothing was asked', () => {
    expect(judge(failed('UNCONFIRMED'), 'harmonised')).toEqual([
      "pass: the message of Bob, 400 ms after the user left, did not reach Alice's phone, which says UNCONFIRMED",
      'by send of tp-cf-lv-19-1-bob at 500, state of tp-cf-lv-19-1-alice at 1001',
      'note: a BYE that timed out ends the dialog (RFC 3261 §15.1.1)',
    ]);
    expect(judge(failed('LEFT'), 'harmonised')[0]).toMatch(/^fail/);
    expect(judge(failed('LEFT'), 'pre-cr')).toEqual(['none: before the change request media went with the BYE']);
  });

  test('a message of before the leave, or none, says nothing', () => {
    const early = new MadeGroup()
      .posts(100, 'bob', 'Hello')
      .leaves(100)
      .surveyed(1000, { alice: ['LEAVE_FAILED'] });
    expect(judge(early)).toEqual(['inconc: nobody posted a message between the leave and the survey']);
    expect(judge(new MadeGroup())).toEqual(['inconc: Alice was not told to leave']);
    expect(judge(new MadeGroup().leaves(100).posts(500, 'bob', 'Still here?'))).toEqual([
      'inconc: nobody posted a message between the leave and the survey',
    ]);
  });

  test('a survey in the instant of the message is none after it', () => {
    const group = new MadeGroup().leaves(100).surveyed(498, { alice: ['LEAVE_FAILED'] });
    expect(judge(group.posts(500, 'bob', 'Still here?'))).toEqual([
      'inconc: nobody posted a message between the leave and the survey',
    ]);
  });
});

describe('leave-told-as-departed', () => {
  const left = () =>
    new MadeGroup()
      .leaves(100)
      .surveyed(1000, { alice: ['LEAVE_FAILED'] })
      .leaves(2000);
  const judge = (group: MadeGroup) => inWords(leaveTold, group.evidence());
  const saysLeft = (group: MadeGroup) => group.surveyed(3000, { alice: ['LEFT'] });

  test('a leave that failed, where another one was perhaps to come', () => {
    const { timeline, ixit } = left()
      .surveyed(3000, { alice: ['LEAVE_FAILED'] })
      .evidence();
    expect(leaveTold.judge({ timeline, ixit }, 'cr').verdict).toBe('fail');
    expect(leaveTold.judge({ timeline: timeline.slice(0, -1), ixit }, 'cr')).toEqual({
      verdict: 'inconc',
      message: 'the observation was broken off, perhaps ahead of another leave',
    });
  });

  test('a leave that succeeded, in an observation that was broken off', () => {
    const { timeline, ixit } = saysLeft(left().told(2050, { alice: 'departed' })).evidence();
    expect(leaveTold.judge({ timeline: timeline.slice(0, -1), ixit }, 'cr').verdict).toBe('pass');
  });

  test('LEFT, and everybody told', () => {
    expect(judge(saysLeft(left().told(2050, { alice: 'departed' })))).toEqual([
      'pass: Bob and Carol were shown Alice as departed 50 ms after her leave',
      'by leave of tp-cf-lv-19-1-alice at 2000, carol received NOTIFY at 2050: 50 ms',
    ]);
  });

  test('the one who was told last decides', () => {
    expect(
      judge(saysLeft(left().told(2050, { alice: 'departed' }, ['bob']).told(2060, { alice: 'departed' }, ['carol']))),
    ).toEqual([
      'pass: Bob and Carol were shown Alice as departed 60 ms after her leave',
      'by leave of tp-cf-lv-19-1-alice at 2000, carol received NOTIFY at 2060: 60 ms',
    ]);
    expect(
      judge(saysLeft(left().told(2050, { alice: 'departed' }, ['carol']).told(2060, { alice: 'departed' }, ['bob']))),
    ).toEqual([
      'pass: Bob and Carol were shown Alice as departed 60 ms after her leave',
      'by leave of tp-cf-lv-19-1-alice at 2000, bob received NOTIFY at 2060: 60 ms',
    ]);
  });

  test('what was told before the leave, and of others, does not count', () => {
    const back = left().told(1500, { alice: 'departed' }).told(1600, { alice: 'connected' });
    expect(judge(saysLeft(back.told(2000, { bob: 'departed' })))).toEqual([
      'fail: Bob and Carol were not told of the departure',
      'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
    ]);
    expect(judge(saysLeft(left().told(2000, { alice: 'departed' })))).toEqual([
      'fail: Bob and Carol were not told of the departure',
      'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
    ]);
  });

  test('to come back is no departure', () => {
    const back = left().told(1500, { alice: 'departed' }).told(2050, { alice: 'connected' });
    expect(judge(saysLeft(back))).toEqual([
      'fail: Bob and Carol were not told of the departure',
      'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
    ]);
  });

  test.each<[string, MadeGroup, string[]]>([
    [
      'another state',
      left()
        .told(2050, { alice: 'departed' })
        .surveyed(3000, { alice: ['LEAVE_FAILED'] }),
      [
        "fail: after its leave Alice's phone says LEAVE_FAILED",
        'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
      ],
    ],
    [
      'nobody told',
      saysLeft(left()),
      [
        'fail: Bob and Carol were not told of the departure',
        'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
      ],
    ],
    [
      'one not told',
      saysLeft(left().told(2050, { alice: 'departed' }, ['bob'])),
      [
        'fail: Carol was not told of the departure',
        'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
      ],
    ],
    [
      'another method for one of her devices',
      saysLeft(left().told(2050, { alice: ['departed', 'booted'] })),
      [
        'fail: to Bob she was shown as departed, booted',
        'by leave of tp-cf-lv-19-1-alice at 2000, carol received NOTIFY at 2050',
      ],
    ],
    [
      'no method',
      saysLeft(left().told(2050, { alice: 'gone' })),
      [
        'fail: to Bob she was shown as gone, without a disconnection-method',
        'by leave of tp-cf-lv-19-1-alice at 2000, carol received NOTIFY at 2050',
      ],
    ],
    [
      'another method',
      saysLeft(left().told(2050, { alice: 'booted' })),
      [
        'fail: to Bob she was shown as booted',
        'by leave of tp-cf-lv-19-1-alice at 2000, carol received NOTIFY at 2050',
      ],
    ],
  ])('%s fails', (_, group, expected) => {
    expect(judge(group)).toEqual(expected);
  });

  test('nobody told, and not watched long enough', () => {
    const untold = () => new MadeGroup().leaves(2000).surveyed(3000, { alice: ['LEFT'] });
    expect(inWords(leaveTold, untold().evidence(4000))).toEqual([
      'fail: Bob and Carol were not told of the departure',
      'by leave of tp-cf-lv-19-1-alice at 2000, state of tp-cf-lv-19-1-alice at 3001',
    ]);
    expect(inWords(leaveTold, untold().evidence(3999))).toEqual([
      'inconc: Bob and Carol were not told of the departure; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });

  test('one of them was never told anything', () => {
    const evidence = saysLeft(left().told(2050, { alice: 'departed' })).evidence();
    expect(inWords(leaveTold, withoutSipOf('bob', evidence))[0]).toBe('fail: Bob was not told of the departure');
  });

  test('where it is not known who she is, nothing is said', () => {
    const evidence = saysLeft(left().told(2050, { alice: 'departed' })).evidence();
    expect(inWords(leaveTold, withoutSipOf('alice', evidence))).toEqual(['inconc: nobody was asked after the leave']);
  });

  test('where nobody left, or was asked, nothing is said', () => {
    expect(judge(new MadeGroup())).toEqual(['inconc: Alice was not told to leave']);
    expect(judge(left())).toEqual(['inconc: nobody was asked after the leave']);
    expect(judge(left().surveyed(1998, { alice: ['LEFT'] }))).toEqual(['inconc: nobody was asked after the leave']);
  });
});

describe('other-device-stays', () => {
  const judge = (group: MadeGroup) => inWords(otherDeviceStays, group.evidence());
  const posted = () => new MadeGroup().leaves(100, 'alice-tablet').posts(500, 'bob', 'Still here?');
  const tabletLeaves = (phone: Said, tablet = 'LEFT', group = posted()) =>
    judge(group.surveyed(1000, { alice: phone, 'alice-tablet': [tablet] }));

  test('the phone is in and hears', () =>
    expect(tabletLeaves(['JOINED', 'Still here?'])).toEqual([
      'pass: the tablet says LEFT, the phone JOINED and got the message of Bob',
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
    ]));
  test('the phone is in, hears, and is listed by one', () =>
    expect(tabletLeaves(['JOINED', 'Still here?'], 'LEFT', posted().told(600, { alice: 'departed' }, ['bob']))).toEqual(
      [
        'pass: the tablet says LEFT, the phone JOINED and got the message of Bob',
        'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
      ],
    ));
  test('the phone hears nothing', () =>
    expect(tabletLeaves(['JOINED'])).toEqual([
      'fail: the tablet says LEFT, the phone JOINED, but it did not get the message of Bob',
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
    ]));
  test('the phone is out', () =>
    expect(tabletLeaves(['REMOVED', 'Still here?'])).toEqual([
      'fail: the tablet says LEFT, the phone REMOVED',
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
    ]));
  test('the user is not listed any more', () =>
    expect(tabletLeaves(['JOINED', 'Still here?'], 'LEFT', posted().told(600, { alice: 'departed' }))).toEqual([
      'fail: the tablet says LEFT, the phone JOINED, but the focus does not list Alice as connected any more',
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
    ]));
  test('nobody is left to see', () => {
    const alone = posted().surveyed(1000, {
      alice: ['JOINED', 'Still here?'],
      'alice-tablet': ['LEFT'],
      bob: ['LEFT'],
      carol: ['LEFT'],
    });
    expect(judge(alone)).toEqual([
      'pass: the tablet says LEFT, the phone JOINED and got the message of Bob',
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
    ]);
  });
  test('the tablet did not leave', () =>
    expect(tabletLeaves(['JOINED', 'Still here?'], 'LEAVE_FAILED')).toEqual([
      'inconc: the tablet says LEAVE_FAILED, the phone JOINED',
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 1001',
    ]));
  test.each<[string, MadeGroup]>([
    [
      'the tablet was not told to leave',
      new MadeGroup()
        .posts(500, 'bob', 'Still here?')
        .surveyed(1000, { alice: ['JOINED', 'Still here?'], 'alice-tablet': ['LEFT'] }),
    ],
    ['nobody was asked', posted()],
    ['the phone was not asked', posted().surveyed(1000, { 'alice-tablet': ['LEFT'] })],
    ['the tablet was not asked', posted().surveyed(1000, { alice: ['JOINED', 'Still here?'] })],
    [
      'nobody posted',
      new MadeGroup().leaves(100, 'alice-tablet').surveyed(1000, { alice: ['JOINED'], 'alice-tablet': ['LEFT'] }),
    ],
    [
      'it was posted with the leave',
      new MadeGroup()
        .posts(100, 'bob', 'Hello')
        .leaves(100, 'alice-tablet')
        .surveyed(1000, { alice: ['JOINED', 'Hello'], 'alice-tablet': ['LEFT'] }),
    ],
    [
      'all were asked with the leave',
      new MadeGroup()
        .leaves(100, 'alice-tablet')
        .surveyed(98, { alice: ['JOINED'], 'alice-tablet': ['LEFT'] })
        .posts(500, 'bob', 'Still here?'),
    ],
  ])('%s: nothing is said', (_, group) =>
    expect(judge(group)).toEqual(['inconc: nobody posted a message after the leave of the tablet, or was asked']),
  );
});

describe('leaver-departs-once', () => {
  const judge = (group: MadeGroup) => inWords(leaverDepartsOnce, group.evidence());
  const once = () => new MadeGroup().told(200, { alice: 'departed' });

  test('once', () => expect(judge(once())).toEqual(['pass: Bob and Carol saw one departure of Alice']));
  test('twice, for one', () =>
    expect(
      judge(once().told(300, { alice: 'connected' }, ['carol']).told(400, { alice: 'departed' }, ['carol'])),
    ).toEqual([
      'fail: Carol saw 2 departures of Alice',
      'by carol received NOTIFY at 200, carol received NOTIFY at 400',
    ]));
  test('twice, after two leaves', () => {
    const twice = once().told(300, { alice: 'connected' }).told(400, { alice: 'departed' });
    expect(judge(twice.leaves(100).leaves(350))[0]).toBe('fail: Bob saw 2 departures of Alice');
  });
  test('never, for one', () => {
    const never = () => new MadeGroup().leaves(50).leaves(100).told(200, { alice: 'departed' }, ['carol']);
    expect(inWords(leaverDepartsOnce, never().evidence(2100))).toEqual(['fail: Bob saw no departure of Alice']);
    expect(inWords(leaverDepartsOnce, never().evidence(2099))).toEqual([
      'inconc: Bob saw no departure of Alice; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('never, and she was not told to leave', () =>
    expect(judge(new MadeGroup())).toEqual([
      'inconc: Bob saw no departure of Alice; only 0.0 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]));
});

describe('rosters-shown', () => {
  const ALICE = 'sip:alice@ims.test';
  const BOB = 'sip:bob@ims.test';
  const judge = (rosters: Record<string, Record<string, string>>) =>
    inWords(
      rostersShown,
      new MadeGroup()
        .surveyed(900, { alice: ['JOINED'] }, { bob: { [ALICE]: 'connected' } })
        .surveyed(1000, { alice: ['LEFT'] }, rosters)
        .evidence(),
    );

  test('nobody shows her as connected', () => {
    expect(judge({ bob: { [ALICE]: 'disconnected', [BOB]: 'connected' }, carol: { [BOB]: 'connected' } })).toEqual([
      'pass: the clients of Bob and Carol do not show Alice as connected',
    ]);
    expect(judge({ carol: { [ALICE]: 'disconnected' } })).toEqual([
      'pass: the client of Carol does not show Alice as connected',
    ]);
  });
  test('one does', () =>
    expect(judge({ bob: { [BOB]: 'connected' }, carol: { [BOB]: 'connected', [ALICE]: 'connected' } })).toEqual([
      'fail: the client of Carol still shows Alice as connected',
      'by state of tp-cf-lv-19-1-carol at 1001',
    ]));
  test('she herself may', () =>
    expect(judge({ alice: { [ALICE]: 'connected' }, bob: {} })).toEqual([
      'pass: the client of Bob does not show Alice as connected',
    ]));
  test('no client can tell', () =>
    expect(judge({})).toEqual(['pass: no client can say whom it shows', 'note: the roster is optional to tell']));
  test('it is not known who she is', () => {
    const asked = new MadeGroup().surveyed(1000, { alice: ['LEFT'] }, { bob: { [ALICE]: 'connected' } });
    expect(inWords(rostersShown, withoutSipOf('alice', asked.evidence()))).toEqual(['inconc: nobody was asked']);
  });
  test('nobody was asked', () =>
    expect(inWords(rostersShown, new MadeGroup().evidence())).toEqual(['inconc: nobody was asked']));
});
