import { describe, expect, test } from '@jest/globals';
import { type Profile, PROFILES, type Verdict } from '../verdict.ts';
import type { NewEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { NETWORK, OTHER_SESSION } from './facts.ts';
import { type MadeExchange, withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
import {
  mediaFollowsDialogEnd,
  mediaReleasedAfter2xx,
  mediaAfterDestructiveFailure,
  mediaRetainedAfterFailure,
  mediaRetainedUntilFinal,
} from './media.ts';

const verdicts = (check: Check, timeline: MadeTimeline): Verdict[] =>
  PROFILES.map((profile) => check.judge(timeline.evidence(), profile).verdict);

const message = (check: Check, timeline: MadeTimeline): string => check.judge(timeline.evidence(), 'cr').message;

describe('media-retained-until-final', () => {
  const check = mediaRetainedUntilFinal;

  test('kept until the 200, released after it: the change request is kept, the old text is not', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 6003 } });
    expect(verdicts(check, timeline)).toEqual(['pass', 'pass', 'fail']);
  });

  test('released with the BYE: says how long after the BYE and how long before the response', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: BYE_AT + 2 } });
    expect(verdicts(check, timeline)).toEqual(['fail', 'fail', 'pass']);
    expect(message(check, timeline)).toBe(
      'media was released (FIN) 2.0 ms after the BYE, 4998 ms before the final response (200)',
    );
  });

  test('a FIN that overtakes the BYE is found', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: BYE_AT - 0.4 } });
    expect(message(check, timeline)).toContain('0.4 ms ahead of the BYE');
  });

  test('an RST is a release too', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 2000, how: 'rst' } });
    expect(verdicts(check, timeline)[0]).toBe('fail');
  });

  test('between the go and the record of the response nobody can tell', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 5999.5 } });
    expect(check.judge(timeline.evidence(), 'cr')).toMatchObject({ verdict: 'inconc', repeatable: true });
  });

  test('after the record, however shortly, is after', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 6000.2 } });
    expect(verdicts(check, timeline)[0]).toBe('pass');
  });

  test('a FIN that answers that of the focus is no release of the client', () => {
    const closedByFocus: NewEvent = {
      kind: 'tcp',
      actor: 'network',
      event: 'fin',
      by: 'tester',
      connection: 1,
      sessions: ['focus'],
    };
    const timeline = (at: number) =>
      madeLeave({ responses: [[200, 6000]], release: { at: 5500 } }).add(at, closedByFocus);
    expect(verdicts(check, timeline(5499))[0]).toBe('pass');
    expect(verdicts(mediaReleasedAfter2xx, timeline(5499))[0]).toBe('pass');
    expect(verdicts(check, timeline(5501))[0]).toBe('fail');
  });

  test('a 481 to a probe is a release of a client that knows its sessions', () => {
    const probes = (at: number) => (at < 3000 ? 200 : 481);
    expect(verdicts(check, madeLeave({ responses: [[200, 6000]], probes }))[0]).toBe('fail');
  });

  test('a 481 says nothing of a client that does not look at session-ids', () => {
    const probes = (at: number) => (at < 3000 ? 200 : 481);
    expect(verdicts(check, madeLeave({ responses: [[200, 6000]], probes, control: 200 }))[0]).toBe('pass');
  });

  test('silence is not a release: that is judged elsewhere', () => {
    const probes = (at: number) => (at < BYE_AT ? 200 : 'silence');
    expect(verdicts(check, madeLeave({ responses: [[200, 6000]], probes }))[0]).toBe('pass');
  });

  test('without a probe in the window nothing was observed', () => {
    expect(verdicts(check, madeLeave({ responses: [[200, 6000]], probes: () => undefined }))[0]).toBe('inconc');
  });

  test('a release that a stall of the machine covers is nobody’s fault but ours', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 5990 } }).lag(5995, 30);
    expect(check.judge(timeline.evidence(), 'cr')).toMatchObject({ verdict: 'error', repeatable: true });
  });

  test('a release without any response is a breach', () => {
    expect(message(check, madeLeave({ release: { at: 2000 } }))).toContain('no final response had been sent at all');
  });
});

