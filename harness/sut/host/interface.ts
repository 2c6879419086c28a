import { networkInterfaces } from 'node:os';

/** Where packets to this machine's own addresses pass. */
export const loopbackDevice = (): string => deviceWith('127.0.0.1') ?? 'lo';

/**
 * By which network interface packets pass between an address and some of this machine's own; `undefined` where that is
 * not one.
 */
export function interfaceTowards(address: string, own: readonly string[]): string | undefined {
  if (deviceWith(address) !== undefined) return loopbackDevice();
  const [device, ...others] = new Set(own.map(deviceWith));
  return others.length === 0 ? device : undefined;
}

function deviceWith(address: string): string | undefined {
  if (address.startsWith('127.') && address !== '127.0.0.1') return loopbackDevice();
  return Object.entries(networkInterfaces()).find(([, has]) => has?.some((one) => one.address === address))?.[0];
}
