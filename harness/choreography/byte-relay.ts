import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A segment of its own for an octet needs the one before it to be gone. */
async function writeSingly(octets: Buffer, socket: Socket, onLast: () => void): Promise<void> {
  for (const [index, octet] of octets.entries()) {
    if (index === octets.length - 1) onLast();
    socket.write(Buffer.of(octet));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Passes octets between a client and SIPp over TCP. A raw socket, since SIPp writes a message with one call and leaves
 * its segments to the kernel: here the test decides where a segment ends.
 */
export class ByteRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new Set<Socket>();
  #onSwallowed: ((message: string) => void) | undefined;
  /** Octets from SIPp that are kept back; undefined where they pass. */
  #kept: { chunks: Buffer[]; client: Socket } | undefined;
  #keeping = false;
  #onKept = (): void => {};

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens at an address and port, and connects to SIPp at another port of the same address for each connection. */
  static async listen(address: string, port: number, sippPort: number): Promise<ByteRelay> {
    const server = createServer({ noDelay: true });
    const relay = new ByteRelay(server);
    server.on('connection', (client) =>
      relay.#join(client, connect({ host: address, port: sippPort, localAddress: address, noDelay: true })),
    );
    server.listen(port, address);
    await once(server, 'listening');
    return relay;
  }

  /** From now on what SIPp sends is kept back. */
  keep(): void {
    this.#keeping = true;
  }

  /** Resolves once what is kept back satisfies a condition. @throws Error where it does not within the limit, in milliseconds */
  holding(satisfies: (text: string) => boolean, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!satisfies(Buffer.concat(this.#kept?.chunks ?? []).toString('latin1'))) return;
        clearTimeout(timer);
        this.#onKept = () => {};
        resolve();
      };
      const timer = setTimeout(
        () => reject(new Error('the relay was not passed by what it was to keep back')),
        limitMs,
      );
      this.#onKept = look;
      look();
    });
  }

  /**
   * Lets out what was kept back: each octet in a segment of its own, or all of it in one; what follows passes again.
   * @param onLast called in the tick in which the last octet of it goes out, and again for what came meanwhile
   */
  async letOut(segments: 'one-byte' | 'one', onLast: () => void): Promise<void> {
    // What comes while the octets go out one by one has to stay behind them.
    for (let kept = this.#takeKept(); kept; kept = this.#takeKept()) {
      const octets = Buffer.concat(kept.chunks);
      if (segments === 'one-byte') await writeSingly(octets, kept.client, onLast);
      else {
        onLast();
        kept.client.write(octets);
      }
    }
    this.#keeping = false;
  }

  #takeKept(): { chunks: Buffer[]; client: Socket } | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept;
  }

  /** From now on nothing of what the client sends passes. @param onSwallowed told each message, framed by Content-Length */
  swallow(onSwallowed: (message: string) => void): void {
    this.#onSwallowed = onSwallowed;
  }

  /** Resets every connection, and takes no more: the far end is gone. */
  reset(): void {
    this.#server.close();
    for (const client of this.#clients) client.resetAndDestroy();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, sipp: Socket): void {
    this.#clients.add(client);
    client.on('close', () => this.#clients.delete(client));
    let swallowed = '';
    client.on('data', (octets: Buffer) => {
      if (!this.#onSwallowed) return void sipp.write(octets);
      const { messages, rest } = messagesIn(swallowed + octets.toString('latin1'));
      swallowed = rest;
      for (const message of messages) this.#onSwallowed(message);
    });
    sipp.on('data', (octets) => {
      if (!this.#keeping) client.write(octets);
      else {
        (this.#kept ??= { chunks: [], client }).chunks.push(octets);
        this.#onKept();
      }
    });
    for (const [socket, other] of [
      [client, sipp],
      [sipp, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}

/** The whole SIP messages in a stream (RFC 3261 §18.3), and the beginning of the next. */
function messagesIn(stream: string): { messages: string[]; rest: string } {
  const messages: string[] = [];
  let rest = stream.replace(/^(\r\n)+/, '');
  for (;;) {
    const head = rest.indexOf('\r\n\r\n');
    const length = Number(/^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(rest.slice(0, head))?.[1] ?? 0);
    const end = head + 4 + length;
    if (head < 0 || rest.length < end) return { messages, rest };
    messages.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^(\r\n)+/, '');
  }
}
