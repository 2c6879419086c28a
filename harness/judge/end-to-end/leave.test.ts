import { describe, expect, test } from '@jest/globals';
import { leaveTold, mediaKeptAfterFailedLeave, otherDeviceStays } from './leave.ts';
import { MadeGroup } from './made-group.ts';

describe('media-kept-after-failed-leave', () => {
  const failed = (state: string, ...messages: string[]) =>
    new MadeGroup()
      .leaves(100)
      .posts(500, 'bob', 'Still here?')
      .surveyed(1000, { alice: [state, ...messages] })
      .evidence();

  test('who got the message has kept its media', () => {
    expect(mediaKeptAfterFailedLeave.judge(failed('LEAVE_FAILED', 'Still here?'), 'cr').verdict).toBe('pass');
  });

  test.each(['LEAVE_FAILED', 'LEFT', 'UNCONFIRMED'])('who says %s and did not get it has not', (state) => {
    expect(mediaKeptAfterFailedLeave.judge(failed(state), 'cr').verdict).toBe('fail');
  });

  test('harmonised allows that after a timeout alone, and before the change nothing was asked', () => {
    expect(mediaKeptAfterFailedLeave.judge(failed('UNCONFIRMED'), 'harmonised')).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    });
    expect(mediaKeptAfterFailedLeave.judge(failed('LEFT'), 'harmonised').verdict).toBe('fail');
    expect(mediaKeptAfterFailedLeave.judge(failed('LEFT'), 'pre-cr').verdict).toBe('none');
  });

  test('a message of before the leave, or none, says nothing', () => {
    const early = new MadeGroup()
      .posts(50, 'bob', 'Hello')
      .leaves(100)
      .surveyed(1000, { alice: ['LEAVE_FAILED'] });
    expect(mediaKeptAfterFailedLeave.judge(early.evidence(), 'cr').verdict).toBe('inconc');
    expect(mediaKeptAfterFailedLeave.judge(new MadeGroup().evidence(), 'cr').verdict).toBe('inconc');
  });
});

describe('leave-told-as-departed', () => {
  const left = () =>
    new MadeGroup()
      .leaves(100)
      .surveyed(1000, { alice: ['LEAVE_FAILED'] })
      .leaves(2000);
  const verdictOf = (group: MadeGroup) => leaveTold.judge(group.evidence(), 'cr');

  test('LEFT, and everybody told', () => {
    expect(
      verdictOf(
        left()
          .told(2050, { alice: 'departed' })
          .surveyed(3000, { alice: ['LEFT'] }),
      ),
    ).toMatchObject({
      verdict: 'pass',
      message: 'Bob and Carol were shown Alice as departed 50 ms after her leave',
    });
  });

  test.each([
    [
      'another state',
      left()
        .told(2050, { alice: 'departed' })
        .surveyed(3000, { alice: ['LEAVE_FAILED'] }),
      "after its leave Alice's phone says LEAVE_FAILED",
    ],
    ['nobody told', left().surveyed(3000, { alice: ['LEFT'] }), 'Bob and Carol were not told of the departure'],
    [
      'one not told',
      left()
        .told(2050, { alice: 'departed' }, ['bob'])
        .surveyed(3000, { alice: ['LEFT'] }),
      'Carol was not told of the departure',
    ],
    [
      'another method',
      left()
        .told(2050, { alice: 'booted' })
        .surveyed(3000, { alice: ['LEFT'] }),
      'to Bob she was shown as booted',
    ],
  ])('%s fails', (_, group, message) => {
    expect(verdictOf(group)).toMatchObject({ verdict: 'fail', message });
  });

  test('where nobody left, or was asked, nothing is said', () => {
    expect(verdictOf(new MadeGroup()).verdict).toBe('inconc');
    expect(verdictOf(left()).verdict).toBe('inconc');
  });
});

describe('other-device-stays', () => {
  const tabletLeaves = (phone: [string, ...string[]], tablet = 'LEFT') =>
    otherDeviceStays.judge(
      new MadeGroup()
        .leaves(100, 'alice-tablet')
        .posts(500, 'bob', 'Still here?')
        .surveyed(1000, { alice: phone, 'alice-tablet': [tablet] })
        .evidence(),
      'cr',
    ).verdict;

  test('the phone is in and hears', () => expect(tabletLeaves(['JOINED', 'Still here?'])).toBe('pass'));
  test('the phone hears nothing', () => expect(tabletLeaves(['JOINED'])).toBe('fail'));
  test('the phone is out', () => expect(tabletLeaves(['REMOVED'])).toBe('fail'));
  test('the tablet did not leave', () =>
    expect(tabletLeaves(['JOINED', 'Still here?'], 'LEAVE_FAILED')).toBe('inconc'));
});
