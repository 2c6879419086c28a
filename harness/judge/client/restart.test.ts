import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { type MadeCall, toldToLeave, withCalls } from './made-call.ts';
import { said } from './made-judgement.ts';
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
  said(
    check,
    toldToLeave(withCalls([JOIN, ...calls]), 1000)
      .end(8000)
      .evidence({ retry: 3, restartFactory: 'yes', ...ixit }),
  );
const of = (check: Check, ...calls: MadeCall[]) => judge(check, calls);

/** Requests that are no INVITE of the client to begin a dialog after it was told to leave. */
const OTHERS: [string, Partial<MadeCall>][] = [
  ['that came before', { at: 990 }],
  ['that came at once with the word', { at: 1000 }],
  ['of the focus', { by: 'tester' }],
  ['in a dialog', { toTag: 'theirs' }],
  ['that is none', { method: 'MESSAGE' }],
];

describe('left-by-bye-alone', () => {
  const bye = { ...BYE, callId: 'call-1' };
  const LEFT = "pass: BYE 40 ms after the user's word, and no INVITE";
  test('a BYE', () => expect(of(leftByByeAlone, bye)).toBe(LEFT));
  test('an INVITE first', () =>
    expect(of(leftByByeAlone, RESTART, BYE)).toBe('fail: 1 INVITE for a session that was alive'));
  test('two of them', () =>
    expect(of(leftByByeAlone, RESTART, { ...RESTART, at: 1015, callId: 'call-3' }, BYE)).toBe(
      'fail: 2 INVITEs for a session that was alive',
    ));
  test('nothing', () => expect(of(leftByByeAlone)).toBe('fail: no BYE came although the user was told to leave'));
  test.each(OTHERS)('an INVITE %s is no restart', (_, change) =>
    expect(of(leftByByeAlone, { ...RESTART, ...change }, bye)).toBe(LEFT),
  );
});

describe('restarted-first', () => {
  const check = restartedFirst;
  test('to the identity that was called', () =>
    expect(of(check, RESTART)).toBe("pass: INVITE to the group with its identifiers 10 ms after the user's word"));
  test('to the Contact of the focus', () =>
    expect(of(check, { ...RESTART, uri: 'sip:gs-1@192.0.2.1:5060' })).toBe(
      "pass: INVITE to the group with its identifiers 10 ms after the user's word",
    ));
  test('to somebody else', () =>
    expect(of(check, { ...RESTART, uri: 'sip:gs-2@as' })).toBe(
      "fail: INVITE 10 ms after the user's word, but its Request-URI is sip:gs-2@as, and the group was known as sip:gs-1@as and sip:gs-1@192.0.2.1:5060",
    ));
  test('to somebody else, the focus having given no Contact', () => {
    const { answerHeaders: _contact, ...bare } = JOIN;
    const calls = withCalls([bare, { ...RESTART, uri: 'sip:gs-2@as' }]);
    expect(said(check, toldToLeave(calls, 1000).end(8000).evidence())).toContain(
      "fail: INVITE 10 ms after the user's word, but its Request-URI is sip:gs-2@as",
    );
  });
  test.each<[string, string[], string]>([
    [
      'with another identifier',
      [IDS[0]!, 'Contribution-ID: contrib-2'],
      "fail: INVITE 10 ms after the user's word, but Contribution-ID is contrib-2, the session's was contrib-1",
    ],
    [
      'without one of them',
      [IDS[1]!],
      "fail: INVITE 10 ms after the user's word, but Conversation-ID is absent, the session's was conv-1",
    ],
    [
      'without identifiers',
      [],
      "fail: INVITE 10 ms after the user's word, but Conversation-ID is absent, the session's was conv-1; Contribution-ID is absent, the session's was contrib-1",
    ],
  ])('%s', (_, headers, expected) => expect(of(check, { ...RESTART, headers })).toBe(expected));
  test('to somebody else, without identifiers', () =>
    expect(of(check, { ...RESTART, uri: 'sip:gs-2@as', headers: [] })).toBe(
      "fail: INVITE 10 ms after the user's word, but its Request-URI is sip:gs-2@as, and the group was known as sip:gs-1@as and sip:gs-1@192.0.2.1:5060; Conversation-ID is absent, the session's was conv-1; Contribution-ID is absent, the session's was contrib-1",
    ));
  test('no SIP at all', () =>
    expect(of(check)).toBe('fail: no INVITE came although there was no session to leave: no SIP at all came'));
  test('a BYE into the void', () =>
    expect(of(check, BYE)).toBe(
      'fail: no INVITE came although there was no session to leave: a BYE outside every dialog came instead',
    ));
  /** What the client says of itself last. */
  const telling = (...states: (string | undefined)[]) =>
    said(
      check,
      states
        .reduce(
          (timeline, state, index) =>
            timeline.add(5000 + index, {
              kind: 'control',
              target: 'alice',
              action: 'state',
              phase: 'answer',
              ...(state !== undefined && { state }),
            }),
          toldToLeave(withCalls([JOIN]), 1000),
        )
        .end(8000)
        .evidence(),
    );
  test.each([
    [
      'LEFT at last',
      ['JOINED', 'LEFT'],
      'fail: no INVITE came although there was no session to leave: no SIP at all came; note: the client says LEFT',
    ],
    [
      'nothing at last',
      ['JOINED', undefined],
      'fail: no INVITE came although there was no session to leave: no SIP at all came',
    ],
  ])('no SIP, and the client says %s', (_, states, expected) => expect(telling(...states)).toBe(expected));
  test('a session that had identifiers that it does not have', () => {
    const bare = { ...JOIN, headers: [] };
    const evidence = toldToLeave(withCalls([bare, RESTART]), 1000)
      .end(8000)
      .evidence();
    expect(said(check, evidence)).toBe(
      "fail: INVITE 10 ms after the user's word, but Conversation-ID is conv-1, the session's was absent; Contribution-ID is contrib-1, the session's was absent",
    );
  });
  test.each<[string, MadeCall[]]>([
    ['was never in the group', []],
    ['was refused', [{ ...JOIN, answers: [[300, 110]] }]],
    ['was not answered', [{ ...JOIN, answers: [] }]],
    ['was invited', [{ ...JOIN, by: 'tester' }]],
    ['sent something else', [{ ...JOIN, method: 'MESSAGE' }]],
  ])('a client that %s is not judged', (_, calls) =>
    expect(said(check, toldToLeave(withCalls(calls), 1000).end(2000).evidence())).toBe(
      'inconc: the client was not in the group, or was not told to leave',
    ),
  );
});

