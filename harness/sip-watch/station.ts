import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { constants, createGzip, type Gzip } from 'node:zlib';
import { ConferenceInfoError } from '../conference-info/document.ts';
import { parseSipMessage, type SipRequest } from '../sip/message.ts';
import { bracketed, hostPort, type SipPlace } from '../sip/transport.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { DocumentReader, type FollowedRoster } from './followed-roster.ts';
import { SipStream, type StreamedMessage } from './stream.ts';

export interface StationOptions {
  recorder: Recorder;
  /** The `actor` of its events. */
  actor: string;
  address: string;
  port: number;
  /** The focus, or by way of whom it is reached. */
  remote: SipPlace;
  /** Header fields of the SUBSCRIBE of somebody: who it is, and a Route where there is one. */
  initial: (identity: string) => Record<string, string>;
  /** Group Session Identity. */
  group: string;
  /** Where `notifications.sip.gz` is kept: every NOTIFY as it came. */
  folder: string;
}

interface Subscriber {
  identity: string;
  callId: string;
  roster: FollowedRoster;
  /** CSeq of the last NOTIFY, whose copies are answered and not counted. */
  last: number;
  answers: boolean;
  accepted: PromiseWithResolvers<number>;
}

/**
 * The conference subscriptions of a large group, over TCP: SIPp ends on messages as long as the roster of such a group. It
 * subscribes, answers every NOTIFY at once, and reads it when there is time.
 */
export class WatchStation {
  readonly #options: StationOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #reader = new DocumentReader();
  readonly #evidence: Gzip;
  readonly #written: Promise<void>;
  readonly #unread: (() => void)[] = [];
  #reading: NodeJS.Immediate | undefined;
  #towards: Socket | undefined;
  #closed = false;

  private constructor(options: StationOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    this.#evidence = createGzip({ level: constants.Z_BEST_SPEED });
    const file = this.#evidence.pipe(createWriteStream(join(options.folder, 'notifications.sip.gz')));
    this.#written = finished(file);
  }

  /** A station that listens and is connected to the focus. Rejects with the system's error where it cannot be. */
  static async open(options: StationOptions): Promise<WatchStation> {
    const station = new WatchStation(options);
    const { address, port, remote } = options;
    await new Promise<void>((resolve, reject) => {
      station.#server.once('error', reject);
      station.#server.listen(port, address, resolve);
    });
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host: remote.address, port: remote.port, localAddress: address, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        station.#towards = socket;
        station.#serve(socket);
        resolve();
      });
    });
    return station;
  }

  /** Subscribes somebody; resolves with the status of the final response. */
  subscribe(identity: string): Promise<number> {
    const { group, initial } = this.#options;
    const here = hostPort(this.#options);
    const tag = randomBytes(6).toString('hex');
    const callId = `w-${tag}@${bracketed(this.#options.address)}`;
    const accepted = Promise.withResolvers<number>();
    const roster = this.#reader.follow();
    this.#subscribers.set(callId, { identity, callId, roster, last: 0, answers: true, accepted });
    this.#write(this.#towards!, [
      `SUBSCRIBE ${group} SIP/2.0`,
      `Via: SIP/2.0/TCP ${here};branch=z9hG4bKw${tag}`,
      'Max-Forwards: 70',
      `From: <${identity}>;tag=${tag}`,
      `To: <${group}>`,
      `Call-ID: ${callId}`,
      'CSeq: 1 SUBSCRIBE',
      `Contact: <sip:${userOf(identity)}@${here};transport=tcp>`,
      ...Object.entries(initial(identity)).map(([name, value]) => `${name}: ${value}`),
      'Event: conference',
      'Accept: application/conference-info+xml',
      'Expires: 3600',
    ]);
    return accepted.promise;
  }

  /** From now on that subscriber answers nothing, as a device does that is gone. */
  fallSilent(identity: string): void {
    for (const subscriber of this.#subscribers.values())
      if (subscriber.identity === identity) subscriber.answers = false;
  }

  /** Ends every connection, reads what is still unread, and completes the evidence. */
  async close(): Promise<void> {
    this.#closed = true;
    clearImmediate(this.#reading);
    for (const read of this.#unread.splice(0)) read();
    for (const { accepted } of this.#subscribers.values()) accepted.resolve(0);
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    this.#evidence.end();
    await this.#written;
  }

  #serve(socket: Socket): void {
    const stream = new SipStream();
    this.#sockets.add(socket);
    socket.on('data', (octets) => {
      const at = this.#options.recorder.now();
      for (const message of stream.push(octets)) this.#take(message, socket, at);
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #take({ head, body }: StreamedMessage, socket: Socket, at: number): void {
    const message = parseSipMessage(head);
    const subscriber = this.#subscribers.get(message.callId ?? '');
    if (message.kind === 'response') {
      if (message.status >= 200) subscriber?.accepted.resolve(message.status);
      return;
    }
    if (!subscriber) return this.#answer(message, socket, '481 Call/Transaction Does Not Exist');
    if (subscriber.answers) this.#answer(message, socket, '200 OK');
    const cseq = message.cseq?.number ?? 0;
    if (message.method !== 'NOTIFY' || cseq <= subscriber.last) return;
    subscriber.last = cseq;
    // The answer must not wait for the reading of a long document, nor the next message for that.
    this.#later(() => this.#read(subscriber, message, cseq, head, body, at));
  }

  #later(read: () => void): void {
    this.#unread.push(read);
    this.#reading ??= setImmediate(() => this.#readOn());
  }

  #readOn(): void {
    this.#reading = undefined;
    this.#unread.shift()?.();
    if (this.#unread.length > 0 && !this.#closed) this.#reading = setImmediate(() => this.#readOn());
  }

  #read(subscriber: Subscriber, message: SipRequest, cseq: number, head: string, body: Buffer, at: number): void {
    this.#evidence.write(`${at.toFixed(3)} ms\r\n${head}`, 'latin1');
    this.#evidence.write(body);
    this.#evidence.write('\r\n');
    const { actor, recorder } = this.#options;
    const state = (message.header('subscription-state') ?? '').split(';')[0]!.trim().toLowerCase();
    recorder.record({
      kind: 'notice',
      actor,
      at,
      subscriber: subscriber.identity,
      cseq,
      state,
      size: body.length,
      ...(body.length > 0 && understood(subscriber.roster, body.toString('utf8'))),
    });
    if (state === 'terminated') subscriber.roster.end();
  }

  #answer(request: SipRequest, socket: Socket, status: string): void {
    const copied = ['via', 'from', 'to', 'call-id', 'cseq'].flatMap((name) =>
      request.headers(name).map((value) => `${name}: ${value}`),
    );
    this.#write(socket, [`SIP/2.0 ${status}`, ...copied]);
  }

  #write(socket: Socket, lines: string[]): void {
    if (!socket.destroyed) socket.write(`${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, 'latin1');
  }
}

/** What an event has to say of a document. */
function understood(roster: FollowedRoster, text: string) {
  const first = roster.isNew;
  try {
    const { version, connected, departures, arrivals, anomalies } = roster.take(text);
    return {
      ...(version !== undefined && { version }),
      connected,
      ...(departures.length > 0 && { departures }),
      ...(!first && arrivals.length > 0 && { arrivals }),
      ...(anomalies.length > 0 && { anomalies }),
    };
  } catch (error) {
    if (error instanceof ConferenceInfoError) return { unreadable: error.message };
    throw error;
  }
}

const userOf = (identity: string): string => /^[a-z]+:([^@;]+)/i.exec(identity)?.[1] ?? 'participant';
