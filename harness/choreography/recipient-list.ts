import { Builder } from 'xml2js';

/** A list of people to whom a BYE is to be sent, as the body of one REFER (RFC 5368 §6, RFC 4826 §3). */
export function recipientList(targets: readonly string[]): string {
  const entry = targets.map((target) => ({ $: { uri: `${target};method=BYE` } }));
  const xml = new Builder({ xmldec: { version: '1.0', encoding: 'UTF-8' }, renderOpts: { pretty: false } }).buildObject(
    {
      'resource-lists': { $: { xmlns: 'urn:ietf:params:xml:ns:resource-lists' }, list: { entry } },
    },
  );
  return `${xml}\r\n`;
}
