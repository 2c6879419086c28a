import { standardPort } from '../../sip/transport.ts';
import { claimLoopbackPorts, LOOPBACK_6 } from './loopback-ports.ts';
import { HostError, type Site } from './host.ts';

/** A box in the lab that already runs: nothing is started, and nothing ended. */
export async function openAddressSite(localAddresses: readonly string[]): Promise<Site> {
  let next = 0;
  // There is but one such address, so that actors differ by their port.
  const ports = localAddresses.includes(LOOPBACK_6) ? await claimLoopbackPorts() : undefined;
  return {
    testPlace(transport) {
      const address = localAddresses[next++ % localAddresses.length];
      if (address === undefined) throw new HostError('host.address.localAddresses is empty');
      return { address, port: address === LOOPBACK_6 && ports ? ports.take() : standardPort(transport) };
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
    close: async () => ports?.release(),
  };
}
