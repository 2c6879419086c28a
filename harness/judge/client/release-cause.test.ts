import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { type MadeCall, withCalls } from './made-call.ts';
import {
  reasonProtocolsDistinct,
  releaseCauseOfLeave,
  releaseCauseOfMediaLoss,
  releaseCauseOfMissingAck,
  releaseCauseText,
} from './release-cause.ts';
import { unwantedNotSaid, unwantedSaid, unwantedText } from './unwanted.ts';

const register = (featureCaps: string[]): MadeCall => ({
  by: 'sut',
  method: 'REGISTER',
  at: 10,
  callId: 'reg',
  answers: [[200, 20]],
  answerHeaders: featureCaps,
});
const GRANTED = register(['Feature-Caps: *;+sip.607']);

/** A BYE with these Reason values. */
const bye = (...reasons: string[]): MadeCall => ({
  by: 'sut',
  method: 'BYE',
  at: 1000,
  cseq: 2,
  toTag: 'theirs',
  headers: reasons.map((value) => `Reason: ${value}`),
});
const judge = (check: Check, ...calls: MadeCall[]) => check.judge(withCalls(calls).end(9000).evidence(), 'cr');
const verdict = (check: Check, ...calls: MadeCall[]) => judge(check, ...calls).verdict;

describe('release-cause', () => {
  test('of a leave: 1', () =>
    expect(verdict(releaseCauseOfLeave, bye('SIP;cause=200', 'RELEASE_CAUSE ;cause=1 ;text="User ends call"'))).toBe(
      'pass',
    ));
  test('in one line with another', () =>
    expect(verdict(releaseCauseOfLeave, bye('SIP;cause=200, release_cause;cause=1'))).toBe('pass'));
  test('absent', () => expect(verdict(releaseCauseOfLeave, bye('SIP;cause=200'))).toBe('fail'));
  test('another cause', () => expect(verdict(releaseCauseOfLeave, bye('RELEASE_CAUSE;cause=3'))).toBe('fail'));
  test('twice', () =>
    expect(verdict(releaseCauseOfLeave, bye('RELEASE_CAUSE;cause=1', 'RELEASE_CAUSE;cause=1'))).toBe('fail'));
  test('no BYE', () => expect(verdict(releaseCauseOfLeave)).toBe('inconc'));
  test.each([2, 3])('of lost media: %i', (cause) =>
    expect(verdict(releaseCauseOfMediaLoss, bye(`RELEASE_CAUSE;cause=${cause}`))).toBe('pass'),
  );
  test('of lost media: 1 is wrong', () =>
    expect(verdict(releaseCauseOfMediaLoss, bye('RELEASE_CAUSE;cause=1'))).toBe('fail'));
  test('no BYE for lost media, with a note', () =>
    expect(judge(releaseCauseOfMediaLoss)).toMatchObject({ verdict: 'pass', notes: [expect.any(String)] }));
  test('of a missing ACK: 4', () =>
    expect(verdict(releaseCauseOfMissingAck, bye('RELEASE_CAUSE;cause=4'))).toBe('pass'));
  test('of a missing ACK: 1 is wrong', () =>
    expect(verdict(releaseCauseOfMissingAck, bye('RELEASE_CAUSE;cause=1'))).toBe('fail'));
  test('no BYE for a missing ACK: once 64·T1, and a tenth, have gone by since the 200, and not before', () => {
    const called: MadeCall = { by: 'tester', method: 'INVITE', at: 100, answers: [[200, 150]] };
    const judgedAt = (end: number) => releaseCauseOfMissingAck.judge(withCalls([called]).end(end).evidence(), 'cr');
    expect(judgedAt(35_350)).toEqual({
      verdict: 'fail',
      message: 'no BYE came in the 35200 ms observed, although the 200 was never acknowledged',
    });
    expect(judgedAt(35_349)).toEqual({
      verdict: 'inconc',
      message:
        'no BYE came in the 35199 ms observed, although the 200 was never acknowledged; only 35199 ms of the observation were left, too close to its end to tell',
      repeatable: true,
    });
    expect(verdict(releaseCauseOfMissingAck)).toBe('inconc');
  });
});

describe('release-cause-text', () => {
  test('none', () =>
    expect(judge(releaseCauseText, bye('RELEASE_CAUSE;cause=1'))).toEqual({ verdict: 'pass', message: 'no text' }));
  test('the right one', () =>
    expect(judge(releaseCauseText, bye('RELEASE_CAUSE;cause=1;text="User ends call"'))).not.toHaveProperty('notes'));
  test('another, with a note', () =>
    expect(judge(releaseCauseText, bye('RELEASE_CAUSE;cause=1;text="Bye"'))).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
  test('no RELEASE_CAUSE', () => expect(verdict(releaseCauseText, bye('SIP;cause=200'))).toBe('none'));
});

describe('reason-protocols-distinct', () => {
  test('one of each', () =>
    expect(verdict(reasonProtocolsDistinct, bye('SIP;cause=200', 'Q.850;cause=16', 'RELEASE_CAUSE;cause=1'))).toBe(
      'pass',
    ));
  test('two of SIP, in either case', () =>
    expect(verdict(reasonProtocolsDistinct, bye('SIP;cause=200', 'sip;cause=607'))).toBe('fail'));
  test('two of RELEASE_CAUSE', () =>
    expect(
      verdict(reasonProtocolsDistinct, bye('SIP;cause=200', 'RELEASE_CAUSE;cause=1', 'RELEASE_CAUSE;cause=3')),
    ).toBe('fail'));
  test('none of SIP', () => expect(verdict(reasonProtocolsDistinct, bye('RELEASE_CAUSE;cause=1'))).toBe('fail'));
});

describe('unwanted', () => {
  test('607 alone', () =>
    expect(verdict(unwantedSaid, GRANTED, bye('SIP;cause=607', 'RELEASE_CAUSE;cause=1'))).toBe('pass'));
  test('200 in its place', () => expect(verdict(unwantedSaid, GRANTED, bye('SIP;cause=200'))).toBe('fail'));
  test('both', () => expect(verdict(unwantedSaid, GRANTED, bye('SIP;cause=200', 'SIP;cause=607'))).toBe('fail'));
  test('not granted, not judged', () =>
    expect(verdict(unwantedSaid, register([]), bye('SIP;cause=607'))).toBe('inconc'));
  test('not said where it does not belong', () => expect(verdict(unwantedNotSaid, bye('SIP;cause=200'))).toBe('pass'));
  test('said where it does not belong', () => expect(verdict(unwantedNotSaid, bye('SIP;cause=607'))).toBe('fail'));
  test('no text', () => expect(verdict(unwantedText, bye('SIP;cause=607'))).toBe('pass'));
  test('a quoted text', () => expect(verdict(unwantedText, bye('SIP;cause=607;text="Unwanted"'))).toBe('pass'));
  test('a bare text', () => expect(verdict(unwantedText, bye('SIP;cause=607;text=Unwanted'))).toBe('fail'));
  test('no 607, no text', () => expect(verdict(unwantedText, bye('SIP;cause=200'))).toBe('none'));
});
