import type { Ixit, SutDescriptor } from '../sut/descriptor.ts';
import type { RunningSut } from '../sut/host/host.ts';
import type { Adjustments, Lab } from '../sut/lab.ts';

/** A system that dies again and again is not started again for ever. */
const MOST_STARTS = 20;

/** Keeps one system under test running: when it has died, whoever asks next gets a new one. */
export class SutKeeper {
  readonly descriptor: SutDescriptor;
  readonly #lab: Lab;
  readonly #adjustments: Adjustments;
  #current: Promise<RunningSut> | undefined;
  #starts = 0;
  #ixit: Ixit;
  /** What the running system was made from; known once it has started. */
  build = '';

  constructor(lab: Lab, descriptor: SutDescriptor, adjustments: Adjustments) {
    this.#lab = lab;
    this.descriptor = descriptor;
    this.#ixit = descriptor.ixit;
    this.#adjustments = adjustments;
  }

  /** With the timers that the running system has; those of its description before it has started. */
  get ixit(): Ixit {
    return this.#ixit;
  }

  /** @throws HostError where it cannot be started, or has been started too often */
  running(): Promise<RunningSut> {
    this.#current ??= this.#start();
    return this.#current;
  }

  /** No case of its is left. */
  async stop(): Promise<void> {
    await (await this.#current)?.stop();
  }

  async #start(): Promise<RunningSut> {
    if (++this.#starts > MOST_STARTS)
      throw new Error(`${this.descriptor.product.name} died ${MOST_STARTS} times and is not started again`);
    const sut = await this.#lab.start(this.descriptor, this.#adjustments);
    this.build = sut.build;
    this.#ixit = sut.descriptor.ixit;
    void sut.exited.then(() => {
      this.#current = undefined;
    });
    return sut;
  }
}
