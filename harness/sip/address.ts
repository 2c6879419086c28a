import { parseParameterised, readParameters, splitOutsideQuotes, unquote } from './header-value.ts';
import type { ParameterisedValue } from './header-value.ts';

/** One value of From, To, Contact, Route, Refer-To, P-Asserted-Identity … (RFC 3261 §20.10). */
export interface Address extends ParameterisedValue {
  displayName: string;
  uri: string;
}

/**
 * Reads a name-addr or addr-spec with its header field parameters. Without angle brackets everything from the first
 * semicolon on belongs to the header field, not to the URI (RFC 3261 §20.10).
 */
export function parseParameterisedAddress(text: string): Address {
  const known = met.get(text);
  if (known) return known;
  // A copy: a part of a message would keep the whole message in memory.
  const own = Buffer.from(text).toString();
  const address = readAddress(own);
  if (own.length > LONGEST_MET) return address;
  if (met.size >= MOST_MET) met.clear();
  met.set(own, address);
  return address;
}

/** Those met so far: the messages of a dialog all have the same From and To. */
const met = new Map<string, Address>();
const MOST_MET = 10_000;
const LONGEST_MET = 1000;

function readAddress(text: string): Address {
  const bracketed = /^((?:"(?:[^"\\]|\\.)*"|[^"<])*)<([^>]*)>(.*)$/s.exec(text.trim());
  if (!bracketed) {
    const plain = parseParameterised(text);
    return { ...plain, displayName: '', uri: plain.value };
  }
  const [, name = '', uri = '', rest = ''] = bracketed;
  return {
    value: `${name}<${uri}>`,
    displayName: unquote(name),
    uri: uri.trim(),
    parameters: readParameters(splitOutsideQuotes(rest, ';')),
  };
}

/** The URI in a header field value that holds one address: without display name, brackets and header parameters. */
export const addressOf = (headerValue: string): string => parseParameterisedAddress(headerValue).uri;
