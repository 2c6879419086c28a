/** Requests for removals: who may make them, and of whom. */
import { sipOf } from '../../sip/of-event.ts';
import { type ClientTransaction, firstFinal, groupTransactions } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { givesSipCause, spokenReasons } from '../bye.ts';
import { absent, finalResponseDue, SET_OFF_MS } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { DEPARTING, departuresFor, endOf, nameOf, removalByeOf, sipEventsOf, statusOf, watchersOf } from './facts.ts';
import { referNotifications } from './refer.ts';

/** The request for a removal, whoever made it. */
export const requestOf = (timeline: readonly TimelineEvent[]): ClientTransaction | undefined =>
  groupTransactions(sipEventsOf(timeline)).transactions.find((t) => t.by === 'tester' && t.method === 'REFER');

/** What shows that a request for a removal was carried out: a BYE to anybody, or somebody who is shown as gone. */
function carriedOut(timeline: readonly TimelineEvent[], refer: ClientTransaction): Judgement | undefined {
  const actors = new Set(sipEventsOf(timeline).map(({ actor }) => actor));
  const bye = [...actors].map((actor) => removalByeOf(timeline, actor)).find((found) => found !== undefined);
  if (bye)
    return {
      verdict: 'fail',
      message: `${nameOf(bye.actor)} was sent a BYE ${ms(bye.request.at - refer.request.at)} after the REFER`,
      deciding: [refer.request.seq, bye.request.seq],
      distanceMs: bye.request.at - refer.request.at,
    };
  for (const watcher of watchersOf(timeline))
    for (const actor of actors) {
      const [departure] = departuresFor(timeline, watcher, actor);
      if (departure)
        return {
          verdict: 'fail',
          message: `${nameOf(watcher)} was told that ${nameOf(actor)} is gone`,
          deciding: [refer.request.seq, departure.event.seq],
        };
    }
  return undefined;
}

export const noAnswer = ({ timeline, ixit }: Evidence, refer: ClientTransaction): Judgement => {
  const what = `no answer to the REFER in ${ms(endOf(timeline) - refer.request.at)}`;
  return absent(timeline, { what, since: refer.request.at, within: finalResponseDue(ixit.t1), to: refer.actor });
};

export const NO_REFER: Judgement = { verdict: 'inconc', message: 'nobody asked for a removal' };

export const unauthorisedRefused: Check = {
  id: 'unauthorised-removal-refused',
  requirement: 'REQ-CF-01',
  title: 'Who may not remove anybody removes nobody',
  required:
    'A REFER for a removal by one who has no right to it is refused, with 403 say; nobody gets a BYE, nobody is shown as gone.',
  consequence: 'Anybody can throw anybody out of a group.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const refer = requestOf(timeline);
    if (!refer) return NO_REFER;
    const removed = carriedOut(timeline, refer);
    if (removed)
      return ixit.removePolicy === 'everybody'
        ? { ...removed, verdict: 'pass', notes: ['everybody may remove here (PX_REMOVE_POLICY)'] }
        : removed;
    const answer = firstFinal(refer);
    if (!answer) return noAnswer(evidence, refer);
    const status = statusOf(answer);
    return {
      verdict: 'pass',
      message: `the REFER of ${nameOf(refer.actor)} was answered ${status}, and nobody was removed in ${ms(endOf(timeline) - answer.at)}`,
      deciding: [refer.request.seq, answer.seq],
      distanceMs: answer.at - refer.request.at,
      notes: status === 403 ? [] : [`403 says it best, not ${status}`],
    };
  },
};

export const strangerNotRemoved: Check = {
  id: 'stranger-not-removed',
  requirement: 'REQ-CF-01',
  title: 'Who is not in the group cannot be removed from it',
  required:
    'A REFER about somebody who is no participant is refused, or accepted with a report of a 4xx; nobody gets a BYE, nobody is shown as gone.',
  consequence: 'A slip in a name throws somebody else out.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const refer = requestOf(timeline);
    if (!refer) return NO_REFER;
    const removed = carriedOut(timeline, refer);
    if (removed) return removed;
    const answer = firstFinal(refer);
    if (!answer) return noAnswer(evidence, refer);
    const status = statusOf(answer);
    const deciding: [number, number] = [refer.request.seq, answer.seq];
    if (status >= 400)
      return { verdict: 'pass', message: `the REFER was answered ${status}, and nobody was removed`, deciding };
    const outcome = referNotifications(timeline).findLast((report) => (report.status ?? 0) >= 200);
    if (outcome)
      return {
        verdict: outcome.status! >= 400 ? 'pass' : 'fail',
        message: `the REFER was answered ${status}, and its outcome reported as ${outcome.status}`,
        deciding: [answer.seq, outcome.event.seq],
      };
    if (declined(answer))
      return {
        verdict: 'pass',
        message: `the REFER was answered ${status}, and nobody was removed`,
        deciding,
        notes: [DECLINED],
      };
    const what = `the REFER was answered ${status}, and no outcome reported in ${ms(endOf(timeline) - answer.at)}`;
    return absent(timeline, { what, since: answer.at, within: ixit.notifyMax, to: refer.actor }, { deciding });
  },
};

