import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import { departedOnce, departureNotBeforeFinal, departureNotified, notHeldUp, shownAsDeparted } from './departure.ts';
import {
  carolGone,
  everybody,
  madeGroup,
  type MadeRemoval,
  madeRemoval,
  notify,
  referral,
  withVersion,
} from './made-removal.ts';

const judge = (check: Check, removal: MadeRemoval) => inWords(check, madeRemoval(removal).evidence());
const answered: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010, bob: 3012 }, ended: 3011 };
const NO_BYE = ['inconc: the focus sent no BYE to Carol, so there was no final response to wait for'];

describe('departure-not-before-final', () => {
  const check = departureNotBeforeFinal;
  test('told after the response', () =>
    expect(judge(check, answered)).toEqual([
      'pass: Alice was told 10 ms after the final response (200); Bob was told 12 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('any final response will do', () =>
    expect(judge(check, { ...answered, responses: [[500, 3000]] })).toEqual([
      'pass: Alice was told 10 ms after the final response (500); Bob was told 12 ms after the final response (500)',
      'by carol sent SIP/2.0 500 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('one told with the BYE: named, and by how much', () =>
    expect(judge(check, { ...answered, told: { alice: 3010, bob: 1002 } })).toEqual([
      'fail: Bob was told 1998 ms too early: 2.0 ms after the BYE, before the final response (200)',
      'by bob received NOTIFY at 1002, carol sent SIP/2.0 200 at 3000: -1998 ms',
    ]));
  test('both told too early: the one that was told first decides', () => {
    expect(judge(check, { ...answered, told: { alice: 1500, bob: 1002 } })).toEqual([
      'fail: Alice was told 1500 ms too early: 500 ms after the BYE, before the final response (200); Bob was told 1998 ms too early: 2.0 ms after the BYE, before the final response (200)',
      'by bob received NOTIFY at 1002, carol sent SIP/2.0 200 at 3000: -1998 ms',
    ]);
    expect(judge(check, { ...answered, told: { alice: 1002, bob: 1500 } })).toEqual([
      'fail: Alice was told 1998 ms too early: 2.0 ms after the BYE, before the final response (200); Bob was told 1500 ms too early: 500 ms after the BYE, before the final response (200)',
      'by alice received NOTIFY at 1002, carol sent SIP/2.0 200 at 3000: -1998 ms',
    ]);
  });
  test('one told with the record of the response: a doubt', () =>
    expect(judge(check, { ...answered, told: { alice: 3000, bob: 3001 } })).toEqual([
      'pass: Alice was told 0.0 ms after the final response (200); Bob was told 1.0 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3000: 0 ms',
      'note: the two events are 0.0 ms apart: their order on the wire is known to within a millisecond only',
    ]));
  test('a 100 is no final response', () =>
    expect(
      judge(check, {
        ...answered,
        responses: [
          [100, 2000],
          [200, 4000],
        ],
        told: { alice: 2001, bob: 4001 },
      }),
    ).toEqual([
      'fail: Alice was told 1999 ms too early: 1001 ms after the BYE, before the final response (200)',
      'by alice received NOTIFY at 2001, carol sent SIP/2.0 200 at 4000: -1999 ms',
    ]));
  test('disconnecting is not departure', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]] });
    notify(timeline, 1005, 'alice', 2, carolGone(2, 'disconnecting'));
    expect(inWords(check, timeline.evidence())).toEqual([
      'pass: Alice was told of no departure; Bob was told of no departure',
      'note: whether Alice should have been is judged by departure-notified',
      'note: whether Bob should have been is judged by departure-notified',
    ]);
  });
  test('between go and record', () =>
    expect(judge(check, { ...answered, told: { alice: 2999.5, bob: 3010 } })).toEqual([
      'inconc: Alice was told 0.5 ms before the final response (200) was seen to leave, in the instant in which it was sent: too close to call',
      'by alice received NOTIFY at 2999.5, carol sent SIP/2.0 200 at 3000: -0.5 ms',
      'to be repeated',
    ]));
  test('too early, by less than the test side was late', () => {
    const late = (ms: number) =>
      inWords(
        check,
        madeRemoval({ ...answered, told: { alice: 2900, bob: 3010 } })
          .lag(2950, ms)
          .evidence(),
      );
    expect(late(150)).toEqual([
      'error: the test side was 150 ms late when Alice was told: the order is not known',
      'by alice received NOTIFY at 2900, carol sent SIP/2.0 200 at 3000: -100 ms',
      'to be repeated',
    ]);
    expect(late(100)[0]).toMatch(/^fail/);
  });
  test('a response that Timer F may have overtaken: a note where it was told ahead of it', () => {
    const late = (alice: number) =>
      judge(check, { responses: [[200, 34_200]], told: { alice, bob: 34_210 }, until: 60_000 });
    expect(late(33_010)).toEqual([
      'pass: Alice was told 1190 ms ahead of the final response (200); Bob was told 10 ms after the final response (200)',
      'by alice received NOTIFY at 33010, carol sent SIP/2.0 200 at 34200: -1190 ms',
      'note: by then Timer F of the BYE may have run out, which ends the removal as well',
    ]);
    expect(late(34_200)).toEqual([
      'pass: Alice was told 0.0 ms after the final response (200); Bob was told 10 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 34200, alice received NOTIFY at 34200: 0 ms',
      'note: the two events are 0.0 ms apart: their order on the wire is known to within a millisecond only',
    ]);
  });
  test('no response: told at Timer F', () =>
    expect(judge(check, { told: { alice: 33_005, bob: 33_006 }, until: 40_000 })).toEqual([
      'pass: Alice was told 5.0 ms after Timer F of the BYE (32000 ms); Bob was told 6.0 ms after Timer F of the BYE (32000 ms)',
      'by carol received BYE at 1000, alice received NOTIFY at 33005: 5 ms',
    ]));
  test('no response: told where Timer F may run out, were it a twentieth early', () =>
    expect(judge(check, { told: { alice: 31_400, bob: 31_400 }, until: 40_000 })).toEqual([
      'pass: Alice was told 1600 ms ahead of Timer F of the BYE (32000 ms); Bob was told 1600 ms ahead of Timer F of the BYE (32000 ms)',
      'by alice received NOTIFY at 31400, carol received BYE at 1000: -1600 ms',
    ]));
  test('no response: told before that', () =>
    expect(judge(check, { told: { alice: 31_398, bob: 33_006 }, until: 40_000 })).toEqual([
      'fail: Alice was told 1602 ms too early: 30398 ms after the BYE, before Timer F of the BYE (32000 ms)',
      'by alice received NOTIFY at 31398, carol received BYE at 1000: -1602 ms',
    ]));
  test('no response: told, and not observed until Timer F', () => {
    expect(judge(check, { told: { alice: 9000 }, until: 32_999 })).toEqual([
      'fail: Alice was told 8000 ms after the BYE, and no final response had been sent at all',
      'by carol received BYE at 1000, alice received NOTIFY at 9000: 8000 ms',
      'note: whether Bob should have been is judged by departure-notified',
    ]);
    expect(judge(check, { told: { alice: 9000 }, until: 33_000 })).toEqual([
      'fail: Alice was told 24000 ms too early: 8000 ms after the BYE, before Timer F of the BYE (32000 ms)',
      'by alice received NOTIFY at 9000, carol received BYE at 1000: -24000 ms',
      'note: whether Bob should have been is judged by departure-notified',
    ]);
  });
  test('no response is on record, but one was let go when it was told', () => {
    const lost = (at: number) => madeRemoval({ told: { alice: 9000 } }).go(at, 'carol', 'i-carol', '200 to BYE');
    expect(inWords(check, lost(9000).evidence())).toEqual([
      'inconc: Alice was told 8000 ms after the BYE, when a final response had been let go that is not on record',
      'to be repeated',
      'note: whether Bob should have been is judged by departure-notified',
    ]);
    expect(inWords(check, lost(9001).evidence())[0]).toMatch(/^fail: .* no final response had been sent at all$/);
  });
  test('nobody was removed', () => expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(NO_BYE));
  test('nobody has subscribed', () =>
    expect(judge(check, { responses: [[200, 3000]], watchers: [] })).toEqual([
      'inconc: nobody who stays has a subscription',
    ]));
  test('one who subscribed was never notified', () => {
    const timeline = madeRemoval({ ...answered, watchers: ['alice', 'carol'], told: { alice: 3010 } });
    timeline.sip(180, 'bob', 'sent', [
      'SUBSCRIBE sip:gs-1@f SIP/2.0',
      'Via: SIP/2.0/UDP x;branch=z9hG4bKsbob',
      'Call-ID: s-bob',
      'CSeq: 1 SUBSCRIBE',
    ]);
    expect(inWords(check, timeline.evidence())).toEqual([
      'inconc: Bob was never notified: nothing shows what was told',
    ]);
  });
  test('who subscribes after the BYE, or whose subscription had ended by then, watches nothing', () => {
    const timeline = madeRemoval({ ...answered, watchers: ['alice', 'carol'], told: { alice: 3010 } });
    const lines = ['Via: SIP/2.0/UDP x;branch=z9hG4bKlate', 'Call-ID: s-bob', 'CSeq: 1 SUBSCRIBE'];
    timeline.sip(1000, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines]);
    expect(inWords(check, timeline.evidence())).toEqual([
      'pass: Alice was told 10 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]);
    const ended = madeRemoval({ ...answered, told: { alice: 3010 } });
    notify(ended, 999, 'bob', 2, '', 'terminated');
    expect(inWords(check, ended.evidence())).toEqual([
      'pass: Alice was told 10 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]);
    const endedLater = madeRemoval({ ...answered, told: { alice: 3010 } });
    notify(endedLater, 1000, 'bob', 2, '', 'terminated');
    expect(inWords(check, endedLater.evidence())).toEqual([
      'pass: Alice was told 10 ms after the final response (200); Bob was told of no departure',
      'note: whether Bob should have been is judged by departure-notified',
    ]);
  });
});

describe('departure-notified', () => {
  const check = departureNotified;
  test('in time', () =>
    expect(judge(check, answered)).toEqual([
      'pass: Alice was told 10 ms after the final response (200); Bob was told 12 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('at the last moment', () =>
    expect(judge(check, { ...answered, told: { alice: 3000, bob: 5000 } })).toEqual([
      'pass: Alice was told 0.0 ms after the final response (200); Bob was told 2000 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3000: 0 ms',
    ]));
  test('before the response', () =>
    expect(judge(check, { ...answered, told: { alice: 2990, bob: 3001 } })).toEqual([
      'pass: Alice was told 10 ms before the final response (200); Bob was told 1.0 ms after the final response (200)',
      'by alice received NOTIFY at 2990, carol sent SIP/2.0 200 at 3000: -10 ms',
      'note: whether that was too early is judged by departure-not-before-final',
    ]));
  test('one subscriber never', () =>
    expect(judge(check, { ...answered, told: { alice: 3010 } })).toEqual([
      'fail: Bob was not told within the 7000 ms observed after the final response (200); at most 2000 ms are allowed',
    ]));
  test('too late', () =>
    expect(judge(check, { ...answered, told: { alice: 3010, bob: 5001 } })).toEqual([
      'fail: Bob was told 2001 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, bob received NOTIFY at 5001: 2001 ms',
    ]));
  test('an observation that is too short', () =>
    expect(judge(check, { ...answered, told: { alice: 3010 }, until: 4999 })).toEqual([
      'inconc: Bob was not told within the 1999 ms observed after the final response (200); at most 2000 ms are allowed; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]));
  test('an observation that is just long enough', () =>
    expect(judge(check, { ...answered, told: { alice: 3010 }, until: 5000 })).toEqual([
      'fail: Bob was not told within the 2000 ms observed after the final response (200); at most 2000 ms are allowed',
    ]));
  test('nobody was removed', () => expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(NO_BYE));
});

describe('shown-as-departed', () => {
  const check = shownAsDeparted;
  test('departed', () =>
    expect(judge(check, answered)).toEqual([
      'pass: to Alice: status disconnected, disconnection-method departed; to Bob: status disconnected, disconnection-method departed',
      'by alice received NOTIFY at 3010',
    ]));
  test.each(['booted', 'failed'])('%s', (how) =>
    expect(judge(check, { ...answered, how })[0]).toBe(
      `fail: to Alice: status disconnected, disconnection-method ${how}; to Bob: status disconnected, disconnection-method ${how}`,
    ),
  );
  test('deleted', () =>
    expect(judge(check, { ...answered, how: 'deleted' })).toEqual([
      'fail: to Alice: deleted, without a disconnection-method; to Bob: deleted, without a disconnection-method',
      'by alice received NOTIFY at 3010',
    ]));
  test.each([
    [
      'left out',
      everybody('carol'),
      ['fail: to Alice: left out of a full list, without a disconnection-method', 'by alice received NOTIFY at 3010'],
    ],
    [
      'shown without an endpoint',
      everybody().replace(/<endpoint entity="sip:carol@c".*?<\/endpoint>/, ''),
      ['fail: to Alice: status absent, disconnection-method absent', 'by alice received NOTIFY at 3010'],
    ],
    [
      'shown in two ways',
      everybody().replace(
        /(<endpoint entity="sip:carol@c)">.*?<\/endpoint>/,
        '$1"><status>disconnected</status><disconnection-method>departed</disconnection-method></endpoint>$1;d=2"><status>disconnected</status><disconnection-method>booted</disconnection-method></endpoint>',
      ),
      [
        'fail: to Alice: status disconnected, disconnected, disconnection-method departed, booted',
        'by alice received NOTIFY at 3010',
      ],
    ],
  ] as const)('%s', (_, document, expected) => {
    const timeline = madeRemoval({ ...answered, told: {}, watchers: ['alice', 'carol'] });
    notify(timeline, 3010, 'alice', 2, withVersion(document, 2));
    expect(inWords(check, timeline.evidence())).toEqual(expected);
  });
  test('never told', () =>
    expect(judge(check, { responses: [[200, 3000]] })).toEqual([
      'inconc: Alice was told of no departure, so it was shown in no way; Bob was told of no departure, so it was shown in no way',
    ]));
});

describe('shown-as-departed, where the focus keeps to RFC 4575 alone', () => {
  const pure = (removal: MadeRemoval) =>
    inWords(shownAsDeparted, madeRemoval(removal).evidence({ rfc4575Pure: 'yes' }));
  test('booted', () => expect(pure({ ...answered, how: 'booted' })[0]).toMatch(/^pass/));
  test('departed', () => expect(pure(answered)[0]).toMatch(/^fail/));
  test('booted, of who could not even be sent a BYE', () => {
    const unreached = (how: string) => {
      const timeline = madeGroup();
      for (const watcher of ['alice', 'bob']) notify(timeline, 1310, watcher, 2, carolGone(2, how));
      return inWords(shownAsDeparted, timeline.end(9000).evidence({ rfc4575Pure: 'yes' }))[0];
    };
    expect(unreached('booted')).toMatch(/^pass/);
    expect(unreached('departed')).toMatch(/^fail/);
  });
  test('departed, of who left by itself', () => {
    const timeline = madeRemoval(answered);
    const lines = ['Via: SIP/2.0/UDP c;branch=z9hG4bKown', 'Call-ID: i-carol', 'CSeq: 2 BYE'];
    timeline.sip(1300, 'carol', 'sent', ['BYE sip:gs-1@f SIP/2.0', ...lines]);
    expect(inWords(shownAsDeparted, timeline.evidence({ rfc4575Pure: 'yes' }))[0]).toMatch(/^pass/);
    const left = madeGroup().sip(1300, 'carol', 'sent', ['BYE sip:gs-1@f SIP/2.0', ...lines]);
    notify(left, 1310, 'alice', 2, carolGone(2, 'departed'));
    notify(left, 1310, 'bob', 2, carolGone(2, 'departed'));
    expect(inWords(shownAsDeparted, left.end(9000).evidence({ rfc4575Pure: 'yes' }))[0]).toMatch(/^pass/);
  });
});

describe('not-held-up-by-another', () => {
  test('told', () =>
    expect(judge(notHeldUp, { ...answered, told: { alice: 3010 } })).toEqual([
      'pass: Alice was told 10 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, alice received NOTIFY at 3010: 10 ms',
    ]));
  test('not told', () =>
    expect(judge(notHeldUp, { ...answered, told: { bob: 3010 } })).toEqual([
      'fail: Alice was not told within the 7000 ms observed after the final response (200); at most 2000 ms are allowed',
    ]));
  test('nobody was removed', () => expect(inWords(notHeldUp, madeGroup().end(9000).evidence())).toEqual(NO_BYE));
});

describe('where the BYE of the one removed crosses the other', () => {
  /** The focus's BYE at 1000 ms, Carol's at 1300 ms, her answer at 2000 ms, or so much later. */
  function crossing(told: number, answeredAt = 2000) {
    const timeline = madeRemoval({ responses: [[200, answeredAt]], told: { alice: told, bob: told } });
    const lines = ['Via: SIP/2.0/UDP c;branch=z9hG4bKown', 'Call-ID: i-carol', 'CSeq: 2 BYE'];
    return timeline
      .go(1270, 'carol', 'i-carol', 'BYE')
      .sip(1300, 'carol', 'sent', ['BYE sip:gs-1@f SIP/2.0', ...lines])
      .evidence();
  }
  test('told between the go for her BYE and its record, which may be late', () =>
    expect(inWords(departureNotBeforeFinal, crossing(1298))).toEqual([
      'inconc: Alice was told 2.0 ms before the BYE of Carol was seen to leave, in the instant in which it was sent: too close to call; Bob was told 2.0 ms before the BYE of Carol was seen to leave, in the instant in which it was sent: too close to call',
      'by alice received NOTIFY at 1298, carol sent BYE at 1300: -2 ms',
      'to be repeated',
    ]));
  test.each([
    [
      1310,
      2000,
      [
        'pass: Alice was told 10 ms after the BYE of Carol; Bob was told 10 ms after the BYE of Carol',
        'by carol sent BYE at 1300, alice received NOTIFY at 1310: 10 ms',
      ],
      [
        'pass: Alice was told 690 ms before the final response (200); Bob was told 690 ms before the final response (200)',
        'by alice received NOTIFY at 1310, carol sent SIP/2.0 200 at 2000: -690 ms',
        'note: whether that was too early is judged by departure-not-before-final',
      ],
    ],
    [
      2010,
      2000,
      [
        'pass: Alice was told 710 ms after the BYE of Carol; Bob was told 710 ms after the BYE of Carol',
        'by carol sent BYE at 1300, alice received NOTIFY at 2010: 710 ms',
      ],
      [
        'pass: Alice was told 10 ms after the final response (200); Bob was told 10 ms after the final response (200)',
        'by carol sent SIP/2.0 200 at 2000, alice received NOTIFY at 2010: 10 ms',
      ],
    ],
    [
      1310,
      1200,
      [
        'pass: Alice was told 110 ms after the final response (200); Bob was told 110 ms after the final response (200)',
        'by carol sent SIP/2.0 200 at 1200, alice received NOTIFY at 1310: 110 ms',
      ],
      [
        'pass: Alice was told 10 ms after the BYE of Carol; Bob was told 10 ms after the BYE of Carol',
        'by carol sent BYE at 1300, alice received NOTIFY at 1310: 10 ms',
      ],
    ],
  ] as const)('told after either, at %i ms, with the answer at %i', (told, answeredAt, allowed, due) => {
    expect(inWords(departureNotBeforeFinal, crossing(told, answeredAt))).toEqual(allowed);
    expect(inWords(departureNotified, crossing(told, answeredAt))).toEqual(due);
  });
  test('told before both', () =>
    expect(inWords(departureNotBeforeFinal, crossing(1100))).toEqual([
      'fail: Alice was told 200 ms too early: 100 ms after the BYE, before the BYE of Carol; Bob was told 200 ms too early: 100 ms after the BYE, before the BYE of Carol',
      'by alice received NOTIFY at 1100, carol sent BYE at 1300: -200 ms',
    ]));
  test('told long after both', () =>
    expect(inWords(departureNotified, crossing(4100))).toEqual([
      'fail: Alice was told 2100 ms after the final response (200); Bob was told 2100 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 2000, alice received NOTIFY at 4100: 2100 ms',
    ]));
});

describe('where the one removed cannot be reached', () => {
  /** No BYE arrives; Timer F is 6.4 s. */
  function lost(told: number | undefined, until = 12_000, who = 'carol') {
    const timeline = madeGroup();
    timeline.add(900, { kind: 'mark', mark: 'participant-lost', detail: who });
    referral(timeline, 202);
    for (const name of ['alice', 'bob'])
      if (told !== undefined) notify(timeline, told, name, 2, carolGone(2, 'departed'));
    return inWords(departureNotified, timeline.end(until).evidence({ t1: 100 }));
  }
  test.each([
    [
      'on a refused connection',
      1000,
      [
        "pass: Alice was told 6390 ms before Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); Bob was told 6390 ms before Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER)",
        'by alice received NOTIFY at 1000, alice sent REFER at 990: -6390 ms',
        'note: whether that was too early is judged by departure-not-before-final',
      ],
    ],
    [
      'at Timer F',
      7400,
      [
        "pass: Alice was told 10 ms after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); Bob was told 10 ms after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER)",
        'by alice sent REFER at 990, alice received NOTIFY at 7400: 10 ms',
      ],
    ],
    [
      'too late',
      9500,
      [
        "fail: Alice was told 2110 ms after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); Bob was told 2110 ms after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER)",
        'by alice sent REFER at 990, alice received NOTIFY at 9500: 2110 ms',
      ],
    ],
    [
      'never',
      undefined,
      [
        "fail: Alice was not told within the 4610 ms observed after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); at most 2000 ms are allowed; Bob was not told within the 4610 ms observed after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); at most 2000 ms are allowed",
      ],
    ],
  ] as const)('told %s', (_, told, expected) => expect(lost(told)).toEqual(expected));
  test('not watched as long as Timer F', () =>
    expect(lost(undefined, 6000)).toEqual([
      "inconc: Alice was not told within the -1390 ms observed after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); at most 2000 ms are allowed; only 0.0 ms of the observation were left, too close to its end to tell; Bob was not told within the -1390 ms observed after Timer F of a BYE that Carol's device cannot get (6400 ms after the REFER); at most 2000 ms are allowed; only 0.0 ms of the observation were left, too close to its end to tell",
      'to be repeated',
    ]));
  test('somebody else was lost', () => expect(lost(1000, 12_000, 'bob')).toEqual(NO_BYE));
});

describe('departed-once', () => {
  test('once', () =>
    expect(judge(departedOnce, answered)).toEqual(['pass: Alice saw one departure; Bob saw one departure']));
  test('the same told twice is one departure', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3100, 'alice', 3, carolGone(3, 'departed'));
    expect(inWords(departedOnce, timeline.evidence())[0]).toMatch(/^pass/);
  });
  test('back and gone again', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3100, 'alice', 3, withVersion(everybody(), 3));
    notify(timeline, 3200, 'alice', 4, carolGone(4, 'departed'));
    expect(inWords(departedOnce, timeline.evidence())).toEqual([
      'fail: Alice saw 2 departures, the second 190 ms after the first',
      'by alice received NOTIFY at 3010, alice received NOTIFY at 3200: 190 ms',
    ]);
  });
  test('never', () =>
    expect(judge(departedOnce, { responses: [[200, 3000]] })).toEqual([
      'inconc: Alice saw no departure; Bob saw no departure',
    ]));
  test('the departure of somebody else is not that of Carol', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3100, 'alice', 3, carolGone(3, 'departed').replaceAll('sip:carol@c', 'sip:bob@b'));
    expect(inWords(departedOnce, timeline.evidence())[0]).toMatch(/^pass/);
  });
});
