import { standardPort } from '../../sip/transport.ts';
import { HostError, type Site } from './host.ts';

/** A box in the lab that already runs: nothing is started, and nothing ended. */
export function openAddressSite(localAddresses: readonly string[]): Site {
  let next = 0;
  return {
    testPlace(transport) {
      const address = localAddresses[next++ % localAddresses.length];
      if (address === undefined) throw new HostError('host.address.localAddresses is empty');
      return { address, port: standardPort(transport) };
    },
    start: ({ descriptor }) => {
      const { ip } = descriptor.host.address!;
      return Promise.resolve({
        host: 'address' as const,
        build: ip,
        address: ip,
        exited: new Promise<never>(() => {}),
        output: () => '',
        stop: () => Promise.resolve(),
      });
    },
    close: () => Promise.resolve(),
  };
}
