import { isIPv6, SocketAddress } from 'node:net';

/** The registered MSRP port, used where a URI names none. */
const DEFAULT_PORT = 2855;

/** An MSRP URI in its parts (RFC 4975 §9). */
export interface MsrpUri {
  scheme: 'msrp' | 'msrps';
  userinfo?: string;
  /** Lower case; an IPv6 address stands in its shortest form, without brackets. */
  host: string;
  /** Absent where the URI names none; see {@link nextHop} for the port to connect to. */
  port?: number;
  /** Absent for a relay's URI without one. */
  sessionId?: string;
  /** Lower case, e.g. `tcp`. */
  transport: string;
}

/** A TCP address; `host` may be a name. */
export interface Address {
  host: string;
  port: number;
}

const SHAPE =
  /^(msrps?):\/\/(?:([^@/;\s]*)@)?(\[[^\]\s]+\]|[^:;/@\s[\]]+)(?::(\d{1,5}))?(?:\/([^;\s]+))?;([a-z0-9]+)(?:;\S*)?$/i;

/** The parts of an MSRP URI, or `undefined` where `text` is none. */
export function parseMsrpUri(text: string): MsrpUri | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, scheme = '', userinfo, host = '', port, sessionId, transport = ''] = match;
  if (port !== undefined && Number(port) > 65_535) return undefined;
  return {
    scheme: scheme.toLowerCase() === 'msrps' ? 'msrps' : 'msrp',
    ...(userinfo !== undefined && { userinfo }),
    host: canonicalHost(host),
    ...(port !== undefined && { port: Number(port) }),
    ...(sessionId !== undefined && { sessionId }),
    transport: transport.toLowerCase(),
  };
}

/** The URI as it stands in a path; parameters behind the transport are not kept. */
export function formatMsrpUri(uri: MsrpUri): string {
  const user = uri.userinfo === undefined ? '' : `${uri.userinfo}@`;
  const host = isIPv6(uri.host) ? `[${uri.host}]` : uri.host;
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const session = uri.sessionId === undefined ? '' : `/${uri.sessionId}`;
  return `${uri.scheme}://${user}${host}${port}${session};${uri.transport}`;
}

/**
 * Whether two MSRP URIs name the same thing by the rules of RFC 4975 §6.1: session-ids differ by case, a named port
 * is never equal to an unnamed one, user part and parameters do not count. Two texts that are no MSRP URIs are not equal.
 */
export function sameMsrpUri(one: string, other: string): boolean {
  const a = parseMsrpUri(one);
  const b = parseMsrpUri(other);
  return (
    a !== undefined &&
    b !== undefined &&
    a.scheme === b.scheme &&
    a.host === b.host &&
    a.port === b.port &&
    a.sessionId === b.sessionId &&
    a.transport === b.transport
  );
}

/**
 * Where to connect in order to reach the first URI of `path`. Throws where that is no `msrp:` URI over TCP, or no
 * `msrps:` URI where the media are secured.
 */
export function nextHop(path: readonly string[], { secured = false } = {}): Address {
  const scheme = secured ? 'msrps' : 'msrp';
  const uri = parseMsrpUri(path[0] ?? '');
  if (!uri) throw new Error(`not an MSRP URI: "${path[0] ?? ''}"; expected e.g. msrp://192.0.2.1:2855/s1;tcp`);
  if (uri.scheme !== scheme || uri.transport !== 'tcp') {
    throw new Error(`cannot connect to "${path[0]}": only ${scheme}: over tcp is spoken here`);
  }
  return { host: uri.host, port: uri.port ?? DEFAULT_PORT };
}

function canonicalHost(host: string): string {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  return isIPv6(bare) ? new SocketAddress({ address: bare, family: 'ipv6' }).address : bare.toLowerCase();
}
