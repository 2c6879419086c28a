import { Builder } from 'xml2js';
import type { Notification } from './network-notifier.ts';
import type { ConferenceNews } from './window-steps.ts';

const BOB = 'sip:+15550100002@ims.example.com';
const CAROL = 'sip:+15550100003@ims.example.com';
const DAVE = 'sip:+15550100004@ims.example.com';

/**
 * The full state of a small group (RFC 4575 §5), as the network side notifies a client that subscribes.
 * @param client public identity of the client, a member too
 */
export const rosterDocument = (group: string, client: string, version: number): string =>
  document(group, version, 'full', [client, BOB, CAROL].map(connected));

/** The NOTIFY that brings a piece of news, under the next version number. */
export function notificationOf(news: ConferenceNews, group: string, client: string, version: number): Notification {
  const active = 'active;expires=3600';
  switch (news) {
    case 'somebody joins':
      return { state: active, document: document(group, version, 'partial', [connected(DAVE)]) };
    case 'the client has departed':
      return { state: active, document: document(group, version, 'partial', [departed(client)]) };
    case 'the subscription is over':
      return { state: 'terminated;reason=noresource' };
  }
}

const connected = (entity: string) => userOf(entity, { status: 'connected' });

const departed = (entity: string) => userOf(entity, { status: 'disconnected', 'disconnection-method': 'departed' });

const userOf = (entity: string, endpoint: object) => ({
  $: { entity, state: 'full' },
  endpoint: { $: { entity }, ...endpoint },
});

function document(group: string, version: number, state: 'full' | 'partial', users: object[]): string {
  return new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' } }).buildObject({
    'conference-info': {
      $: { xmlns: 'urn:ietf:params:xml:ns:conference-info', entity: group, state, version: String(version) },
      ...(state === 'full' && { 'conference-state': { 'user-count': users.length, active: true } }),
      users: { ...(state === 'partial' && { $: { state } }), user: users },
    },
  });
}
