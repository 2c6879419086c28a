import { describe, expect, test } from '@jest/globals';
import { noGhostParticipant } from './ghost.ts';
import { MadeGroup } from './made-group.ts';

const judged = (group: MadeGroup) => noGhostParticipant.judge(group.evidence(), 'cr');

describe('who says LEFT', () => {
  test('and is shown as departed is no ghost', () => {
    const group = new MadeGroup()
      .leaves(100)
      .told(200, { alice: 'departed' })
      .surveyed(1000, { alice: ['LEFT'] });
    expect(judged(group)).toEqual({
      verdict: 'pass',
      message: "states and roster agree at 1 quiet moments; in the end: Bob JOINED, Carol JOINED, Alice's phone LEFT",
    });
  });

  test('and is still shown as connected is one, and the sentence says so', () => {
    const group = new MadeGroup()
      .leaves(100)
      .impaired(110, 'drops every BYE from alice: BYE sip:gs-1@focus.test SIP/2.0')
      .surveyed(7000, { alice: ['LEFT'] });
    expect(judged(group)).toMatchObject({
      verdict: 'fail',
      message:
        "ghost participant: Alice's phone says LEFT, but the focus still lists Alice as connected, as Bob and Carol can see, 6902 ms after the user left (the BYE was impaired on its way)",
    });
  });

  test('is one too where a single witness sees it', () => {
    const group = new MadeGroup()
      .leaves(100)
      .told(200, { alice: 'departed' }, ['bob'])
      .surveyed(1000, { alice: ['LEFT'] });
    expect(judged(group)).toMatchObject({ verdict: 'fail', message: expect.stringContaining('as Carol can see') });
  });

  test('on one device is none while the other one is in', () => {
    const group = new MadeGroup()
      .leaves(100, 'alice-tablet')
      .surveyed(1000, { alice: ['JOINED'], 'alice-tablet': ['LEFT'] });
    expect(judged(group).verdict).toBe('pass');
  });

  test('at one moment of several is enough', () => {
    const group = new MadeGroup()
      .leaves(100)
      .surveyed(1000, { alice: ['LEFT'] })
      .told(2000, { alice: 'departed' })
      .surveyed(3000, { alice: ['LEFT'] });
    expect(judged(group).verdict).toBe('fail');
  });
});

describe('who believes to be in', () => {
  test.each(['JOINED', 'LEAVE_FAILED'])('(%s) and is listed is in', (state) => {
    expect(judged(new MadeGroup().surveyed(1000, { alice: [state] })).verdict).toBe('pass');
  });

  test.each(['JOINED', 'LEAVE_FAILED'])('(%s) and is not listed is shut out unawares', (state) => {
    const group = new MadeGroup().told(200, { alice: 'departed' }).surveyed(1000, { alice: [state] });
    expect(judged(group)).toMatchObject({
      verdict: 'fail',
      message: `shut out unawares: Alice's phone says ${state}, but the focus does not list Alice as connected, as Bob and Carol can see`,
    });
  });

  test('and could not know better is worth a note', () => {
    const group = new MadeGroup()
      .impaired(150, 'drops every 200 to BYE to alice: SIP/2.0 200 OK')
      .told(200, { alice: 'departed' })
      .surveyed(1000, { alice: ['LEAVE_FAILED'] });
    expect(judged(group)).toMatchObject({
      verdict: 'pass',
      notes: [expect.stringContaining('the network lost what was to tell it')],
    });
  });

  test('(UNCONFIRMED) believes nothing', () => {
    expect(
      judged(new MadeGroup().told(200, { alice: 'departed' }).surveyed(1000, { alice: ['UNCONFIRMED'] })).verdict,
    ).toBe('pass');
    expect(judged(new MadeGroup().surveyed(1000, { alice: ['UNCONFIRMED'] })).verdict).toBe('pass');
  });
});

test('where nobody was asked nothing is said', () => {
  expect(judged(new MadeGroup().leaves(100)).verdict).toBe('inconc');
});