describe('media-released-after-2xx', () => {
  const check = mediaReleasedAfter2xx;

  test.each([[3], [1999]])('released %i ms after the 200', (later) => {
    expect(verdicts(check, madeLeave({ responses: [[200, 2000]], release: { at: 2000 + later } }))[0]).toBe('pass');
  });

  test('released later than the limit', () => {
    expect(verdicts(check, madeLeave({ responses: [[200, 2000]], release: { at: 4100 } }))[0]).toBe('fail');
  });

  test('a 200 that a relay kept back counts from its last octet on', () => {
    const kept = (release: number) =>
      madeLeave({ responses: [[200, 2000]], release: { at: release } }).add(5000, {
        kind: 'mark',
        mark: 'answer-passed-on',
      });
    expect(message(check, kept(5500))).toContain('500 ms after the 200');
    expect(verdicts(check, kept(7100))[0]).toBe('fail');
    expect(verdicts(mediaRetainedUntilFinal, kept(4900))[0]).toBe('fail');
  });

  test('never released, probes answered', () => {
    const timeline = madeLeave({ responses: [[200, 2000]] });
    expect(verdicts(check, timeline)).toEqual(['fail', 'fail', 'fail']);
    expect(message(check, timeline)).toContain('still answered 200');
  });

  test('never released, probes unanswered: an open connection is not released', () => {
    const probes = (at: number) => (at < 2000 ? 200 : 'silence');
    expect(verdicts(check, madeLeave({ responses: [[200, 2000]], probes }))[0]).toBe('fail');
  });

  test('too short an observation', () => {
    expect(verdicts(check, madeLeave({ responses: [[200, 2000]], until: 3500 }))[0]).toBe('inconc');
  });

  test('without a 2XX no release was due', () => {
    expect(verdicts(check, madeLeave({ responses: [[500, 2000]] }))[0]).toBe('inconc');
  });

  test('a 200 that came when Timer F had run out finds no transaction: nobody is to blame', () => {
    for (const release of [undefined, { at: 39_000 }]) {
      const timeline = madeLeave({ responses: [[200, 33_100]], until: 40_000, ...(release && { release }) });
      expect(check.judge(timeline.evidence(), 'cr')).toMatchObject({ verdict: 'inconc', repeatable: true });
      expect(message(check, timeline)).toContain('sent 32100 ms after the BYE');
    }
    expect(verdicts(check, madeLeave({ responses: [[200, 31_000]], until: 40_000 }))[0]).toBe('fail');
  });

  test('late on a machine on which everybody waits for a processor', () => {
    const probes = (at: number) => (at < 2000 ? 200 : 'silence');
    const late = (share: number, answer: typeof probes = probes) =>
      [3000, 4000, 5000].reduce(
        (timeline, at) => timeline.pressure(at, share),
        madeLeave({ responses: [[200, 2000]], release: { at: 5000 }, probes: answer }),
      );
    expect(check.judge(late(900).evidence(), 'cr')).toMatchObject({ verdict: 'inconc', repeatable: true });
    expect(message(check, late(900))).toContain('too busy to tell');
    expect(verdicts(check, late(200))[0]).toBe('fail');
    // It answered in between, so it had its turn.
    expect(
      verdicts(
        check,
        late(900, () => 200),
      )[0],
    ).toBe('fail');
  });

  test('202 and 299 release as 200 does', () => {
    for (const status of [202, 299])
      expect(verdicts(check, madeLeave({ responses: [[status, 2000]], release: { at: 2010 } }))[0]).toBe('pass');
  });
});

