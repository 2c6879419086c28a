import { createSocket } from 'node:dgram';
import type { Socket as UdpSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { Socket as TcpSocket } from 'node:net';

/** What a raw peer received, and when, on the harness's clock. */
export interface RawMessage {
  at: number;
  text: string;
}

/**
 * A bare SIP peer for the tests of this folder: sends text as it is, splits what comes into messages, and lets a test
 * take them one by one. It knows nothing of transactions, so nothing is retransmitted or answered behind a test's back.
 */
export class RawPeer {
  readonly received: RawMessage[] = [];
  readonly #waiting = new Set<() => void>();
  #taken = 0;
  #rest = '';

  readonly address: string;
  readonly #write: (text: string) => void;
  readonly #end: () => void;

  private constructor(address: string, write: (text: string) => void, end: () => void) {
    this.address = address;
    this.#write = write;
    this.#end = end;
  }

  /** @param to `address:port` of the SIPp process. */
  static async udp(address: string, port: number, to: string): Promise<RawPeer> {
    const socket: UdpSocket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(port, address, resolve));
    const [host, toPort] = to.split(':');
    const peer = new RawPeer(
      `${address}:${socket.address().port}`,
      (text) => socket.send(Buffer.from(text, 'latin1'), Number(toPort), host),
      () => socket.close(),
    );
    socket.on('message', (data) => peer.#take(data.toString('latin1')));
    return peer;
  }

  /** Connects to a SIPp process over TCP. */
  static tcp(address: string, to: string): Promise<RawPeer> {
    const [host, port] = to.split(':');
    return new Promise((resolve, reject) => {
      const socket = connect({ host: host!, port: Number(port), localAddress: address });
      socket.once('error', reject);
      socket.once('connect', () => resolve(RawPeer.#over(socket)));
    });
  }

  /** Listens, and resolves with a way to await the peer that SIPp connects to. */
  static async tcpServer(address: string, port: number): Promise<{ accepted: Promise<RawPeer>; close(): void }> {
    const server = createServer();
    const accepted = new Promise<RawPeer>((resolve) =>
      server.once('connection', (socket) => resolve(RawPeer.#over(socket))),
    );
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    return { accepted, close: () => server.close() };
  }

  static #over(socket: TcpSocket): RawPeer {
    const peer = new RawPeer(
      `${socket.localAddress}:${socket.localPort}`,
      (text) => socket.write(text, 'latin1'),
      () => socket.destroy(),
    );
    socket.on('data', (data) => peer.#split(data.toString('latin1')));
    socket.on('error', () => socket.destroy());
    return peer;
  }

  send(text: string): void {
    this.#write(text);
  }

  /** The next message, not taken before, that matches. @throws Error after `limitMs`, with what came instead. */
  next(pattern: RegExp, limitMs = 10_000): Promise<RawMessage> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const index = this.received.findIndex((message, at) => at >= this.#taken && pattern.test(message.text));
        if (index < 0) return;
        this.#taken = index + 1;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(this.received[index]!);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const seen = this.received.slice(this.#taken).map(({ text }) => text.split('\r\n')[0]);
        reject(new Error(`no ${pattern} within ${limitMs} ms; seen: ${seen.join(', ') || 'nothing'}`));
      }, limitMs);
      this.#waiting.add(look);
      look();
    });
  }

  close(): void {
    this.#end();
  }

  #take(text: string): void {
    this.received.push({ at: performance.now(), text });
    for (const look of this.#waiting) look();
  }

  #split(text: string): void {
    this.#rest += text;
    for (;;) {
      const boundary = this.#rest.indexOf('\r\n\r\n');
      if (boundary < 0) return;
      const length = Number(/^content-length:\s*(\d+)/im.exec(this.#rest)?.[1] ?? 0);
      const end = boundary + 4 + length;
      if (this.#rest.length < end) return;
      const message = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end);
      this.#take(message);
    }
  }
}

/** What a test says of a request that it sends; the rest is the same everywhere. */
export interface RawRequest {
  method: string;
  callId: string;
  cseq: number;
  from?: string;
  to?: string;
  /** Local `address:port`, for Via and Contact. */
  at: string;
  transport?: 'UDP' | 'TCP';
  headers?: string[];
  body?: string;
}

let branches = 0;

export function requestText(request: RawRequest): string {
  const { method, callId, cseq, at, transport = 'UDP', headers = [], body = '' } = request;
  const { from = '<sip:alice@ims.test>;tag=a1', to = '<sip:group@ims.test>' } = request;
  return [
    `${method} sip:group@ims.test SIP/2.0`,
    `Via: SIP/2.0/${transport} ${at};branch=z9hG4bKraw${branches++}`,
    'Max-Forwards: 70',
    `From: ${from}`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    `Contact: <sip:alice@${at}>`,
    ...headers,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** @param tag for To, where the request has none. */
export function responseText(
  request: string,
  status: string,
  { tag = '', headers = [], body = '' }: { tag?: string; headers?: string[]; body?: string } = {},
): string {
  const copied = request
    .split('\r\n\r\n', 1)[0]!
    .split('\r\n')
    .filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
    .map((line) => (/^to:/i.test(line) && tag !== '' ? `${line};tag=${tag}` : line));
  return [`SIP/2.0 ${status}`, ...copied, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
}

/** Value of the first header field line of that name. */
export const fieldOf = (message: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(message)?.[1] ?? '';
