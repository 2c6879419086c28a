import { describe, expect, test } from '@jest/globals';
import { absent, endOf, finalResponseDue, lostTrace, mayHaveSentSince, receivedUntil } from './absence.ts';
import { MadeTimeline } from './made-timeline.ts';

const CALL = 'call-1';

const message = (
  timeline: MadeTimeline,
  at: number,
  direction: 'sent' | 'received',
  startLine: string,
  actor = 'carol',
) => timeline.sip(at, actor, direction, [startLine, `Call-ID: ${CALL}`]);

/** Carol got a BYE, and was let go with an answer. */
const answering = (what = '200 to BYE') =>
  message(new MadeTimeline(), 1000, 'received', 'BYE sip:carol SIP/2.0').go(1200, 'carol', CALL, what);

const traceOf = (timeline: MadeTimeline, end = 9000) => lostTrace(timeline.end(end).evidence().timeline, 'carol');

const LOST = { sentSince: 1200, receivedUntil: 1000 };

describe('a trace', () => {
  test('that has the message of every go is whole', () =>
    expect(traceOf(message(answering(), 1203, 'sent', 'SIP/2.0 200 OK'))).toBeUndefined());
  test('may have it a little ahead of the go', () => {
    expect(traceOf(message(answering(), 1199, 'sent', 'SIP/2.0 200 OK'))).toBeUndefined();
    expect(traceOf(message(answering(), 1198.9, 'sent', 'SIP/2.0 200 OK'))).toMatchObject({ sentSince: 1200 });
  });
  test('without it has lost what followed its last record', () => expect(traceOf(answering())).toEqual(LOST));
  test('has lost what followed the go at the most', () =>
    expect(traceOf(message(answering(), 1400, 'received', 'BYE sip:carol SIP/2.0'))).toEqual({
      sentSince: 1200,
      receivedUntil: 1200,
    }));
  test('that goes on is whole: the go was in vain', () => {
    expect(traceOf(message(answering(), 1700, 'received', 'BYE sip:carol SIP/2.0'))).toBeUndefined();
    expect(traceOf(message(answering(), 1699, 'received', 'BYE sip:carol SIP/2.0'))).toBeDefined();
  });
  test.each(['answer no NOTIFY', 'answer NOTIFYs again', 'refuse NOTIFYs'])('lacks nothing of "%s"', (what) =>
    expect(traceOf(answering(what))).toBeUndefined(),
  );
  test.each(['re-INVITE', 'BYE', 're-INVITE and BYE', '200 that ends before its Content-Length'])(
    'lacks "%s"',
    (what) => expect(traceOf(answering(what))).toEqual(LOST),
  );
  test('is not made whole by what was received, by a request for a response, by another call, by another actor', () => {
    expect(traceOf(message(answering(), 1203, 'received', 'SIP/2.0 200 OK'))).toBeDefined();
    expect(traceOf(message(answering(), 1203, 'sent', 'INFO sip:focus SIP/2.0'))).toBeDefined();
    expect(traceOf(answering().sip(1203, 'carol', 'sent', ['SIP/2.0 200 OK', 'Call-ID: another']))).toBeDefined();
    expect(traceOf(message(answering(), 1203, 'sent', 'SIP/2.0 200 OK', 'alice'))).toBeDefined();
    expect(traceOf(message(answering('BYE'), 1203, 'sent', 'SIP/2.0 200 OK'))).toBeDefined();
  });
  test('has a request of its own whatever figures the go names', () =>
    expect(traceOf(message(answering('BYE 2'), 1203, 'sent', 'BYE sip:focus SIP/2.0'))).toBeUndefined());
  test('of somebody else is none of its concern', () =>
    expect(lostTrace(answering().end(9000).evidence().timeline, 'alice')).toBeUndefined());
  test('with nothing on it has lost all', () =>
    expect(traceOf(new MadeTimeline().go(5, 'carol', CALL, 'INVITE'))).toEqual({ sentSince: 5, receivedUntil: 0 }));
  test('says until when nothing was missed, and since when something may have been sent', () => {
    const lost = answering().end(9000).evidence().timeline;
    expect([receivedUntil(lost, 'carol'), mayHaveSentSince(lost, 'carol')]).toEqual([1000, 1200]);
    expect([receivedUntil(lost, 'alice'), mayHaveSentSince(lost, 'alice')]).toEqual([9000, Infinity]);
  });
});

describe('what did not come', () => {
  const REFER = { what: 'the REFER was not answered', since: 1000, within: 2000 };
  const judged = (timeline: MadeTimeline, end: number, to?: string) =>
    absent(timeline.end(end).evidence().timeline, { ...REFER, ...(to !== undefined && { to }) }, { deciding: [0, 1] });

  test('is missing once it was due', () =>
    expect(judged(new MadeTimeline(), 3000)).toEqual({
      verdict: 'fail',
      message: 'the REFER was not answered',
      deciding: [0, 1],
    }));
  test('is left open before', () =>
    expect(judged(new MadeTimeline(), 2999)).toEqual({
      verdict: 'inconc',
      message: 'the REFER was not answered; only 1999 ms of the observation were left, too close to its end to tell',
      repeatable: true,
    }));
  test('is left open where nothing was observed after what made it due', () =>
    expect(judged(new MadeTimeline(), 900).message).toContain('only 0.0 ms of'));
  test('is left open where the trace was lost by then', () =>
    expect(judged(answering(), 9000, 'carol')).toEqual({
      verdict: 'inconc',
      message:
        'the REFER was not answered; but the trace of carol ends ahead of a message that was let go, and what came later is not known',
      repeatable: true,
    }));
  test('is missing where the trace was lost afterwards', () => {
    const late = (until: number) =>
      message(new MadeTimeline(), until, 'received', 'INFO sip:carol SIP/2.0').go(
        until + 1,
        'carol',
        CALL,
        '200 to INFO',
      );
    expect(judged(late(3000), 9000, 'carol').verdict).toBe('fail');
    expect(judged(late(2999), 9000, 'carol').verdict).toBe('inconc');
  });
  test('and does not come by SIP is no matter of a trace', () =>
    expect(judged(answering(), 9000).verdict).toBe('fail'));
});

test('an observation of nothing ended at once', () => expect(endOf([])).toBe(0));

test('a final response is due by 64·T1, counted from a go that was a little earlier', () =>
  expect(finalResponseDue(500)).toBe(31_360));
