/** What the BYE of a removal says beside its cause. */
import { sameUser } from '../../conference-info/user.ts';
import { addressOf } from '../../sip/address.ts';
import { isRequest } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import { firstFinal } from '../../sip/transaction.ts';
import { absent, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { DEPARTING, endOf, removalByeOf, statusOf } from './facts.ts';
import { requestOf } from './removal-request.ts';

export const removalByeArrives: Check = {
  id: 'removal-bye-arrives',
  requirement: 'REQ-CF-07',
  title: 'The BYE of a removal goes the way of the dialog',
  required: 'After a removal was accepted its BYE arrives where the Contact and route set of the dialog lead to.',
  consequence: 'The device never learns that its user was removed.',
  judge({ timeline }) {
    const refer = requestOf(timeline);
    const answer = refer && firstFinal(refer);
    if (!refer || !answer || statusOf(answer) >= 300) return { verdict: 'inconc', message: 'no removal was accepted' };
    const bye = removalByeOf(timeline);
    if (!bye) {
      const what = `the removal was accepted (${statusOf(answer)}), and no BYE reached Carol in ${ms(endOf(timeline) - answer.at)}`;
      const absence = { what, since: answer.at, within: SET_OFF_MS, to: DEPARTING };
      return absent(timeline, absence, { deciding: [refer.request.seq, answer.seq] });
    }
    const routes = sipOf(bye.request).values('route');
    return {
      verdict: 'pass',
      message: `the BYE reached Carol ${ms(bye.request.at - refer.request.at)} after the REFER`,
      deciding: [refer.request.seq, bye.request.seq],
      distanceMs: bye.request.at - refer.request.at,
      notes: routes.length > 0 ? [`it has a Route, although none was recorded: ${routes.join(', ')}`] : [],
    };
  },
};

export const reasonTextWellFormed: Check = {
  id: 'reason-text-well-formed',
  requirement: 'REQ-CF-05',
  title: 'The text of the Reason, if there is one, is a quoted string',
  required: 'Reason of the BYE without text, or with a text in quotes (RFC 3326 §2).',
  consequence: 'A device that reads the header by its grammar throws the whole Reason away.',
  judge({ timeline }) {
    const bye = removalByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    const values = sipOf(bye.request).values('reason');
    if (values.length === 0)
      return {
        verdict: 'pass',
        message: 'no Reason, and so no text of it',
        notes: ['whether there has to be one TP-CF-RM-02 judges'],
      };
    // What is quoted may look like anything, a parameter too.
    const masked = values.map((value) => value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
    const bad = masked.findIndex((value) => /;\s*text\s*=/i.test(value) && !/;\s*text\s*=\s*""\s*(?:;|$)/i.test(value));
    if (bad >= 0)
      return { verdict: 'fail', message: `Reason: ${values[bad]}`, deciding: [bye.request.seq, bye.request.seq] };
    return { verdict: 'pass', message: `Reason: ${values.join(', ')}`, deciding: [bye.request.seq, bye.request.seq] };
  },
};

export const originatorAuthenticated: Check = {
  id: 'originator-authenticated',
  requirement: 'REQ-CF-06',
  title: 'The BYE names as originator who asked, not who was claimed to',
  required: "Referred-By, where the BYE has one, is the identity that the network asserts of the REFER's sender.",
  consequence: 'The one removed is told that somebody else did it.',
  judge({ timeline }) {
    const refer = requestOf(timeline);
    const bye = removalByeOf(timeline);
    if (!refer || !bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    const request = sipOf(refer.request);
    const asserted = request.values('p-asserted-identity').map(addressOf);
    const claimed = isRequest(request, 'REFER') ? addressOf(request.header('from') ?? '') : '';
    const given = sipOf(bye.request).header('referred-by');
    const deciding: [number, number] = [refer.request.seq, bye.request.seq];
    if (given === undefined)
      return { verdict: 'pass', message: 'the BYE names no originator', deciding, notes: ['Referred-By is optional'] };
    const named = addressOf(given);
    return {
      verdict: asserted.some((identity) => sameUser(identity, named)) ? 'pass' : 'fail',
      message: `the REFER came from ${asserted.join(', ') || 'nobody that was asserted'}, claiming to be ${claimed}; the BYE names ${named}`,
      deciding,
    };
  },
};
