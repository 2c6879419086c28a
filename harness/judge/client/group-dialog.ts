import { contactUri } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { statusOf, transactionsOf } from './facts.ts';

/** The INVITE dialog by which the client is in the group, as the client sees it, whoever began it. */
export interface GroupDialog {
  callId: string | undefined;
  /** Tag of the client. */
  localTag: string | undefined;
  remoteTag: string | undefined;
  /** Where the focus gave its Contact: in its INVITE, or in the 2xx to the client's. */
  focusContact: string | undefined;
  /** Route of the client's requests, next hop first, as Record-Route values (RFC 3261 §12.1). */
  routeSet: string[];
  invite: ClientTransaction;
}

/** The first INVITE dialog that was established, or `undefined` where none was. */
export function groupDialogOf(timeline: readonly TimelineEvent[]): GroupDialog | undefined {
  for (const invite of transactionsOf(timeline)) {
    const accepting = invite.finals.find((final) => statusOf(final) < 300);
    if (invite.method !== 'INVITE' || !accepting) continue;
    const request = sipOf(invite.request);
    const response = sipOf(accepting);
    const [caller, callee] = [request.fromTag, response.toTag];
    return invite.by === 'sut'
      ? {
          callId: request.callId,
          localTag: caller,
          remoteTag: callee,
          focusContact: contactUri(response),
          routeSet: response.values('record-route').toReversed(),
          invite,
        }
      : {
          callId: request.callId,
          localTag: callee,
          remoteTag: caller,
          focusContact: contactUri(request),
          routeSet: request.values('record-route'),
          invite,
        };
  }
  return undefined;
}
