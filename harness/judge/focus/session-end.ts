/** Sessions that the focus ends. */
import { sipOf } from '../../sip/of-event.ts';
import { givesSipCause, spokenReasons } from '../bye.ts';
import { absent, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { DEPARTING, endOf, historyOf, nameOf, removalByeOf, sipEventsOf, transactionsOf } from './facts.ts';
import { legReleaseOf } from './media.ts';

export const lastOnesRemoved: Check = {
  id: 'too-few-are-removed',
  requirement: 'REQ-CF-28',
  title: 'A session with too few participants is ended',
  required: 'Where fewer are left than the IXIT says a session needs, each of them gets a BYE with SIP;cause=410.',
  consequence: 'Somebody sits alone in a session that everybody else takes to be over.',
  judge({ timeline, ixit }) {
    const left = transactionsOf(timeline, DEPARTING).find((t) => t.by === 'tester' && t.method === 'BYE');
    if (!left) return { verdict: 'inconc', message: 'Carol did not leave' };
    const bye = removalByeOf(timeline, 'alice');
    const threshold = `PX_MIN_PART is ${ixit.minParticipants}`;
    if (!bye) {
      if (ixit.minParticipants <= 1)
        return { verdict: 'pass', message: `Alice, alone, stays in the session: ${threshold}`, notes: [threshold] };
      const what = `Alice, alone, got no BYE in ${ms(endOf(timeline) - left.request.at)}: ${threshold}`;
      return absent(timeline, { what, since: left.request.at, within: ixit.notifyMax, to: 'alice' });
    }
    const message = sipOf(bye.request);
    return {
      verdict: givesSipCause(message, 410) ? 'pass' : 'fail',
      message: `Alice, alone, got a BYE with ${spokenReasons(message)} ${ms(bye.request.at - left.request.at)} after the leave`,
      deciding: [left.request.seq, bye.request.seq],
      distanceMs: bye.request.at - left.request.at,
      notes: ixit.minParticipants <= 1 ? [`${threshold}, but the focus ends a session with one`] : [],
    };
  },
};

export const everybodyRemoved: Check = {
  id: 'everybody-removed',
  requirement: 'REQ-CF-02',
  title: 'A session that ends ends for everybody',
  required:
    "Each remaining participant gets a BYE with SIP;cause=410, and its media is released within the IXIT's limit of that.",
  consequence: 'Some sit in a session that is over, and wait for answers.',
  judge({ timeline, ixit }) {
    const told = timeline.find((event) => event.kind === 'control' && event.phase === 'answer');
    if (!told) return { verdict: 'inconc', message: 'the focus could not be told to end the session' };
    const members = [...new Set(sipEventsOf(timeline).map(({ actor }) => actor))];
    const faults: string[] = [];
    const missing: Judgement[] = [];
    for (const actor of members) {
      const bye = removalByeOf(timeline, actor);
      if (!bye) {
        const what = `no BYE came to ${nameOf(actor)} in ${ms(endOf(timeline) - told.at)}`;
        missing.push(absent(timeline, { what, since: told.at, within: SET_OFF_MS, to: actor }));
        continue;
      }
      const message = sipOf(bye.request);
      if (!givesSipCause(message, 410)) faults.push(`the BYE to ${nameOf(actor)} has ${spokenReasons(message)}`);
      const release = legReleaseOf(timeline, bye.request.at - 200, actor);
      const what = `the media of ${nameOf(actor)} was not released within ${ms(ixit.relMax)} of its BYE`;
      if (!release) missing.push(absent(timeline, { what, since: bye.request.at, within: ixit.relMax }));
      else if (release.at - bye.request.at > ixit.relMax) faults.push(what);
    }
    for (const { verdict, message } of missing) if (verdict === 'fail') faults.push(message);
    if (faults.length > 0) return { verdict: 'fail', message: faults.join('; ') };
    if (missing[0]) return missing[0];
    const inactive = members.some((actor) => historyOf(timeline, actor)?.roster.active === false);
    return {
      verdict: 'pass',
      message: `${members.map(nameOf).join(', ')} each got a BYE with SIP;cause=410, and their media was released`,
      notes: inactive ? [] : ['no document said that the conference is not active any more'],
    };
  },
};
