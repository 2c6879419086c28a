import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyOfType } from '../sip/body.ts';
import { parseSipMessage } from '../sip/message.ts';
import { CONFERENCE_INFO_TYPE, ConferenceInfoError, parseConferenceInfo } from './document.ts';
import { MAX_DOCUMENT_SIZE } from './xml.ts';

const wire = (name: string): string => {
  const raw = readFileSync(new URL(`../../fixtures/wire/${name}`, import.meta.url), 'utf8');
  return bodyOfType(parseSipMessage(raw), CONFERENCE_INFO_TYPE)!;
};
const NAMESPACE = 'xmlns="urn:ietf:params:xml:ns:conference-info"';

describe('documents as they stand on the wire', () => {
  test('full state', () => {
    const info = parseConferenceInfo(wire('04-notify-full.sip'));
    expect(info).toMatchObject({
      entity: 'sip:gs-7f3a9c@as1.ims.example.com',
      state: 'full',
      version: 1,
      userCount: 3,
      active: true,
    });
    expect(info.users?.users).toHaveLength(3);
    expect(info.users?.users[0]).toEqual({
      entity: 'sip:+15550100001@ims.example.com',
      state: 'full',
      endpoints: [
        { entity: 'sip:+15550100001@ims.example.com', state: 'full', status: 'connected', joiningMethod: 'dialed-in' },
      ],
    });
  });

  test('a departure', () => {
    const info = parseConferenceInfo(wire('10-notify-departed.sip'));
    expect(info).toMatchObject({ state: 'partial', version: 2, users: { state: 'partial', stated: true } });
    expect(info.users?.users[0]?.endpoints).toEqual([
      {
        entity: 'sip:+15550100001@ims.example.com',
        state: 'partial',
        status: 'disconnected',
        disconnectionMethod: 'departed',
      },
    ]);
  });

  test('two devices of one user', () => {
    const endpoints = parseConferenceInfo(wire('19-notify-multidevice.sip')).users?.users[0]?.endpoints;
    expect(endpoints?.map(({ status }) => status)).toEqual(['disconnected', 'connected']);
  });
});

describe('other ways to write it', () => {
  test('prefixes, foreign elements of the same name, comments, CDATA, padding', () => {
    const info = parseConferenceInfo(
      `<ci:conference-info xmlns:ci="urn:ietf:params:xml:ns:conference-info" xmlns:x="urn:x" entity=" sip:g@h " version=" 7 ">
        <!-- <users/> --><x:users state="deleted"/>
        <ci:users><x:user entity="sip:not@us"/><ci:user entity="sip:a@h" x:state="deleted">
          <ci:endpoint entity="e"><ci:status>
            on-hold </ci:status><x:status>disconnected</x:status></ci:endpoint>
          <ci:display-text><![CDATA[A & B]]></ci:display-text></ci:user></ci:users></ci:conference-info>`,
    );
    expect(info).toEqual({
      entity: 'sip:g@h',
      state: 'full',
      version: 7,
      users: {
        state: 'full',
        stated: false,
        users: [
          {
            entity: 'sip:a@h',
            state: 'full',
            displayText: 'A & B',
            endpoints: [{ entity: 'e', state: 'full', status: 'on-hold' }],
          },
        ],
      },
    });
  });

  test('no namespace at all', () => {
    expect(parseConferenceInfo('<conference-info entity="g" state="partial" version="2"/>')).toEqual({
      entity: 'g',
      state: 'partial',
      version: 2,
    });
  });

  test.each([
    [`<conference-info ${NAMESPACE} version="two"/>`, undefined],
    [`<conference-info ${NAMESPACE} version="-1"/>`, undefined],
    [`<conference-info ${NAMESPACE} version="0"/>`, 0],
  ])('a version that is a number: %s', (xml, version) => expect(parseConferenceInfo(xml).version).toBe(version));

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ])('active %s', (text, active) =>
    expect(
      parseConferenceInfo(
        `<conference-info ${NAMESPACE}><conference-state><active>${text}</active></conference-state></conference-info>`,
      ).active,
    ).toBe(active),
  );
});

describe('what is refused', () => {
  test.each([
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]><conference-info ${NAMESPACE}/>`, /document type declaration/],
    ['an entity without declaration', `<conference-info ${NAMESPACE}>&a;</conference-info>`, /not well-formed/],
    ['an unclosed element', `<conference-info ${NAMESPACE}>`, /not well-formed/],
    ['no element', ' ', /empty/],
    ['text', 'hello', /not well-formed/],
    ['another document', '<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"/>', /resource-lists/],
    ['the name in another namespace', '<conference-info xmlns="urn:x"/>', /of "urn:x"/],
    ['too much', `<conference-info ${NAMESPACE}>${' '.repeat(MAX_DOCUMENT_SIZE)}</conference-info>`, /larger than/],
  ])('%s', (_, xml, reason) => {
    expect(() => parseConferenceInfo(xml)).toThrow(ConferenceInfoError);
    expect(() => parseConferenceInfo(xml)).toThrow(reason);
  });

  test('anything else is read or refused, and no element name is special', () => {
    const name = fc.constantFrom('a', 'users', 'user', '__proto__', 'toString', 'constructor', '$', '_', '&', '<');
    const kindOfFailure = (xml: string): unknown => {
      try {
        parseConferenceInfo(xml);
      } catch (error) {
        return (error as Error).constructor;
      }
      return undefined;
    };
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) => {
        const open = names.map((text) => `<${text}>`).join('');
        const close = names
          .toReversed()
          .map((text) => `</${text}>`)
          .join('');
        expect([undefined, ConferenceInfoError]).toContain(
          kindOfFailure(`<conference-info ${NAMESPACE}>${open}${close}</conference-info>`),
        );
      }),
    );
  });
});
