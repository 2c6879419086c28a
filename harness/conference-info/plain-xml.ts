import type { XmlElement } from './xml.ts';

/** By prefix; '' is the default one. */
type Namespaces = ReadonlyMap<string, string>;

const UNDECLARED: Namespaces = new Map([['', '']]);

/** Of an element or an attribute. */
interface Name {
  written: string;
  /** '' where it has none. */
  prefix: string;
  local: string;
}

interface Attribute {
  name: Name;
  value: string;
}

/** An element of a document that has nothing but elements, attributes and text. */
class PlainElement implements XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly qualifiedName: string;
  readonly scope: Namespaces;
  readonly #attributes: readonly Attribute[];
  readonly #children: PlainElement[] = [];
  #text = '';

  constructor({ written, prefix, local }: Name, attributes: readonly Attribute[], scope: Namespaces) {
    this.qualifiedName = written;
    this.name = local;
    this.scope = scope;
    this.#attributes = attributes;
    const namespace = scope.get(prefix);
    if (namespace === undefined) throw new NotPlain();
    this.namespace = namespace;
  }

  get text(): string {
    return this.#text.trim();
  }

  attribute(name: string): string | undefined {
    for (const { name: one, value } of this.#attributes) if (one.written === name) return value.trim();
    return undefined;
  }

  children(name: string): PlainElement[] {
    return this.#children.filter((child) => child.name === name && child.namespace === this.namespace);
  }

  child(name: string): PlainElement | undefined {
    return this.#children.find((child) => child.name === name && child.namespace === this.namespace);
  }

  addChild(child: PlainElement): void {
    this.#children.push(child);
  }

  addText(text: string): void {
    this.#text += text;
  }
}

/** The document has more than plain markup, or is not well-formed. */
class NotPlain extends Error {}

const DECLARATION =
  /^<\?xml[ \t\r\n]+version="1\.[01]"(?:[ \t\r\n]+encoding="[\w.-]+")?(?:[ \t\r\n]+standalone="(?:yes|no)")?[ \t\r\n]*\?>/;
const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;

/** Deeper than this no conference-info document goes. */
const DEEPEST = 100;

/**
 * The root element of a well-formed document of elements, attributes and text: what a notifier sends nearly always, read
 * many times faster than by a full parser.
 * @returns `undefined` where there is anything else in it (references, comments, CDATA, processing instructions, a document
 *   type), or a fault: that is for the full parser
 */
export function parsePlainXml(xml: string): XmlElement | undefined {
  try {
    return new PlainReader(xml).root();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class PlainReader {
  readonly #xml: string;
  #at: number;

  constructor(xml: string) {
    this.#xml = xml;
    this.#at = xml.startsWith('<?xml') ? (DECLARATION.exec(xml)?.[0].length ?? 0) : 0;
  }

  root(): PlainElement {
    this.#blank();
    let root: PlainElement | undefined;
    const open: PlainElement[] = [];
    do {
      const parent = open.at(-1);
      if (parent) parent.addText(this.#text());
      if (parent && this.#xml.startsWith('</', this.#at)) {
        this.#endTag(parent.qualifiedName);
        open.pop();
        continue;
      }
      const { element, empty } = this.#startTag(parent?.scope ?? UNDECLARED);
      parent?.addChild(element);
      root ??= element;
      if (!empty) open.push(element);
    } while (open.length > 0 && open.length < DEEPEST);
    this.#blank();
    if (!root || open.length > 0 || this.#at < this.#xml.length) throw new NotPlain();
    return root;
  }

  /** White space is all that may stand outside of the root. */
  #blank(): void {
    while (isBlank(this.#xml.charCodeAt(this.#at))) this.#at++;
  }

  #text(): string {
    const end = this.#xml.indexOf('<', this.#at);
    if (end < 0) throw new NotPlain();
    const text = this.#xml.slice(this.#at, end);
    if (text.includes('&')) throw new NotPlain();
    this.#at = end;
    return text;
  }

  #endTag(name: string): void {
    this.#at += 2;
    if (!this.#xml.startsWith(name, this.#at)) throw new NotPlain();
    this.#at += name.length;
    this.#blank();
    this.#expect('>');
  }

  #startTag(outer: Namespaces): { element: PlainElement; empty: boolean } {
    this.#expect('<');
    const name = this.#name();
    const attributes: Attribute[] = [];
    let scope = outer;
    for (;;) {
      const before = this.#at;
      this.#blank();
      const next = this.#xml.charCodeAt(this.#at);
      if (next === GREATER || next === SLASH) break;
      if (this.#at === before) throw new NotPlain();
      const attribute = this.#name();
      const value = this.#value();
      if (attributes.some(({ name: { written } }) => written === attribute.written)) throw new NotPlain();
      attributes.push({ name: attribute, value });
      if (attribute.written === 'xmlns') scope = new Map([...scope, ['', value]]);
      else if (attribute.prefix === 'xmlns') scope = declared(scope, attribute.local, value);
      else if (attribute.prefix === 'xml') throw new NotPlain();
    }
    for (const { name: attribute } of attributes)
      if (attribute.prefix !== '' && attribute.prefix !== 'xmlns' && !scope.has(attribute.prefix)) throw new NotPlain();
    const empty = this.#xml.charCodeAt(this.#at) === SLASH;
    if (empty) this.#at++;
    this.#expect('>');
    return { element: new PlainElement(name, attributes.filter(isPlain), scope), empty };
  }

  #value(): string {
    this.#blank();
    this.#expect('=');
    this.#blank();
    const quote = this.#xml[this.#at];
    if (quote !== '"' && quote !== "'") throw new NotPlain();
    const end = this.#xml.indexOf(quote, ++this.#at);
    if (end < 0) throw new NotPlain();
    const value = this.#xml.slice(this.#at, end);
    if (value.includes('<') || value.includes('&')) throw new NotPlain();
    this.#at = end + 1;
    return value;
  }

  #name(): Name {
    const from = this.#at;
    while (!isDelimiter(this.#xml.charCodeAt(this.#at))) this.#at++;
    return nameOf(this.#xml.slice(from, this.#at));
  }

  #expect(character: string): void {
    if (this.#xml[this.#at++] !== character) throw new NotPlain();
  }
}

/** Names met so far: documents of one kind have the same few. */
const met = new Map<string, Name>();
const MOST_MET = 1000;

function nameOf(text: string): Name {
  const known = met.get(text);
  if (known) return known;
  if (!NAME.test(text)) throw new NotPlain();
  // A copy: a part of a document would keep the whole document in memory.
  const written = Buffer.from(text).toString();
  const colon = written.indexOf(':');
  const name = { written, prefix: written.slice(0, Math.max(colon, 0)), local: written.slice(colon + 1) };
  if (met.size >= MOST_MET) met.clear();
  met.set(written, name);
  return name;
}

/** Without a prefix, and no declaration of a namespace. */
const isPlain = ({ name: { prefix, written } }: Attribute): boolean => prefix === '' && written !== 'xmlns';

/** Names that XML and its namespaces keep for themselves are not plain. */
function declared(scope: Namespaces, prefix: string, namespace: string): Namespaces {
  if (prefix.startsWith('xml') || namespace === '') throw new NotPlain();
  return new Map([...scope, [prefix, namespace]]);
}

const SLASH = 0x2f;
const GREATER = 0x3e;

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Behind a name stand white space, `=`, `/` or `>`; or the text ends. */
const isDelimiter = (code: number): boolean =>
  isBlank(code) || code === 0x3d || code === SLASH || code === GREATER || Number.isNaN(code);
