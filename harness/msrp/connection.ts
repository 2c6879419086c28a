import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { MsrpDecoder } from './decoder.ts';
import type { Decoded } from './decoder.ts';
import { certificateOf } from './secured.ts';

/** How the peer ended a connection. `error` is anything that is neither FIN nor RST, e.g. ETIMEDOUT. */
export type PeerEnd = 'fin' | 'rst' | 'error';

/** Told of what a peer does. `at` is taken from the clock before anything else is done about it. */
export interface ConnectionListener {
  decoded(connection: MsrpConnection, decoded: Decoded, at: number): void;
  /** At most once per kind; a `rst` may follow a `fin`. */
  ended(connection: MsrpConnection, end: PeerEnd, detail: string | undefined, at: number): void;
}

/** A write on a reset connection fails with EPIPE once the peer's FIN was seen, else with ECONNRESET. */
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE']);

/**
 * One TCP connection of an endpoint. It never closes by itself: after the peer's FIN it stays half open, so that the
 * peer's release is its own act and nothing else.
 */
export class MsrpConnection {
  /** Counts from 1 within the endpoint. */
  readonly id: number;
  /** Names of the sessions that use this connection now. */
  readonly sessions = new Set<string>();
  /** Of the peer, in DER, over TLS. */
  readonly certificate: Buffer | undefined;
  readonly #socket: Socket;
  /** What the octets go over in the end. */
  readonly #tcp: Socket;
  #state: 'open' | 'half-closed' | 'gone' = 'open';
  #finished = false;

  /**
   * `socket` is connected, half-open allowed; over TLS it is the secured one, on `tcp`. Its close_notify is as good as a
   * FIN (RFC 8446 §6.1). `now` is the clock of the record.
   */
  constructor(id: number, socket: Socket, now: () => number, listener: ConnectionListener, tcp: Socket = socket) {
    this.id = id;
    this.#socket = socket;
    this.#tcp = tcp;
    this.certificate = socket instanceof TLSSocket ? certificateOf(socket) : undefined;
    const decoder = new MsrpDecoder();
    socket.on('data', (segment: Buffer) => {
      const at = now();
      for (const decoded of decoder.push(segment)) listener.decoded(this, decoded, at);
    });
    socket.on('end', () => {
      const at = now();
      for (const decoded of decoder.end()) listener.decoded(this, decoded, at);
      this.#state = 'half-closed';
      listener.ended(this, 'fin', undefined, at);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const at = now();
      this.#state = 'gone';
      const reset = RESET_CODES.has(error.code ?? '');
      const detail = error.code === 'EPIPE' ? 'noticed when writing after the FIN' : (error.code ?? error.message);
      listener.ended(this, reset ? 'rst' : 'error', detail, at);
    });
    socket.on('close', () => {
      this.#state = 'gone';
    });
  }

  /** `half-closed`: the peer has sent its FIN, so writes still go out and no answer can come. `gone` after our own too. */
  get state(): 'open' | 'half-closed' | 'gone' {
    return this.#finished ? 'gone' : this.#state;
  }

  /** Does nothing once the connection is gone. */
  write(octets: Buffer): void {
    if (this.state !== 'gone') this.#socket.write(octets);
  }

  /** Stops reading, so that the peer's data fills the buffers. A FIN or RST is not seen either until {@link resume}. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends the connection with a RST, as a device does that crashed. Nothing that the peer does is seen after that. */
  reset(): void {
    this.#state = 'gone';
    this.#tcp.resetAndDestroy();
  }

  /** Closes our direction: FIN. What the peer sends is still read. */
  finish(): void {
    this.#finished = true;
    this.#socket.end();
  }

  /** Resolves when the socket is closed. Only for the end of a test. */
  destroy(): Promise<void> {
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.destroy();
    });
  }
}
