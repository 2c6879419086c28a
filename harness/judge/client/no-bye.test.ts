import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { type MadeCall, toldToLeave, withCalls } from './made-call.ts';
import { said } from './made-judgement.ts';
import { madeLeave } from './made-leave.ts';
import * as afterLeave from './after-leave.ts';
import * as calledAgain from './called-again.ts';
import * as content from './content.ts';
import * as endedByFocus from './ended-by-focus.ts';
import * as glare from './glare.ts';
import * as load from './load.ts';
import * as media from './media.ts';
import * as otherSession from './other-session.ts';
import * as releaseCause from './release-cause.ts';
import * as requestForm from './request-form.ts';
import * as restart from './restart.ts';
import * as retry from './retry.ts';
import * as secondDevice from './second-device.ts';
import * as signalling from './signalling.ts';
import * as state from './state.ts';
import * as strayResponse from './stray-response.ts';
import * as subscription from './subscription.ts';
import * as transactionEnd from './transaction-end.ts';
import * as unwanted from './unwanted.ts';
import * as window from './window.ts';
import * as windowTrouble from './window-trouble.ts';

const isCheck = (exported: unknown): exported is Check =>
  typeof exported === 'object' && exported !== null && 'judge' in exported;

const CHECKS = [
  afterLeave,
  calledAgain,
  content,
  endedByFocus,
  glare,
  load,
  media,
  otherSession,
  releaseCause,
  requestForm,
  restart,
  retry,
  secondDevice,
  signalling,
  state,
  strayResponse,
  subscription,
  transactionEnd,
  unwanted,
  window,
  windowTrouble,
].flatMap((module) => Object.values(module).filter(isCheck));

const NO_BYE = 'inconc: the client sent no BYE after it was told to leave';
const NOT_CALLED = 'inconc: the focus sent no INVITE after the client was told to leave';
const NOTHING_TO_OBSERVE = 'inconc: the client sent no BYE, so there was nothing to observe';
const NO_BYE_AT_ALL = 'inconc: the client sent no BYE';
const NOT_ENDED = 'inconc: the focus did not end the session';
const NO_NOTIFY = 'inconc: no NOTIFY about the departure of D1 was sent';

/** What those say that do not say `NO_BYE`. */
const OTHERWISE: Record<string, string> = {
  'nothing-after-decline': NOT_CALLED,
  'restart-declined': NOT_CALLED,
  'restart-invite-answered': NOT_CALLED,
  'no-rejoin-after-removal': NOT_ENDED,
  'released-after-removal': NOT_ENDED,
  'media-after-destructive-failure': NOTHING_TO_OBSERVE,
  'media-follows-dialog-end': NOTHING_TO_OBSERVE,
  'media-released-after-2xx': NOTHING_TO_OBSERVE,
  'media-retained-after-failure': NOTHING_TO_OBSERVE,
  'media-retained-until-final': NOTHING_TO_OBSERVE,
  'incoming-send-acknowledged': 'inconc: the client sent no BYE, so there was no window to observe',
  'reason-protocols-distinct': NO_BYE_AT_ALL,
  'release-cause-of-leave': NO_BYE_AT_ALL,
  'release-cause-text': NO_BYE_AT_ALL,
  'unwanted-not-said': NO_BYE_AT_ALL,
  'unwanted-said': NO_BYE_AT_ALL,
  'unwanted-text': NO_BYE_AT_ALL,
  'not-shown-as-left': NO_BYE_AT_ALL,
  'recovered-from-unknown-dialog': NO_BYE_AT_ALL,
  'release-cause-of-media-loss':
    'pass: no BYE came in the 900 ms observed; note: a client need not end the session when its media is lost',
  'release-cause-of-missing-ack': 'inconc: the client did not accept the INVITE',
  'leave-classified': 'inconc: the client sent no BYE, so it cannot be classified',
  'leave-elsewhere-followed': 'inconc: the network sent no BYE to D2',
  'lost-session-not-left': 'inconc: the network sent no BYE to D2',
  'notify-of-second-answered': NO_NOTIFY,
  'user-shown-connected': NO_NOTIFY,
  'not-subscribed-again': 'inconc: no NOTIFY that ends the subscription was sent',
  'no-restart-loop': 'inconc: the client restarted nothing, so nothing was refused',
  'inbound-message-accepted': 'inconc: no message was sent after the failed leave',
  'media-kept-as-client-goes-offline': 'inconc: the client was not switched off',
};

/** Those to which it matters that no BYE came, or no INVITE: told beside each. */
const JUDGING = [
  'factory-restart',
  'left-by-bye-alone',
  'restarted-first',
  'restarted-session-left',
  'one-bye-in-dialog',
];

describe('of a client that was told to leave and did nothing', () => {
  const JOIN: MadeCall = { by: 'sut', method: 'INVITE', at: 100, answers: [[200, 110]], ack: 120 };
  const silent = toldToLeave(withCalls([JOIN]), 500)
    .end(900)
    .evidence();
  test.each(CHECKS.filter(({ id }) => !JUDGING.includes(id)).map((check) => [check.id, check] as const))(
    '%s',
    (id, check) => expect(said(check, silent, 'harmonised')).toBe(OTHERWISE[id] ?? NO_BYE),
  );
});

test('a BYE of a client that was not told to leave is no leave', () => {
  const { timeline, ixit } = madeLeave().evidence();
  const untold = timeline.filter(({ kind }) => kind !== 'control');
  expect(said(signalling.byeReason200, { timeline: untold, ixit })).toBe(NO_BYE);
  expect(said(signalling.oneByeInDialog, { timeline: untold, ixit })).toContain('inconc: no BYE came');
});

test.each([
  [801, 'pass: Reason: SIP;cause=200'],
  [800, 'pass: Reason: SIP;cause=200'],
  [790, 'pass: Reason: SIP;cause=200'],
  [789, NO_BYE],
])('a BYE may be seen 200 ms ahead of the word to leave: one at %i ms, the word at 990', (at, expected) => {
  const bye: MadeCall = { by: 'sut', method: 'BYE', at, toTag: 'theirs', headers: ['Reason: SIP;cause=200'] };
  expect(
    said(
      signalling.byeReason200,
      toldToLeave(withCalls([bye]), 990)
        .end(2000)
        .evidence(),
    ),
  ).toBe(expected);
});
