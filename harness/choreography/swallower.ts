import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { once } from 'node:events';

/**
 * Takes the place of SIPp at its UDP port and answers nothing: a path that swallows everything. A bare socket, since
 * SIPp answers REGISTER, OPTIONS and the like by itself; over TCP the relay in front of SIPp does the same.
 */
export class Swallower {
  readonly #socket: Socket;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @param onSwallowed told each datagram */
  static async listen(address: string, port: number, onSwallowed: (text: string) => void): Promise<Swallower> {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.on('message', (datagram) => onSwallowed(datagram.toString('latin1')));
    socket.bind(port, address);
    await once(socket, 'listening');
    return new Swallower(socket);
  }

  close(): void {
    if (!this.#closed) this.#socket.close();
    this.#closed = true;
  }
}
