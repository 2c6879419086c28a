import { Builder } from 'xml2js';

/** One device of the user, as an endpoint of the conference (RFC 4575 §5.7). */
export interface DeviceEndpoint {
  /** Contact URI of the device. */
  entity: string;
  status: 'connected' | 'departed';
}

/** Conference information about a user with an endpoint for each device; `full` replaces what was known, `partial` amends it. */
export function devicesDocument(
  group: string,
  user: string,
  endpoints: readonly DeviceEndpoint[],
  { version, state }: { version: number; state: 'full' | 'partial' },
): string {
  return new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' } }).buildObject({
    'conference-info': {
      $: { xmlns: 'urn:ietf:params:xml:ns:conference-info', entity: group, state, version: String(version) },
      users: {
        $: { state },
        user: {
          $: { entity: user, state },
          endpoint: endpoints.map(({ entity, status }) => ({
            $: { entity, state },
            ...(status === 'connected' ? { status } : { status: 'disconnected', 'disconnection-method': 'departed' }),
          })),
        },
      },
    },
  });
}
