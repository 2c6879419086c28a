import { once } from 'node:events';
import {
  connect,
  constants,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { bracketed } from '../sip/transport.ts';
import { now } from '../timeline/clock.ts';
import type { EventOf, N5Operation } from '../timeline/event.ts';

/** What a P-CSCF subscribes to in order to hear of lost resources (AfEvent of TS 29.514). */
export const LOSS_OF_RESOURCES = 'FAILED_RESOURCES_ALLOCATION';

const COLLECTION = '/npcf-policyauthorization/v1/app-sessions';

/** No application session context of one call comes near this many octets. */
const MOST_OCTETS = 256 * 1024;
/** Of a body, on the timeline. */
const SHOWN_OCTETS = 4096;
/** How long the P-CSCF may take to take a notification, in milliseconds. */
const NOTIFY_LIMIT_MS = 3_000;
/** Contexts that are kept at most: one that never ends a session is not remembered without end. */
const MOST_SESSIONS = 10_000;

/** The parts of an application session context that the test side reads (AppSessionContext of TS 29.514). */
export interface SessionContext {
  ascReqData?: {
    notifUri?: string;
    ueIpv4?: string;
    ueIpv6?: string;
    medComponents?: Record<string, { medCompN?: number; medSubComps?: Record<string, { fDescs?: string[] }> }>;
    evSubsc?: { notifUri?: string; events?: { event?: string }[] };
  };
}

/** An application session context that a P-CSCF has made. */
export interface PolicySession {
  id: string;
  context: SessionContext;
}

/** One message, with the moment of its arrival or departure on the harness's clock. */
export type N5Message = Omit<EventOf<'n5'>, 'at' | 'seq' | 'kind' | 'actor'> & { clockMs: number };

/**
 * The far end of N5 (Npcf_PolicyAuthorization, TS 29.514) as a P-CSCF meets it: it authorises everything, keeps the
 * session contexts, says when a bearer is lost, and tells its watchers of each message. HTTP/2 with prior knowledge.
 */
export class PolicyFunction {
  readonly #server: Http2Server;
  readonly #address: string;
  readonly #sessions = new Map<string, PolicySession>();
  readonly #watchers = new Set<(message: N5Message) => void>();
  readonly #connections = new Set<ServerHttp2Session>();
  #count = 0;

  private constructor(server: Http2Server, address: string) {
    this.#server = server;
    this.#address = address;
    server.on('session', (session) => {
      this.#connections.add(session);
      session.on('error', () => {});
      session.once('close', () => this.#connections.delete(session));
    });
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      const [method, path] = [headers[':method'] ?? '', headers[':path'] ?? ''];
      const clockMs = now();
      void bodyOf(stream).then((body) => this.#receive(stream, { method, path, body, clockMs }));
    });
  }

  /** Listens; port 0 takes a free one. @throws the system's error where address or port cannot be had */
  static async open({ address, port }: { address: string; port: number }): Promise<PolicyFunction> {
    const server = createServer();
    server.listen(port, address);
    await once(server, 'listening');
    return new PolicyFunction(server, address);
  }

  /** Where a P-CSCF is to look for it: `http://address:port`. */
  get apiRoot(): string {
    const bound = this.#server.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
    return `http://${bracketed(this.#address)}:${port}`;
  }

  /** The context with that identifier, until it is deleted. */
  session(id: string): PolicySession | undefined {
    return this.#sessions.get(id);
  }

  /** Calls `watcher` for every message from now on; the returned function ends that. */
  watch(watcher: (message: N5Message) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Tells the P-CSCF that the resources of all media of a session are gone, by the event that it subscribed to. It is no
   * request to end the session (`/terminate`), which would have to be followed by its deletion at once.
   * @returns the status of the answer, 0 where none came
   * @throws Error where it did not subscribe to that
   */
  async notifyLossOfResources({ id, context: { ascReqData } }: PolicySession): Promise<number> {
    const wanted = ascReqData?.evSubsc;
    const notifyAt = wanted?.notifUri ?? ascReqData?.notifUri;
    if (notifyAt === undefined || !wanted?.events?.some(({ event }) => event === LOSS_OF_RESOURCES))
      throw new Error(`it has not subscribed to ${LOSS_OF_RESOURCES}`);
    const flows = Object.values(ascReqData?.medComponents ?? {}).flatMap(({ medCompN }) =>
      medCompN === undefined ? [] : [{ medCompN }],
    );
    const concerned = flows.length > 0 ? { flows } : {};
    const body = JSON.stringify({
      evSubsUri: `${this.apiRoot}${COLLECTION}/${id}/events-subscription`,
      evNotifs: [{ event: LOSS_OF_RESOURCES, ...concerned }],
      failedResourcAllocReports: [{ mcResourcStatus: 'INACTIVE', ...concerned }],
    });
    const target = new URL(`${notifyAt}/notify`);
    const about = { operation: 'notify', session: id } as const;
    this.#tell({
      ...about,
      direction: 'sent',
      method: 'POST',
      raw: rawOf(`POST ${target.href}`, body),
      clockMs: now(),
    });
    const status = await posted(target, body);
    this.#tell({ ...about, direction: 'received', status, raw: rawOf(String(status), ''), clockMs: now() });
    return status;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  #receive(
    stream: ServerHttp2Stream,
    { method, path, body, clockMs }: { method: string; path: string; body: string | undefined; clockMs: number },
  ): void {
    const { operation, session, status, headers = {}, answer = '' } = this.#handle(method, path, body);
    const about = { operation, ...(session !== undefined && { session }) };
    this.#tell({ ...about, direction: 'received', method, raw: rawOf(`${method} ${path}`, body ?? ''), clockMs });
    if (stream.destroyed) return;
    stream.respond({ ':status': status, ...(answer !== '' && { 'content-type': 'application/json' }), ...headers });
    stream.end(answer);
    this.#tell({ ...about, direction: 'sent', status, raw: rawOf(String(status), answer), clockMs: now() });
  }

  #handle(method: string, path: string, body: string | undefined): Handled {
    if (path === COLLECTION && method === 'POST') return this.#create(body);
    const [id, ...rest] = path.startsWith(`${COLLECTION}/`) ? path.slice(COLLECTION.length + 1).split('/') : [];
    if (id === undefined) return { operation: 'other', status: 404 };
    const ends = (method === 'POST' && rest.join('/') === 'delete') || (method === 'DELETE' && rest.length === 0);
    const operation = ends ? 'delete' : method === 'PATCH' && rest.length === 0 ? 'update' : 'other';
    const known = this.#sessions.get(id);
    if (!known) return { operation, session: id, status: 404 };
    if (ends) this.#sessions.delete(id);
    if (operation === 'other') return { operation, session: id, status: 501 };
    return ends
      ? { operation, session: id, status: 204 }
      : { operation, session: id, status: 200, answer: JSON.stringify(known.context) };
  }

  #create(body: string | undefined): Handled {
    const context = contextIn(body);
    if (!context) return { operation: 'create', status: body === undefined ? 413 : 400 };
    if (this.#sessions.size >= MOST_SESSIONS) return { operation: 'create', status: 503 };
    const id = `session-${++this.#count}`;
    this.#sessions.set(id, { id, context });
    const headers = { location: `${this.apiRoot}${COLLECTION}/${id}` };
    return { operation: 'create', session: id, status: 201, headers, answer: JSON.stringify(context) };
  }

  #tell(message: N5Message): void {
    for (const watcher of this.#watchers) watcher(message);
  }
}