export const DECLINED = 'the focus declined to report the outcome (Refer-Sub: false), which it may';

export const declined = (answer: Parameters<typeof sipOf>[0]): boolean =>
  sipOf(answer).header('refer-sub')?.trim().toLowerCase().startsWith('false') === true;

export const selfRemovalDecided: Check = {
  id: 'self-removal-decided',
  requirement: 'REQ-CF-01',
  title: 'Who asks for its own removal is removed, or refused',
  required: 'A REFER about oneself is refused, or answered by a BYE with SIP;cause=410 to who sent it.',
  consequence: 'A client waits for a removal that never comes.',
  judge(evidence) {
    const { timeline } = evidence;
    const refer = requestOf(timeline);
    if (!refer) return NO_REFER;
    const answer = firstFinal(refer);
    if (!answer) return noAnswer(evidence, refer);
    const status = statusOf(answer);
    const deciding: [number, number] = [refer.request.seq, answer.seq];
    if (status >= 300) return { verdict: 'pass', message: `the REFER was refused with ${status}`, deciding };
    const bye = removalByeOf(timeline, refer.actor);
    if (!bye) {
      const what = `the REFER was answered ${status}, and no BYE came in ${ms(endOf(timeline) - answer.at)}`;
      return absent(timeline, { what, since: answer.at, within: SET_OFF_MS, to: refer.actor }, { deciding });
    }
    const message = sipOf(bye.request);
    return {
      verdict: givesSipCause(message, 410) ? 'pass' : 'fail',
      message: `the REFER was answered ${status}, and a BYE with ${spokenReasons(message)} came`,
      deciding: [refer.request.seq, bye.request.seq],
      distanceMs: bye.request.at - refer.request.at,
    };
  },
};

/** What a focus answers that takes no lists: the purpose does not apply to it then. */
const NO_LISTS = [420, 421, 501];

export const severalRemoved: Check = {
  id: 'several-removed',
  requirement: 'REQ-CF-03',
  title: 'Everybody on the list is removed',
  required:
    'Each participant that the list names gets a BYE in its dialog, and each departure is shown to those who stay.',
  consequence: 'Of several who were to go, some stay unnoticed.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const refer = requestOf(timeline);
    if (!refer) return NO_REFER;
    const answer = firstFinal(refer);
    if (!answer) return noAnswer(evidence, refer);
    const status = statusOf(answer);
    if (NO_LISTS.includes(status))
      return { verdict: 'none', message: `the focus takes no lists of people to remove: ${status}` };
    if (status >= 300)
      return {
        verdict: 'fail',
        message: `the REFER with the list was answered ${status}`,
        deciding: [refer.request.seq, answer.seq],
      };
    const named = ['bob', DEPARTING];
    const without = named.filter((actor) => !removalByeOf(timeline, actor));
    if (without.length > 0) {
      const what = `no BYE came to ${without.map(nameOf).join(' and ')}`;
      return absent(timeline, { what, since: answer.at, within: SET_OFF_MS, to: without[0]! });
    }
    const due = Math.max(...named.map((actor) => firstFinal(removalByeOf(timeline, actor)!)?.at ?? Infinity));
    for (const watcher of watchersOf(timeline).filter((actor) => !named.includes(actor)))
      for (const actor of named)
        if (departuresFor(timeline, watcher, actor).length === 0)
          return absent(timeline, {
            what: `${nameOf(watcher)} was not told that ${nameOf(actor)} is gone`,
            since: due,
            within: ixit.notifyMax,
            to: watcher,
          });
    return {
      verdict: 'pass',
      message: `a BYE came to ${named.map(nameOf).join(' and ')}, and those who stay were told of both`,
    };
  },
};
