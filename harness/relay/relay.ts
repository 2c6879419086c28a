import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readableSipMessage, type SipMessage } from '../sip/message.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { describeFault, type Direction, type Fault, type Faults } from './fault.ts';
import { answered, passedBack, passedOn, type Place, targetOf } from './hop.ts';

export interface RelayOptions {
  recorder: Recorder;
  /** The device whose access network this is; the relay's two ends are actors of these names on the timeline. */
  device: string;
  /** Actor that talks to the client. */
  towardsClient: string;
  /** Actor that talks to the network. */
  towardsNetwork: string;
  /** Where it listens. */
  own: Place;
  /** The hops to the focus, nearest first: the focus alone, or a P-CSCF and the focus. */
  path: readonly [Place, ...Place[]];
  faults: Faults;
}

/**
 * The access network of one client: a stateless proxy over UDP that stays on the path of every dialog and does to each
 * message what the faults of the network say. Both ends are on the record: what it got, and what went on.
 */
export class ImpairmentRelay {
  readonly #options: RelayOptions;
  readonly #socket: Socket;
  readonly #delayed = new Set<NodeJS.Timeout>();

  private constructor(options: RelayOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    socket.on('message', (datagram, { address, port }) =>
      this.#receive(datagram.toString('latin1'), { address, port }),
    );
    // An unreachable peer is what lost messages are about.
    socket.on('error', () => {});
  }

  /** Listens. @throws the system's error where the address cannot be had */
  static async open(options: RelayOptions): Promise<ImpairmentRelay> {
    const socket = createSocket('udp4');
    socket.bind(options.own.port, options.own.address);
    await once(socket, 'listening');
    return new ImpairmentRelay(options, socket);
  }

  /** What has been held up goes no further. */
  close(): void {
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#socket.close();
  }

  #receive(raw: string, source: Place): void {
    const message = readableSipMessage(raw);
    if (!message) return;
    const { path, towardsClient, towardsNetwork, faults, device } = this.#options;
    const direction: Direction = path.some(({ address }) => address === source.address) ? 'down' : 'up';
    this.#record(direction === 'up' ? towardsClient : towardsNetwork, 'received', raw);
    const fault = faults.meet(message, direction, device);
    if (fault && fault.act !== 'pass') this.#impair(fault, message, direction, source);
    else this.#forward(message, direction, source);
  }

  #impair(fault: Exclude<Fault, { act: 'pass' }>, message: SipMessage, direction: Direction, source: Place): void {
    const { recorder } = this.#options;
    recorder.record({ kind: 'mark', mark: 'impaired', detail: `${describeFault(fault)}: ${message.startLine}` });
    switch (fault.act) {
      case 'drop':
        return;
      case 'answer':
        this.#send(answered(message.raw, fault.code), source, direction === 'up' ? 'down' : 'up');
        return;
      case 'duplicate':
        this.#forward(message, direction, source);
        this.#forward(message, direction, source);
        return;
      case 'delay': {
        const timer = setTimeout(() => {
          this.#delayed.delete(timer);
          this.#forward(message, direction, source);
        }, fault.ms);
        this.#delayed.add(timer);
      }
    }
  }

  #forward({ kind, raw }: SipMessage, direction: Direction, source: Place): void {
    const { own, path } = this.#options;
    if (kind === 'response') {
      const back = passedBack(raw, own);
      if (back) this.#send(back.raw, back.to, direction);
      return;
    }
    const onward = passedOn(raw, { own, source, path: direction === 'up' ? path : [] });
    this.#send(onward, direction === 'up' ? path[0] : targetOf(onward), direction);
  }

  #send(raw: string, to: Place, direction: Direction): void {
    const { towardsClient, towardsNetwork } = this.#options;
    this.#socket.send(Buffer.from(raw, 'latin1'), to.port, to.address, () => {});
    this.#record(direction === 'up' ? towardsNetwork : towardsClient, 'sent', raw);
  }

  #record(actor: string, direction: 'sent' | 'received', raw: string): void {
    this.#options.recorder.record({ kind: 'sip', actor, direction, transport: 'udp', raw });
  }
}