describe('factory-restart', () => {
  const check = factoryRestart;
  test('to the factory, with recipients', () =>
    expect(of(check, REFUSED(404), FACTORY)).toBe('pass: second INVITE to sip:conference-factory@example.com'));
  test('without recipients', () =>
    expect(of(check, REFUSED(404), { ...FACTORY, body: '' })).toBe(
      'fail: second INVITE to sip:conference-factory@example.com: it names no recipients',
    ));
  test('to the group again', () =>
    expect(of(check, REFUSED(404), { ...FACTORY, uri: 'sip:gs-1@as' })).toBe(
      'fail: second INVITE to sip:gs-1@as: it went to sip:gs-1@as again, which is the group',
    ));
  test('to the group again, without recipients and identifiers', () =>
    expect(of(check, REFUSED(404), { ...FACTORY, uri: 'sip:gs-1@as', headers: [], body: '' })).toBe(
      "fail: second INVITE to sip:gs-1@as: it went to sip:gs-1@as again, which is the group; Conversation-ID is absent, the session's was conv-1; Contribution-ID is absent, the session's was contrib-1; it names no recipients",
    ));
  test('not at all', () => expect(of(check, REFUSED(404))).toBe('fail: no second INVITE came after the 404'));
  test('refused otherwise', () =>
    expect(of(check, REFUSED(403), FACTORY)).toBe('fail: no INVITE came to be answered 404'));
  test('not at all, as declared', () =>
    expect(judge(check, [REFUSED(404)], { restartFactory: 'no' })).toBe(
      'pass: the 404 was the end of it; note: the client is declared not to restart at the factory',
    ));
  test('no restart', () => expect(of(check)).toBe('fail: no INVITE came to be answered 404'));
  test.each([
    [5495, 'fail: no INVITE came to be answered 404'],
    [
      5496,
      'inconc: no INVITE came to be answered 404; only 2499 ms of the observation were left, too close to its end to tell; to be repeated',
    ],
  ])('refused otherwise 5 ms after %i ms, of an observation until 8000', (at, expected) =>
    expect(of(check, REFUSED(403, at))).toBe(expected),
  );
});

