import net from 'node:net';

/** A bare TCP peer for unit tests: it writes what it is told, keeps what it hears, and knows nothing of MSRP. */
export class RawPeer {
  readonly socket: net.Socket;
  #heard = '';

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (octets: Buffer) => {
      this.#heard += octets.toString('latin1');
    });
    socket.on('error', () => {
      // A reset by the other side is part of what the tests provoke.
    });
  }

  /** A peer that connects, as an active system under test does. */
  static async connect(to: { address: string; port: number }): Promise<RawPeer> {
    const socket = net.connect({ host: to.address, port: to.port, allowHalfOpen: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawPeer(socket);
  }

  /** A listener on a free port of 127.0.0.1, as a passive system under test has one. */
  static async listen(): Promise<{ uri: string; accepted: Promise<RawPeer>; close: () => Promise<void> }> {
    const server = net.createServer({ allowHalfOpen: true }).unref();
    const accepted = new Promise<RawPeer>((resolve) => {
      server.once('connection', (socket) => resolve(new RawPeer(socket)));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const at = server.address();
    if (at === null || typeof at === 'string') throw new Error('no port');
    const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
    return { uri: `msrp://127.0.0.1:${at.port}/sut;tcp`, accepted, close };
  }

  /** Everything heard so far. */
  get heard(): string {
    return this.#heard;
  }

  /** The match of `pattern` in what was heard, once there is one. */
  hear(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = () => {
        const match = pattern.exec(this.#heard);
        if (!match) return;
        this.socket.off('data', look);
        resolve(match);
      };
      this.socket.on('data', look);
      look();
    });
  }

  /** Writes `lines`, each with its CRLF. */
  say(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''));
  }

  /** Hears a SEND (the next one that it has not answered) and answers it. */
  async answer(status: string, pattern = /MSRP (\S+) SEND\r\nTo-Path: (\S+).*\r\nFrom-Path: (\S+)/): Promise<void> {
    const [, transaction, to, from] = await this.hear(pattern);
    this.#heard = this.#heard.replace(`MSRP ${transaction} SEND`, `MSRP ${transaction} (answered)`);
    this.say(`MSRP ${transaction} ${status}`, `To-Path: ${from}`, `From-Path: ${to}`, `-------${transaction}$`);
  }

  /** Closes its own direction; what it hears goes on. */
  fin(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Resolves once nothing is left of it. */
  destroy(): Promise<void> {
    if (this.socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.destroy();
    });
  }
}
