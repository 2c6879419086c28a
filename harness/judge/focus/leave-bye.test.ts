import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import {
  byeAnsweredAmidRefresh,
  byeAnsweredDespiteSlowSubscribers,
  malformedByeRefused,
  noByeToLeaver,
  pendingRequestAnswered,
  repeatedByeAnsweredAlike,
  secondByeRefused,
  staleByeRefused,
  unknownDialogRefused,
} from './leave-bye.ts';
import { LEFT_AT, madeLeave, request } from './made-leave.ts';
import { madeGroup } from './made-removal.ts';

const judge = (check: Check, timeline: MadeTimeline, until = 60_000) =>
  check.judge(timeline.end(until).evidence(), 'cr');

describe('no-bye-to-leaver', () => {
  test('none', () => expect(judge(noByeToLeaver, madeLeave()).verdict).toBe('pass'));
  test('one', () => {
    const timeline = request(madeLeave(), 1010, { direction: 'received', branch: 'back', cseq: 1 });
    expect(judge(noByeToLeaver, timeline).message).toContain('the focus sent Carol a BYE 10 ms after hers');
  });
  test('too short', () => expect(judge(noByeToLeaver, madeLeave(), 1500).verdict).toBe('inconc'));
  test('no leave', () => expect(judge(noByeToLeaver, madeGroup()).verdict).toBe('inconc'));
});

describe('repeated-bye-answered-alike', () => {
  const repeated = (second: [number, number, string?][]) =>
    request(madeLeave({ branch: 'same' }), 2000, { branch: 'same' }, second);
  test('each alike', () => expect(judge(repeatedByeAnsweredAlike, repeated([[200, 2005]])).verdict).toBe('pass'));
  test('481 the second time', () =>
    expect(judge(repeatedByeAnsweredAlike, repeated([[481, 2005]])).message).toContain('a copy of it 481'));
  test('another To tag', () =>
    expect(judge(repeatedByeAnsweredAlike, repeated([[200, 2005, 'other']])).verdict).toBe('fail'));
  test('no second response', () =>
    expect(judge(repeatedByeAnsweredAlike, repeated([])).message).toContain(
      '2 copies of the BYE were answered 1 times',
    ));
  test('sent once', () => expect(judge(repeatedByeAnsweredAlike, madeLeave()).verdict).toBe('inconc'));
});

describe('second-bye-refused', () => {
  const second = (status: number) => request(madeLeave(), 3000, { cseq: 3 }, [[status, 3004]]);
  test('481', () => expect(judge(secondByeRefused, second(481)).verdict).toBe('pass'));
  test('200', () => expect(judge(secondByeRefused, second(200))).toMatchObject({ verdict: 'fail', distanceMs: 4 }));
  test('only one', () => expect(judge(secondByeRefused, madeLeave()).verdict).toBe('inconc'));
});

describe('a BYE that is to be refused', () => {
  const refused = (status: number) => madeLeave({ toTag: 'wrong' }, [[status, LEFT_AT + 3]]);
  test('unknown dialog: 481', () => expect(judge(unknownDialogRefused, refused(481)).verdict).toBe('pass'));
  test('unknown dialog: 400 is none', () => expect(judge(unknownDialogRefused, refused(400)).verdict).toBe('fail'));
  test('malformed: 400 as well', () => expect(judge(malformedByeRefused, refused(400)).verdict).toBe('pass'));
  test('malformed: 200', () => expect(judge(malformedByeRefused, refused(200)).verdict).toBe('fail'));
  test('no answer', () => {
    const silent = madeLeave({ toTag: null }, []);
    expect(judge(malformedByeRefused, silent).verdict).toBe('fail');
    expect(judge(malformedByeRefused, madeLeave({ toTag: null }, []), 5000).verdict).toBe('inconc');
  });
  test('another method in the CSeq', () =>
    expect(judge(malformedByeRefused, madeLeave({ cseqMethod: 'INVITE' }, [[400, LEFT_AT + 3]])).verdict).toBe('pass'));
});

describe('stale-bye-refused', () => {
  const stale = (cseq: number, status: number) => madeLeave({ cseq }, [[status, LEFT_AT + 3]]);
  test('500', () => expect(judge(staleByeRefused, stale(0, 500)).verdict).toBe('pass'));
  test('200', () => expect(judge(staleByeRefused, stale(0, 200)).verdict).toBe('fail'));
  test('not stale at all', () => expect(judge(staleByeRefused, stale(2, 500)).verdict).toBe('inconc'));
});

describe('pending-request-answered', () => {
  const crossing = (answers: [number, number][]) =>
    request(madeLeave({ cseq: 3 }), LEFT_AT - 1, { method: 'INVITE', cseq: 2 }, answers);
  test('487', () => expect(judge(pendingRequestAnswered, crossing([[487, 1002]])).verdict).toBe('pass'));
  test('never', () => expect(judge(pendingRequestAnswered, crossing([])).verdict).toBe('fail'));
  test('no re-INVITE', () => expect(judge(pendingRequestAnswered, madeLeave()).verdict).toBe('inconc'));
});

describe('bye-answered-amid-refresh', () => {
  const refresh = (timeline: MadeTimeline) =>
    request(timeline, LEFT_AT - 100, { method: 'INVITE', direction: 'received', branch: 'refresh', cseq: 1 });
  test('200', () => {
    const finding = judge(byeAnsweredAmidRefresh, refresh(madeLeave()));
    expect(finding).toMatchObject({ verdict: 'pass' });
    expect(finding.message).toContain('100 ms after the re-INVITE');
  });
  test('491', () => expect(judge(byeAnsweredAmidRefresh, refresh(madeLeave({}, [[491, 1004]]))).verdict).toBe('fail'));
  test('a focus that does not refresh', () =>
    expect(judge(byeAnsweredAmidRefresh, madeLeave()).notes?.[0]).toContain('free not to refresh'));
});

describe('bye-answered-despite-slow-subscribers', () => {
  const released = (timeline: MadeTimeline) => timeline.go(3000, 'alice', 's-alice', 'answer NOTIFYs again');
  test('before they are let go', () =>
    expect(judge(byeAnsweredDespiteSlowSubscribers, released(madeLeave())).verdict).toBe('pass'));
  test('only after that', () =>
    expect(judge(byeAnsweredDespiteSlowSubscribers, released(madeLeave({}, [[200, 3010]]))).message).toContain(
      'only 10 ms after the subscribers had been let go',
    ));
  test('nobody was slow', () => expect(judge(byeAnsweredDespiteSlowSubscribers, madeLeave()).verdict).toBe('inconc'));
});
