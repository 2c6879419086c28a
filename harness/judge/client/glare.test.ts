import { describe, expect, test } from '@jest/globals';
import { mediaKeptUntilPeersByeAnswered, mediaReleasedAfterGlare, peersByeAnswered } from './glare.ts';
import { withExchange } from './made-exchange.ts';
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
  const judge = (answer?: number) => peersByeAnswered.judge(glare({}, answer), 'cr');
  test('200', () => expect(judge(200)).toMatchObject({ verdict: 'pass', distanceMs: 20 }));
  test('481 is right too', () => expect(judge(481)).toMatchObject({ verdict: 'pass', notes: [expect.any(String)] }));
  test('500', () => expect(judge(500).verdict).toBe('fail'));
  test('silence', () => {
    const unanswered = withExchange(madeLeave(), { by: 'tester', method: 'BYE', at: BYE_AT + 100 });
    expect(peersByeAnswered.judge(unanswered.evidence(), 'cr').verdict).toBe('fail');
  });
  test('no BYE of the focus', () =>
    expect(peersByeAnswered.judge(madeLeave().evidence(), 'cr').verdict).toBe('inconc'));
});

describe('media-kept-until-peers-bye-answered', () => {
  const judge = (at: number) => mediaKeptUntilPeersByeAnswered.judge(glare({ release: { at } }), 'cr').verdict;
  test('released after the answer', () => expect(judge(ANSWERED_AT + 3)).toBe('pass'));
  test('a FIN that overtakes the answer by less than a millisecond', () =>
    expect(judge(ANSWERED_AT - 0.6)).toBe('pass'));
  test('a FIN shortly before the record of an answer that SIPp may have read late', () =>
    expect(mediaKeptUntilPeersByeAnswered.judge(glare({ release: { at: ANSWERED_AT - 5 } }), 'cr')).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
    }));
  test('released before the focus had sent its BYE', () => expect(judge(BYE_AT + 95)).toBe('fail'));
  test('released with its own BYE', () => expect(judge(BYE_AT + 2)).toBe('fail'));
});

describe('media-released-after-glare', () => {
  const judge = (release: number | undefined, until = 20_000) =>
    mediaReleasedAfterGlare.judge(
      glare({
        responses: [[481, BYE_AT + 500]],
        until,
        ...(release === undefined ? {} : { release: { at: release } }),
      }),
      'cr',
    );
  test('with the answer to the focus', () => expect(judge(ANSWERED_AT + 2).verdict).toBe('pass'));
  test('with the answer to its own', () =>
    expect(judge(BYE_AT + 502)).toMatchObject({ verdict: 'pass', distanceMs: 2 }));
  test('too late', () => expect(judge(BYE_AT + 2600).verdict).toBe('fail'));
  test('never', () => expect(judge(undefined).verdict).toBe('fail'));
  test('too short an observation', () => expect(judge(undefined, BYE_AT + 900).verdict).toBe('inconc'));
});
