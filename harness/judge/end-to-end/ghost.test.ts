import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
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
      .surveyed(7000, { alice: ['LEFT'] });
    expect(judged(group)).toMatchObject({ verdict: 'fail', message: expect.stringContaining('as Carol can see') });
  });

  test('is named with all devices, and with when the first of them left', () => {
    const group = (at: number) =>
      new MadeGroup().leaves(100, 'alice-tablet').surveyed(at, { alice: ['LEFT'], 'alice-tablet': ['LEFT'] });
    expect(inWords(noGhostParticipant, group(2098).evidence())).toEqual([
      "fail: ghost participant: Alice's phone and Alice's tablet says LEFT, but the focus still lists Alice as connected, as Bob and Carol can see, 2000 ms after the user left",
      'by leave of tp-cf-lv-19-1-alice-tablet at 100, state of tp-cf-lv-19-1-alice at 2099: 1999 ms',
    ]);
    expect(inWords(noGhostParticipant, group(2097).evidence())).toEqual([
      "inconc: ghost participant: Alice's phone and Alice's tablet says LEFT, but the focus still lists Alice as connected, as Bob and Carol can see, 1999 ms after the user left; only 1999 ms of the observation were left, too close to its end to tell",
      'to be repeated',
    ]);
  });

  test('is one at once where the network has answered its BYE, and let nothing through', () => {
    const group = (status: number) =>
      new MadeGroup().leaves(100).bye(110, 'alice-client', 'received').bye(111, 'alice-client', 'sent', status);
    const surveyed = (made: MadeGroup) => judged(made.surveyed(200, { alice: ['LEFT'] })).verdict;
    expect(surveyed(group(403))).toBe('fail');
    expect(surveyed(group(100))).toBe('inconc');
    expect(surveyed(group(403).bye(120, 'alice', 'sent'))).toBe('inconc');
    expect(surveyed(group(403).passes(130, 'alice-client', 'received', { what: 'BYE', cseq: 3 }))).toBe('inconc');
  });

  test('is none yet where the network has answered something else, or the BYE of one of two devices', () => {
    const answered = (method: string, status: number) =>
      new MadeGroup()
        .leaves(100)
        .passes(110, 'alice-client', 'received', { what: method })
        .passes(111, 'alice-client', 'sent', { what: status, method });
    expect(judged(answered('INFO', 403).surveyed(200, { alice: ['LEFT'] })).verdict).toBe('inconc');
    const both = answered('BYE', 403).surveyed(200, { alice: ['LEFT'], 'alice-tablet': ['LEFT'] });
    expect(judged(both).verdict).toBe('inconc');
  });

  test('is none yet where the BYE has only just reached the focus', () => {
    const group = (at: number) =>
      new MadeGroup()
        .leaves(100)
        .bye(5000, 'alice', 'sent')
        .surveyed(at, { alice: ['LEFT'] });
    expect(judged(group(6998)).verdict).toBe('fail');
    expect(judged(group(6997)).verdict).toBe('inconc');
  });

  test('is one without having been told to leave, and not taken for impaired where something else was', () => {
    const group = new MadeGroup().impaired(110, 'drops every INVITE').surveyed(7000, { alice: ['LEFT'] });
    group.timeline.add(120, { kind: 'mark', mark: 'impaired' });
    expect(inWords(noGhostParticipant, group.evidence())).toEqual([
      "fail: ghost participant: Alice's phone says LEFT, but the focus still lists Alice as connected, as Bob and Carol can see",
    ]);
  });

  test('is worth more than what nobody could see later', () => {
    const group = new MadeGroup()
      .told(200, { alice: 'departed' })
      .surveyed(1000, { alice: ['LEFT'] })
      .surveyed(2000, { alice: ['LEFT'], bob: ['IDLE'], carol: ['IDLE'] });
    expect(inWords(noGhostParticipant, group.evidence())).toEqual([
      "pass: states and roster agree at 2 quiet moments; in the end: Bob IDLE, Carol IDLE, Alice's phone LEFT",
    ]);
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
      .surveyed(7000, { alice: ['LEFT'] })
      .told(8000, { alice: 'departed' })
      .surveyed(9000, { alice: ['LEFT'] });
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

  test.each<[string, (group: MadeGroup) => MadeGroup, string]>([
    [
      'for the 2xx to its BYE was lost',
      (group) => group.bye(140, 'alice', 'sent').bye(150, 'alice', 'received', 200),
      'SIP/2.0 200 to the BYE',
    ],
    [
      'for the BYE of the focus was lost',
      (group) => group.byeOfFocus(150, 'alice', 'received'),
      'BYE sip:alice@ims.test',
    ],
    [
      'for the network answered its BYE, which the focus had got',
      (group) =>
        group
          .bye(140, 'alice', 'sent')
          .bye(145, 'alice-client', 'sent', 500)
          .bye(150, 'alice', 'received', 200)
          .bye(151, 'alice-client', 'sent', 200),
      'the answer to a BYE that the focus got: the network answered 500',
    ],
  ])('and could not know better, %s, is worth a note', (_, happening, lost) => {
    const group = happening(new MadeGroup())
      .told(200, { alice: 'departed' })
      .surveyed(1000, { alice: ['LEAVE_FAILED'] });
    expect(judged(group)).toMatchObject({
      verdict: 'pass',
      notes: [expect.stringContaining(`the network lost what was to tell it: ${lost}`)],
    });
  });

  test.each<[string, (group: MadeGroup) => MadeGroup]>([
    [
      'for the 2xx arrived at last',
      (group) =>
        group
          .bye(140, 'alice', 'sent')
          .bye(150, 'alice', 'received', 200)
          .bye(160, 'alice', 'received', 200)
          .bye(161, 'alice-client', 'sent', 200),
    ],
    [
      'for the refusal was that of the focus',
      (group) =>
        group.bye(140, 'alice', 'sent').bye(150, 'alice', 'received', 500).bye(151, 'alice-client', 'sent', 500),
    ],
  ])('and could have known better, %s, is shut out unawares', (_, happening) => {
    const group = happening(new MadeGroup())
      .told(200, { alice: 'departed' })
      .surveyed(1000, { alice: ['LEAVE_FAILED'] });
    expect(judged(group).verdict).toBe('fail');
  });

  test('and gets what the group says is not cut off', () => {
    const group = new MadeGroup()
      .told(200, { alice: 'departed' })
      .posts(300, 'bob', 'Hello')
      .surveyed(1000, { alice: ['JOINED', 'Hello'] });
    expect(judged(group)).toMatchObject({
      verdict: 'pass',
      notes: ["Alice's phone says JOINED and is not listed, but gets what the group says"],
    });
  });

  test('and got what was said before, but not what was said last, is cut off', () => {
    const group = new MadeGroup()
      .posts(100, 'bob', 'Hello')
      .told(200, { alice: 'departed' })
      .posts(300, 'bob', 'Anybody?')
      .surveyed(1000, { alice: ['JOINED', 'Hello'] });
    expect(judged(group).verdict).toBe('fail');
  });

  test('and is listed for one of two is not shut out', () => {
    const group = new MadeGroup().told(200, { alice: 'departed' }, ['bob']).surveyed(1000, { alice: ['JOINED'] });
    expect(judged(group).verdict).toBe('pass');
  });

  test('and got only what was said at other times, or by those who see it as in, is cut off', () => {
    const said = (at: number, by: string) =>
      new MadeGroup()
        .told(200, { alice: 'departed' })
        .surveyed(400, { alice: ['LEFT'] })
        .posts(at, by, 'Hello')
        .surveyed(1000, { alice: ['JOINED', 'Hello'] })
        .evidence();
    expect(inWords(noGhostParticipant, said(500, 'carol'))[0]).toMatch(/^pass/);
    for (const evidence of [said(500, 'alice'), said(402, 'bob'), said(1002, 'bob'), said(1500, 'bob')])
      expect(inWords(noGhostParticipant, evidence)).toEqual([
        "fail: shut out unawares: Alice's phone says JOINED, but the focus does not list Alice as connected, as Bob and Carol can see",
        'by state of tp-cf-lv-19-1-alice at 1001',
      ]);
  });

  test('(UNCONFIRMED) believes nothing', () => {
    expect(
      judged(new MadeGroup().told(200, { alice: 'departed' }).surveyed(1000, { alice: ['UNCONFIRMED'] })).verdict,
    ).toBe('pass');
    expect(judged(new MadeGroup().surveyed(1000, { alice: ['UNCONFIRMED'] })).verdict).toBe('pass');
  });
});

describe('a witness', () => {
  test('whose subscription has ended, or was given up, sees nothing', () => {
    const group = new MadeGroup().gaveUp(300, 'bob').told(200, { alice: 'departed' }, ['carol']);
    expect(judged(group.surveyed(40_000, { alice: ['LEFT'] })).verdict).toBe('pass');
  });

  test('who is not in the group any more sees nothing, and where none is left nothing can be said', () => {
    const group = new MadeGroup().surveyed(1000, { alice: ['LEFT'], bob: ['IDLE'], carol: ['IDLE'] });
    expect(judged(group)).toMatchObject({
      verdict: 'inconc',
      message: expect.stringContaining('nobody was left in the group to see who else is'),
    });
  });
});

test('a group that the focus has ended has no ghosts', () => {
  const group = new MadeGroup().surveyed(1000, { alice: ['LEFT'], bob: ['REMOVED'], carol: ['REMOVED'] });
  expect(judged(group)).toMatchObject({ verdict: 'pass', message: expect.stringContaining('the group has ended') });
});

test('where nobody was asked nothing is said', () => {
  expect(judged(new MadeGroup().leaves(100)).verdict).toBe('inconc');
});
