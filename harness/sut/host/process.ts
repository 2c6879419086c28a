import { randomUUID } from 'node:crypto';
import { killMarked } from '../../reaper/marked.ts';
import { standardPort, type SipPlace, type SipTransport } from '../../sip/transport.ts';
import type { HostDescription } from '../descriptor.ts';
import { fill, fillAll, placeholdersOf } from '../placeholders.ts';
import { endingInWords, ProcessGroup } from '../process-group.ts';
import { AddressPool, writeBlock } from './address-pool.ts';
import { credentialPaths } from './credentials.ts';
import {
  HostError,
  portValues,
  usualPorts,
  type IpVersion,
  type OwnPorts,
  type Site,
  type Started,
  type StartOrder,
  type Traffic,
} from './host.ts';
import { loopbackDevice } from './interface.ts';
import { claimLoopbackPorts, LOOPBACK_6 } from './loopback-ports.ts';
import { claimLoopbackBlock } from './loopback-block.ts';
import { OutputTail } from './output-tail.ts';
import { untilReady, withLastWords } from './readiness.ts';

/** Carried by a system and all that it starts, under a value of its own. */
const SYSTEM_MARK = 'CPM_LEAVE_SYSTEM';

type ProcessDescription = NonNullable<HostDescription['process']>;

/** How long a process may take to end after SIGTERM, in milliseconds. */
const graceMs = 1_000;

/** Where the actors and the systems of a run are. */
interface Places {
  forActor(transport: SipTransport): SipPlace;
  forSystem(description: ProcessDescription, ixit: Pick<OwnPorts, 'port' | 'tlsPort'>): SipPlace & OwnPorts;
  traffic(): Traffic;
  release(): Promise<void>;
}

/** Systems as local processes, each on a loopback address of its own, in a block that no other run has; or on one of IPv6. */
export async function openProcessSite(ip: IpVersion = 4): Promise<Site> {
  const places = await (ip === 6 ? placesByPort() : placesByAddress());
  const alive = new Set<LocalProcess>();
  return {
    testPlace: (transport) => places.forActor(transport),
    traffic: () => places.traffic(),
    async start(order) {
      const { host, ixit } = order.descriptor;
      const sut = new LocalProcess(order, places.forSystem(host.process!, ixit));
      alive.add(sut);
      void sut.gone.then(() => alive.delete(sut));
      await sut.ready().catch(async (error: unknown) => {
        await sut.stop();
        throw error;
      });
      return sut;
    },
    async close() {
      await Promise.all([...alive].map((sut) => sut.stop()));
      await places.release();
    },
  };
}

async function placesByAddress(): Promise<Places> {
  const block = await claimLoopbackBlock();
  const pool = new AddressPool(block);
  return {
    forActor: (transport) => ({ address: pool.take(), port: standardPort(transport) }),
    forSystem: (_, { port, tlsPort }) => ({ ...usualPorts, address: pool.take(), port, tlsPort }),
    traffic: () => ({ device: loopbackDevice(), filter: `net ${writeBlock(block)}` }),
    release: () => block.release(),
  };
}

/** A system that does not ask for a port has the usual one, and there can be but one of it. */
async function placesByPort(): Promise<Places> {
  const ports = await claimLoopbackPorts();
  return {
    forActor: () => ({ address: LOOPBACK_6, port: ports.take() }),
    forSystem: ({ command, environment = {} }, { port, tlsPort }) => {
      const asked = new Set(
        [...command, ...Object.values(environment)].flatMap(placeholdersOf).map(({ name }) => name),
      );
      const portFor = (name: keyof OwnPorts, usual: number) => (asked.has(name) ? ports.take() : usual);
      return {
        address: LOOPBACK_6,
        port: portFor('port', port),
        tlsPort: portFor('tlsPort', tlsPort),
        controlPort: portFor('controlPort', usualPorts.controlPort),
      };
    },
    traffic: () => {
      throw new HostError(`at ${LOOPBACK_6} nobody's packets can be told from another's`);
    },
    release: () => ports.release(),
  };
}

class LocalProcess implements Started {
  readonly host = 'process';
  readonly build: string;
  readonly address: string;
  readonly ports: OwnPorts;
  readonly exited: Promise<{ message: string }>;
  /** Resolves when it has ended for whatever reason, with words on how. */
  readonly gone: Promise<string>;
  readonly #readyText: string | undefined;
  readonly #group: ProcessGroup;
  readonly #output = new OutputTail();
  readonly #mark = randomUUID();
  #stopping = false;
  #dead = false;

  constructor(
    { descriptor, runId, environment, nextHop, policyFunction, credentials }: StartOrder,
    own: SipPlace & OwnPorts,
  ) {
    const description = descriptor.host.process!;
    const { address, ...ports } = own;
    this.ports = ports;
    const values = {
      address,
      ...portValues(ports),
      runId,
      ...(nextHop !== undefined && { proxy: nextHop }),
      ...(policyFunction !== undefined && { policyFunction }),
      ...credentialPaths(credentials),
    };
    const [program, ...words] = description.command.map((word) => fill(word, values));
    this.address = address;
    this.build = [program, ...words].join(' ');
    this.#readyText = description.ready;
    this.#group = new ProcessGroup(program!, words, {
      directory: description.directory,
      environment: {
        ...fillAll(description.environment, values),
        ADDRESS: address,
        ...environment,
        [SYSTEM_MARK]: this.#mark,
      },
      onOutput: (_, chunk) => this.#output.add(chunk),
    });
    this.gone = this.#group.ended.then((ending) => {
      this.kill();
      // Who made itself a session of its own is in no group of ours any more.
      killMarked(SYSTEM_MARK, this.#mark);
      this.#dead = true;
      return withLastWords(endingInWords(ending), this.#output);
    });
    this.exited = new Promise((resolve) => {
      void this.gone.then((how) => (this.#stopping ? undefined : resolve({ message: `${this.build} ${how}` })));
    });
  }

  /** @throws {HostError} where it does not get that far */
  async ready(): Promise<void> {
    if (!this.#group.started) throw new HostError(`${this.build} ${await this.gone}`);
    await untilReady(this.build, this.#readyText, this.#output, this.gone);
  }

  output(): string {
    return this.#output.text();
  }

  /** Ends it, and whatever it started, without asking. */
  kill(): void {
    this.#group.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    // A process group's number is free for others once its last member has gone.
    if (this.#dead) return;
    this.#group.kill('SIGTERM');
    const impatience = setTimeout(() => this.kill(), graceMs);
    await this.gone;
    clearTimeout(impatience);
  }
}
