import type { SipMessage } from '../sip/message.ts';

/** `up`: from the client towards the network; `down`: towards the client. */
export type Direction = 'up' | 'down';

/** What becomes of a message that a fault catches. */
export type Act =
  /** It goes on, whatever a later fault says. */
  | { act: 'pass' }
  | { act: 'drop' }
  /** It goes on after so many milliseconds. */
  | { act: 'delay'; ms: number }
  /** It goes on, twice. */
  | { act: 'duplicate' }
  /** It goes no further: this relay answers it, as a hop does that ends sessions for itself. Requests only. */
  | { act: 'answer'; code: number };

/** What a fault catches. */
export interface Trouble {
  /** Of the request, or of the request that a response belongs to; absent: any. */
  method?: string;
  /** Absent: both, as where a network is gone. */
  direction?: Direction;
  /** Requests only, or responses only, or both where absent. */
  kind?: 'request' | 'response';
  /** Of a response. */
  status?: number;
  /** Name of the device whose link this is; absent: any. */
  device?: string;
  /** Which of the matching messages, counted from 1, retransmissions included; absent: all. */
  occurrences?: { first: number; last: number };
}

export type Fault = Trouble & Act;

/** The faults of a network, each with the count of what it has seen. Of several that catch a message the first decides. */
export class Faults {
  #active: { fault: Fault; seen: number }[] = [];

  add(fault: Fault): void {
    this.#active.push({ fault, seen: 0 });
  }

  /** From now on everything passes. */
  lift(): void {
    this.#active = [];
  }

  /** What is to become of a message; `undefined` where it passes. Counts it. */
  meet(message: SipMessage, direction: Direction, device: string): Fault | undefined {
    for (const entry of this.#active) {
      if (!catches(entry.fault, message, direction, device)) continue;
      entry.seen += 1;
      const { first = 1, last = Number.POSITIVE_INFINITY } = entry.fault.occurrences ?? {};
      if (entry.seen >= first && entry.seen <= last) return entry.fault;
    }
    return undefined;
  }
}

function catches(fault: Fault, message: SipMessage, direction: Direction, device: string): boolean {
  const method = message.kind === 'request' ? message.method : message.cseq?.method;
  return (
    (fault.direction === undefined || fault.direction === direction) &&
    (fault.device === undefined || fault.device === device) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.kind === undefined || fault.kind === message.kind) &&
    (fault.status === undefined || (message.kind === 'response' && message.status === fault.status)) &&
    (fault.act !== 'answer' || message.kind === 'request')
  );
}

/** e.g. `drops every BYE from alice`. */
export function describeFault(fault: Fault): string {
  const { occurrences, status, kind, method, direction, device } = fault;
  const acts = {
    pass: 'lets through',
    drop: 'drops',
    duplicate: 'doubles',
    delay: 'delays',
    answer: 'answers by itself',
  };
  const count =
    occurrences === undefined
      ? 'every'
      : occurrences.first === occurrences.last
        ? `number ${occurrences.first},`
        : `numbers ${occurrences.first} to ${occurrences.last},`;
  const what = [
    status ?? (kind === 'response' ? 'response' : ''),
    status !== undefined || kind === 'response' ? `to ${method ?? 'anything'}` : (method ?? 'message'),
  ]
    .filter((word) => word !== '')
    .join(' ');
  const side = `${direction === undefined ? 'from or to' : SIDES[direction]} ${device ?? 'any client'}`;
  const how = fault.act === 'delay' ? ` by ${fault.ms} ms` : fault.act === 'answer' ? ` with ${fault.code}` : '';
  return `${acts[fault.act]} ${count} ${what} ${side}${how}`;
}

const SIDES: Record<Direction, string> = { up: 'from', down: 'to' };
