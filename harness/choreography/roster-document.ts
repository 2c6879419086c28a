import { Builder } from 'xml2js';

/** The full state of a small group (RFC 4575 §5), as the network side notifies a client that subscribes. */
export function rosterDocument(group: string, version: number): string {
  const members = ['sip:+15550100002@ims.example.com', 'sip:+15550100003@ims.example.com'];
  return new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' } }).buildObject({
    'conference-info': {
      $: { xmlns: 'urn:ietf:params:xml:ns:conference-info', entity: group, state: 'full', version: String(version) },
      'conference-state': { 'user-count': members.length, active: true },
      users: {
        user: members.map((entity) => ({
          $: { entity, state: 'full' },
          endpoint: { $: { entity }, status: 'connected' },
        })),
      },
    },
  });
}
