import { Parser } from 'xml2js';
import { parsePlainXml } from './plain-xml.ts';

/** The text is no conference-info document that this suite would read. */
export class ConferenceInfoError extends Error {
  override name = 'ConferenceInfoError';
}

/** Octets of a document at most; a group of thousands stays far below. */
export const MAX_DOCUMENT_SIZE = 4 * 1024 * 1024;

/** An XML element as xml2js gives it with namespaces: attributes, namespace, text, and children by prefixed name. */
interface ParsedElement {
  $?: Record<string, { value: string; uri: string; local: string }>;
  $ns: { uri: string; local: string };
  _?: string;
}

/** An element, which sees children of its own namespace only, whatever their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** Without white space around it. */
  readonly text: string;
  /** An attribute without namespace. */
  attribute(name: string): string | undefined;
  /** In the order of the document. */
  children(name: string): XmlElement[];
  child(name: string): XmlElement | undefined;
}

class ParsedView implements XmlElement {
  readonly #parsed: ParsedElement;

  constructor(parsed: ParsedElement) {
    this.#parsed = parsed;
  }

  get name(): string {
    return this.#parsed.$ns.local;
  }

  get namespace(): string {
    return this.#parsed.$ns.uri;
  }

  get text(): string {
    return (this.#parsed._ ?? '').trim();
  }

  attribute(name: string): string | undefined {
    return Object.values(this.#parsed.$ ?? {})
      .find(({ uri, local }) => uri === '' && local === name)
      ?.value.trim();
  }

  children(name: string): XmlElement[] {
    return Object.entries(this.#parsed)
      .filter(([key]) => key !== '$' && key !== '$ns' && key !== '_')
      .flatMap(([, elements]) => (Array.isArray(elements) ? (elements as unknown[]) : []))
      .filter(isElement)
      .filter(({ $ns }) => $ns.local === name && $ns.uri === this.namespace)
      .map((element) => new ParsedView(element));
  }

  child(name: string): XmlElement | undefined {
    return this.children(name)[0];
  }
}

const isElement = (value: unknown): value is ParsedElement =>
  typeof value === 'object' && value !== null && typeof (value as Partial<ParsedElement>).$ns === 'object';

/**
 * The root element of a document. Document type declarations, and with them entities of the document's own, are
 * refused: what comes from a system under test is not trusted.
 * @throws ConferenceInfoError
 */
export function parseXml(xml: string): XmlElement {
  if (Buffer.byteLength(xml) > MAX_DOCUMENT_SIZE)
    throw new ConferenceInfoError(`the document is larger than ${MAX_DOCUMENT_SIZE} octets`);
  return parsePlainXml(xml) ?? parseAnyXml(xml);
}

/** As {@link parseXml}, by the full parser whatever the document holds. */
export function parseAnyXml(xml: string): XmlElement {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new ConferenceInfoError('the document has a document type declaration');
  const result = parseNamespaced(xml);
  const root: unknown = Object.values(result ?? {})[0];
  if (!isElement(root)) throw new ConferenceInfoError('the document is empty');
  return new ParsedView(root);
}

/** xml2js reports some errors by its callback and throws others. */
function parseNamespaced(xml: string): Record<string, unknown> | null {
  const failures: Error[] = [];
  let document: Record<string, unknown> | null = null;
  try {
    // With `async` off it calls back before it returns.
    new Parser({ xmlns: true, async: false }).parseString(xml, (error, result: Record<string, unknown> | null) => {
      if (error) failures.push(error);
      document = result;
    });
  } catch (error) {
    failures.push(error as Error);
  }
  const [failure] = failures;
  if (!failure) return document;
  const [what] = failure.message.split('\n');
  throw new ConferenceInfoError(`the document is not well-formed: ${what}`);
}
