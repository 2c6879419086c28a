/** What is right in any BYE that ends a session, whoever sends it: its dialog, its order, its reason. */
import type { SipMessage } from '../sip/message.ts';
import { sipOf } from '../sip/of-event.ts';
import { hasProtocol, reasonsOf } from '../sip/reason.ts';
import type { ClientTransaction } from '../sip/transaction.ts';
import type { Judgement } from './finding.ts';

/** A dialog as the sender of the BYE has it (RFC 3261 §12). */
export interface DialogIds {
  callId: string | undefined;
  localTag: string | undefined;
  remoteTag: string | undefined;
}

/** In what a request does not belong to the dialog that it should. */
export function dialogFaults(request: SipMessage, { callId, localTag, remoteTag }: DialogIds): string[] {
  const ids: [string, string | undefined, string | undefined][] = [
    ['Call-ID', request.callId, callId],
    ['From tag', request.fromTag, localTag],
    ['To tag', request.toTag, remoteTag],
  ];
  return ids
    .filter(([, got, due]) => got !== due)
    .map(([what, got, due]) => `${what} is ${got ?? 'absent'}, the dialog's is ${due ?? 'absent'}`);
}

/** A CSeq that is not above all that the system under test has used in the dialog before, as a list of none or one. */
export function orderFaults(bye: SipMessage, dialog: DialogIds, transactions: readonly ClientTransaction[]): string[] {
  const earlier = transactions.filter((t) => t.by === 'sut' && t.callId === dialog.callId && t.method !== 'BYE');
  const highest = Math.max(0, ...earlier.map((t) => sipOf(t.request).cseq?.number ?? 0));
  return (bye.cseq?.number ?? 0) > highest
    ? []
    : [`CSeq is ${bye.cseq?.number}, and ${highest} had been used in the dialog`];
}

/** Whether it gives one Reason of protocol SIP (RFC 3326 §2), with this cause; other protocols may stand beside it. */
export function givesSipCause(message: SipMessage, cause: number): boolean {
  const values = reasonsOf(message).filter((reason) => hasProtocol(reason, 'SIP'));
  return values.length === 1 && values[0]!.cause === cause;
}

/** The same as a judgement, with the Reason header fields as they were written. */
export function judgedBySipCause(message: SipMessage, cause: number): Judgement {
  const written = message.values('reason');
  const seen = written.length === 0 ? 'no Reason at all' : `Reason: ${written.join(', ')}`;
  return givesSipCause(message, cause)
    ? { verdict: 'pass', message: seen }
    : { verdict: 'fail', message: `${seen}; one value of protocol SIP with cause ${cause} is due` };
}

/** Its reasons in short, e.g. `SIP;cause=200, RELEASE_CAUSE;cause=1`, or `no Reason`: texts make no difference. */
export const spokenReasons = (message: SipMessage): string =>
  reasonsOf(message)
    .map(({ protocol, cause }) => `${protocol};cause=${cause}`)
    .join(', ') || 'no Reason';