describe('media-retained-after-failure', () => {
  const check = mediaRetainedAfterFailure;

  test('kept through the observation', () => {
    expect(verdicts(check, madeLeave({ responses: [[500, 1300]] }))).toEqual(['pass', 'pass', 'fail']);
  });

  test('released on the failure', () => {
    const timeline = madeLeave({ responses: [[403, 1300]], release: { at: 1310 } });
    expect(verdicts(check, timeline)).toEqual(['fail', 'fail', 'pass']);
    expect(message(check, timeline)).toContain('10 ms after the 403');
  });

  test('released before the failure names the purpose that is about that', () => {
    expect(message(check, madeLeave({ responses: [[403, 1300]], release: { at: 1001 } }))).toContain('TP-CL-LV-10');
  });

  test('an observation that is too short proves nothing', () => {
    expect(verdicts(check, madeLeave({ responses: [[500, 1300]], until: 9000 }))[0]).toBe('inconc');
  });

  test('a retry that succeeds ends the retention', () => {
    const timeline = madeLeave({
      responses: [
        [500, 1300],
        [200, 5000],
      ],
      release: { at: 5010 },
    });
    expect(verdicts(check, timeline)[0]).toBe('pass');
  });
});

describe('media-follows-dialog-end', () => {
  const check = mediaFollowsDialogEnd;

  test('481 and kept: the letter of the change request', () => {
    expect(verdicts(check, madeLeave({ responses: [[481, 1300]] }))).toEqual(['pass', 'fail', 'fail']);
  });

  test('481 and released: RFC 3261, and the finding says so', () => {
    const timeline = madeLeave({ responses: [[481, 1300]], release: { at: 1305 } });
    expect(verdicts(check, timeline)).toEqual(['fail', 'pass', 'pass']);
    expect(message(check, timeline)).toContain('RFC 3261 §15.1.1 permits it');
  });

  test('released before the 481: under neither', () => {
    expect(verdicts(check, madeLeave({ responses: [[481, 1300]], release: { at: 1100 } }))).toEqual([
      'fail',
      'fail',
      'pass',
    ]);
  });

  test('no response: kept beyond Timer F', () => {
    expect(verdicts(check, madeLeave({ until: 45_000 }))).toEqual(['pass', 'fail', 'fail']);
  });

  test('no response: released after Timer F', () => {
    expect(verdicts(check, madeLeave({ until: 45_000, release: { at: 33_010 } }))).toEqual(['fail', 'pass', 'fail']);
  });

  test('no response: released long before Timer F', () => {
    expect(verdicts(check, madeLeave({ until: 45_000, release: { at: 9000 } }))).toEqual(['fail', 'fail', 'fail']);
  });

  test('the observation must reach beyond Timer F', () => {
    expect(verdicts(check, madeLeave({ until: 30_000 }))[0]).toBe('inconc');
  });
});

describe('media-after-destructive-failure', () => {
  const released = (at: number) => madeLeave({ responses: [[404, 1300]], release: { at } });

  test('released after the response: RFC 5057 permits what the change request does not', () => {
    expect(verdicts(mediaAfterDestructiveFailure, released(1310))).toEqual(['fail', 'pass', 'pass']);
  });

  test('released before the response', () => {
    expect(verdicts(mediaAfterDestructiveFailure, released(1001)).slice(0, 2)).toEqual(['fail', 'fail']);
  });

  test('kept', () => {
    expect(verdicts(mediaAfterDestructiveFailure, madeLeave({ responses: [[404, 1300]] }))).toEqual([
      'pass',
      'pass',
      'fail',
    ]);
  });
});

