import net from 'node:net';
import type { Credentials } from '../tls/authority.ts';
import { fingerprintMismatch, fingerprintOfPem } from '../tls/fingerprint.ts';
import type { MsrpEvent, NewEvent, TcpEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { answerTo } from './answer.ts';
import { MsrpConnection } from './connection.ts';
import type { ConnectionListener, PeerEnd } from './connection.ts';
import type { Decoded } from './decoder.ts';
import { encode, responseTo, successReport } from './encoder.ts';
import { messageEvent } from './evidence.ts';
import { headerOf } from './message.ts';
import type { MsrpMessage, MsrpRequest, MsrpResponse } from './message.ts';
import { certificateOf, securedAsClient, securedAsServer } from './secured.ts';
import { MsrpSession } from './session.ts';
import type { SessionHost } from './session.ts';
import { Transactions } from './transactions.ts';
import { parseMsrpUri } from './uri.ts';
import type { Address } from './uri.ts';

export interface EndpointOptions {
  recorder: Recorder;
  /** Whose endpoint it is; the `actor` of all its events. */
  actor: string;
  /** IP address to listen on and to connect from. */
  address: string;
  /** Default: one that is free. */
  port?: number;
  /** What it shows in TLS; without it all is plain TCP. */
  credentials?: Credentials | undefined;
}

/** Reasons of a failed connect that lie on this side of it. */
const OWN_FAULTS = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EINVAL', 'EMFILE', 'ENFILE']);

/** An active session got no connection. `refused`: the peer said so itself, which shows that nobody listens there. */
export class MsrpConnectError extends Error {
  override name = 'MsrpConnectError';
  readonly refused: boolean;

  constructor(message: string, refused: boolean) {
    super(message);
    this.refused = refused;
  }
}

/**
 * An actor's MSRP endpoint (RFC 4975, active and passive per RFC 6135): it owns the connections, finds sessions by the
 * session-id of the first To-Path URI, answers what it is asked, and records all of it. It never closes first, and it
 * keeps listening and keeps half-open connections after the system under test has closed.
 */
export class MsrpEndpoint implements SessionHost, ConnectionListener {
  readonly actor: string;
  readonly address: string;
  readonly recorder: Recorder;
  readonly transactions: Transactions;
  /** `a=fingerprint` of its certificate, over TLS (RFC 8122). */
  readonly fingerprint: string | undefined;
  readonly #credentials: Credentials | undefined;
  readonly #server: net.Server;
  readonly #byName = new Map<string, MsrpSession>();
  readonly #bySessionId = new Map<string, MsrpSession>();
  readonly #connections = new Set<MsrpConnection>();
  readonly #dialling = new Set<net.Socket>();
  #port = 0;
  #connectionCount = 0;
  #closed = false;

  private constructor(options: EndpointOptions) {
    this.actor = options.actor;
    this.address = options.address;
    this.recorder = options.recorder;
    this.transactions = new Transactions(this);
    this.#credentials = options.credentials;
    this.fingerprint = options.credentials && fingerprintOfPem(options.credentials.cert);
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    // Who floods is made to wait: what is not read any more fills buffers on the other side.
    void options.recorder.flooded.then(() => this.#connections.forEach((connection) => connection.pause()));
  }

  /** An endpoint that listens already. Rejects, naming address and port, where it cannot. */
  static async listen(options: EndpointOptions): Promise<MsrpEndpoint> {
    const endpoint = new MsrpEndpoint(options);
    await endpoint.#listen(options.port ?? 0);
    return endpoint;
  }

  /** The port that it listens on, also where none was asked for. */
  get port(): number {
    return this.#port;
  }

  /** A new session with a session-id of its own. Its name must be new to this endpoint, for the record's sake. */
  session(name: string): MsrpSession {
    if (this.#byName.has(name)) throw new Error(`${this.actor} has an MSRP session called ${name} already`);
    const session = new MsrpSession(this, name);
    this.#byName.set(name, session);
    this.#bySessionId.set(session.sessionId, session);
    return session;
  }

  /** The end of the test: destroys every socket, settles every SEND that waits. Nothing is recorded from here on. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const session of this.#byName.values()) session.stopProbing();
    this.transactions.close();
    for (const socket of this.#dialling) socket.destroy();
    const serverClosed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all([serverClosed, ...[...this.#connections].map((connection) => connection.destroy())]);
  }

  /** The clock of the record. */
  now(): number {
    return this.recorder.now();
  }

  /** For its sessions and transactions. */
  record(event: NewEvent): void {
    if (!this.#closed) this.recorder.record(event);
  }

  /** For its sessions; see {@link MsrpSession.connect}. */
  async dial(
    session: string,
    { host, port }: Address,
    timeoutMs: number,
    fingerprints: readonly string[],
  ): Promise<MsrpConnection> {
    if (this.#closed) throw new MsrpConnectError('the endpoint is closed', false);
    const id = ++this.#connectionCount;
    const remote = `${host}:${port}`;
    const note = (event: TcpEvent['event'], by: TcpEvent['by'], at: number, detail: string) =>
      this.#recordTcp({ event, by, at, connection: id, sessions: [session], detail });
    note('connecting', 'tester', this.now(), remote);
    const socket = net.connect({ host, port, localAddress: this.address, allowHalfOpen: true, noDelay: true });
    this.#dialling.add(socket);
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs).unref();
    try {
      return await new Promise<MsrpConnection>((resolve, reject) => {
        const failed = (error: NodeJS.ErrnoException) => {
          const at = this.now();
          const refused = error.code === 'ECONNREFUSED';
          const by = OWN_FAULTS.has(error.code ?? '') ? 'tester' : 'sut';
          note(refused ? 'refused' : 'error', by, at, refused ? remote : `${remote}: ${error.message}`);
          reject(new MsrpConnectError(`cannot connect to ${remote}: ${error.message}`, refused));
        };
        const closed = () => reject(new MsrpConnectError('the endpoint was closed while it connected', false));
        socket.once('error', failed);
        socket.once('close', closed);
        socket.once('connect', () => {
          const at = this.now();
          socket.off('error', failed);
          socket.off('close', closed);
          const opened = (connection: MsrpConnection) => {
            note('open', 'tester', at, `${socket.localAddress}:${socket.localPort} to ${remote}`);
            resolve(connection);
          };
          if (!this.#credentials) return opened(this.#adopt(id, socket));
          this.#secure(id, socket, this.#credentials, fingerprints).then(opened, (error: Error) => {
            note('error', 'sut', this.now(), `${remote}: ${error.message}`);
            reject(new MsrpConnectError(`no TLS with ${remote}: ${error.message}`, false));
          });
        });
      });
    } finally {
      clearTimeout(timer);
      this.#dialling.delete(socket);
    }
  }

  /** For its connections. */
  decoded(connection: MsrpConnection, decoded: Decoded, at: number): void {
    if (decoded.kind === 'protocol-error') {
      const detail = `${decoded.reason}: ${decoded.detail}`;
      const sessions = [...connection.sessions];
      this.#recordTcp({ event: 'error', by: 'sut', at, connection: connection.id, sessions, detail });
    } else if (decoded.message.kind === 'request') {
      this.#request(connection, decoded.message, decoded.octets, at);
    } else {
      this.#response(connection, decoded.message, decoded.octets, at);
    }
  }

  /** For its connections. */
  ended(connection: MsrpConnection, end: PeerEnd, detail: string | undefined, at: number): void {
    const sessions = [...connection.sessions];
    if (end !== 'error') for (const name of sessions) this.#byName.get(name)?.markReleased();
    this.#recordTcp({
      event: end,
      by: 'sut',
      at,
      connection: connection.id,
      sessions,
      ...(detail !== undefined && { detail }),
    });
    this.transactions.connectionEnded(connection);
  }

  async #secure(
    id: number,
    socket: net.Socket,
    credentials: Credentials,
    fingerprints: readonly string[],
  ): Promise<MsrpConnection> {
    const secured = await securedAsClient(socket, credentials);
    const mismatch = fingerprintMismatch(fingerprints, certificateOf(secured));
    if (mismatch === undefined) return this.#adopt(id, secured, socket);
    secured.destroy();
    throw new Error(mismatch);
  }

  async #listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const hint = error.code === 'EADDRINUSE' ? `; "ss -ltnp sport = :${port}" shows who has the port` : '';
        const where = `${this.address}:${port}`;
        reject(
          new Error(`${this.actor} cannot listen for MSRP on ${where}: ${error.message}${hint}`, { cause: error }),
        );
      });
      this.#server.listen(port, this.address, resolve);
    });
    const bound = this.#server.address();
    if (bound !== null && typeof bound === 'object') this.#port = bound.port;
    this.#server.removeAllListeners('error');
    this.#server.on('error', (error) => {
      const message = `the MSRP listener of ${this.actor} failed: ${error.message}`;
      this.record({ kind: 'harness', event: 'fault', severity: 'error', message });
    });
    const detail = `${this.address}:${this.port}`;
    this.#recordTcp({ event: 'listening', by: 'tester', at: this.now(), sessions: [], detail });
  }

  #accept(socket: net.Socket): void {
    const at = this.now();
    const detail = `from ${socket.remoteAddress}:${socket.remotePort}`;
    const id = ++this.#connectionCount;
    const opened = () => this.#recordTcp({ event: 'open', by: 'sut', at, connection: id, sessions: [], detail });
    if (!this.#credentials) {
      this.#adopt(id, socket);
      return opened();
    }
    this.#dialling.add(socket);
    void securedAsServer(socket, this.#credentials)
      .then(
        (secured) => {
          if (this.#closed) return void secured.destroy();
          this.#adopt(id, secured, socket);
          opened();
        },
        (error: Error) => this.#noTls(`no TLS ${detail}: ${error.message}`),
      )
      .finally(() => this.#dialling.delete(socket));
  }

  /** Without a connection there is nothing to be seen of the session. */
  #noTls(why: string): void {
    this.#recordTcp({ event: 'error', by: 'sut', at: this.now(), sessions: [], detail: why });
    const message = `the MSRP of ${this.actor}: ${why}`;
    this.record({ kind: 'harness', event: 'evidence-gap', severity: 'inconc', message });
  }

  #adopt(id: number, socket: net.Socket, tcp = socket): MsrpConnection {
    const connection = new MsrpConnection(id, socket, () => this.now(), this, tcp);
    this.#connections.add(connection);
    return connection;
  }

  #request(connection: MsrpConnection, request: MsrpRequest, octets: Buffer, at: number): void {
    const sessionId = parseMsrpUri(request.toPath[0] ?? '')?.sessionId;
    const session = sessionId === undefined ? undefined : this.#bySessionId.get(sessionId);
    this.#recordMessage('received', connection, request, octets, { at, ...named(session) });
    const send = request.method === 'SEND';
    if (send && session && this.#isWhoItSays(session, connection)) session.boundBySut(connection, at);
    const status = answerTo(request, session !== undefined);
    if (status !== undefined) this.#write(connection, responseTo(request, status), session);
    if (!send || !session) return;
    const octetsInAll = session.received.add(request);
    const messageId = headerOf(request, 'Message-ID');
    const wanted = headerOf(request, 'Success-Report')?.toLowerCase() === 'yes';
    if (octetsInAll === undefined || messageId === undefined || !wanted) return;
    this.#write(connection, successReport(request, messageId, octetsInAll, session.path), session);
  }

  /** Over TLS a session is for whom its description announced (RFC 4572 §6.2). */
  #isWhoItSays(session: MsrpSession, connection: MsrpConnection): boolean {
    if (!this.#credentials || connection.sessions.has(session.name)) return true;
    const mismatch = fingerprintMismatch(session.remoteFingerprints, connection.certificate);
    if (mismatch !== undefined) this.#noTls(`who connected for ${session.name} is not who it should be: ${mismatch}`);
    return mismatch === undefined;
  }

  #response(connection: MsrpConnection, response: MsrpResponse, octets: Buffer, at: number): void {
    const { transaction, status } = response;
    const sent = this.transactions.find(transaction);
    if (sent && status === 481 && sent.purpose !== 'control') this.#byName.get(sent.session)?.markReleased();
    this.#recordMessage('received', connection, response, octets, { at, ...sent });
    this.transactions.answered(transaction, status, at);
  }

  #write(connection: MsrpConnection, message: MsrpMessage, session: MsrpSession | undefined): void {
    if (connection.state === 'gone') return;
    const octets = encode(message);
    const at = this.now();
    connection.write(octets);
    this.#recordMessage('sent', connection, message, octets, { at, ...named(session) });
  }

  #recordMessage(
    direction: MsrpEvent['direction'],
    connection: MsrpConnection,
    message: MsrpMessage,
    octets: Buffer,
    rest: Pick<MsrpEvent, 'at' | 'session' | 'purpose'>,
  ): void {
    this.record(messageEvent(message, octets, { actor: this.actor, direction, connection: connection.id, ...rest }));
  }

  #recordTcp(event: Omit<TcpEvent, 'kind' | 'seq' | 'actor'>): void {
    this.record({ kind: 'tcp', actor: this.actor, ...event });
  }
}

function named(session: MsrpSession | undefined): { session?: string } {
  return session ? { session: session.name } : {};
}
