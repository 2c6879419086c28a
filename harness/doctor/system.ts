import { execa } from 'execa';
import type { SutDescriptor } from '../sut/descriptor.ts';
import { whyNotBindable } from './machine.ts';
import type { Symptom } from './symptom.ts';

/** Whether this machine has what a description speaks of: the image, the test side's addresses. */
export async function examineSystem({ host, product }: SutDescriptor): Promise<Symptom[]> {
  const symptoms: Symptom[] = [];
  if (host.image) symptoms.push(await ownImage(product.name, host.image.name));
  for (const address of host.address?.localAddresses ?? []) symptoms.push(await localAddress(product.name, address));
  return symptoms;
}

async function ownImage(system: string, name: string): Promise<Symptom> {
  const { exitCode } = await execa('docker', ['image', 'inspect', name], {
    reject: false,
    stdio: 'ignore',
    timeout: 10_000,
  });
  const id = `image of ${system}`;
  return exitCode === 0
    ? { id, state: 'good', found: name }
    : { id, state: 'missing', found: `${name} is not on this machine`, mend: `docker pull ${name}` };
}

async function localAddress(system: string, address: string): Promise<Symptom> {
  const fault = await whyNotBindable(address);
  const id = `address for ${system}`;
  return fault === undefined
    ? { id, state: 'good', found: `${address} port 5060 can be bound` }
    : {
        id,
        state: 'missing',
        found: fault,
        mend: `end what holds it, or add it: ip address add ${address}/32 dev lo (as root)`,
      };
}
