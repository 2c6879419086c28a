/** One SIP message as SIPp's message trace (`-trace_msg`) has it. */
export interface TracedMessage {
  /** Unix epoch in milliseconds, with SIPp's microseconds as fraction. */
  wallMs: number;
  transport: 'udp' | 'tcp';
  direction: 'sent' | 'received';
  /** One character for each octet (latin1). */
  raw: string;
}

const HEADING =
  /-{47} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{6})\r?\n(UDP|TCP) (control )?message (sent|received) (?:\[(\d+)\] bytes|\((\d+) bytes\))\s?:\r?\n\r?\n/;

/** No heading is longer: what may be the beginning of one is kept until more has come. */
const LONGEST_HEADING = 200;

/**
 * Reads a message trace as it grows. Text between records is noise (SIPp notes losses and surprises there) and is
 * passed over, and so are the commands between SIPp and the harness. A record counts once all its octets are there.
 */
export class TraceReader {
  #pending = '';
  #last: TracedMessage | undefined;

  /** @param text what was added to the trace, as latin1; any cut is allowed. */
  push(text: string): TracedMessage[] {
    this.#pending += text;
    const messages: TracedMessage[] = [];
    for (;;) {
      const heading = HEADING.exec(this.#pending);
      if (!heading) {
        this.#pending = this.#pending.slice(-LONGEST_HEADING);
        return messages;
      }
      const start = heading.index + heading[0].length;
      const end = start + Number(heading[6] ?? heading[7]);
      if (end > this.#pending.length) {
        this.#pending = this.#pending.slice(heading.index);
        return messages;
      }
      const raw = this.#pending.slice(start, end);
      this.#pending = this.#pending.slice(end);
      if (heading[4]) continue;
      const message: TracedMessage = {
        wallMs: wallClock(heading[1]!, heading[2]!),
        transport: heading[3] === 'UDP' ? 'udp' : 'tcp',
        direction: heading[5] as TracedMessage['direction'],
        raw,
      };
      if (!this.#isLast(message)) messages.push(message);
      this.#last = message;
    }
  }

  /** A SIPp that is stopped while it writes a record may write it twice, to the microsecond. */
  #isLast({ wallMs, direction, raw }: TracedMessage): boolean {
    return this.#last?.wallMs === wallMs && this.#last.direction === direction && this.#last.raw === raw;
  }
}

/** SIPp runs with `TZ=UTC`, since its trace does not name the zone. */
const wallClock = (date: string, time: string): number =>
  Date.parse(`${date}T${time.slice(0, 12)}Z`) + Number(time.slice(12)) / 1000;
