import { describe, expect, test } from '@jest/globals';
import type { MadeTimeline } from '../made-timeline.ts';
import type { Profile } from '../verdict.ts';
import { NETWORK } from './facts.ts';
import { withAction, withExchange, type MadeExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
import {
  listensUntilFinal,
  mediaKeptAsClientGoesOffline,
  mediaKeptWithoutOutcome,
  otherByesGiveSameReason,
  ownReInviteAcknowledged,
} from './window-trouble.ts';

describe('media-kept-without-outcome', () => {
  const judge = (leave: MadeLeave) => said(mediaKeptWithoutOutcome, madeLeave(leave).evidence());
  test('kept', () => expect(judge({ until: 40_000 })).toBe('pass: media was kept until Timer F (32000 ms) was over'));
  test('released after Timer F', () =>
    expect(judge({ until: 40_000, release: { at: BYE_AT + 32_010 } })).toBe(
      'pass: media was kept until Timer F (32000 ms) was over',
    ));
  test('released before', () =>
    expect(judge({ until: 40_000, release: { at: BYE_AT + 5000 } })).toBe(
      'fail: media was released (FIN) 5000 ms after a BYE that nobody can have answered; Timer F is 32000 ms; by network received BYE at 1000, fin of network at 6000: 5000 ms',
    ));
  test.each([
    [
      BYE_AT + 30_399,
      'fail: media was released (RST) 30399 ms after a BYE that nobody can have answered; Timer F is 32000 ms; by network received BYE at 1000, rst of network at 31399: 30399 ms',
    ],
    [BYE_AT + 30_400, 'pass: media was kept until Timer F (32000 ms) was over'],
  ])('released at %i ms: Timer F less a twentieth is the limit', (at, expected) =>
    expect(judge({ until: 40_000, release: { at, how: 'rst' } })).toBe(expected),
  );
  test.each([
    [BYE_AT + 30_399, 'inconc: only 30399 ms were observed, of 32000 ms'],
    [BYE_AT + 30_400, 'pass: media was kept until Timer F (32000 ms) was over'],
  ])('observed until %i ms', (until, expected) => expect(judge({ until })).toBe(expected));
  test('the old text has no say', () =>
    expect(said(mediaKeptWithoutOutcome, madeLeave().evidence(), 'pre-cr')).toBe(
      'none: the old text releases with the BYE',
    ));
});

describe('media-kept-as-client-goes-offline', () => {
  const LEAVE: MadeLeave = { responses: [[200, 6000]] };
  const DEREGISTER: MadeExchange = {
    by: 'sut',
    method: 'REGISTER',
    at: BYE_AT + 200,
    callId: 'r',
    headers: ['Expires: 0'],
  };
  const judge = (timeline: MadeTimeline) => said(mediaKeptAsClientGoesOffline, timeline.evidence());
  const offline = () => withAction(madeLeave(LEAVE), 1100, 'offline');
  test.each([
    [
      'in Expires',
      ['Expires: 0'],
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it deregistered while the BYE was outstanding',
    ],
    [
      'in Contact',
      ['Contact: <sip:alice@a>;expires=0'],
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it deregistered while the BYE was outstanding',
    ],
    [
      'in Contact, with blanks',
      ['Contact: <sip:alice@a> ; expires = 0'],
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it deregistered while the BYE was outstanding',
    ],
    [
      'a refresh is none',
      ['Expires: 600'],
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it did not deregister before the BYE was answered',
    ],
    [
      'a refresh in Contact is none',
      ['Contact: <sip:alice@a>;expires=600'],
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it did not deregister before the BYE was answered',
    ],
    [
      'without a time it is none',
      [],
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it did not deregister before the BYE was answered',
    ],
  ])('kept, and deregistered: %s', (_, headers, expected) =>
    expect(judge(withExchange(offline(), { ...DEREGISTER, headers }))).toBe(expected),
  );
  test('a client that ends its session first', () =>
    expect(judge(offline())).toBe(
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it did not deregister before the BYE was answered',
    ));
  test('a REGISTER of the test side is not its own', () =>
    expect(judge(withExchange(offline(), { ...DEREGISTER, by: 'tester' }))).toBe(
      'pass: media was kept for the 5000 ms between the BYE and the 200; 5 of 5 probes answered 200; by network received BYE at 1000, network sent SIP/2.0 200 at 6000: 5000 ms; note: it did not deregister before the BYE was answered',
    ));
  test('released as it went', () =>
    expect(judge(withAction(madeLeave({ ...LEAVE, release: { at: 1150 } }), 1100, 'offline'))).toBe(
      'fail: media was released (FIN) 150 ms after the BYE, 4850 ms before the final response (200); by fin of network at 1150, network sent SIP/2.0 200 at 6000: 4850 ms; note: it did not deregister before the BYE was answered',
    ));
  test('not switched off', () => expect(judge(madeLeave(LEAVE))).toBe('inconc: the client was not switched off'));
});

describe('other-byes-give-same-reason', () => {
  const judge = (second: MadeExchange | undefined, leave: MadeLeave = {}) =>
    said(otherByesGiveSameReason, (second ? withExchange(madeLeave(leave), second) : madeLeave(leave)).evidence());
  const second = (reason: string): MadeExchange => ({
    by: 'sut',
    method: 'BYE',
    at: 4000,
    cseq: 3,
    headers: [`Reason: ${reason}`],
  });
  test('no other', () =>
    expect(judge(undefined)).toBe(
      'pass: no BYE with another Reason than SIP;cause=200 in the 19000 ms without an answer',
    ));
  test('the same reason', () =>
    expect(judge(second('SIP ;cause=200'))).toBe(
      'pass: no BYE with another Reason than SIP;cause=200 in the 19000 ms without an answer',
    ));
  test('another reason', () =>
    expect(judge(second('SIP;cause=408'))).toBe(
      'fail: a second BYE came 3000 ms after the first, with Reason SIP;cause=408; by network received BYE at 1000, network received BYE at 4000: 3000 ms',
    ));
  test('another reason once the first had its answer', () =>
    expect(judge(second('SIP;cause=408'), { responses: [[500, 3000]] })).toBe(
      'pass: no BYE with another Reason than SIP;cause=200 in the 2000 ms without an answer',
    ));
  test('with the answer', () =>
    expect(judge(second('SIP;cause=408'), { responses: [[500, 4000]] })).toBe(
      'pass: no BYE with another Reason than SIP;cause=200 in the 3000 ms without an answer',
    ));
});

describe('own-re-invite-acknowledged', () => {
  const judge = (exchange?: Partial<MadeExchange>) =>
    said(
      ownReInviteAcknowledged,
      (exchange
        ? withExchange(madeLeave(), { by: 'sut', method: 'INVITE', at: 900, cseq: 2, answer: [200, 1500], ...exchange })
        : madeLeave()
      ).evidence(),
    );
  test('acknowledged', () =>
    expect(judge({ ack: 1510 })).toBe(
      'pass: the answer to the re-INVITE was acknowledged after 10 ms; by network sent SIP/2.0 200 at 1500, network received ACK at 1510: 10 ms',
    ));
  test('not acknowledged', () =>
    expect(judge({})).toBe('fail: the answer to the re-INVITE was not acknowledged, 1 copies sent'));
  test.each([
    [2500, 'fail: the answer to the re-INVITE was not acknowledged, 1 copies sent'],
    [
      2499,
      'inconc: the answer to the re-INVITE was not acknowledged, 1 copies sent; only 999 ms of the observation were left, too close to its end to tell; to be repeated',
    ],
  ])('not acknowledged until %i ms, the answer having come at 1500', (until, expected) => {
    const reInvite: MadeExchange = { by: 'sut', method: 'INVITE', at: 900, cseq: 2, answer: [200, 1500] };
    expect(said(ownReInviteAcknowledged, withExchange(madeLeave({ until }), reInvite).evidence())).toBe(expected);
  });
  test('the BYE is none, though it is answered', () =>
    expect(said(ownReInviteAcknowledged, madeLeave({ responses: [[200, 2000]] }).evidence())).toBe(
      'inconc: the client sent no re-INVITE that was answered',
    ));
  test('no re-INVITE', () => expect(judge()).toBe('inconc: the client sent no re-INVITE that was answered'));
  test('one of the focus is not its own', () =>
    expect(judge({ by: 'tester' })).toBe('inconc: the client sent no re-INVITE that was answered'));
  test('one that was never answered', () => {
    const unanswered = withExchange(madeLeave(), { by: 'sut', method: 'INVITE', at: 900, cseq: 2 });
    expect(said(ownReInviteAcknowledged, unanswered.evidence())).toBe(
      'inconc: the client sent no re-INVITE that was answered',
    );
  });
});

describe('listens-until-final', () => {
  type Outcome = 'refused' | 'error' | 'silent' | 200 | 481;
  const TRIED_AT = [410, 2000, 6000];
  /** The test side connects before the leave, while the BYE is outstanding, and after its 200 at 5 s. */
  function tried(outcomes: Outcome[], triedAt = TRIED_AT, leave: MadeLeave = { responses: [[200, 5000]] }) {
    const timeline = madeLeave(leave).add(400, {
      kind: 'tcp',
      actor: NETWORK,
      event: 'rst',
      by: 'tester',
      connection: 1,
      sessions: ['focus'],
    });
    for (const [index, outcome] of outcomes.entries()) {
      const at = triedAt[index]!;
      const tcp = { kind: 'tcp' as const, actor: NETWORK, connection: index + 2, sessions: ['focus'] };
      timeline.add(at, { ...tcp, event: 'connecting', by: 'tester' });
      if (outcome === 'refused' || outcome === 'error') timeline.add(at + 1, { ...tcp, event: outcome, by: 'sut' });
      if (typeof outcome === 'number')
        timeline.add(at + 2, {
          kind: 'msrp',
          actor: NETWORK,
          session: 'focus',
          connection: index + 2,
          transaction: `bind-${at}`,
          direction: 'received',
          status: outcome,
          purpose: 'bind',
          size: 0,
          raw: '',
        });
    }
    return timeline;
  }
  const judge = (outcomes: Outcome[], triedAt = TRIED_AT, profile: Profile = 'cr') =>
    said(listensUntilFinal, tried(outcomes, triedAt).evidence(), profile);
  test.each<[string, Outcome[], string]>([
    [
      'served in the window and refused after it',
      [200, 200, 'refused'],
      'pass: a new connection 1000 ms after the BYE was served, one 1000 ms after the 200 was refused',
    ],
    [
      'served in the window and broken off after it',
      [200, 200, 'error'],
      'pass: a new connection 1000 ms after the BYE was served, one 1000 ms after the 200 was refused',
    ],
    [
      'served in the window and answered 481 after it',
      [200, 200, 481],
      'pass: a new connection 1000 ms after the BYE was served, one 1000 ms after the 200 was answered 481',
    ],
    [
      'served in the window and accepted, but not served, after it',
      [200, 200, 'silent'],
      'pass: a new connection 1000 ms after the BYE was served, one 1000 ms after the 200 was not served',
    ],
    [
      'refused in the window',
      [200, 'refused', 'refused'],
      'fail: a new connection 1000 ms after the BYE was refused; by network received BYE at 1000, connecting of network at 2000: 1000 ms',
    ],
    [
      'broken off in the window',
      [200, 'error', 'refused'],
      'fail: a new connection 1000 ms after the BYE was refused; by network received BYE at 1000, connecting of network at 2000: 1000 ms',
    ],
    [
      '481 in the window',
      [200, 481, 481],
      'fail: a new connection 1000 ms after the BYE was rejected; by network received BYE at 1000, connecting of network at 2000: 1000 ms',
    ],
    [
      'accepted in the window, and never served',
      [200, 'silent', 'refused'],
      'fail: a new connection 1000 ms after the BYE was not served; by network received BYE at 1000, connecting of network at 2000: 1000 ms',
    ],
    [
      'served after the 2XX',
      [200, 200, 200],
      'fail: a new connection 1000 ms after the 200 was still served; by network sent SIP/2.0 200 at 5000, connecting of network at 6000: 1000 ms',
    ],
    [
      'a client that takes none before it leaves either',
      ['refused', 'refused', 'refused'],
      'inconc: this client takes no new connection for a session that was not left either',
    ],
    [
      'one that was not tried before it left',
      [],
      'inconc: this client takes no new connection for a session that was not left either',
    ],
    ['not tried in the window', [200], 'inconc: no connection was tried while the BYE was outstanding'],
    ['not tried after the 2XX', [200, 200], 'inconc: no connection was tried after the 2XX'],
  ])('%s', (_, outcomes, expected) => expect(judge(outcomes)).toBe(expected));
  test.each<[string, number[], string]>([
    ['with the BYE', [410, BYE_AT, 6000], 'inconc: no connection was tried while the BYE was outstanding'],
    ['with the 2XX', [410, 4999, 6000], 'inconc: no connection was tried while the BYE was outstanding'],
    [
      'after the 2XX and not before',
      [410, 6000, 7000],
      'inconc: no connection was tried while the BYE was outstanding',
    ],
    ['between the go and the record of the 2XX', [410, 2000, 5000], 'inconc: no connection was tried after the 2XX'],
    [
      'not before the BYE',
      [BYE_AT, 2000, 6000],
      'inconc: this client takes no new connection for a session that was not left either',
    ],
  ])('tried %s', (_, triedAt, expected) => expect(judge([200, 200, 'refused'], triedAt)).toBe(expected));
  test.each<[Outcome, number, string]>([
    ['silent', 2999, 'inconc: a new connection 1000 ms after the BYE was not served'],
    ['silent', 3000, 'fail: a new connection 1000 ms after the BYE was not served'],
    ['refused', 2002, 'fail: a new connection 1000 ms after the BYE was refused'],
  ])('%s at 2000 ms, observed until %i', (outcome, until, expected) =>
    expect(said(listensUntilFinal, tried([200, outcome], TRIED_AT, { until }).evidence())).toContain(expected),
  );
  test('what is answered on a connection that was not bound is no service', () => {
    const answer = { kind: 'msrp', actor: NETWORK, connection: 3, transaction: 'p', size: 0, raw: '' } as const;
    const timeline = tried([200, 'silent']).add(2100, {
      ...answer,
      direction: 'received',
      status: 200,
      purpose: 'probe',
    });
    expect(said(listensUntilFinal, timeline.evidence())).toContain('fail: a new connection 1000 ms after the BYE');
  });
  test('a connection of the same number that carries SIP is not that one', () => {
    const broken = { kind: 'tls', actor: NETWORK, event: 'error', by: 'sut', connection: 3 } as const;
    expect(said(listensUntilFinal, tried([200, 200, 'refused']).add(2500, broken).evidence())).toContain('pass');
  });
  test('the connection was not reset, so that none had to be made anew', () =>
    expect(judge([200, 200, 'refused'], [390, 2000, 6000])).toBe(
      'inconc: this client takes no new connection for a session that was not left either',
    ));
  test('the old text has no say', () =>
    expect(judge([200, 200, 200], TRIED_AT, 'pre-cr')).toBe('none: the old text releases with the BYE'));
});
