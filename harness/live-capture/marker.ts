import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

const DISCARD_PORT = 9;

/** Where a packet can be sent that a capture sees. IP addresses. */
export interface Way {
  from: string;
  to: string;
}

/** Sends one datagram to the discard port (RFC 863), where nobody answers for it. */
export async function sendMarker({ from, to }: Way, text: string): Promise<void> {
  const socket = createSocket(from.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.bind({ address: from, exclusive: true });
    await once(socket, 'listening');
    const sent = Promise.withResolvers<void>();
    socket.send(text, DISCARD_PORT, to, (error) => (error ? sent.reject(error) : sent.resolve()));
    await sent.promise;
  } finally {
    socket.close();
  }
}

/** Whether a file holds a text behind an offset, in octets. */
export async function holds(path: string, text: string, offset: number): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const data = Buffer.alloc(Math.max(0, size - offset));
    await file.read(data, 0, data.length, offset);
    return data.includes(text);
  } finally {
    await file.close();
  }
}
