import { HostError } from './host.ts';

const toNumber = (address: string): number => address.split('.').reduce((value, part) => value * 256 + Number(part), 0);

const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** A block of IPv4 addresses, as `a.b.c.d/n`. */
export interface Block {
  first: string;
  prefix: number;
}

export const writeBlock = ({ first, prefix }: Block): string => `${first}/${prefix}`;

/** The upper half of a block: an address manager that counts from the bottom never gets there. */
export function upperHalf(cidr: string): Block {
  const [network, length] = cidr.split('/');
  const prefix = Number(length) + 1;
  return { first: toAddress(toNumber(network!) + 2 ** (32 - prefix)), prefix };
}

/** Hands out the addresses of a block once each, without those that end in 0 or 255. */
export class AddressPool {
  readonly #block: Block;
  #next = 0;

  constructor(block: Block) {
    this.#block = block;
  }

  /** @throws {HostError} when all have been handed out */
  take(): string {
    const size = 2 ** (32 - this.#block.prefix);
    for (;;) {
      const value = this.#next++;
      if (value >= size)
        throw new HostError(`all addresses of ${writeBlock(this.#block)} are in use; run fewer purposes`);
      const address = toAddress(toNumber(this.#block.first) + value);
      if (!/\.(0|255)$/.test(address)) return address;
    }
  }
}