interface Handled {
  operation: N5Operation;
  session?: string;
  status: number;
  headers?: Record<string, string>;
  answer?: string;
}

const rawOf = (start: string, body: string): string =>
  body === '' ? start : `${start}\r\n\r\n${body.slice(0, SHOWN_OCTETS)}`;

/** A body of the P-CSCF's, whatever it may be; `undefined` where it is none that the test side reads. */
function contextIn(body: string | undefined): SessionContext | undefined {
  try {
    const read: unknown = JSON.parse(body ?? '');
    const data: unknown = isObject(read) ? read['ascReqData'] : undefined;
    return isObject(data) && typeof data['notifUri'] === 'string' ? (read as SessionContext) : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `undefined` where it is too large, or breaks off. */
async function bodyOf(stream: ServerHttp2Stream): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let octets = 0;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      octets += part.length;
      if (octets <= MOST_OCTETS) parts.push(part);
    }
  } catch {
    return undefined;
  }
  return octets > MOST_OCTETS ? undefined : Buffer.concat(parts).toString();
}

/** The status that a POST gets; 0 where no answer comes in time. */
function posted(target: URL, body: string): Promise<number> {
  return new Promise((resolve) => {
    const session = connect(target.origin);
    const end = (status: number): void => {
      clearTimeout(limit);
      session.destroy();
      resolve(status);
    };
    const limit = setTimeout(() => end(0), NOTIFY_LIMIT_MS);
    session.once('error', () => end(0));
    const request = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: target.pathname + target.search,
      'content-type': 'application/json',
    });
    request.once('error', () => end(0));
    request.once('response', (headers) => end(headers[':status'] ?? 0));
    request.end(body);
  });
}
