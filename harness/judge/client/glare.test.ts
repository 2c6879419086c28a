import { describe, expect, test } from '@jest/globals';
import { mediaKeptUntilPeersByeAnswered, mediaReleasedAfterGlare, peersByeAnswered } from './glare.ts';
import { withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';

const ANSWERED_AT = BYE_AT + 120;

/** The focus's BYE 100 ms after the client's, and its answer 20 ms later. */
const glare = (leave: MadeLeave = {}, answer: number | undefined = 200) =>
  withExchange(madeLeave(leave), {
    by: 'tester',
    method: 'BYE',
    at: BYE_AT + 100,
    ...(answer !== undefined && { answer: [answer, ANSWERED_AT] }),
  }).evidence();

describe('peers-bye-answered', () => {
  const check = peersByeAnswered;
  test.each([
    [
      200,
      'pass: the BYE of the focus was answered 200 after 20 ms; by network sent BYE at 1100, network received SIP/2.0 200 at 1120: 20 ms',
    ],
    [
      299,
      'pass: the BYE of the focus was answered 299 after 20 ms; by network sent BYE at 1100, network received SIP/2.0 299 at 1120: 20 ms',
    ],
    [
      300,
      'fail: the BYE of the focus was answered 300 after 20 ms; by network sent BYE at 1100, network received SIP/2.0 300 at 1120: 20 ms',
    ],
    [
      481,
      'pass: the BYE of the focus was answered 481 after 20 ms; by network sent BYE at 1100, network received SIP/2.0 481 at 1120: 20 ms; note: RFC 5407 has it answered 200',
    ],
    [
      500,
      'fail: the BYE of the focus was answered 500 after 20 ms; by network sent BYE at 1100, network received SIP/2.0 500 at 1120: 20 ms',
    ],
  ])('%i', (status, expected) => expect(said(check, glare({}, status))).toBe(expected));
  test('silence', () => {
    const unanswered = withExchange(madeLeave(), { by: 'tester', method: 'BYE', at: BYE_AT + 100 });
    expect(said(check, unanswered.evidence())).toBe('fail: the BYE of the focus was not answered, 1 copies sent');
  });
  test('no BYE of the focus', () => expect(said(check, madeLeave().evidence())).toBe('inconc: the focus sent no BYE'));
});

describe('media-kept-until-peers-bye-answered', () => {
  const check = mediaKeptUntilPeersByeAnswered;
  test.each([
    [
      'after the answer',
      ANSWERED_AT + 3,
      'pass: media was released (FIN) 3.0 ms after the answer to the BYE of the focus; by network received SIP/2.0 200 at 1120, fin of network at 1123: 3 ms',
    ],
    [
      'at once with the answer',
      ANSWERED_AT,
      'pass: media was released (FIN) 0.0 ms after the answer to the BYE of the focus; by network received SIP/2.0 200 at 1120, fin of network at 1120: 0 ms',
    ],
    [
      'less than a millisecond ahead of the answer',
      ANSWERED_AT - 0.6,
      'pass: media was released (FIN) 0.6 ms before the answer to the BYE of the focus; by network received SIP/2.0 200 at 1120, fin of network at 1119.4: -0.599999999999909 ms; note: within the millisecond by which a FIN may overtake the answer',
    ],
    [
      'a millisecond ahead of it',
      ANSWERED_AT - 1,
      'pass: media was released (FIN) 1.0 ms before the answer to the BYE of the focus; by network received SIP/2.0 200 at 1120, fin of network at 1119: -1 ms; note: within the millisecond by which a FIN may overtake the answer',
    ],
    [
      'more than that ahead of it: SIPp may have read the answer late',
      ANSWERED_AT - 5,
      'inconc: media was released (FIN) and the BYE of the focus answered within 5.0 ms: which came first is not known; to be repeated',
    ],
    [
      'at once with the BYE of the focus',
      BYE_AT + 100,
      'fail: media was released (FIN) 20 ms before the answer to the BYE of the focus; by fin of network at 1100, network received SIP/2.0 200 at 1120: -20 ms',
    ],
    [
      'before the focus had sent its BYE',
      BYE_AT + 95,
      'fail: media was released (FIN) 25 ms before the answer to the BYE of the focus; by fin of network at 1095, network received SIP/2.0 200 at 1120: -25 ms',
    ],
    [
      'with its own BYE',
      BYE_AT + 2,
      'fail: media was released (FIN) 118 ms before the answer to the BYE of the focus; by fin of network at 1002, network received SIP/2.0 200 at 1120: -118 ms',
    ],
  ])('released %s', (_, at, expected) => expect(said(check, glare({ release: { at } }))).toBe(expected));
  test('between the go of the BYE of the focus and its record', () => {
    const timeline = withExchange(madeLeave({ release: { at: BYE_AT + 98 } }), {
      by: 'tester',
      method: 'BYE',
      at: BYE_AT + 100,
      answer: [200, BYE_AT + 101],
    });
    expect(check.judge(timeline.evidence(), 'cr').verdict).toBe('fail');
    timeline.go(BYE_AT + 90, 'network', 'call-1', 'BYE');
    expect(check.judge(timeline.evidence(), 'cr')).toMatchObject({ verdict: 'inconc', repeatable: true });
  });
  const lateAnswer = (at: number) =>
    withExchange(madeLeave({ release: { at } }), {
      by: 'tester',
      method: 'BYE',
      at: BYE_AT + 100,
      answer: [200, BYE_AT + 200],
    }).evidence();
  test.each([
    [
      BYE_AT + 150,
      'fail: media was released (FIN) 50 ms before the answer to the BYE of the focus; by fin of network at 1150, network received SIP/2.0 200 at 1200: -50 ms',
    ],
    [
      BYE_AT + 151,
      'inconc: media was released (FIN) and the BYE of the focus answered within 49 ms: which came first is not known; to be repeated',
    ],
  ])('released at %i ms, the answer coming at 1200', (at, expected) =>
    expect(said(check, lateAnswer(at))).toBe(expected),
  );
  test('not released', () =>
    expect(said(check, glare())).toBe('pass: media was not released before the answer to the BYE of the focus'));
  test('released, and the BYE of the focus not answered', () => {
    const unanswered = withExchange(madeLeave({ release: { at: 3000 } }), {
      by: 'tester',
      method: 'BYE',
      at: BYE_AT + 100,
    });
    expect(said(check, unanswered.evidence())).toBe('inconc: the BYE of the focus was not answered');
  });
  test('the old text has no say', () =>
    expect(said(check, glare(), 'pre-cr')).toBe('none: the old text releases with the BYE'));
});

describe('media-released-after-glare', () => {
  const judge = (release: number | undefined, leave: MadeLeave = {}) =>
    said(
      mediaReleasedAfterGlare,
      glare({
        responses: [[481, BYE_AT + 500]],
        ...(release !== undefined && { release: { at: release } }),
        ...leave,
      }),
    );
  test.each([
    [
      'with the answer to the focus',
      ANSWERED_AT + 2,
      'pass: media was released (FIN) 378 ms before the later of both answers; at most 2000 ms after it is allowed; by fin of network at 1122, network sent SIP/2.0 481 at 1500: -378 ms',
    ],
    [
      'with the answer to its own',
      BYE_AT + 502,
      'pass: media was released (FIN) 2.0 ms after the later of both answers; at most 2000 ms after it is allowed; by network sent SIP/2.0 481 at 1500, fin of network at 1502: 2 ms',
    ],
    [
      'at once with it',
      BYE_AT + 500,
      'pass: media was released (FIN) 0.0 ms after the later of both answers; at most 2000 ms after it is allowed; by network sent SIP/2.0 481 at 1500, fin of network at 1500: 0 ms',
    ],
    [
      'just in time',
      BYE_AT + 2500,
      'pass: media was released (FIN) 2000 ms after the later of both answers; at most 2000 ms after it is allowed; by network sent SIP/2.0 481 at 1500, fin of network at 3500: 2000 ms',
    ],
    [
      'too late',
      BYE_AT + 2501,
      'fail: media was released (FIN) 2001 ms after the later of both answers; at most 2000 ms after it is allowed; by network sent SIP/2.0 481 at 1500, fin of network at 3501: 2001 ms',
    ],
    ['never', undefined, 'fail: media was not released in the 18500 ms after both BYEs were answered'],
  ])('%s', (_, release, expected) => expect(judge(release)).toBe(expected));
  test('the answer to the focus is the later one', () =>
    expect(judge(ANSWERED_AT + 3, { responses: [[481, BYE_AT + 110]] })).toBe(
      'pass: media was released (FIN) 3.0 ms after the later of both answers; at most 2000 ms after it is allowed; by network received SIP/2.0 200 at 1120, fin of network at 1123: 3 ms',
    ));
  test.each([
    [BYE_AT + 2499, 'inconc: only 1999 ms were observed after both BYEs were answered, of 2000 ms'],
    [BYE_AT + 2500, 'fail: media was not released in the 2000 ms after both BYEs were answered'],
  ])('never, observed until %i ms', (until, expected) => expect(judge(undefined, { until })).toBe(expected));
  test('its own BYE without a response', () =>
    expect(judge(3000, { responses: [] })).toBe('inconc: one of the two BYEs got no final response'));
});
