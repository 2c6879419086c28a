import { expect, test } from '@jest/globals';
import { type Frame, FrameReader } from '../capture/frames.ts';
import { addressesOf } from '../capture/ip.ts';
import { udpPacket } from '../evidence/packet.ts';
import { type Packet, renderPcapng } from '../evidence/pcapng.ts';
import { CaptureCutter, type Share } from './cut.ts';

const BEGAN = Date.parse('2026-11-22T12:00:00.000Z');

const packet = (at: number, from: string, to: string): Packet => ({
  time: BigInt(BEGAN + at) * 1_000_000n,
  data: udpPacket({ address: from, port: 5060 }, { address: to, port: 5060 }, Buffer.from(`at ${at}`)),
});

const share = (from: number, to: number, testSide: string[], systems: string[] = []): Share => ({
  from: BEGAN + from,
  to: BEGAN + to,
  testSide,
  systems,
});

/** What each share has, as milliseconds and addresses, and its file. */
function cut(packets: Packet[], shares: Share[], chunk = 1 << 20) {
  const pieces = shares.map((): Buffer[] => []);
  const cutter = new CaptureCutter(shares, 'a share', (index, piece) => pieces[index]!.push(Buffer.from(piece)));
  const whole = renderPcapng(packets, { about: 'all', application: 'dumpcap' });
  for (let at = 0; at < whole.length; at += chunk) cutter.push(whole.subarray(at, at + chunk));
  return pieces.map((own) => {
    const frames: string[] = [];
    const read = (frame: Frame) => {
      const { source, destination } = addressesOf(frame)!;
      frames.push(`${Math.round(frame.at - BEGAN)} ${source} ${destination}`);
    };
    if (own.length > 0) new FrameReader(read).push(Buffer.concat(own));
    return frames;
  });
}

const SUT = '127.20.0.1';
const [alice, bob] = ['127.20.0.2', '127.20.0.3'];

test('a case has the packets from and to its own addresses, both ways', () => {
  const packets = [packet(0, SUT, alice), packet(1, bob, SUT), packet(2, alice, SUT), packet(3, '127.0.0.1', alice)];
  expect(cut(packets, [share(0, 10, [alice]), share(0, 10, [bob])])).toEqual([
    [`0 ${SUT} ${alice}`, `2 ${alice} ${SUT}`, `3 127.0.0.1 ${alice}`],
    [`1 ${bob} ${SUT}`],
  ]);
});

test('what is before or after it is not of it', () => {
  const packets = [-500, 0, 100, 600].map((at) => packet(at, SUT, alice));
  expect(cut(packets, [share(0, 100, [alice])])).toEqual([[`0 ${SUT} ${alice}`, `100 ${SUT} ${alice}`]]);
});

test('what the harness itself says to a system is of no case; what two systems of a rig say to each other is', () => {
  const packets = [packet(0, '127.0.0.1', SUT), packet(1, SUT, bob), packet(2, SUT, '127.20.0.9')];
  expect(cut(packets, [share(0, 10, [alice], [SUT, bob]), share(0, 10, [alice])])).toEqual([[`1 ${SUT} ${bob}`], []]);
});

test.each([1, 7, 64, 1000])('chunks of %i octets make no difference', (chunk) => {
  const packets = Array.from({ length: 20 }, (_, at) => packet(at, SUT, at % 2 ? alice : bob));
  expect(cut(packets, [share(0, 100, [alice])], chunk)).toEqual(cut(packets, [share(0, 100, [alice])]));
});

test('IPv6 addresses are the same however they are written', () => {
  const packets = [packet(0, '2001:db8::1', '2001:db8::2')];
  expect(cut(packets, [share(0, 1, ['2001:0db8:0:0::2'])])[0]).toHaveLength(1);
});

test('what is no capture of this machine is refused', () => {
  const cutter = new CaptureCutter([], '', () => {});
  expect(() => cutter.push(Buffer.alloc(64))).toThrow('a block says that it has 0 octets');
  const whole = renderPcapng([], { about: '', application: '' });
  whole.writeUInt32BE(0x1a2b3c4d, 8);
  expect(() => new CaptureCutter([], '', () => {}).push(whole)).toThrow('it was not captured on this machine');
});
