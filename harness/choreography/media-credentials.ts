import type { RunningSut } from '../sut/host/host.ts';
import type { Credentials } from '../tls/authority.ts';

/** What somebody at an address shows in the media, where those are over TLS; `undefined` where they are not. */
export const mediaCredentials = async (
  { descriptor, tls }: Pick<RunningSut, 'descriptor' | 'tls'>,
  address: string,
): Promise<Credentials | undefined> =>
  descriptor.ixit.media === 'tls' ? (await tls()).credentialsFor(address) : undefined;