/** What each check says at the limits of what it demands. */
describe('whole judgements', () => {
  const saying = (check: Check, leave: MadeLeave, profile: Profile = 'cr') =>
    said(check, madeLeave(leave).evidence(), profile);
  const OK: MadeLeave['responses'] = [[200, 2000]];
  const REFUSED: MadeLeave['responses'] = [[403, 1300]];

  test.each<[string, MadeLeave, Profile, string]>([
    [
      'with the BYE',
      { release: { at: BYE_AT } },
      'pre-cr',
      'pass: media was released (FIN) 0.0 ms after the BYE; the old text has it released with the BYE; by network received BYE at 1000, fin of network at 1000: 0 ms',
    ],
    [
      'two seconds after it',
      { release: { at: BYE_AT + 2000 } },
      'pre-cr',
      'pass: media was released (FIN) 2000 ms after the BYE; the old text has it released with the BYE; by network received BYE at 1000, fin of network at 3000: 2000 ms',
    ],
    [
      'later',
      { release: { at: BYE_AT + 2001 } },
      'pre-cr',
      'fail: media was released (FIN) 2001 ms after the BYE; the old text has it released with the BYE; by network received BYE at 1000, fin of network at 3001: 2001 ms',
    ],
    ['never', {}, 'pre-cr', 'fail: media was not released with the BYE, as the old text has it'],
    [
      'without a response',
      { release: { at: 2000 } },
      'cr',
      'fail: media was released (FIN) 1000 ms after the BYE, and no final response had been sent at all; by network received BYE at 1000, fin of network at 2000: 1000 ms',
    ],
    ['never, without a response', {}, 'cr', 'pass: media was kept; 19 of 19 probes answered 200'],
    [
      'never, without a response and without a probe',
      { probes: () => undefined },
      'cr',
      'inconc: no probe was sent between the BYE and the response: nothing shows what the media did',
    ],
    [
      'some probes refused, some lost',
      {
        responses: [[200, 6000]],
        probes: (at) => ({ 1300: 413, 2300: 'silence' as const, 3300: 'closed' as const })[at] ?? 200,
      },
      'cr',
      'pass: media was kept for the 5000 ms between the BYE and the 200; 2 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms',
    ],
    [
      'no probe in the window',
      { responses: [[200, 6000]], probes: () => undefined },
      'cr',
      'inconc: no probe was sent between the BYE and the response: nothing shows what the media did',
    ],
  ])('media-retained-until-final: released %s', (_, leave, profile, expected) =>
    expect(saying(mediaRetainedUntilFinal, leave, profile)).toBe(expected),
  );
  test.each([
    [
      9,
      'fail: media was released (FIN) 4990 ms after the BYE, 10 ms before the final response (200); by fin of network at 5990, network sent SIP/2.0 200 at 6000: 10 ms',
    ],
    [
      10,
      'fail: media was released (FIN) 4990 ms after the BYE, 10 ms before the final response (200); by fin of network at 5990, network sent SIP/2.0 200 at 6000: 10 ms',
    ],
    [
      11,
      'error: the test side was 11 ms late around the release: it cannot say whether media was released before the 200; by fin of network at 5990, network sent SIP/2.0 200 at 6000: 10 ms; to be repeated',
    ],
  ])('released 10 ms ahead of the response, on a test side that was %i ms late', (late, expected) => {
    const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 5990 } }).lag(5990, late);
    expect(said(mediaRetainedUntilFinal, timeline.evidence())).toBe(expected);
  });

  test.each<[string, MadeLeave, string]>([
    [
      'at once',
      { release: { at: 2000 } },
      'pass: media was released (FIN) 0.0 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000, fin of network at 2000: 0 ms; note: the two events are 0.0 ms apart: their order on the wire is known to within a millisecond only',
    ],
    [
      'in the instant of the response',
      { release: { at: 1999.5 } },
      'pass: media was released (FIN) 0.0 ms after the 200; at most 2000 ms is allowed; by fin of network at 1999.5, network sent SIP/2.0 200 at 2000: -0.5 ms; note: the two events are 0.5 ms apart: their order on the wire is known to within a millisecond only',
    ],
    [
      'before it',
      { release: { at: 1500 } },
      'pass: media had been released 500 ms before the 200 already; by fin of network at 1500, network sent SIP/2.0 200 at 2000: -500 ms; note: whether it was released too early is judged by media-retained-until-final',
    ],
    [
      'just in time',
      { release: { at: 4000 } },
      'pass: media was released (FIN) 2000 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000, fin of network at 4000: 2000 ms',
    ],
    [
      'too late',
      { release: { at: 4001 } },
      'fail: media was released (FIN) 2001 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000, fin of network at 4001: 2001 ms',
    ],
    [
      'never',
      { until: 4000, probes: () => undefined },
      'fail: media was not released: the connection was still open 2000 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000: 2000 ms',
    ],
    [
      'never, in too short an observation',
      { until: 3999 },
      'inconc: the observation ended 1999 ms after the 200, before the limit of 2000 ms',
    ],
    [
      'never, and probes were answered all along',
      {},
      'fail: media was not released: a probe was still answered 200 17300 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000, network sent SEND at 19300: 17300 ms',
    ],
    [
      'never, and the last probe in time was answered',
      { probes: (at) => (at < 4000 ? 200 : undefined), until: 6000 },
      'fail: media was not released: the connection was still open 4000 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000: 4000 ms',
    ],
    [
      'never, and the last probe was silent',
      { probes: (at) => (at < 4000 ? 200 : 'silence'), until: 6000 },
      'fail: media was not released: the connection was still open 3300 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000, network sent SEND at 5300: 3300 ms',
    ],
  ])('media-released-after-2xx: released %s', (_, leave, expected) =>
    expect(saying(mediaReleasedAfter2xx, { responses: OK, ...leave })).toBe(expected),
  );
  test.each([
    [
      'in time',
      31_400,
      'fail: media was not released: a probe was still answered 200 7900 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 31400, network sent SEND at 39300: 7900 ms',
    ],
    [
      'when Timer F may have run out',
      31_401,
      'inconc: media was not released: a probe was still answered 200 7899 ms after the 200; at most 2000 ms is allowed: the 200 was sent 30401 ms after the BYE, when Timer F of the client may have run out; by network sent SIP/2.0 200 at 31401, network sent SEND at 39300: 7899 ms; to be repeated',
    ],
  ])('media-released-after-2xx: a 200 %s, and no release', (_, at, expected) =>
    expect(saying(mediaReleasedAfter2xx, { responses: [[200, at]], until: 40_000 })).toBe(expected),
  );
  test('a 200 to the second BYE is measured from that', () => {
    const second = withExchange(madeLeave({ responses: [[500, 1300]], until: 40_000 }), {
      by: 'sut',
      method: 'BYE',
      at: 30_000,
      cseq: 3,
      answer: [200, 33_000],
    });
    expect(said(mediaReleasedAfter2xx, second.evidence())).toBe(
      'fail: media was not released: a probe was still answered 200 6300 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 33000, network sent SEND at 39300: 6300 ms',
    );
  });

  test.each<[string, MadeLeave, string]>([
    [
      'never',
      {},
      'pass: media was kept for the 18700 ms observed after the 403; 19 of 19 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 403 at 1300: 300 ms',
    ],
    [
      'never, just long enough',
      { until: 11_200 },
      'pass: media was kept for the 9900 ms observed after the 403; 10 of 10 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 403 at 1300: 300 ms',
    ],
    ['never, not long enough', { until: 11_199 }, 'inconc: only 9899 ms after the 403 were observed, of 10000 ms'],
    [
      'at once with the response',
      { release: { at: 1300 } },
      'fail: media was released (FIN) 0.0 ms after the 403, which confirms no departure; by network sent SIP/2.0 403 at 1300, fin of network at 1300: 0 ms; note: the two events are 0.0 ms apart: their order on the wire is known to within a millisecond only',
    ],
    [
      'ahead of it',
      { release: { at: 1100 } },
      'fail: media was released (FIN) 100 ms after the BYE, 200 ms before the final response (403): the defect that TP-CL-LV-10 is about; by fin of network at 1100, network sent SIP/2.0 403 at 1300: 200 ms',
    ],
    [
      'in its instant',
      { release: { at: 1299.5 } },
      'inconc: media was released (FIN) 0.5 ms before the 403 was seen to leave, in the instant in which it was sent: too close to call; by fin of network at 1299.5, network sent SIP/2.0 403 at 1300: 0.5 ms; to be repeated',
    ],
    [
      'after a retry had succeeded',
      {
        responses: [
          [403, 1300],
          [200, 5000],
        ],
        release: { at: 5010 },
      },
      'pass: media was kept for the 3700 ms observed after the 403; 4 of 4 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 403 at 1300: 300 ms',
    ],
    [
      'with the go of the response to the retry',
      {
        responses: [
          [403, 1300],
          [200, 5000],
        ],
        release: { at: 4999 },
      },
      'pass: media was kept for the 3700 ms observed after the 403; 4 of 4 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 403 at 1300: 300 ms',
    ],
    [
      'before a retry succeeded',
      {
        responses: [
          [403, 1300],
          [200, 5000],
        ],
        release: { at: 4998 },
      },
      'fail: media was released (FIN) 3698 ms after the 403, which confirms no departure; by network sent SIP/2.0 403 at 1300, fin of network at 4998: 3698 ms',
    ],
    [
      'without any response',
      { responses: [] },
      'inconc: the BYE got no final response, so there was no failure to observe',
    ],
  ])('media-retained-after-failure: released %s', (_, leave, expected) =>
    expect(saying(mediaRetainedAfterFailure, { responses: REFUSED, ...leave })).toBe(expected),
  );

  test.each<[string, MadeLeave, Profile, string]>([
    [
      'after the response',
      { release: { at: 1310 } },
      'harmonised',
      'pass: media was released (FIN) 10 ms after the 404, which confirms no departure; by network sent SIP/2.0 404 at 1300, fin of network at 1310: 10 ms; note: RFC 5057 §5.1 has the dialog end there, and permits the release',
    ],
    [
      'ahead of the response',
      { release: { at: 1001 } },
      'harmonised',
      'fail: media was released (FIN) 1.0 ms after the BYE, 299 ms before the final response (404): the defect that TP-CL-LV-10 is about; by fin of network at 1001, network sent SIP/2.0 404 at 1300: 299 ms',
    ],
    [
      'never',
      {},
      'harmonised',
      'pass: media was kept for the 18700 ms observed after the 404; 19 of 19 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 404 at 1300: 300 ms',
    ],
    [
      'after the response',
      { release: { at: 1310 } },
      'cr',
      'fail: media was released (FIN) 10 ms after the 404, which confirms no departure; by network sent SIP/2.0 404 at 1300, fin of network at 1310: 10 ms',
    ],
  ])('media-after-destructive-failure: released %s', (_, leave, profile, expected) =>
    expect(saying(mediaAfterDestructiveFailure, { responses: [[404, 1300]], ...leave }, profile)).toBe(expected),
  );

  const GONE: MadeLeave['responses'] = [[481, 1300]];
  test.each<[string, MadeLeave, Profile, string]>([
    [
      '481, after it',
      { responses: GONE, release: { at: 1305 } },
      'cr',
      'fail: media was released (FIN) 5.0 ms after the 481; this deviates from the letter of the change request, RFC 3261 §15.1.1 permits it; by network sent SIP/2.0 481 at 1300, fin of network at 1305: 5 ms',
    ],
    [
      '481, after it',
      { responses: GONE, release: { at: 1305 } },
      'harmonised',
      'pass: media was released (FIN) 5.0 ms after the 481, as RFC 3261 §15.1.1 permits; by network sent SIP/2.0 481 at 1300, fin of network at 1305: 5 ms',
    ],
    [
      '481, ahead of it',
      { responses: GONE, release: { at: 1100 } },
      'cr',
      'fail: media was released (FIN) 100 ms after the BYE, 200 ms before the final response (481): the defect that TP-CL-LV-10 is about; by fin of network at 1100, network sent SIP/2.0 481 at 1300: 200 ms',
    ],
    [
      '481, never',
      { responses: GONE },
      'cr',
      'pass: media was kept for the 18700 ms observed after the 481; 19 of 19 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 481 at 1300: 300 ms',
    ],
    [
      '481, never',
      { responses: GONE },
      'harmonised',
      'fail: media was kept for the 18700 ms observed after the 481; 19 of 19 probes answered 200: RFC 3261 §15.1.1 ends session and dialog there, and the media within 2000 ms; by network received BYE at 1000, network sent SIP/2.0 481 at 1300: 18700 ms',
    ],
    [
      '481, never, observed just long enough',
      { responses: GONE, until: 11_200 },
      'cr',
      'pass: media was kept for the 9900 ms observed after the 481; 10 of 10 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 481 at 1300: 300 ms',
    ],
    [
      '481, never, observed not long enough',
      { responses: GONE, until: 11_199 },
      'cr',
      'inconc: only 9899 ms after the 481 were observed, of 10000 ms',
    ],
    [
      'no response, long before Timer F',
      { until: 45_000, release: { at: 9000 } },
      'harmonised',
      'fail: media was released (FIN) 8000 ms after the BYE, 24000 ms before Timer F (32000 ms); by network received BYE at 1000, fin of network at 9000: 8000 ms',
    ],
    [
      'no response, a little more than a twentieth before Timer F',
      { until: 45_000, release: { at: 31_399 } },
      'harmonised',
      'fail: media was released (FIN) 30399 ms after the BYE, 1601 ms before Timer F (32000 ms); by network received BYE at 1000, fin of network at 31399: 30399 ms',
    ],
    [
      'no response, a twentieth before Timer F',
      { until: 45_000, release: { at: 31_400 } },
      'harmonised',
      'pass: media was released (FIN) 0.0 ms after Timer F (32000 ms), as RFC 3261 §15.1.1 permits; by network received BYE at 1000, fin of network at 31400: -1600 ms',
    ],
    [
      'no response, after Timer F',
      { until: 45_000, release: { at: 33_010 } },
      'cr',
      'fail: media was released (FIN) 10 ms after Timer F (32000 ms); this deviates from the letter of the change request, RFC 3261 §15.1.1 permits it; by network received BYE at 1000, fin of network at 33010: 10 ms',
    ],
    [
      'no response, never',
      { until: 45_000 },
      'cr',
      'pass: media was kept for the 12000 ms observed after Timer F (32000 ms); 44 of 44 probes answered 200; by network received BYE at 1000: 32000 ms',
    ],
    [
      'no response, never, and too short an observation',
      { until: 30_000 },
      'cr',
      'inconc: only 0.0 ms after Timer F (32000 ms) were observed, of 10000 ms',
    ],
  ])('media-follows-dialog-end: %s (%#)', (_, leave, profile, expected) =>
    expect(saying(mediaFollowsDialogEnd, leave, profile)).toBe(expected),
  );
});

