import { describe, expect, test } from '@jest/globals';
import type { MadeTimeline } from '../made-timeline.ts';
import { NETWORK } from './facts.ts';
import { withAction, withExchange, type MadeExchange } from './made-exchange.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
import {
  listensUntilFinal,
  mediaKeptAsClientGoesOffline,
  mediaKeptWithoutOutcome,
  otherByesGiveSameReason,
  ownReInviteAcknowledged,
} from './window-trouble.ts';

describe('media-kept-without-outcome', () => {
  const judge = (leave: MadeLeave) => mediaKeptWithoutOutcome.judge(madeLeave(leave).evidence(), 'cr').verdict;
  test('kept', () => expect(judge({ until: 40_000 })).toBe('pass'));
  test('released after Timer F', () => expect(judge({ until: 40_000, release: { at: BYE_AT + 32_010 } })).toBe('pass'));
  test('released before', () => expect(judge({ until: 40_000, release: { at: BYE_AT + 5000 } })).toBe('fail'));
  test('too short an observation', () => expect(judge({ until: 20_000 })).toBe('inconc'));
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
  const judge = (timeline: MadeTimeline) => mediaKeptAsClientGoesOffline.judge(timeline.evidence(), 'cr');
  test('kept until the response', () =>
    expect(judge(withExchange(withAction(madeLeave(LEAVE), 1100, 'offline'), DEREGISTER))).toMatchObject({
      verdict: 'pass',
      notes: ['it deregistered while the BYE was outstanding'],
    }));
  test('a client that ends its session first', () =>
    expect(judge(withAction(madeLeave(LEAVE), 1100, 'offline')).notes).toEqual([
      expect.stringContaining('did not deregister'),
    ]));
  test('released as it went', () =>
    expect(judge(withAction(madeLeave({ ...LEAVE, release: { at: 1150 } }), 1100, 'offline')).verdict).toBe('fail'));
  test('not switched off', () => expect(judge(madeLeave(LEAVE)).verdict).toBe('inconc'));
});

describe('other-byes-give-same-reason', () => {
  const judge = (second: MadeExchange | undefined, leave: MadeLeave = {}) =>
    otherByesGiveSameReason.judge((second ? withExchange(madeLeave(leave), second) : madeLeave(leave)).evidence(), 'cr')
      .verdict;
  const second = (reason: string): MadeExchange => ({
    by: 'sut',
    method: 'BYE',
    at: 4000,
    cseq: 3,
    headers: [`Reason: ${reason}`],
  });
  test('no other', () => expect(judge(undefined)).toBe('pass'));
  test('the same reason', () => expect(judge(second('SIP ;cause=200'))).toBe('pass'));
  test('another reason', () => expect(judge(second('SIP;cause=408'))).toBe('fail'));
  test('another reason once the first had its answer', () =>
    expect(judge(second('SIP;cause=408'), { responses: [[500, 3000]] })).toBe('pass'));
});

describe('own-re-invite-acknowledged', () => {
  const judge = (exchange?: Partial<MadeExchange>) =>
    ownReInviteAcknowledged.judge(
      (exchange
        ? withExchange(madeLeave(), { by: 'sut', method: 'INVITE', at: 900, cseq: 2, answer: [200, 1500], ...exchange })
        : madeLeave()
      ).evidence(),
      'cr',
    ).verdict;
  test('acknowledged', () => expect(judge({ ack: 1510 })).toBe('pass'));
  test('not acknowledged', () => expect(judge({})).toBe('fail'));
  test('no re-INVITE', () => expect(judge()).toBe('inconc'));
});

describe('listens-until-final', () => {
  type Outcome = 'refused' | 'silent' | 200 | 481;
  /** The test side connects before the leave, while the BYE is outstanding, and after its 200 at 5 s. */
  function judge(...outcomes: Outcome[]) {
    const timeline = madeLeave({ responses: [[200, 5000]] }).add(400, {
      kind: 'tcp',
      actor: NETWORK,
      event: 'rst',
      by: 'tester',
      connection: 1,
      sessions: ['focus'],
    });
    for (const [index, outcome] of outcomes.entries()) {
      const at = [410, 2000, 6000][index]!;
      const tcp = { kind: 'tcp' as const, actor: NETWORK, connection: index + 2, sessions: ['focus'] };
      timeline.add(at, { ...tcp, event: 'connecting', by: 'tester' });
      if (outcome === 'refused') timeline.add(at + 1, { ...tcp, event: 'refused', by: 'sut' });
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
    return listensUntilFinal.judge(timeline.evidence(), 'cr').verdict;
  }
  test('served in the window and refused after it', () => expect(judge(200, 200, 'refused')).toBe('pass'));
  test('served in the window and answered 481 after it', () => expect(judge(200, 200, 481)).toBe('pass'));
  test('refused in the window', () => expect(judge(200, 'refused', 'refused')).toBe('fail'));
  test('481 in the window', () => expect(judge(200, 481, 481)).toBe('fail'));
  test('accepted in the window, and never served', () => expect(judge(200, 'silent', 'refused')).toBe('fail'));
  test('served after the 2XX', () => expect(judge(200, 200, 200)).toBe('fail'));
  test('a client that takes none before it leaves either', () =>
    expect(judge('refused', 'refused', 'refused')).toBe('inconc'));
});
