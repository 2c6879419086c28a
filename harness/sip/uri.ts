/** A SIP or SIPS URI (RFC 3261 §19.1.1) taken apart. */
export interface SipUri {
  scheme: 'sip' | 'sips';
  /** With its escapes; `undefined` where the URI has no user part. */
  user: string | undefined;
  password: string | undefined;
  /** Host name or address as written; an IPv6 reference keeps its brackets. */
  host: string;
  port: number | undefined;
  /** By lower-case name; a parameter without a value is `''`. */
  parameters: ReadonlyMap<string, string>;
  /** Header components in the URI, by lower-case name. */
  headers: ReadonlyMap<string, string>;
}

const SIP_URI =
  /^(sips?):(?:([^@:]*)(?::([^@]*))?@)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?((?:;[^?]*)?)(?:\?(.*))?$/i;

/** `undefined` for what is no SIP or SIPS URI. */
export function parseSipUri(text: string): SipUri | undefined {
  const match = SIP_URI.exec(text.trim());
  if (!match) return undefined;
  const [, scheme = '', user, password, host = '', port, parameters = '', headers = ''] = match;
  return {
    scheme: scheme.toLowerCase() as SipUri['scheme'],
    user,
    password,
    host,
    port: port === undefined ? undefined : Number(port),
    parameters: readPairs(parameters, ';'),
    headers: readPairs(headers, '&'),
  };
}

function readPairs(text: string, separator: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const piece of text.split(separator).filter((part) => part !== '')) {
    const [name = '', ...value] = piece.split('=');
    pairs.set(normaliseEscapes(name).trim().toLowerCase(), value.join('=').trim());
  }
  return pairs;
}

/** Present in one URI only, these make the two differ; any other parameter in one URI only is ignored. */
const NEVER_IGNORED = ['user', 'ttl', 'method', 'maddr', 'transport'];

/**
 * Whether two URIs are equivalent by RFC 3261 §19.1.4: user part with case, everything else without; an explicit port
 * differs from none, even where it is the default one; parameters and headers in any order. What is no SIP URI is
 * compared as text, a `tel` URI without its visual separators (RFC 3966 §4).
 * Not transitive, as the RFC says.
 */
export function sameUri(one: string, other: string): boolean {
  const a = parseSipUri(one);
  const b = parseSipUri(other);
  if (!a || !b) return !a && !b && withoutSeparators(one) === withoutSeparators(other);
  return (
    a.scheme === b.scheme &&
    sameEscaped(a.user, b.user) &&
    sameEscaped(a.password, b.password) &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    a.port === b.port &&
    sameParameters(a.parameters, b.parameters) &&
    sameHeaders(a.headers, b.headers)
  );
}

const sameEscaped = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined ? a === b : normaliseEscapes(a) === normaliseEscapes(b);

const sameText = (a: string, b: string): boolean =>
  normaliseEscapes(a).toLowerCase() === normaliseEscapes(b).toLowerCase();

function sameParameters(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const mine = a.get(name);
    const theirs = b.get(name);
    if (mine !== undefined && theirs !== undefined) {
      if (!sameText(mine, theirs)) return false;
    } else if (NEVER_IGNORED.includes(name)) return false;
  }
  return true;
}

function sameHeaders(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.has(name) && sameText(value, b.get(name)!));
}

function withoutSeparators(uri: string): string {
  const text = uri.trim();
  return /^tel:/i.test(text) ? text.toLowerCase().replace(/[().\s-]/g, '') : text;
}

const RESERVED = ';/?:@&=+$,';

/** Undoes `%HH` escapes but those of reserved characters, which an escape does not equal (RFC 3261 §19.1.4). */
const normaliseEscapes = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    const character = String.fromCharCode(code);
    return code > 0x7f || RESERVED.includes(character) ? escape.toUpperCase() : character;
  });