describe('a release at a time of which the record does not tell all', () => {
  /** As {@link said}, alone: whatever came later would show that the trace does not break off. */
  const alone = (check: Check, timeline: MadeTimeline, profile: Profile = 'cr') =>
    inWords(check, timeline.evidence(), profile, () => []).join('; ');
  const PERHAPS = (later: number) =>
    `inconc: media was released (FIN) ${later} ms after the BYE, when a response may have been sent that is not on record; to be repeated`;

  const letGo = (release: number) => madeLeave({ release: { at: release } }).go(5000, NETWORK, 'call-1', '200 to BYE');
  test.each([mediaRetainedUntilFinal, mediaFollowsDialogEnd])('$id: a response was let go at 5 s', (check) => {
    expect(alone(check, letGo(5000))).toBe(PERHAPS(4000));
    expect(alone(check, letGo(4999))).toContain('fail: media was released (FIN) 3999 ms after the BYE');
  });

  /** The first BYE is refused at 1.3 s, and a second one comes at 3 s. */
  const again = (release: number, until: number, second: Partial<MadeExchange> = {}) =>
    withExchange(madeLeave({ responses: [[403, 1300]], release: { at: release }, until }), {
      by: 'sut',
      method: 'BYE',
      at: 3000,
      cseq: 3,
      ...second,
    });
  const BREACH = (later: number) => `fail: media was released (FIN) ${later} ms after the 403`;
  test.each<[string, MadeTimeline, string]>([
    ['with a second BYE', again(3000, 20_000), PERHAPS(2000)],
    ['ahead of it', again(2999, 20_000), BREACH(1699)],
    ['after it', again(5000, 20_000), PERHAPS(4000)],
    ['after it, and it was refused too', again(5000, 20_000, { answer: [500, 3010] }), BREACH(3700)],
    ['after it, no response having come in nearly all of Timer F', again(5000, 34_359), PERHAPS(4000)],
    ['after it, no response having come in all of Timer F', again(5000, 34_360), BREACH(3700)],
  ])('media-retained-after-failure: %s', (_, timeline, expected) =>
    expect(alone(mediaRetainedAfterFailure, timeline)).toContain(expected),
  );
  test('media-after-destructive-failure: with a second BYE', () =>
    expect(alone(mediaAfterDestructiveFailure, again(3000, 20_000), 'harmonised')).toBe(PERHAPS(2000)));
});

