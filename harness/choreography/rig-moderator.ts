import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { type Place, written } from '../relay/hop.ts';
import { readableSipMessage, type SipMessage } from '../sip/message.ts';
import type { Recorder } from '../timeline/recorder.ts';

interface ModeratorOptions {
  recorder: Recorder;
  /** Where it listens. */
  own: Place;
  focus: Place;
  /** Whoever may have others removed: the one that made the group. */
  identity: string;
  /** Group Session Identity. */
  group: string;
  /** RFC 3261 T1 and T2 of the systems around it, in milliseconds. */
  t1: number;
  t2: number;
}

/** By this name it is on the timeline. */
const ACTOR = 'moderator';

/**
 * A further device of whoever made the group, past every relay: it asks the focus to remove people (RFC 4579 §5.11), and
 * is in no session itself.
 */
export class Moderator {
  readonly #options: ModeratorOptions;
  readonly #socket: Socket;
  readonly #answered = new Map<string, () => void>();

  private constructor(options: ModeratorOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    socket.on('message', (datagram, { address, port }) =>
      this.#receive(datagram.toString('latin1'), { address, port }),
    );
    // An unreachable focus is one that does not answer.
    socket.on('error', () => {});
  }

  /** Listens. @throws the system's error where the address cannot be had */
  static async open(options: ModeratorOptions): Promise<Moderator> {
    const socket = createSocket('udp4');
    socket.bind(options.own.port, options.own.address);
    await once(socket, 'listening');
    return new Moderator(options, socket);
  }

  /** Asks for a removal; resolves with the final response, or at Timer F. What comes of it is for the judge. */
  async remove(identity: string, signal: AbortSignal): Promise<void> {
    const { own, focus, t1, t2 } = this.#options;
    const tag = randomBytes(6).toString('hex');
    const callId = `m-${tag}@${own.address}`;
    const refer = this.#refer(identity, { callId, tag });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answered.set(callId, resolve);
    let wait = t1;
    let timer: NodeJS.Timeout | undefined;
    const transmit = (): void => {
      this.#send(refer, focus);
      timer = setTimeout(transmit, wait);
      wait = Math.min(2 * wait, t2);
    };
    transmit();
    const timerF = setTimeout(resolve, 64 * t1);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
    clearTimeout(timerF);
    signal.throwIfAborted();
  }

  close(): void {
    for (const answered of this.#answered.values()) answered();
    this.#socket.close();
  }

  #refer(target: string, { callId, tag }: { callId: string; tag: string }): string {
    const { own, group, identity } = this.#options;
    return lines([
      `REFER ${group} SIP/2.0`,
      `Via: SIP/2.0/UDP ${written(own)};branch=z9hG4bK${tag};rport`,
      'Max-Forwards: 70',
      `From: <${identity}>;tag=${tag}`,
      `To: <${group}>`,
      `Call-ID: ${callId}`,
      'CSeq: 1 REFER',
      `Contact: <sip:moderator@${written(own)}>`,
      `P-Preferred-Identity: <${identity}>`,
      `P-Asserted-Identity: <${identity}>`,
      `Refer-To: <${target};method=BYE>`,
      `Referred-By: <${identity}>`,
      'Refer-Sub: false',
      'Supported: norefersub',
    ]);
  }

  #receive(raw: string, source: Place): void {
    const message = readableSipMessage(raw);
    if (!message) return;
    this.#options.recorder.record({ kind: 'sip', actor: ACTOR, direction: 'received', transport: 'udp', raw });
    if (message.kind === 'request') return message.method === 'ACK' ? undefined : this.#accept(message, source);
    if (message.status >= 200) this.#answered.get(message.callId ?? '')?.();
  }

  /** How its own request came out, where the focus tells it all the same. */
  #accept(request: SipMessage, source: Place): void {
    const copied = ['via', 'from', 'to', 'call-id', 'cseq'].flatMap((name) =>
      request.headers(name).map((value) => `${name}: ${value}`),
    );
    this.#send(lines(['SIP/2.0 200 OK', ...copied]), source);
  }

  #send(raw: string, { address, port }: Place): void {
    this.#socket.send(Buffer.from(raw, 'latin1'), port, address, () => {});
    this.#options.recorder.record({ kind: 'sip', actor: ACTOR, direction: 'sent', transport: 'udp', raw });
  }
}

const lines = (fields: string[]): string => `${[...fields, 'Content-Length: 0'].join('\r\n')}\r\n\r\n`;
