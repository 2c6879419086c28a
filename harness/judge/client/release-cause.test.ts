import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { NETWORK } from './facts.ts';
import { type MadeCall, withCalls } from './made-call.ts';
import { said } from './made-judgement.ts';
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
  const saying = (check: Check, ...calls: MadeCall[]) => said(check, withCalls(calls).end(9000).evidence());
  test.each<[string, MadeCall[], string]>([
    [
      '607 alone',
      [GRANTED, bye('SIP;cause=607', 'RELEASE_CAUSE;cause=1')],
      'pass: Reason: SIP;cause=607, RELEASE_CAUSE;cause=1',
    ],
    [
      '200 in its place',
      [GRANTED, bye('SIP;cause=200')],
      'fail: Reason: SIP;cause=200; SIP;cause=607 alone of protocol SIP is due',
    ],
    [
      'both',
      [GRANTED, bye('SIP;cause=200', 'SIP;cause=607')],
      'fail: Reason: SIP;cause=200, SIP;cause=607; SIP;cause=607 alone of protocol SIP is due',
    ],
    [
      '607 first, and 200',
      [GRANTED, bye('SIP;cause=607', 'SIP;cause=200')],
      'fail: Reason: SIP;cause=607, SIP;cause=200; SIP;cause=607 alone of protocol SIP is due',
    ],
    [
      'granted, with a blank',
      [register(['Feature-Caps : *;+sip.607']), bye('SIP;cause=607')],
      'pass: Reason: SIP;cause=607',
    ],
    [
      'not granted, not judged',
      [register([]), bye('SIP;cause=607')],
      'inconc: the registration was not granted +sip.607',
    ],
    [
      'granted in no such field',
      [register(['X-Feature-Caps: *;+sip.607']), bye('SIP;cause=607')],
      'inconc: the registration was not granted +sip.607',
    ],
    [
      'asked for, not granted',
      [{ ...register([]), headers: ['Feature-Caps: *;+sip.607'] }, bye('SIP;cause=607')],
      'inconc: the registration was not granted +sip.607',
    ],
  ])('%s', (_, calls, expected) => expect(saying(unwantedSaid, ...calls)).toBe(expected));
  test('granted in a message of the group, which grants nothing', () => {
    const message = { kind: 'msrp', actor: NETWORK, connection: 1, transaction: 'm', size: 29 } as const;
    const calls = withCalls([register([]), bye('SIP;cause=607')]);
    const raw = 'MSRP m SEND\r\n\r\nFeature-Caps: *;+sip.607\r\n-------m$\r\n';
    expect(
      said(
        unwantedSaid,
        calls
          .add(500, { ...message, direction: 'sent', method: 'SEND', raw })
          .end(9000)
          .evidence(),
      ),
    ).toBe('inconc: the registration was not granted +sip.607');
  });
  test.each([
    ['not said where it does not belong', bye('SIP;cause=200'), 'pass: Reason: SIP;cause=200'],
    ['said where it does not belong', bye('SIP;cause=607'), 'fail: Reason: SIP;cause=607: 607 does not belong there'],
  ])('%s', (_, call, expected) => expect(saying(unwantedNotSaid, call)).toBe(expected));
  test.each([
    ['no text', 'SIP;cause=607', 'pass: no text'],
    ['a quoted text', 'SIP ; cause = 607 ; text = "Unwanted"', 'pass: text "Unwanted"'],
    ['a quoted text with a semicolon', 'SIP;cause=607;text="Not wanted; ever";x=y', 'pass: text "Not wanted; ever"'],
    ['a quoted text with a blank after it', 'SIP;cause=607;text="Unwanted" ;x=y', 'pass: text "Unwanted"'],
    ['a bare text', 'SIP;cause=607;text=Unwanted', 'fail: text Unwanted, which is no quoted string'],
    [
      'a text that is quoted at its end alone',
      'SIP;cause=607;text=Un"wanted"',
      'fail: text Un"wanted", which is no quoted string',
    ],
    [
      'a text that is quoted at its beginning alone',
      'SIP;cause=607;text="Unwanted" x',
      'fail: text "Unwanted" x, which is no quoted string',
    ],
    [
      'no cause 607',
      'SIP;cause=200;text=Unwanted',
      'none: Reason: SIP;cause=200;text=Unwanted: no cause 607 to have a text',
    ],
  ])('%s', (_, reason, expected) => expect(saying(unwantedText, bye(reason))).toBe(expected));
});

describe('the BYE whose causes are looked at', () => {
  const saying = (check: Check, ...calls: MadeCall[]) => said(check, withCalls(calls).end(9000).evidence());
  test('is that of the client', () =>
    expect(saying(releaseCauseOfLeave, { ...bye('RELEASE_CAUSE;cause=1'), by: 'tester' })).toBe(
      'inconc: the client sent no BYE',
    ));
  test('is the first one', () =>
    expect(saying(releaseCauseOfLeave, bye('RELEASE_CAUSE;cause=1'), { ...bye(), at: 2000, cseq: 3 })).toBe(
      'pass: Reason: RELEASE_CAUSE;cause=1',
    ));
  test.each([
    [
      'another text for cause 1',
      'RELEASE_CAUSE;cause=1;text="Bye"',
      'pass: text "Bye"; note: the text of cause 1 is "User ends call"',
    ],
    ['its own text for cause 3', 'RELEASE_CAUSE;cause=3;text="Media bearer loss"', 'pass: text "Media bearer loss"'],
  ])('%s', (_, reason, expected) => expect(saying(releaseCauseText, bye(reason))).toBe(expected));
  const CALLED: MadeCall = { by: 'tester', method: 'INVITE', at: 100, answers: [[200, 150]] };
  test.each<[string, MadeCall]>([
    ['called', { ...CALLED, by: 'sut' }],
    ['was asked something else', { ...CALLED, method: 'INFO' }],
    ['did not answer', { ...CALLED, answers: [] }],
  ])('no ACK is due to a client that %s', (_, call) =>
    expect(said(releaseCauseOfMissingAck, withCalls([call]).end(60_000).evidence())).toBe(
      'inconc: the client did not accept the INVITE',
    ),
  );
});
