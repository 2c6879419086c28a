import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';

/** A bare SIP peer over UDP, for the tests of this folder: sends text, keeps what comes, and lets a test wait for it. */
export class RawPeer {
  readonly received: { at: number; text: string; port: number }[] = [];
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (data, from) => {
      this.received.push({ at: performance.now(), text: data.toString('latin1'), port: from.port });
      this.#waiting.forEach((look) => look());
    });
  }

  static open(address: string, port = 0): Promise<RawPeer> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => socket.bind(port, address, () => resolve(new RawPeer(socket))));
  }

  get address(): string {
    const { address, port } = this.#socket.address();
    return `${address}:${port}`;
  }

  send(text: string, to: string): number {
    const [host, port] = to.split(':');
    this.#socket.send(Buffer.from(text, 'latin1'), Number(port), host);
    return performance.now();
  }

  /** The next message, not taken before, whose first line or text matches. */
  next(pattern: RegExp, limitMs = 2000): Promise<{ at: number; text: string }> {
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
        const seen = this.received.map((message) => message.text.split('\r\n')[0]).join(', ');
        reject(new Error(`no ${pattern} within ${limitMs} ms; seen: ${seen}`));
      }, limitMs);
      this.#waiting.add(look);
      look();
    });
  }

  close(): void {
    this.#socket.close();
  }
}
