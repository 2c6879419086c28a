import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePlainXml } from './plain-xml.ts';
import { ConferenceInfoError, parseAnyXml, type XmlElement } from './xml.ts';

const NAMES = ['a', 'b', 'x:a', 'users'];
const ATTRIBUTES = ['entity', 'state', 'x:state'];

/** All that a reader of conference-info could ask of an element. */
const seen = (element: XmlElement): unknown => ({
  is: [element.name, element.namespace, element.text],
  attributes: ATTRIBUTES.map((name) => element.attribute(name)),
  children: NAMES.flatMap((name) => element.children(name).map(seen)),
  first: NAMES.map((name) => element.child(name)?.text),
});

function byFullParser(xml: string): XmlElement | undefined {
  try {
    return parseAnyXml(xml);
  } catch (error) {
    if (error instanceof ConferenceInfoError) return undefined;
    throw error;
  }
}

const text = fc.stringMatching(/^[ \n a-z\]>"'=/]{0,8}$/);
const attributes = fc
  .uniqueArray(fc.constantFrom(...ATTRIBUTES, 'xmlns'), { maxLength: 3 })
  .chain((names) =>
    fc
      .tuple(...names.map(() => fc.tuple(fc.constantFrom(' ', '\n'), fc.constantFrom('="v"', "=' v '", ' = "urn:x"'))))
      .map((values) => names.map((name, index) => `${values[index]![0]}${name}${values[index]![1]}`).join('')),
  );
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom(...NAMES),
      attributes,
      fc.array(fc.oneof({ depthSize: 'small' }, text, tie('element')), { maxLength: 4 }),
      fc.constantFrom('', ' '),
    )
    .map(([name, has, inside, space]) =>
      inside.length === 0 ? `<${name}${has}${space}/>` : `<${name}${has}${space}>${inside.join('')}</${name}${space}>`,
    ),
}));
const document = element.map(
  (root) => `<?xml version="1.0" encoding="UTF-8"?>\n${root.replace(/[\s/>]/, ' xmlns:x="urn:y"$&')}\n`,
);

test('a plain document reads as the full parser reads it', () => {
  fc.assert(
    fc.property(document, (xml) => {
      const plain = parsePlainXml(xml);
      const full = byFullParser(xml);
      expect(plain && seen(plain)).toEqual(full && seen(full));
    }),
    { numRuns: 300 },
  );
});

test('a document that was spoilt anywhere is read as the full parser reads it, or left to it', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    '&amp;',
    ' ',
    '=',
    '<!--x-->',
    '<![CDATA[<]]>',
    '<?p?>',
    'é',
    'x:',
    '</a>',
    '\0',
  );
  fc.assert(
    fc.property(document, fc.nat(), pieces, fc.nat(3), (xml, place, piece, cut) => {
      const at = place % xml.length;
      const spoilt = xml.slice(0, at) + piece + xml.slice(at + cut);
      const plain = parsePlainXml(spoilt);
      const full = plain && byFullParser(spoilt);
      expect(plain && seen(plain)).toEqual(full && seen(full));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['a reference', '<a>&amp;</a>'],
  ['a comment', '<a><!-- --></a>'],
  ['a document type', '<!DOCTYPE a><a/>'],
  ['an entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ['an instruction', '<?x y?><a/>'],
  ['nothing', ''],
  ['two roots', '<a/><a/>'],
  ['an undeclared prefix', '<x:a/>'],
  ['a depth that nobody needs', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`],
])('%s is left to the full parser', (_, xml) => {
  expect(parsePlainXml(xml)).toBeUndefined();
});
