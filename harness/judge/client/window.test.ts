import { describe, expect, test } from '@jest/globals';
import { PROFILES } from '../verdict.ts';
import { NETWORK } from './facts.ts';
import { BYE_AT, madeLeave } from './made-leave.ts';
import { inboundMessageAccepted, incomingSendAcknowledged } from './window.ts';

describe('incoming-send-acknowledged', () => {
  const verdicts = (timeline: ReturnType<typeof madeLeave>) =>
    PROFILES.map((profile) => incomingSendAcknowledged.judge(timeline.evidence(), profile).verdict);
  const answer: [number, number][] = [[200, 6000]];

  test('answered 200', () => expect(verdicts(madeLeave({ responses: answer }))).toEqual(['pass', 'pass', 'pass']));
  test('refused, but not by 481: a note', () => {
    const timeline = madeLeave({ responses: answer, probes: (at) => (at < BYE_AT ? 200 : 413) });
    expect(incomingSendAcknowledged.judge(timeline.evidence(), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [expect.stringContaining('413')],
    });
  });
  test('silence after prompt answers: the change request alone minds', () =>
    expect(verdicts(madeLeave({ responses: answer, probes: (at) => (at < BYE_AT ? 200 : 'silence') }))).toEqual([
      'fail',
      'pass',
      'fail',
    ]));
  test('silence of one who never answered tells nothing', () =>
    expect(verdicts(madeLeave({ responses: answer, probes: () => 'silence' }))[0]).toBe('inconc'));
  test('the media was gone', () =>
    expect(verdicts(madeLeave({ responses: answer, release: { at: 1001 } }))).toEqual(['fail', 'fail', 'pass']));
  test('nothing was sent', () =>
    expect(verdicts(madeLeave({ responses: answer, probes: () => undefined }))[0]).toBe('inconc'));
});

describe('inbound-message-accepted', () => {
  const judge = (fate?: number | 'silence' | 'closed') => {
    const timeline = madeLeave({ responses: [[500, 1300]] });
    if (fate !== undefined) timeline.send(1400, NETWORK, 'focus', 'message', fate);
    return inboundMessageAccepted.judge(timeline.evidence(), 'cr').verdict;
  };
  test('answered 200', () => expect(judge(200)).toBe('pass'));
  test.each([481, 'silence', 'closed'] as const)('%s', (fate) => expect(judge(fate)).toBe('fail'));
  test('no message was sent', () => expect(judge()).toBe('inconc'));
});
