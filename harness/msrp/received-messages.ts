import { byteRangeOf, headerOf } from './message.ts';
import type { MsrpRequest } from './message.ts';

/** More unfinished messages than this, and the oldest is forgotten. */
const UNFINISHED_LIMIT = 256;

interface Unfinished {
  /** Stretches of octets received, [first, last], positions from 1; sorted and apart from each other. */
  stretches: [number, number][];
  /** Octets of the whole message; known once its last chunk has come. */
  total?: number;
}

/** Keeps count of the chunks of a session's incoming messages (RFC 4975 §5.1); their content is not kept. */
export class ReceivedMessages {
  readonly #unfinished = new Map<string, Unfinished>();

  /** The length in octets of the message that this SEND completes, or `undefined` while chunks are missing. */
  add(send: MsrpRequest): number | undefined {
    const messageId = headerOf(send, 'Message-ID');
    if (messageId === undefined || send.body === undefined) return undefined;
    if (send.flag === '#') {
      this.#unfinished.delete(messageId);
      return undefined;
    }
    const entry = this.#unfinished.get(messageId) ?? this.#begin(messageId);
    const first = byteRangeOf(send)?.start ?? 1;
    const last = first + send.body.length - 1;
    if (send.flag === '$') entry.total = last;
    if (last >= first) entry.stretches = merge([...entry.stretches, [first, last]]);
    const [begin, end] = entry.stretches[0] ?? [1, 0];
    if (entry.total === undefined || begin > 1 || end < entry.total) return undefined;
    this.#unfinished.delete(messageId);
    return entry.total;
  }

  #begin(messageId: string): Unfinished {
    const [oldest] = this.#unfinished.keys();
    if (oldest !== undefined && this.#unfinished.size >= UNFINISHED_LIMIT) this.#unfinished.delete(oldest);
    const entry: Unfinished = { stretches: [] };
    this.#unfinished.set(messageId, entry);
    return entry;
  }
}

function merge(stretches: [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [first, last] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
