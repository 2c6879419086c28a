import type { HostDescription } from '../descriptor.ts';
import { standardPort } from '../../sip/transport.ts';
import { claimLoopbackPorts, LOOPBACK_6 } from './loopback-ports.ts';
import { HostError, type Site, type Traffic } from './host.ts';
import { interfaceTowards } from './interface.ts';

type Box = Pick<NonNullable<HostDescription['address']>, 'ip' | 'localAddresses'>;

/** A box in the lab that already runs: nothing is started, and nothing ended. */
export async function openAddressSite(box: Box): Promise<Site> {
  const { localAddresses } = box;
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
    traffic: () => trafficOf(box),
    close: async () => ports?.release(),
  };
}

/** Between the box and the test side, and nothing else. */
function trafficOf({ ip, localAddresses }: Box): Traffic {
  const shared = localAddresses.find((address) => address === ip);
  if (shared !== undefined) throw new HostError(`at ${shared} nobody's packets can be told from another's`);
  const device = interfaceTowards(ip, localAddresses);
  if (device === undefined)
    throw new HostError(`no one interface of this machine has ${localAddresses.join(' and ')}, towards ${ip}`);
  return { device, filter: `host ${ip} and (${localAddresses.map((address) => `host ${address}`).join(' or ')})` };
}