describe('restarted-session-left', () => {
  const check = restartedSessionLeft;
  const CANCEL: MadeCall = { by: 'sut', method: 'CANCEL', at: 1015, callId: 'call-2' };
  test('BYE after the ACK', () =>
    expect(of(check, RESTART, BYE)).toBe(
      'pass: BYE 10 ms after the ACK, in the new dialog; by network received ACK at 1030, network received BYE at 1040: 10 ms',
    ));
  test.each([
    [
      'ahead of the ACK',
      1025,
      'pass: BYE in the early dialog of the restart; note: a caller may send BYE before its INVITE is answered (RFC 3261 §15)',
    ],
    [
      'at once with the ACK',
      1030,
      'pass: BYE 0.0 ms after the ACK, in the new dialog; by network received ACK at 1030, network received BYE at 1030: 0 ms',
    ],
  ])('a BYE %s', (_, at, expected) => expect(of(check, RESTART, { ...BYE, at })).toBe(expected));
  test('a BYE, and no ACK at all', () => {
    const { ack: _ack, ...unacknowledged } = RESTART;
    expect(of(check, unacknowledged, BYE)).toBe(
      'pass: BYE in the early dialog of the restart; note: a caller may send BYE before its INVITE is answered (RFC 3261 §15)',
    );
  });
  test('CANCEL', () =>
    expect(of(check, RESTART, CANCEL, BYE)).toBe('fail: the restart was cancelled, which does not signal the leave'));
  test('a CANCEL of the focus', () => expect(of(check, RESTART, { ...CANCEL, by: 'tester' }, BYE)).toContain('pass'));
  test('no BYE', () => expect(of(check, RESTART)).toBe('fail: the session was restarted, and no BYE followed'));
  test.each<[string, Partial<MadeCall>, string]>([
    [
      'elsewhere, without its reason',
      { callId: 'call-1', headers: [] },
      'fail: the BYE is not a leave of the restarted session: its Call-ID is not that of the restart; its Reason is not SIP;cause=200',
    ],
    [
      'without its reason',
      { headers: [] },
      'fail: the BYE is not a leave of the restarted session: its Reason is not SIP;cause=200',
    ],
  ])('a BYE %s', (_, change, expected) => expect(of(check, RESTART, { ...BYE, ...change })).toBe(expected));
  test('a BYE without a To tag', () => {
    const { toTag: _toTag, ...early } = BYE;
    expect(of(check, RESTART, early)).toBe('fail: the BYE is not a leave of the restarted session: it has no To tag');
  });
  test('a BYE with another From tag', () => {
    const { timeline, ixit } = toldToLeave(withCalls([JOIN, RESTART, BYE]), 1000)
      .end(8000)
      .evidence({ retry: 3 });
    const changed = timeline.map((event) =>
      event.kind === 'sip' && event.at === BYE.at ? { ...event, raw: event.raw.replace('tag=mine', 'tag=x') } : event,
    );
    expect(said(check, { timeline: changed, ixit })).toBe(
      'fail: the BYE is not a leave of the restarted session: its From tag is not that of the restart',
    );
  });
  test('nothing accepted', () =>
    expect(of(check, REFUSED(403))).toBe('fail: no restart came to be accepted, so nothing was left'));
  test('redirected', () =>
    expect(of(check, REFUSED(300))).toBe('fail: no restart came to be accepted, so nothing was left'));
  test.each<[string, MadeCall[], string]>([
    ['404', [REFUSED(404)], 'none: the client is declared not to restart at the factory'],
    ['403', [REFUSED(403)], 'fail: no restart came to be accepted, so nothing was left'],
    ['403 and 404', [REFUSED(403), REFUSED(404, 2010)], 'none: the client is declared not to restart at the factory'],
    ['nothing', [], 'fail: no restart came to be accepted, so nothing was left'],
    ['no answer', [{ ...RESTART, answers: [] }], 'fail: no restart came to be accepted, so nothing was left'],
  ])('%s, and no factory as declared', (_, calls, expected) =>
    expect(judge(check, calls, { restartFactory: 'no' })).toBe(expected),
  );
});

describe('no-restart-loop', () => {
  const refused = [1010, 2010, 3010, 4010].map((at) => REFUSED(403, at));
  test('once', () =>
    expect(of(noRestartLoop, refused[0]!)).toBe(
      'pass: 1 INVITE refused in the 7000 ms observed; at most 3 are allowed',
    ));
  test('as many as allowed', () =>
    expect(of(noRestartLoop, ...refused.slice(0, 3))).toBe(
      'pass: 3 INVITEs refused in the 7000 ms observed; at most 3 are allowed',
    ));
  test('one more', () =>
    expect(of(noRestartLoop, ...refused)).toBe(
      'fail: 4 INVITEs refused in the 7000 ms observed; at most 3 are allowed',
    ));
  test('a BYE', () =>
    expect(of(noRestartLoop, refused[0]!, BYE)).toBe('fail: a BYE came although no session had been accepted'));
  test('nothing to refuse', () =>
    expect(of(noRestartLoop)).toBe('inconc: the client restarted nothing, so nothing was refused'));
});

test('a client that was never in the group is not judged', () => {
  const evidence = toldToLeave(withCalls([]), 1000).end(2000).evidence({ retry: 3 });
  for (const check of [leftByByeAlone, restartedFirst, factoryRestart, restartedSessionLeft, noRestartLoop])
    expect(said(check, evidence)).toBe('inconc: the client was not in the group, or was not told to leave');
});
