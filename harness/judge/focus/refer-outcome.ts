import { firstFinal } from '../../sip/transaction.ts';
import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import { endOf, removalByeOf, statusOf } from './facts.ts';
import { ms } from '../measure.ts';
import { referNotifications } from './refer.ts';
import { DECLINED, declined, NO_REFER, noAnswer, requestOf } from './removal-request.ts';

export const outcomeReported: Check = {
  id: 'refer-outcome-reported',
  requirement: 'REQ-CF-01',
  title: 'Who asked for a removal is told what came of it',
  required: 'The last NOTIFY about the REFER carries the status by which the removed one answered the BYE.',
  consequence: 'The one who asked believes something else than what has happened.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const refer = requestOf(timeline);
    if (!refer) return NO_REFER;
    const answer = firstFinal(refer);
    if (!answer) return noAnswer(evidence, refer);
    const bye = removalByeOf(timeline);
    const final = bye && firstFinal(bye);
    if (!final) return { verdict: 'inconc', message: 'Carol answered no BYE, so there was no outcome' };
    const due = statusOf(final);
    const reports = referNotifications(timeline);
    const outcome = reports.findLast(({ status = 0 }) => status >= 200);
    if (!outcome) {
      if (declined(answer)) return { verdict: 'pass', message: 'no outcome was reported', notes: [DECLINED] };
      const what = `${reports.length} reports came, and none of the outcome, in the ${ms(endOf(timeline) - final.at)} after Carol's ${due}`;
      return absent(timeline, { what, since: final.at, within: ixit.notifyMax, to: 'alice' });
    }
    return {
      verdict: outcome.status === due ? 'pass' : 'fail',
      message: `Carol answered ${due}, and ${outcome.status} was reported, in ${reports.length === 1 ? 'one report' : `${reports.length} reports`}`,
      deciding: [final.seq, outcome.event.seq],
      distanceMs: outcome.event.at - final.at,
    };
  },
};
