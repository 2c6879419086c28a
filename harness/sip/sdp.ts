import { bodyOfType } from './body.ts';
import type { SipMessage } from './message.ts';

/** Who opens the TCP connection (RFC 4145 §4, RFC 6135 §4). */
export type Setup = 'active' | 'passive' | 'actpass' | 'holdconn';

/** The MSRP media line of a session description (RFC 4975 §8). */
export interface MsrpMedia {
  /** From the media line; 9 where the offerer connects itself, 0 where the medium is refused. */
  port: number;
  /** Address of the nearest `c=` line: the medium's own, otherwise the session's. */
  address: string | undefined;
  protocol: string;
  /** MSRP URIs, the nearest hop first (RFC 4975 §8.2). */
  path: string[];
  /** Absent: the offerer connects (RFC 6135 §4.2.1). */
  setup: Setup | undefined;
  /** Values of `a=fingerprint`, of the medium or else the session (RFC 8122 §5). */
  fingerprints: string[];
  acceptTypes: string[];
  acceptWrappedTypes: string[];
}

/** The first MSRP media line of a session description, or `undefined` where there is none. */
export function msrpMediaOf(sdp: string): MsrpMedia | undefined {
  const lines = sdp.replaceAll('\r\n', '\n').split('\n');
  const start = lines.findIndex(
    (line) => line.startsWith('m=') && /^m=message[ \t]+\d+[ \t]+TCP\/(?:TLS\/)?MSRP\b/i.test(line),
  );
  if (start < 0) return undefined;
  const next = lines.findIndex((line, index) => index > start && line.startsWith('m='));
  const media = lines.slice(start, next < 0 ? undefined : next);
  const firstMedia = lines.findIndex((line) => line.startsWith('m='));
  const session = lines.slice(0, firstMedia);
  const [, port = '0', protocol = ''] = media[0]!.slice(2).split(/[ \t]+/);
  const setup = attribute(media, 'setup') ?? attribute(session, 'setup');
  return {
    port: Number(port),
    address: connectionAddress(media) ?? connectionAddress(session),
    protocol: protocol.toUpperCase(),
    path: words(attribute(media, 'path')),
    setup: isSetup(setup) ? setup : undefined,
    fingerprints: all(media, 'fingerprint').length > 0 ? all(media, 'fingerprint') : all(session, 'fingerprint'),
    acceptTypes: words(attribute(media, 'accept-types')),
    acceptWrappedTypes: words(attribute(media, 'accept-wrapped-types')),
  };
}

/** The MSRP medium that a message offers or answers, in a body of its own or in one part of a multipart body. */
export function msrpMediaOfMessage(message: SipMessage): MsrpMedia | undefined {
  const sdp = bodyOfType(message, 'application/sdp');
  return sdp === undefined ? undefined : msrpMediaOf(sdp);
}

function all(lines: readonly string[], name: string): string[] {
  const prefix = `a=${name}:`;
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
}

const attribute = (lines: readonly string[], name: string): string | undefined => all(lines, name)[0];

const connectionAddress = (lines: readonly string[]): string | undefined =>
  lines
    .find((line) => line.startsWith('c='))
    ?.trim()
    .split(/[ \t]+/)[2];

const words = (value: string | undefined): string[] => (value ?? '').split(/[ \t]+/).filter((word) => word !== '');

const isSetup = (value: string | undefined): value is Setup =>
  value === 'active' || value === 'passive' || value === 'actpass' || value === 'holdconn';

export interface MsrpDescription {
  /** IPv4 or IPv6 address, without brackets. */
  address: string;
  /** Where the endpoint listens; 9 for one that only connects. */
  port: number;
  /** The endpoint's own MSRP URI. */
  path: string;
  setup: Setup;
  /** Of the certificate that is shown, where the medium is over TLS. */
  fingerprint?: string | undefined;
  /** Version of the session description, for a re-offer that changes nothing: the same again. Default 1. */
  version?: number;
}

/**
 * A session description with one MSRP medium for CPIM-wrapped chat, as offer or answer. Every line, the last one too,
 * ends in CRLF: real clients refuse a description whose last line does not.
 */
export function msrpSdp({ address, port, path, setup, fingerprint, version = 1 }: MsrpDescription): string {
  const family = address.includes(':') ? 'IP6' : 'IP4';
  return [
    'v=0',
    `o=- 1 ${version} IN ${family} ${address}`,
    's=-',
    `c=IN ${family} ${address}`,
    't=0 0',
    `m=message ${port} ${fingerprint === undefined ? 'TCP/MSRP' : 'TCP/TLS/MSRP'} *`,
    'a=accept-types:message/cpim',
    'a=accept-wrapped-types:*',
    `a=setup:${setup}`,
    ...(fingerprint === undefined ? [] : [`a=fingerprint:${fingerprint}`]),
    `a=path:${path}`,
    'a=sendrecv',
    '',
  ].join('\r\n');
}