describe('what a leave left behind', () => {
  const kept = (timeline: MadeTimeline) => said(mediaRetainedUntilFinal, timeline.evidence());
  const OK: MadeLeave['responses'] = [[200, 6000]];
  const answered = () => 200;

  test.each([
    [BYE_AT - 200, 'fail: media was released (FIN) 200 ms ahead of the BYE'],
    [BYE_AT - 201, 'pass: media was kept'],
  ])('a FIN at %i ms: up to 200 ms ahead of the BYE it is a release', (at, expected) =>
    expect(kept(madeLeave({ responses: OK, release: { at }, probes: answered }))).toContain(expected),
  );
  test('a 481 in another session is no release', () =>
    expect(kept(madeLeave({ responses: OK }).send(3000, NETWORK, OTHER_SESSION, 'probe', 481))).toContain(
      'pass: media was kept',
    ));
  test.each([BYE_AT, 6000])('a probe at %i ms: with the BYE, or with its response, is in the window', (at) =>
    expect(
      kept(madeLeave({ responses: OK, probes: () => undefined }).send(at, NETWORK, 'focus', 'probe', 200)),
    ).toContain('1 of 1 probes answered 200'),
  );
  test('300 is no 2XX', () =>
    expect(said(mediaReleasedAfter2xx, madeLeave({ responses: [[300, 2000]] }).evidence())).toBe(
      'inconc: no 2XX was sent, so no release was due',
    ));

  /** A 200 at 2 s that no go let out: it answers the copy of the BYE that came last before it. */
  const unasked = (release: number, retransmissions: number[]) =>
    kept(
      madeLeave({ retransmissions, release: { at: release }, probes: answered }).sip(2000, NETWORK, 'sent', [
        'SIP/2.0 200 OK',
        'Via: SIP/2.0/UDP a;branch=z9hG4bKb',
        'From: <sip:alice@example.com>;tag=alice',
        'To: <sip:gs-1@as>;tag=focus',
        'Call-ID: call-1',
        'CSeq: 2 BYE',
      ]),
    );
  test.each<[string, number, number[], string]>([
    ['ahead of that copy', 1499, [1500, 3500], 'fail: media was released'],
    ['with it', 1500, [1500, 3500], 'inconc: media was released'],
    ['after it', 1600, [1500, 3500], 'inconc: media was released'],
    ['ahead of a copy that came with the response', 1600, [1500, 2000], 'fail: media was released'],
  ])('a response that no go let out, media released %s', (_, release, copies, expected) =>
    expect(unasked(release, copies)).toContain(expected),
  );

  const passedOn = (mark: number, release: number) =>
    madeLeave({ responses: [[200, 2000]], release: { at: release } }).add(mark, {
      kind: 'mark',
      mark: 'answer-passed-on',
    });
  test('an answer that a relay passed on before is another one', () =>
    expect(said(mediaReleasedAfter2xx, passedOn(1500, 2500).evidence())).toContain('500 ms after the 200'));
  test('an answer that a relay passed on at once', () => expect(kept(passedOn(2000, 1998.7))).toContain('inconc'));
});

describe('media-released-after-2xx: a probe at the very moment', () => {
  const at2 = { responses: [[200, 2000]] } satisfies MadeLeave;
  test('of the 200 shows nobody alive after it', () => {
    const timeline = [3000, 4000, 5000].reduce(
      (made, at) => made.pressure(at, 900),
      madeLeave({ ...at2, release: { at: 5000 }, probes: () => undefined }).send(2000, NETWORK, 'focus', 'probe', 200),
    );
    expect(said(mediaReleasedAfter2xx, timeline.evidence())).toContain('too busy to tell');
  });
  test('at which the limit is over is in time', () =>
    expect(
      said(
        mediaReleasedAfter2xx,
        madeLeave({ ...at2, until: 4000, probes: () => undefined })
          .send(4000, NETWORK, 'focus', 'probe', 200, 4000)
          .evidence(),
      ),
    ).toBe(
      'fail: media was not released: the connection was still open 2000 ms after the 200; at most 2000 ms is allowed; by network sent SIP/2.0 200 at 2000: 2000 ms',
    ));
});
