import { expect, test } from '@jest/globals';
import { parseStringPromise } from 'xml2js';
import { recipientList } from './recipient-list.ts';

test('an entry for everybody, each to be sent a BYE, in a document that ends as a body has to', async () => {
  const list = recipientList(['sip:bob@example.com', 'sip:o&m@example.com']);
  const { 'resource-lists': root } = (await parseStringPromise(list)) as {
    'resource-lists': { $: { xmlns: string }; list: { entry: { $: { uri: string } }[] }[] };
  };
  expect(root.$.xmlns).toBe('urn:ietf:params:xml:ns:resource-lists');
  expect(root.list[0]!.entry.map(({ $ }) => $.uri)).toEqual([
    'sip:bob@example.com;method=BYE',
    'sip:o&m@example.com;method=BYE',
  ]);
  expect(list.endsWith('\r\n')).toBe(true);
});
