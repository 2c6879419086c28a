import { describe, expect, test } from '@jest/globals';
import { withExchange } from './made-exchange.ts';
import { BYE_AT, type MadeLeave, madeLeave } from './made-leave.ts';
import { classOf, leaveClassified, notShownAsLeft, recoveredFromUnknownDialog } from './state.ts';

describe('not-shown-as-left', () => {
  const judge = (timeline: ReturnType<typeof madeLeave>) => notShownAsLeft.judge(timeline.evidence(), 'cr').verdict;
  test('LEFT after a failure is the ghost', () =>
    expect(judge(madeLeave({ responses: [[403, 1300]] }).state(5000, 'LEFT'))).toBe('fail'));
  test('any other state', () =>
    expect(judge(madeLeave({ responses: [[403, 1300]] }).state(5000, 'LEAVE_FAILED'))).toBe('pass'));
  test('no state told, nothing judged', () => expect(judge(madeLeave({ responses: [[403, 1300]] }))).toBe('none'));
  test('LEFT after a 2XX is right', () =>
    expect(judge(madeLeave({ responses: [[200, 1300]] }).state(5000, 'LEFT'))).toBe('none'));
});

describe('the class of a client', () => {
  const found = (release?: number, until = 40_000) =>
    classOf(madeLeave({ until, ...(release === undefined ? {} : { release: { at: release } }) }).evidence());
  test('with the BYE', () => expect(found(BYE_AT + 150)).toBe('AT-BYE'));
  test('on a timer of its own, however long', () => {
    expect(found(BYE_AT + 1002)).toBe('LOCAL-TIMER');
    expect(found(BYE_AT + 9000)).toBe('LOCAL-TIMER');
  });
  test('not before Timer F', () => expect(found()).toBe('CR'));
  test('after Timer F', () => expect(found(BYE_AT + 32_010)).toBe('CR'));
  test('not known where the observation is too short', () => expect(found(undefined, 20_000)).toBeUndefined());
  test('not known where a response was given', () =>
    expect(leaveClassified.judge(madeLeave({ responses: [[200, 2000]] }).evidence(), 'cr').verdict).toBe('inconc'));
});

describe('recovered-from-unknown-dialog', () => {
  const FAILED: MadeLeave = { responses: [[481, 1300]] };
  const judge = (timeline: ReturnType<typeof madeLeave>, profile: 'cr' | 'harmonised' = 'harmonised') =>
    recoveredFromUnknownDialog.judge(timeline.evidence(), profile).verdict;
  test('a new INVITE', () =>
    expect(
      judge(withExchange(madeLeave(FAILED), { by: 'sut', method: 'INVITE', at: 2000, callId: 'call-2', toTag: null })),
    ).toBe('pass'));
  test('a state that claims nothing', () => expect(judge(madeLeave(FAILED).state(5000, 'UNCONFIRMED'))).toBe('pass'));
  test('a claim without a confirmation', () => expect(judge(madeLeave(FAILED).state(5000, 'LEFT'))).toBe('fail'));
  test('nothing told', () => expect(judge(madeLeave(FAILED))).toBe('inconc'));
  test('the letter of the change request has no say', () =>
    expect(judge(madeLeave(FAILED).state(5000, 'LEFT'), 'cr')).toBe('none'));
});
