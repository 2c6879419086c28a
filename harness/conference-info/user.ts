import { parseSipUri } from '../sip/uri.ts';
import type { Roster, RosterUser } from './roster.ts';

/**
 * Whether two URIs name the same user. Addresses of record are compared as RFC 3261 §19.1.4 compares URIs, but without
 * parameters (`gr`, `transport`, `user` …) and headers, which tell how to reach somebody and not who it is, and with
 * the default port as none. A global number is the same user as `tel` URI and as SIP URI.
 */
export function sameUser(one: string, other: string): boolean {
  const a = identityOf(one);
  const b = identityOf(other);
  if (a.host !== undefined && b.host !== undefined)
    return a.user === b.user && a.host === b.host && a.port === b.port && a.scheme === b.scheme;
  return a.user !== undefined && a.user === b.user && (a.host === b.host || /^\+\d+$/.test(a.user));
}

/** A text that is the same for all URIs of one user, and seldom for two users: {@link sameUser} has the last word. */
export const userKey = (uri: string): string => identityOf(uri).key;

interface Identity {
  scheme: string;
  user: string | undefined;
  /** Absent for a telephone number and for what is no URI of a user. */
  host: string | undefined;
  port: number | undefined;
  key: string;
}

/** Of those met so far: in a group the same few are compared again and again. */
const met = new Map<string, Identity>();
const MOST_MET = 50_000;

function identityOf(text: string): Identity {
  const known = met.get(text);
  if (known) return known;
  // A copy: a part of a document would keep the whole document in memory.
  const own = Buffer.from(text).toString();
  const read = readIdentity(own);
  const { user, host } = read;
  const byUser = host === undefined || (user !== undefined && /^\+\d+$/.test(user));
  const identity = { ...read, key: byUser ? `${user}` : `${user}@${host}` };
  if (met.size >= MOST_MET) met.clear();
  met.set(own, identity);
  return identity;
}

function readIdentity(text: string): Omit<Identity, 'key'> {
  const uri = parseSipUri(text);
  if (uri) {
    const user = uri.user === undefined ? undefined : numberOf(decode(uri.user));
    const standard = uri.scheme === 'sips' ? 5061 : 5060;
    return {
      scheme: uri.scheme,
      user,
      host: uri.host.toLowerCase(),
      port: uri.port === standard ? undefined : uri.port,
    };
  }
  const tel = /^tel:([^;]*)/i.exec(text.trim());
  const user = tel ? numberOf(tel[1]!) : text.trim();
  return { scheme: tel ? 'tel' : 'other', user, host: undefined, port: undefined };
}

/** A global number without its visual separators (RFC 3966 §5.1.1); any other user part without its parameters. */
function numberOf(user: string): string {
  const bare = user.replace(/;.*$/s, '');
  const digits = bare.replace(/[-.()]/g, '');
  return /^\+\d+$/.test(digits) ? digits : bare;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How a roster shows somebody; `undefined` where it does not. */
export const shownUser = (roster: Roster, identity: string): RosterUser | undefined =>
  [...roster.users.values()].find(({ entity }) => sameUser(entity, identity));
