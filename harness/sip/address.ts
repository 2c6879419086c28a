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
