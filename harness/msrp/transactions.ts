import type { MsrpSilenceEvent, NewEvent, ProbePurpose } from '../timeline/event.ts';
import type { MsrpConnection } from './connection.ts';
import { encode } from './encoder.ts';
import { messageEvent } from './evidence.ts';
import type { MsrpRequest } from './message.ts';

/** What became of a SEND. `at` is when that was known, in milliseconds since the test began. */
export type MsrpOutcome =
  | { kind: 'response'; transaction: string; at: number; status: number; rttMs: number }
  | { kind: 'silence'; transaction: string; at: number; reason: MsrpSilenceEvent['reason'] };

/** Whose SEND it is, and what for. */
export interface Undertaking {
  session: string;
  purpose: ProbePurpose;
  /** Absent where the session never had one. */
  connection: MsrpConnection | undefined;
  /** Milliseconds without a response before it counts as silence. */
  timeoutMs: number;
}

interface Outstanding {
  session: string;
  purpose: ProbePurpose;
  connection: MsrpConnection;
  sentAt: number;
  timer: NodeJS.Timeout;
  /** Its silence is on record already. */
  timedOut: boolean;
  settle: (outcome: MsrpOutcome) => void;
}

/** Where events go, and the clock that stamps them. */
export interface Log {
  readonly actor: string;
  now(): number;
  record(event: NewEvent): void;
}

/** The SENDs of one endpoint that wait for a response. One that timed out stays known, so that a late response finds it. */
export class Transactions {
  readonly #log: Log;
  readonly #outstanding = new Map<string, Outstanding>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Writes and records the SEND. The outcome comes in the same tick as the event that decides it; it never rejects. */
  send(request: MsrpRequest, undertaking: Undertaking): Promise<MsrpOutcome> {
    const { session, purpose, connection, timeoutMs } = undertaking;
    const { transaction } = request;
    const octets = encode(request);
    const sentAt = this.#log.now();
    if (!connection || connection.state === 'gone') {
      return Promise.resolve(this.#silence({ transaction, session, purpose, sentAt, reason: 'no-connection' }));
    }
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        outstanding.timedOut = true;
        settle(this.#silence({ transaction, session, purpose, sentAt, reason: 'timeout' }));
      }, timeoutMs).unref();
      const outstanding = { session, purpose, connection, sentAt, timer, timedOut: false, settle };
      this.#outstanding.set(transaction, outstanding);
      connection.write(octets);
      const { actor } = this.#log;
      this.#log.record(
        messageEvent(request, octets, {
          at: sentAt,
          actor,
          direction: 'sent',
          connection: connection.id,
          session,
          purpose,
        }),
      );
      if (connection.state === 'half-closed') this.connectionEnded(connection);
    });
  }

  /** Session and purpose of the SEND that has this transaction id and no response yet. */
  find(transaction: string): { session: string; purpose: ProbePurpose } | undefined {
    const outstanding = this.#outstanding.get(transaction);
    return outstanding && { session: outstanding.session, purpose: outstanding.purpose };
  }

  /** Ends a transaction by its response. */
  answered(transaction: string, status: number, at: number): void {
    const outstanding = this.#outstanding.get(transaction);
    if (!outstanding) return;
    clearTimeout(outstanding.timer);
    this.#outstanding.delete(transaction);
    outstanding.settle({ kind: 'response', transaction, at, status, rttMs: at - outstanding.sentAt });
  }

  /** No response can come over this connection any more. */
  connectionEnded(connection: MsrpConnection): void {
    for (const [transaction, outstanding] of this.#outstanding) {
      if (outstanding.connection !== connection) continue;
      this.#outstanding.delete(transaction);
      if (outstanding.timedOut) continue;
      clearTimeout(outstanding.timer);
      const { session, purpose, sentAt, settle } = outstanding;
      settle(this.#silence({ transaction, session, purpose, sentAt, reason: 'closed' }));
    }
  }

  /** The end of the test: nobody is left waiting. */
  close(): void {
    for (const [transaction, { timer, settle }] of this.#outstanding) {
      clearTimeout(timer);
      settle({ kind: 'silence', transaction, at: this.#log.now(), reason: 'closed' });
    }
    this.#outstanding.clear();
  }

  #silence(what: Pick<MsrpSilenceEvent, 'transaction' | 'session' | 'purpose' | 'sentAt' | 'reason'>): MsrpOutcome {
    const at = this.#log.now();
    this.#log.record({ kind: 'msrp-silence', actor: this.#log.actor, at, ...what });
    return { kind: 'silence', transaction: what.transaction, at, reason: what.reason };
  }
}
