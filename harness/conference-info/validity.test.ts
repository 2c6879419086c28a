import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { schemaFaults } from './validity.ts';

const document = (content: string, attributes = 'entity="sip:gs-1@as.example.com" version="1"') =>
  `<?xml version="1.0"?>\n<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" ${attributes}>${content}</conference-info>`;

const user = (content: string) => document(`<users><user entity="sip:carol@example.com">${content}</user></users>`);

describe('valid', () => {
  test.each([
    ['nothing but an entity', document('', 'entity="sip:gs-1@as.example.com"')],
    [
      'a departure',
      user('<endpoint><status>disconnected</status><disconnection-method>departed</disconnection-method></endpoint>'),
    ],
    [
      'extensions at the end',
      document('<conference-state><x:lang xmlns:x="urn:x"/></conference-state><x:y xmlns:x="urn:x"/>'),
    ],
    [
      'attributes of xml itself',
      user('<display-text/>').replace('<user ', '<user xml:lang="en" xml:space="preserve" '),
    ],
  ])('%s', (_what, xml) => expect(schemaFaults(xml)).toEqual([]));

  const wires = new URL('../../fixtures/wire/', import.meta.url);
  const notifications = readdirSync(wires).filter((file) => /-notify-(?!terminated)/.test(file));
  test.each(notifications)('%s', (file) => {
    const text = readFileSync(new URL(file, wires), 'utf8');
    expect(schemaFaults(text.slice(text.indexOf('<?xml')).trim())).toEqual([]);
  });
});

describe('invalid', () => {
  test.each([
    ['elements out of order', document('<users/><conference-state/>'), /conference-state.*not expected/],
    ['an unknown element', document('<participants/>'), /participants.*not expected/],
    ['an unknown status', user('<endpoint><status>gone</status></endpoint>'), /'gone' is not an element of the set/],
    ['an unknown method', user('<endpoint><disconnection-method>left</disconnection-method></endpoint>'), /'left'/],
    ['no entity', document('', 'version="1"'), /'entity' is required/],
    ['a version that is no number', document('', 'entity="sip:a@b" version="one"'), /version/],
    ['an attribute of xml itself', user('').replace('<user ', '<user xml:space="wide" '), /'wide'/],
    [
      'another namespace',
      document('').replace('conference-info"', 'something-else"'),
      /No matching global declaration/,
    ],
    ['no XML', '<conference-info', /line 1/],
  ])('%s', (_what, xml, fault) => expect(schemaFaults(xml)).toEqual([expect.stringMatching(fault)]));

  test('every fault is told', () => {
    const endpoints = '<endpoint><status>gone</status></endpoint><endpoint><status>lost</status></endpoint>';
    expect(schemaFaults(user(endpoints))).toHaveLength(2);
  });
});
