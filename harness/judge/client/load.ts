import type { MsrpEvent, TimelineEvent } from '../../timeline/event.ts';
import { absent, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { leaveFacts, NETWORK } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

export const loadAnswered: Check = {
  id: 'load-answered',
  requirement: 'REQ-CL-09',
  title: 'Under load too, what arrives while the BYE is outstanding is answered',
  required:
    'Of many SENDs a second in the window each one is answered, in its turn, and none with 481; a client may be slow.',
  consequence: 'In a busy group the leave of one user costs messages, which fail at their senders.',
  judge({ timeline, ...rest }) {
    const facts = leaveFacts({ timeline, ...rest });
    if (!facts) return NO_BYE;
    const end = facts.final?.lastKnownBefore ?? facts.knownUntil;
    const load = timeline.filter(isLoad);
    const sent = load.filter((event) => event.direction === 'sent' && event.at < end);
    if (sent.length === 0) return { verdict: 'inconc', message: 'no load was put on the client' };
    const answers = new Map(
      load.filter((event) => event.direction === 'received').map((event) => [event.transaction, event]),
    );
    const refused = sent
      .map(({ transaction }) => answers.get(transaction))
      .find((answer) => answer !== undefined && answer.status !== 200);
    const fates = sent.map(({ transaction }) => answers.has(transaction));
    const last = fates.lastIndexOf(true);
    const skipped = fates.slice(0, last + 1).filter((answered) => !answered).length;
    const waiting = fates.length - last - 1;
    const message = `${fates.length - skipped - waiting} of ${fates.length} SENDs were answered, sent over ${ms(sent.at(-1)!.at - sent[0]!.at)}`;
    if (refused)
      return {
        verdict: 'fail',
        message: `${message}; one with ${refused.status}`,
        deciding: [facts.byeSeq, refused.seq],
        distanceMs: refused.at - facts.byeAt,
      };
    if (skipped > 0) return { verdict: 'fail', message: `${message}; ${skipped} were passed over` };
    if (last < 0) {
      const what = `none of ${fates.length} SENDs was answered`;
      return absent(timeline, { what, since: sent[0]!.at, within: SET_OFF_MS });
    }
    return {
      verdict: 'pass',
      message,
      ...(waiting > 0
        ? { notes: [`the last ${waiting} were still waiting for their turn when the session ended`] }
        : {}),
    };
  },
};

const isLoad = (event: TimelineEvent): event is MsrpEvent =>
  event.kind === 'msrp' && event.actor === NETWORK && event.purpose === 'load';
