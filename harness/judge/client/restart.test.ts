import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { type MadeCall, toldToLeave, withCalls } from './made-call.ts';
import { factoryRestart, leftByByeAlone, noRestartLoop, restartedFirst, restartedSessionLeft } from './restart.ts';

const IDS = ['Conversation-ID: conv-1', 'Contribution-ID: contrib-1'];
const CONTACT = ['Contact: <sip:gs-1@192.0.2.1:5060>;isfocus'];

const JOIN: MadeCall = {
  by: 'sut',
  method: 'INVITE',
  at: 100,
  headers: IDS,
  answers: [[200, 110]],
  answerHeaders: CONTACT,
  ack: 120,
};
/** After the user's word at 1 s. */
const RESTART: MadeCall = {
  by: 'sut',
  method: 'INVITE',
  at: 1010,
  callId: 'call-2',
  headers: IDS,
  answers: [[200, 1020]],
  ack: 1030,
};
const REFUSED = (status: number, at = 1010): MadeCall => ({
  ...RESTART,
  at,
  callId: `call-${at}`,
  answers: [[status, at + 5]],
});
const BYE: MadeCall = {
  by: 'sut',
  method: 'BYE',
  at: 1040,
  callId: 'call-2',
  cseq: 2,
  toTag: 'theirs',
  headers: ['Reason: SIP;cause=200'],
};
const FACTORY: MadeCall = {
  ...RESTART,
  at: 1030,
  callId: 'call-3',
  uri: 'sip:conference-factory@example.com',
  body: '--b\r\nContent-Type: application/resource-lists+xml\r\n\r\n<resource-lists/>\r\n--b--',
  ack: 1050,
};

const judge = (check: Check, calls: MadeCall[], ixit = {}) =>
  check.judge(
    toldToLeave(withCalls([JOIN, ...calls]), 1000)
      .end(8000)
      .evidence({ retry: 3, restartFactory: 'yes', ...ixit }),
    'cr',
  );
const verdict = (check: Check, ...calls: MadeCall[]) => judge(check, calls).verdict;

describe('left-by-bye-alone', () => {
  const bye = { ...BYE, callId: 'call-1' };
  test('a BYE', () => expect(verdict(leftByByeAlone, bye)).toBe('pass'));
  test('an INVITE first', () => expect(verdict(leftByByeAlone, RESTART, BYE)).toBe('fail'));
  test('nothing', () => expect(verdict(leftByByeAlone)).toBe('fail'));
  test('a re-INVITE is no restart', () =>
    expect(verdict(leftByByeAlone, { ...RESTART, callId: 'call-1', toTag: 'theirs' }, bye)).toBe('pass'));
});

describe('restarted-first', () => {
  test('to the identity that was called', () => expect(verdict(restartedFirst, RESTART)).toBe('pass'));
  test('to the Contact of the focus', () =>
    expect(verdict(restartedFirst, { ...RESTART, uri: 'sip:gs-1@192.0.2.1:5060' })).toBe('pass'));
  test('to somebody else', () =>
    expect(judge(restartedFirst, [{ ...RESTART, uri: 'sip:gs-2@as' }]).message).toContain(
      'Request-URI is sip:gs-2@as',
    ));
  test('with other identifiers', () =>
    expect(judge(restartedFirst, [{ ...RESTART, headers: [IDS[0]!, 'Contribution-ID: contrib-2'] }])).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('Contribution-ID is contrib-2'),
    }));
  test('without identifiers', () => expect(verdict(restartedFirst, { ...RESTART, headers: [] })).toBe('fail'));
  test('no SIP at all', () => expect(judge(restartedFirst, []).message).toContain('no SIP at all'));
  test('a BYE into the void', () => expect(judge(restartedFirst, [BYE]).message).toContain('outside every dialog'));
});

describe('factory-restart', () => {
  test('to the factory, with recipients', () => expect(verdict(factoryRestart, REFUSED(404), FACTORY)).toBe('pass'));
  test('without recipients', () =>
    expect(verdict(factoryRestart, REFUSED(404), { ...FACTORY, body: '' })).toBe('fail'));
  test('to the group again', () =>
    expect(verdict(factoryRestart, REFUSED(404), { ...FACTORY, uri: 'sip:gs-1@as' })).toBe('fail'));
  test('not at all', () => expect(verdict(factoryRestart, REFUSED(404))).toBe('fail'));
  test('not at all, as declared', () =>
    expect(judge(factoryRestart, [REFUSED(404)], { restartFactory: 'no' })).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
  test('no restart', () => expect(verdict(factoryRestart)).toBe('fail'));
});

describe('restarted-session-left', () => {
  test('BYE after the ACK', () =>
    expect(judge(restartedSessionLeft, [RESTART, BYE])).toMatchObject({ verdict: 'pass', distanceMs: 10 }));
  test('an early BYE, with a note', () =>
    expect(judge(restartedSessionLeft, [RESTART, { ...BYE, at: 1025 }])).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
  test('CANCEL', () =>
    expect(
      verdict(restartedSessionLeft, RESTART, { by: 'sut', method: 'CANCEL', at: 1015, callId: 'call-2' }, BYE),
    ).toBe('fail'));
  test('no BYE', () => expect(verdict(restartedSessionLeft, RESTART)).toBe('fail'));
  test('BYE elsewhere', () =>
    expect(verdict(restartedSessionLeft, RESTART, { ...BYE, callId: 'call-1' })).toBe('fail'));
  test('BYE without its reason', () =>
    expect(verdict(restartedSessionLeft, RESTART, { ...BYE, headers: [] })).toBe('fail'));
  test('nothing accepted', () => expect(verdict(restartedSessionLeft, REFUSED(403))).toBe('fail'));
  test('404, and no factory as declared', () =>
    expect(judge(restartedSessionLeft, [REFUSED(404)], { restartFactory: 'no' }).verdict).toBe('none'));
});

describe('no-restart-loop', () => {
  const refused = [1010, 2010, 3010, 4010].map((at) => REFUSED(403, at));
  test('as many as allowed', () => expect(verdict(noRestartLoop, ...refused.slice(0, 3))).toBe('pass'));
  test('one more', () => expect(verdict(noRestartLoop, ...refused)).toBe('fail'));
  test('a BYE', () => expect(verdict(noRestartLoop, refused[0]!, BYE)).toBe('fail'));
  test('nothing to refuse', () => expect(verdict(noRestartLoop)).toBe('inconc'));
});

test('a client that was never in the group is not judged', () =>
  expect(restartedFirst.judge(toldToLeave(withCalls([]), 1000).end(2000).evidence(), 'cr').verdict).toBe('inconc'));
