import { sipOf } from '../../sip/of-event.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { Check, Evidence } from '../check.ts';
import { byeOf, NO_BYE, spokenReason, valuesOf } from './release-cause.ts';

/** RFC 8197. */
const UNWANTED = 607;

const causesOf = (bye: SipMessage): (number | undefined)[] => valuesOf(bye, 'SIP').map(({ cause }) => cause);

/** Whether the registrar granted +sip.607 to any registration: without that the purpose was not set up as it should be. */
const granted = ({ timeline }: Evidence): boolean =>
  timeline.some(
    (event) => event.kind === 'sip' && event.direction === 'sent' && /^feature-caps\s*:.*\+sip\.607/im.test(event.raw),
  );

export const unwantedSaid: Check = {
  id: 'unwanted-said',
  requirement: 'REQ-UE-03',
  title: 'A session that was never wanted is ended with SIP;cause=607',
  required:
    'Where the registration of the INVITE had +sip.607: one Reason value of protocol SIP, with cause 607 and not 200.',
  consequence: 'The network cannot learn which invitations are unwanted, and goes on to deliver them.',
  judge(evidence) {
    const event = byeOf(evidence);
    if (!event) return NO_BYE;
    if (!granted(evidence)) return { verdict: 'inconc', message: 'the registration was not granted +sip.607' };
    const bye = sipOf(event);
    const causes = causesOf(bye);
    const good = causes.length === 1 && causes[0] === UNWANTED;
    return {
      verdict: good ? 'pass' : 'fail',
      message: good ? spokenReason(bye) : `${spokenReason(bye)}; SIP;cause=607 alone of protocol SIP is due`,
    };
  },
};

export const unwantedNotSaid: Check = {
  id: 'unwanted-not-said',
  requirement: 'REQ-UE-05',
  title: 'SIP;cause=607 is not said where it does not belong',
  required: 'No cause 607 without +sip.607 in the registration of the INVITE, nor for a leave that is no complaint.',
  consequence: 'The network takes a plain leave for a complaint, or gets a cause that it has not asked for.',
  judge(evidence) {
    const event = byeOf(evidence);
    if (!event) return NO_BYE;
    const bye = sipOf(event);
    const causes = causesOf(bye);
    return causes.includes(UNWANTED)
      ? { verdict: 'fail', message: `${spokenReason(bye)}: 607 does not belong there` }
      : { verdict: 'pass', message: spokenReason(bye) };
  },
};

export const unwantedText: Check = {
  id: 'unwanted-text',
  requirement: 'REQ-UE-04',
  title: 'The text beside cause 607 is free',
  required: 'Informative: no text, or a quoted string.',
  consequence: 'None; a text that is no quoted string cannot be read.',
  judge(evidence) {
    const event = byeOf(evidence);
    if (!event) return NO_BYE;
    const bye = sipOf(event);
    const value = bye.values('reason').find((reason) => /cause\s*=\s*607/.test(reason));
    if (value === undefined) return { verdict: 'none', message: `${spokenReason(bye)}: no cause 607 to have a text` };
    const text = /;\s*text\s*=\s*((?:"(?:[^"\\]|\\.)*"|[^;])*)/i.exec(value)?.[1]!.trim();
    if (text === undefined) return { verdict: 'pass', message: 'no text' };
    return /^".*"$/s.test(text)
      ? { verdict: 'pass', message: `text ${text}` }
      : { verdict: 'fail', message: `text ${text}, which is no quoted string` };
  },
};
