import type { XmlElement } from './xml.ts';

/** By prefix; '' is the default one. */
type Namespaces = ReadonlyMap<string, string>;

const UNDECLARED: Namespaces = new Map([['', '']]);

/** An element of a document that has nothing but elements, attributes and text. */
class PlainElement implements XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly qualifiedName: string;
  readonly scope: Namespaces;
  readonly #attributes: ReadonlyMap<string, string>;
  readonly #children: PlainElement[] = [];
  #text = '';

  constructor(qualifiedName: string, attributes: ReadonlyMap<string, string>, scope: Namespaces) {
    const colon = qualifiedName.indexOf(':');
    this.qualifiedName = qualifiedName;
    this.name = qualifiedName.slice(colon + 1);
    this.scope = scope;
    this.#attributes = attributes;
    const namespace = scope.get(colon < 0 ? '' : qualifiedName.slice(0, colon));
    if (namespace === undefined) throw new NotPlain();
    this.namespace = namespace;
  }

  get text(): string {
    return this.#text.trim();
  }

  attribute(name: string): string | undefined {
    return this.#attributes.get(name)?.trim();
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
    const attributes = new Map<string, string>();
    let scope = outer;
    for (;;) {
      const before = this.#at;
      this.#blank();
      const next = this.#xml[this.#at];
      if (next === '>' || next === '/') break;
      if (this.#at === before) throw new NotPlain();
      const attribute = this.#name();
      const value = this.#value();
      if (attributes.has(attribute)) throw new NotPlain();
      attributes.set(attribute, value);
      if (attribute === 'xmlns') scope = new Map([...scope, ['', value]]);
      else if (attribute.startsWith('xmlns:')) scope = declared(scope, attribute.slice('xmlns:'.length), value);
      else if (attribute.startsWith('xml:')) throw new NotPlain();
    }
    for (const attribute of attributes.keys()) {
      const colon = attribute.indexOf(':');
      if (colon > 0 && !attribute.startsWith('xmlns:') && !scope.has(attribute.slice(0, colon))) throw new NotPlain();
      if (colon > 0 || attribute === 'xmlns') attributes.delete(attribute);
    }
    const empty = this.#xml[this.#at] === '/';
    if (empty) this.#at++;
    this.#expect('>');
    return { element: new PlainElement(name, attributes, scope), empty };
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

  #name(): string {
    const from = this.#at;
    while (!isDelimiter(this.#xml.charCodeAt(this.#at))) this.#at++;
    const name = this.#xml.slice(from, this.#at);
    if (!NAME.test(name)) throw new NotPlain();
    return name;
  }

  #expect(character: string): void {
    if (this.#xml[this.#at++] !== character) throw new NotPlain();
  }
}

/** Names that XML and its namespaces keep for themselves are not plain. */
function declared(scope: Namespaces, prefix: string, namespace: string): Namespaces {
  if (prefix.startsWith('xml') || namespace === '') throw new NotPlain();
  return new Map([...scope, [prefix, namespace]]);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Behind a name stand white space, `=`, `/` or `>`; or the text ends. */
const isDelimiter = (code: number): boolean =>
  isBlank(code) || code === 0x3d || code === 0x2f || code === 0x3e || Number.isNaN(code);
