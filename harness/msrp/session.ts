import type { ProbePurpose, TcpEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import type { MsrpConnection } from './connection.ts';
import { wrapCpim } from './cpim.ts';
import { sendRequests } from './encoder.ts';
import { newMessageId, newSessionId } from './identifier.ts';
import type { HeaderField } from './message.ts';
import { Prober } from './probe.ts';
import { ReceivedMessages } from './received-messages.ts';
import type { Log, MsrpOutcome, Transactions } from './transactions.ts';
import { formatMsrpUri, nextHop, parseMsrpUri } from './uri.ts';
import type { Address } from './uri.ts';

/** RFC 4975 §7.1.1: a SEND counts as failed after 30 s without a response. */
const SEND_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;

export interface SendOptions {
  purpose: ProbePurpose;
  /** Without a body the SEND is bodiless: every known stack answers 200, and its user sees nothing. */
  body?: string | Buffer;
  /** Default `text/plain`. */
  contentType?: string;
  /** Further header fields, e.g. `Success-Report`. A SEND with `Failure-Report: no` would read as silence. */
  headers?: HeaderField[];
  /** Milliseconds without a response before it counts as silence; default 30 000. */
  timeoutMs?: number;
  /** Cuts the body into SENDs of so many octets. The outcome is the first that is not 200, else that of the last. */
  chunkSize?: number;
}

/** What a session needs of its endpoint. */
export interface SessionHost extends Log {
  readonly address: string;
  readonly port: number;
  readonly recorder: Recorder;
  readonly transactions: Transactions;
  /** Set where it speaks TLS. */
  readonly fingerprint: string | undefined;
  /** Connects for the session called so, and puts every step on record. */
  dial(session: string, to: Address, timeoutMs: number, fingerprints: readonly string[]): Promise<MsrpConnection>;
}

/** One MSRP session of an actor: the path that its SDP names, and what the test sends to the system under test in it. */
export class MsrpSession {
  /** The actor's own name for the session; the `session` of its events. */
  readonly name: string;
  readonly sessionId = newSessionId();
  /** URIs of the system under test's SDP, next hop first. To be set before anything is sent. */
  remotePath: string[] = [];
  /** `a=fingerprint` of the same (RFC 8122); over TLS the system under test has to show such a certificate. */
  remoteFingerprints: readonly string[] = [];
  /** Where {@link connect} goes instead of the path's first URI: the media line of an SDP with `a=msrp-cema` (RFC 6714). */
  connectTo: Address | undefined;
  /** Chunks of the system under test's messages. */
  readonly received = new ReceivedMessages();
  readonly #host: SessionHost;
  readonly #prober = new Prober(() => void this.probe());
  #connection: MsrpConnection | undefined;
  #bound = false;
  #released = false;

  constructor(host: SessionHost, name: string) {
    this.#host = host;
    this.name = name;
  }

  /** The URI for `a=path`, known before any offer or answer. */
  get path(): string {
    const { address: host, port, fingerprint } = this.#host;
    const scheme = fingerprint === undefined ? 'msrp' : 'msrps';
    return formatMsrpUri({ scheme, host, port, sessionId: this.sessionId, transport: 'tcp' });
  }

  /**
   * The system under test released the session: FIN or RST on the connection that it was bound to, or 481 to a SEND
   * other than the control. False again once it is bound anew.
   */
  get released(): boolean {
    return this.#released;
  }

  /**
   * The active role (RFC 6135 §4): connects from the actor's own address and binds by a bodiless SEND, whose outcome
   * this is. Rejects with a `MsrpConnectError` where there is no connection within `timeoutMs` milliseconds.
   */
  async connect(timeoutMs = CONNECT_TIMEOUT_MS): Promise<MsrpOutcome> {
    const to = this.connectTo ?? nextHop(this.#target(), { secured: this.#host.fingerprint !== undefined });
    const connection = await this.#host.dial(this.name, to, timeoutMs, this.remoteFingerprints);
    this.#use(connection);
    const outcome = await this.send({ purpose: 'bind' });
    if (outcome.kind === 'response' && outcome.status === 200 && this.#connection === connection) {
      this.#markBound(connection, 'tester', outcome.at);
    }
    return outcome;
  }

  /** Resolves once the session is bound to a connection, by either side. Rejects with a `WaitTimeout`. */
  async bound(limitMs: number, signal?: AbortSignal): Promise<void> {
    const { actor, recorder } = this.#host;
    await recorder.waitFor(
      `MSRP session ${this.name} of ${actor} to be bound`,
      limitMs,
      (event) =>
        event.kind === 'tcp' && event.event === 'bound' && event.actor === actor && event.sessions.includes(this.name),
      signal,
    );
  }

  /** Sends one message and says what became of it, in the same tick as the event that decides it. */
  async send(options: SendOptions): Promise<MsrpOutcome> {
    return this.#send(options, this.#target());
  }

  /** A bodiless SEND: is the session there? */
  probe(): Promise<MsrpOutcome> {
    return this.send({ purpose: 'probe' });
  }

  /** A bodiless SEND to a session-id that cannot exist: only where this is answered 481, a 481 elsewhere means something. */
  async control(): Promise<MsrpOutcome> {
    const path = this.#target();
    const last = path.at(-1) ?? '';
    const endpoint = parseMsrpUri(last);
    if (!endpoint) throw new Error(`not an MSRP URI: "${last}"`);
    return this.#send({ purpose: 'control' }, [
      ...path.slice(0, -1),
      formatMsrpUri({ ...endpoint, sessionId: newSessionId() }),
    ]);
  }

  /** A text that the user is shown, in CPIM. `from` and `to` are URIs. */
  message(
    text: string,
    from: string,
    to: string,
    purpose: Extract<ProbePurpose, 'message' | 'canary'> = 'message',
  ): Promise<MsrpOutcome> {
    const body = wrapCpim({
      from,
      to,
      dateTime: new Date().toISOString(),
      contentType: 'text/plain; charset=utf-8',
      content: text,
    });
    return this.send({ purpose, contentType: 'message/cpim', body });
  }

  /** Probes at once and then every `intervalMs` milliseconds; the fate of each is on record. */
  startProbing(intervalMs: number): void {
    this.#target();
    this.#prober.start(intervalMs);
  }

  stopProbing(): void {
    this.#prober.stop();
  }

  /** Plays the stalled reader on the session's connection. Its FIN or RST is not seen either while that lasts. */
  pauseReading(): void {
    this.#connected().pause();
  }

  resumeReading(): void {
    this.#connected().resume();
  }

  /** Resets the session's connection; on record as this side's own act. */
  reset(): void {
    const connection = this.#connected();
    connection.reset();
    this.#host.transactions.connectionEnded(connection);
    this.#recordOwnEnd('rst', connection);
  }

  /** Sends FIN, which an endpoint never does of its own accord; what the system under test sends is still read. */
  finish(): void {
    const connection = this.#connected();
    connection.finish();
    this.#recordOwnEnd('fin', connection);
  }

  #recordOwnEnd(event: 'fin' | 'rst', connection: MsrpConnection): void {
    const { actor } = this.#host;
    const sessions = [...connection.sessions];
    this.#host.record({ kind: 'tcp', actor, event, by: 'tester', connection: connection.id, sessions });
  }

  /** For the endpoint: a SEND of the system under test came for this session over `connection`. */
  boundBySut(connection: MsrpConnection, at: number): void {
    this.#use(connection);
    this.#markBound(connection, 'sut', at);
  }

  /** For the endpoint: what {@link released} tells was seen. */
  markReleased(): void {
    this.#released = true;
  }

  #send(options: SendOptions, toPath: string[]): Promise<MsrpOutcome> {
    const { purpose, body, contentType = 'text/plain', headers = [], timeoutMs = SEND_TIMEOUT_MS } = options;
    const content = body === undefined ? undefined : { type: contentType, body: Buffer.from(body) };
    const outgoing = { toPath, fromPath: [this.path], messageId: newMessageId(), headers, ...(content && { content }) };
    const undertaking = { session: this.name, purpose, connection: this.#connection, timeoutMs };
    return sendRequests(outgoing, options.chunkSize)
      .map((request) => this.#host.transactions.send(request, undertaking))
      .reduce(async (earlier, later) => {
        const outcome = await earlier;
        return outcome.kind === 'response' && outcome.status === 200 ? later : outcome;
      });
  }

  #target(): string[] {
    if (this.remotePath.length === 0) throw new Error(`the remote path of MSRP session ${this.name} is not known yet`);
    return this.remotePath;
  }

  #connected(): MsrpConnection {
    if (!this.#connection) throw new Error(`MSRP session ${this.name} has no connection`);
    return this.#connection;
  }

  #use(connection: MsrpConnection): void {
    if (this.#connection === connection) return;
    this.#connection?.sessions.delete(this.name);
    connection.sessions.add(this.name);
    this.#connection = connection;
    this.#bound = false;
  }

  #markBound(connection: MsrpConnection, by: TcpEvent['by'], at: number): void {
    if (this.#bound) return;
    this.#bound = true;
    this.#released = false;
    this.#host.record({
      kind: 'tcp',
      at,
      actor: this.#host.actor,
      event: 'bound',
      by,
      connection: connection.id,
      sessions: [...connection.sessions],
      detail: this.name,
    });
  }
}
