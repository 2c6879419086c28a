import { readFrames } from '../capture/frames.ts';
import { type Datagram, IpReader } from '../capture/ip.ts';
import { TcpStream } from '../capture/tcp.ts';

const TCP = 6;
const SYN = 2;

/**
 * What was said in a capture, put together: each direction of each TCP connection, and each datagram that came in
 * fragments or whole.
 */
export async function streamsIn(file: string): Promise<Buffer[]> {
  const ip = new IpReader();
  const tcp = new Map<string, { stream: TcpStream; said: Buffer[] }>();
  const datagrams: Buffer[] = [];
  const take = ({ at, source, destination, protocol, payload }: Datagram): void => {
    if (protocol !== TCP || payload.length < 20) return void datagrams.push(Buffer.from(payload));
    const key = `${source}:${payload.readUInt16BE(0)} ${destination}:${payload.readUInt16BE(2)}`;
    const known = tcp.get(key) ?? { stream: new TcpStream(), said: [] };
    tcp.set(key, known);
    const seq = payload.readUInt32BE(4);
    if (payload[13]! & SYN) return known.stream.beginAt(seq + 1);
    const data = payload.subarray((payload[12]! >> 4) * 4);
    for (const piece of known.stream.push(seq, data, at)) known.said.push(Buffer.from(piece.data));
  };
  await readFrames(file, (frame) => {
    const datagram = ip.read(frame);
    if (datagram) take(datagram);
  });
  const connections = [...tcp.values()].map(({ stream, said }) =>
    Buffer.concat([...said, ...stream.flush().map(({ data }) => Buffer.from(data))]),
  );
  return [...connections, ...datagrams];
}
