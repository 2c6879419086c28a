import { describe, expect, test } from '@jest/globals';
import { leftByConfirmation, nothingUnconfirmed } from './claim.ts';
import { MadeGroup } from './made-group.ts';

describe('who says LEFT', () => {
  const judged = (group: MadeGroup) =>
    leftByConfirmation.judge(group.surveyed(1000, { alice: ['LEFT'] }).evidence(), 'cr').verdict;

  test.each([
    ['a 2xx to its BYE', new MadeGroup().leaves(100).bye(150, 'alice-client', 'sent', 200)],
    ['a BYE of the focus', new MadeGroup().byeOfFocus(150, 'alice-client', 'sent')],
  ])('after %s was told so', (_, group) => {
    expect(judged(group)).toBe('pass');
  });

  test.each([
    ['a failure', new MadeGroup().leaves(100).bye(150, 'alice-client', 'sent', 500)],
    ['a 2xx that did not get through', new MadeGroup().leaves(100).bye(150, 'alice', 'received', 200)],
    ['its BYE alone', new MadeGroup().leaves(100).bye(150, 'alice-client', 'received')],
  ])('after %s was not', (_, group) => {
    expect(judged(group)).toBe('fail');
  });

  test('before the change request needs nobody to tell', () => {
    expect(
      leftByConfirmation.judge(new MadeGroup().surveyed(1000, { alice: ['LEFT'] }).evidence(), 'pre-cr').verdict,
    ).toBe('none');
  });
});

test('where nobody says LEFT there is nothing to confirm', () => {
  const evidence = new MadeGroup().surveyed(1000, { alice: ['LEAVE_FAILED'] }).evidence();
  expect(leftByConfirmation.judge(evidence, 'cr')).toEqual({ verdict: 'pass', message: 'nobody says LEFT' });
});

describe('who is not sure to have left', () => {
  const judged = (state: string, profile: 'cr' | 'harmonised' = 'harmonised') =>
    nothingUnconfirmed.judge(
      new MadeGroup()
        .surveyed(1000, { alice: ['UNCONFIRMED'] })
        .surveyed(2000, { alice: [state] })
        .evidence(),
      profile,
    ).verdict;

  test('is to find out in the end', () => {
    expect(judged('UNCONFIRMED')).toBe('fail');
    expect(judged('LEFT')).toBe('pass');
  });

  test('has no way to, but under harmonised', () => {
    expect(judged('UNCONFIRMED', 'cr')).toBe('none');
  });
});
