import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms, relativeTo } from '../measure.ts';
import { leaveFacts, NETWORK, probesInWindow, stateAnswersIn } from './facts.ts';

/** A probe answered later than this before the leave says that this client is slow, not that it fell silent. */
const PROMPT_MS = 1000;

export const incomingSendAcknowledged: Check = {
  id: 'incoming-send-acknowledged',
  requirement: 'REQ-CL-09',
  title: 'Messages that arrive while the BYE is outstanding are acknowledged',
  required:
    'A SEND between the BYE and its final response is answered 200, or refused otherwise than by 481; it is not met with silence.',
  consequence: 'Messages sent to a user who has not left are lost, or fail after 30 s.',
  judge(evidence, profile) {
    const facts = leaveFacts(evidence);
    if (!facts) return { verdict: 'inconc', message: 'the client sent no BYE, so there was no window to observe' };
    const end = facts.final?.lastKnownBefore ?? facts.knownUntil;
    const sent = probesInWindow(facts, end);
    const window = sent.filter(({ fate, sentAt }) => fate !== 'silent' || facts.observedUntil - sentAt >= PROMPT_MS);
    const release = facts.release && facts.release.at < end ? facts.release : undefined;
    if (release) {
      const distance = release.at - facts.byeAt;
      return {
        verdict: profile === 'pre-cr' ? 'pass' : 'fail',
        message: `media was released (${release.how}) ${relativeTo('the BYE', distance)}: messages that arrived before the final response could not be delivered`,
        deciding: [facts.byeSeq, release.seq],
        distanceMs: distance,
      };
    }
    if (sent.length === 0) return { verdict: 'inconc', message: 'no probe was sent between the BYE and the response' };
    if (window.length === 0)
      return {
        verdict: 'inconc',
        message: `only ${ms(facts.observedUntil - sent[0]!.sentAt)} of the observation were left to answer the first SEND of the window, too close to its end to tell`,
        repeatable: true,
      };
    const answered = window.filter((probe) => probe.fate === 'answered');
    if (answered.length > 0) {
      const refused = answered.filter((probe) => probe.status !== 200);
      const silent = window.length - answered.length;
      return {
        verdict: 'pass',
        message: `${answered.length} of ${window.length} SENDs that arrived in the window were answered`,
        notes: [
          ...(refused.length > 0
            ? [`${refused.length} of the answers were ${refused[0]!.status}, which is no release`]
            : []),
          ...(silent > 0 ? [`${silent} were not answered`] : []),
        ],
      };
    }
    const before = facts.probes.filter((probe) => probe.sentAt < facts.byeAt);
    const prompt =
      before.length > 0 && before.every((p) => p.fate === 'answered' && p.answeredAt! - p.sentAt <= PROMPT_MS);
    if (!prompt)
      return {
        verdict: 'inconc',
        message:
          'this client did not answer every probe before its BYE either: its silence in the window tells nothing',
      };
    const message = `none of the ${window.length} SENDs that arrived in the window was answered, although every one before the BYE was answered within ${ms(PROMPT_MS)}`;
    if (profile === 'harmonised')
      return { verdict: 'pass', message, notes: ['RFC 3261 §15.1.1 has a client stop listening with its BYE'] };
    return {
      verdict: 'fail',
      message,
      deciding: [facts.byeSeq, window.at(-1)!.seq],
      distanceMs: window.at(-1)!.sentAt - facts.byeAt,
    };
  },
};

export const inboundMessageAccepted: Check = {
  id: 'inbound-message-accepted',
  requirement: 'REQ-CL-10',
  title: 'After a failed leave a message from the group still gets through',
  required: 'A chat message that arrives after the failed leave is answered 200.',
  consequence: 'The group sees a participant who silently receives nothing.',
  judge({ timeline, ixit }) {
    const sent = timeline.find(
      (e) =>
        e.kind === 'msrp' &&
        e.actor === NETWORK &&
        e.direction === 'sent' &&
        e.method === 'SEND' &&
        e.purpose === 'message',
    );
    const lost = timeline.find((e) => e.kind === 'msrp-silence' && e.actor === NETWORK && e.purpose === 'message');
    if (!sent && !lost) return { verdict: 'inconc', message: 'no message was sent after the failed leave' };
    const answer = timeline.find(
      (e) =>
        e.kind === 'msrp' &&
        e.actor === NETWORK &&
        e.direction === 'received' &&
        e.purpose === 'message' &&
        e.status !== undefined,
    );
    const shown = stateAnswersIn(timeline).some(({ detail }) => detail?.includes('"messages":["'));
    const wrote = timeline.some(
      (e) =>
        e.kind === 'msrp' &&
        e.actor === NETWORK &&
        e.direction === 'received' &&
        e.method === 'SEND' &&
        e.size > 0 &&
        sent !== undefined &&
        e.at > sent.at,
    );
    const notes = [
      shown ? 'the user sees the message' : 'the upper tester does not show whether the user sees the message',
      wrote
        ? 'the user could send a message of their own'
        : 'no message of the user came: sending after a failed leave is allowed, not demanded',
    ];
    if (answer?.kind === 'msrp' && answer.status === 200)
      return { verdict: 'pass', message: `the message was answered 200 after ${ms(answer.at - sent!.at)}`, notes };
    if (sent && !answer && !lost) {
      const what = 'the message to a user whose leave had failed was not answered';
      return absent(timeline, { what, since: sent.at, within: ixit.msrpTimeout }, { notes });
    }
    const why =
      answer?.kind === 'msrp'
        ? `was answered ${answer.status}`
        : lost?.kind === 'msrp-silence' && lost.reason !== 'timeout'
          ? 'found no connection'
          : 'was not answered';
    return { verdict: 'fail', message: `the message to a user whose leave had failed ${why}`, notes };
  },
};
