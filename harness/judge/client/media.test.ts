import { describe, expect, test } from '@jest/globals';
import { PROFILES, type Verdict } from '../verdict.ts';
import type { NewEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { BYE_AT, madeLeave } from './made-leave.ts';
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
