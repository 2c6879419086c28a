import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import { type MadeExchange, withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, type MadeLeave, madeLeave } from './made-leave.ts';
import { classOf, leaveClassified, notShownAsLeft, recoveredFromUnknownDialog } from './state.ts';

type Timeline = ReturnType<typeof madeLeave>;

/** An answer of the upper tester without a state. */
const STATELESS: NewEvent = { kind: 'control', target: 'alice', action: 'state', phase: 'answer' };

describe('not-shown-as-left', () => {
  const judge = (timeline: Timeline) => said(notShownAsLeft, timeline.evidence());
  const failed = () => madeLeave({ responses: [[403, 1300]] });
  test('LEFT after a failure is the ghost', () =>
    expect(judge(failed().state(5000, 'LEFT'))).toBe(
      'fail: the client says LEFT 4000 ms after its BYE, which got a 403',
    ));
  test('LEFT without any response', () =>
    expect(judge(madeLeave().state(5000, 'LEFT'))).toBe(
      'fail: the client says LEFT 4000 ms after its BYE, which got no response at all',
    ));
  test('LEFT as the observation ends', () =>
    expect(judge(madeLeave({ until: 20_000 }).state(20_000, 'LEFT'))).toBe(
      'fail: the client says LEFT 19000 ms after its BYE, which got no response at all',
    ));
  test('LEFT, and then another state', () =>
    expect(judge(failed().state(5000, 'LEFT').state(6000, 'JOINED'))).toBe(
      'fail: the client says LEFT 4000 ms after its BYE, which got a 403',
    ));
  test('any other state', () =>
    expect(judge(failed().state(5000, 'LEAVING').state(6000, 'LEAVE_FAILED').add(7000, STATELESS))).toBe(
      'pass: the client says LEAVE_FAILED after its BYE got a 403',
    ));
  test('no state told, nothing judged', () =>
    expect(judge(failed())).toBe('none: the upper tester tells no state: not judged'));
  test('an answer without a state, nothing judged', () =>
    expect(judge(failed().add(5000, STATELESS))).toBe('none: the upper tester tells no state: not judged'));
  test('a LEFT that was asked for tells nothing', () =>
    expect(judge(failed().add(5000, { ...STATELESS, phase: 'request', state: 'LEFT' }))).toBe(
      'none: the upper tester tells no state: not judged',
    ));
  test.each([[900], [BYE_AT]])('LEFT at %i ms, not after the BYE, is of another leave', (at) =>
    expect(judge(failed().state(at, 'LEFT'))).toBe('none: the upper tester tells no state: not judged'),
  );
  test.each([[1300], [5000]])('LEFT at %i ms, a 2XX having come at 1300, is right', (at) =>
    expect(judge(madeLeave({ responses: [[200, 1300]] }).state(at, 'LEFT'))).toBe(
      'none: the upper tester tells no state: not judged',
    ),
  );
});

describe('the class of a client', () => {
  const made = (release?: number, until = 40_000) =>
    madeLeave({ until, ...(release === undefined ? {} : { release: { at: release } }) }).evidence();
  const found = (release?: number, until?: number) => classOf(made(release, until));
  test.each([
    ['with the BYE', BYE_AT + 150, 'AT-BYE'],
    ['just with the BYE', BYE_AT + 199, 'AT-BYE'],
    ['on a timer of its own, however short', BYE_AT + 200, 'LOCAL-TIMER'],
    ['on a timer of its own', BYE_AT + 1002, 'LOCAL-TIMER'],
    ['on a timer of its own, however long', BYE_AT + 30_399, 'LOCAL-TIMER'],
    ['on Timer F, which may be a twentieth early', BYE_AT + 30_400, 'CR'],
    ['after Timer F', BYE_AT + 32_010, 'CR'],
    ['never', undefined, 'CR'],
  ])('releases %s', (_, release, expected) => expect(found(release)).toBe(expected));
  test.each([
    [BYE_AT + 30_400, 'CR'],
    [BYE_AT + 30_399, undefined],
  ])('observed until %i ms', (until, expected) => expect(found(undefined, until)).toBe(expected));
  test.each([
    [
      'with the BYE',
      made(BYE_AT + 150),
      'pass: AT-BYE: media was released (FIN) 150 ms after the BYE, no response having been sent; by network received BYE at 1000, fin of network at 1150: 150 ms',
    ],
    [
      'on a timer of its own',
      made(BYE_AT + 9000),
      'pass: LOCAL-TIMER: media was released (FIN) 9000 ms after the BYE, no response having been sent; by network received BYE at 1000, fin of network at 10000: 9000 ms',
    ],
    ['not at all', made(), 'pass: CR: media was kept for the 39000 ms observed, no response having been sent'],
    [
      'not in so short an observation',
      made(undefined, 20_000),
      'inconc: a final response was given, or the observation ended before Timer F',
    ],
    [
      'after a response',
      madeLeave({ responses: [[200, 2000]] }).evidence(),
      'inconc: a final response was given, or the observation ended before Timer F',
    ],
    [
      'with the BYE, which got a response',
      madeLeave({ responses: [[200, 2000]], release: { at: BYE_AT + 150 } }).evidence(),
      'inconc: a final response was given, or the observation ended before Timer F',
    ],
  ])('in words: released %s', (_, evidence, expected) => expect(said(leaveClassified, evidence)).toBe(expected));
});

