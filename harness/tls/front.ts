import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { hostPort, type SipPlace } from '../sip/transport.ts';
import type { TlsEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import type { TlsSide } from './tls-side.ts';

export interface FrontOptions {
  recorder: Recorder;
  /** Whose TLS it is; the `actor` of all its events. */
  actor: string;
  /** Where it takes TLS connections of the system under test, and connects from. */
  place: SipPlace;
  tls: TlsSide;
  /** Who takes messages in plain behind it. Must listen by the time that the system connects. */
  behind: SipPlace;
  /** Where what is sent from behind goes to, over TLS. */
  remote?: SipPlace;
}

/** How long the system under test may take for TCP and TLS handshake, in milliseconds. */
const HANDSHAKE_LIMIT_MS = 5000;

const LOOPBACK = '127.0.0.1';
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE']);

/**
 * TLS in front of somebody who has none: octets pass unchanged, each connection of the system under test being one
 * behind, and the end of one the end of the other. What is in them speaks of TLS already.
 */
export class TlsFront {
  readonly #options: FrontOptions;
  readonly #server: Server;
  readonly #outlet = createServer({ noDelay: true });
  readonly #sockets = new Set<Socket>();
  readonly #reached = Promise.withResolvers<void>();
  #connections = 0;
  #closed = false;

  private constructor(options: FrontOptions, server: Server) {
    this.#options = options;
    this.#server = server;
    // Not everybody who has a front sends anything.
    this.#reached.promise.catch(() => {});
  }

  /** Listens. @throws Error where it cannot, naming the place */
  static async open(options: FrontOptions): Promise<TlsFront> {
    const { place, tls, actor } = options;
    const credentials = await tls.credentialsFor(place.address);
    const server = createTlsServer({ ...credentials, noDelay: true, handshakeTimeout: HANDSHAKE_LIMIT_MS });
    const front = new TlsFront(options, server);
    server.on('secureConnection', (socket: TLSSocket) => front.#taken(socket));
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) =>
      front.#refused('sut', `from ${hostPort(remoteOf(socket))}: ${error.message}`),
    );
    front.#outlet.on('connection', (socket) => front.#sentFromBehind(socket));
    server.listen(place.port, place.address);
    front.#outlet.listen(0, LOOPBACK);
    try {
      await Promise.all([once(server, 'listening'), once(front.#outlet, 'listening')]);
    } catch (error) {
      front.close();
      throw new Error(`${actor} cannot listen for TLS on ${hostPort(place)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    return front;
  }

  /** Where who is behind connects to, to reach the system under test. */
  get outlet(): SipPlace {
    const bound = this.#outlet.address();
    return { address: LOOPBACK, port: bound !== null && typeof bound === 'object' ? bound.port : 0 };
  }

  /**
   * Settled once who is behind has connected: with the system under test on the other side, or not. Rejects with a sentence.
   */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  /** Ends every connection, and refuses new ones. Nothing is recorded from here on. */
  close(): void {
    this.#closed = true;
    this.#server.close();
    this.#outlet.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #taken(secured: TLSSocket): void {
    const { behind } = this.#options;
    const plain = connect({ host: behind.address, port: behind.port, noDelay: true });
    this.#join(secured, plain, 'sut', `from ${hostPort(remoteOf(secured))}`);
  }

  #sentFromBehind(plain: Socket): void {
    const { remote, place, tls } = this.#options;
    this.#keep(plain);
    if (!remote) return void plain.destroy();
    const { address: host, port } = remote;
    // A socket that is not read takes nothing in, so what is sent meanwhile waits there.
    plain.pause();
    const secured = connectTls({
      socket: connect({ host, port, localAddress: place.address, noDelay: true }),
      host,
      ...tls.demands,
    });
    this.#keep(secured);
    const timer = setTimeout(() => secured.destroy(new Error('no answer in time')), HANDSHAKE_LIMIT_MS).unref();
    const failed = (error: Error) => {
      clearTimeout(timer);
      this.#reached.reject(new Error(this.#refused('tester', `${hostPort(remote)}: ${error.message}`)));
      plain.destroy();
    };
    secured.once('error', failed);
    plain.once('close', () => secured.destroy());
    secured.once('secureConnect', () => {
      clearTimeout(timer);
      secured.off('error', failed);
      this.#join(secured, plain, 'tester', `to ${hostPort(remote)}`);
      this.#reached.resolve();
      plain.resume();
    });
  }

  #join(secured: TLSSocket, plain: Socket, by: TlsEvent['by'], where: string): void {
    const connection = ++this.#connections;
    const note = (event: TlsEvent['event'], whose: TlsEvent['by'], detail?: string) =>
      this.#record({ event, by: whose, connection, ...(detail !== undefined && { detail }) });
    note('open', by, `${where}, ${secured.getProtocol() ?? 'TLS'}, ${secured.getCipher().standardName}`);
    for (const socket of [secured, plain]) this.#keep(socket);
    secured.on('data', (octets: Buffer) => plain.write(octets));
    plain.on('data', (octets: Buffer) => secured.write(octets));
    secured.on('end', () => {
      note('fin', 'sut');
      plain.end();
    });
    secured.on('error', (error: NodeJS.ErrnoException) => {
      const { code, message } = error;
      note(RESET_CODES.has(code ?? '') ? 'rst' : 'error', 'sut', code ?? message);
      plain.destroy();
    });
    secured.on('close', () => plain.destroy());
    plain.on('end', () => secured.end());
    plain.on('close', () => secured.destroy());
  }

  #keep(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** A handshake that came to nothing. Without it there is nothing to be seen of the system, so it says why. */
  #refused(by: TlsEvent['by'], detail: string): string {
    this.#record({ event: 'refused', by, detail });
    const { recorder, actor } = this.#options;
    const message = `no TLS between ${actor} and the system under test (${detail})`;
    if (!this.#closed) recorder.record({ kind: 'harness', event: 'evidence-gap', severity: 'inconc', message });
    return message;
  }

  #record(event: Pick<TlsEvent, 'event' | 'by' | 'connection' | 'detail'>): void {
    const { recorder, actor } = this.#options;
    if (!this.#closed) recorder.record({ kind: 'tls', actor, ...event });
  }
}

const remoteOf = ({ remoteAddress = 'somewhere', remotePort = 0 }: Socket): SipPlace => ({
  address: remoteAddress,
  port: remotePort,
});