describe('recovered-from-unknown-dialog', () => {
  const FAILED: MadeLeave = { responses: [[481, 1300]] };
  const judge = (timeline: Timeline, profile: 'cr' | 'harmonised' = 'harmonised') =>
    said(recoveredFromUnknownDialog, timeline.evidence(), profile);
  const INVITE: MadeExchange = { by: 'sut', method: 'INVITE', at: 2000, callId: 'call-2', toTag: null };
  const invited = (change: Partial<MadeExchange> = {}) => withExchange(madeLeave(FAILED), { ...INVITE, ...change });
  test('a new INVITE', () =>
    expect(judge(invited())).toBe(
      'pass: a new INVITE came 700 ms after the 481; by network sent SIP/2.0 481 at 1300, network received INVITE at 2000: 700 ms',
    ));
  test('a new INVITE, whatever the client says', () =>
    expect(judge(invited().state(5000, 'LEFT'))).toBe(
      'pass: a new INVITE came 700 ms after the 481; by network sent SIP/2.0 481 at 1300, network received INVITE at 2000: 700 ms',
    ));
  test.each<[string, Partial<MadeExchange>]>([
    ['at once with the 481', { at: 1300 }],
    ['of the focus', { by: 'tester' }],
    ['in a dialog', { toTag: 'focus' }],
    ['that is no INVITE', { method: 'MESSAGE' }],
  ])('one %s is none', (_, change) =>
    expect(judge(invited(change))).toBe('inconc: no new INVITE came, and the upper tester tells no state'),
  );
  test('a state that claims nothing', () =>
    expect(judge(madeLeave(FAILED).state(5000, 'UNCONFIRMED'))).toBe(
      'pass: no new INVITE came, and the client says UNCONFIRMED after the 481',
    ));
  test('a claim without a confirmation', () =>
    expect(judge(madeLeave(FAILED).state(5000, 'LEFT'))).toBe(
      'fail: no new INVITE came, and the client says LEFT after the 481',
    ));
  test('of two states the last one', () =>
    expect(judge(madeLeave(FAILED).state(5000, 'UNCONFIRMED').state(6000, 'LEFT'))).toBe(
      'fail: no new INVITE came, and the client says LEFT after the 481',
    ));
  test('what it said before the 481 does not count', () =>
    expect(judge(madeLeave(FAILED).state(1300, 'LEFT'))).toBe(
      'inconc: no new INVITE came, and the upper tester tells no state',
    ));
  test('nothing told', () =>
    expect(judge(madeLeave(FAILED))).toBe('inconc: no new INVITE came, and the upper tester tells no state'));
  test('no response to the BYE', () => expect(judge(madeLeave())).toBe('inconc: the BYE got no final response'));
  test('the letter of the change request has no say', () =>
    expect(judge(madeLeave(FAILED).state(5000, 'LEFT'), 'cr')).toBe(
      'none: the letter of the change request knows no recovery',
    ));
});
