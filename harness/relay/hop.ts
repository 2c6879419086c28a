import { createHash } from 'node:crypto';
import { addressOf } from '../sip/address.ts';
import { parseParameterised, splitOutsideQuotes } from '../sip/header-value.ts';
import { reasonPhrase } from '../sipp/status-codes.ts';

/** An IPv4 address and a port. */
export interface Place {
  address: string;
  port: number;
}

export const written = ({ address, port }: Place): string => `${address}:${port}`;

/** A message as lines; everything that a relay does not touch goes on as it came. */
interface Lines {
  start: string;
  fields: string[];
  rest: string;
}

/**
 * The request as it goes on from a stateless proxy (RFC 3261 §16.11): a Via of its own with a branch that is the same for
 * every copy, the source noted in the Via below it, its own Routes taken off, and Record-Route where a dialog may begin.
 * @param path Routes to add where the request, out of dialog, brings none
 */
export function passedOn(
  raw: string,
  { own, source, path }: { own: Place; source: Place; path: readonly Place[] },
): string {
  const { start, fields, rest } = take(raw);
  const method = start.split(' ', 1)[0] ?? '';
  const inDialog = /;\s*tag=/i.test(fieldValue(fields, 'to', 't') ?? '');
  const routes = valuesOf(fields, 'route').filter((route) => !namesPlace(route, own));
  if (!inDialog && routes.length === 0) routes.push(...path.map((place) => `<sip:${written(place)};lr>`));
  const others = fields.filter((field) => !isNamed(field, 'route'));
  const via = others.findIndex((field) => isNamed(field, 'via', 'v'));
  if (via >= 0) others[via] = withSource(others[via]!, source);
  const recorded = !inDialog && ['INVITE', 'SUBSCRIBE', 'REFER'].includes(method);
  return give({
    start,
    fields: [
      `Via: SIP/2.0/UDP ${written(own)};branch=${branchFor(fields)}`,
      ...(recorded ? [`Record-Route: <sip:${written(own)};lr>`] : []),
      ...routes.map((route) => `Route: ${route}`),
      ...others,
    ],
    rest,
  });
}

/** The response as it goes back, without our Via, and where to; `undefined` where the topmost Via is not ours. */
export function passedBack(raw: string, own: Place): { raw: string; to: Place } | undefined {
  const { start, fields, rest } = take(raw);
  const vias = valuesOf(fields, 'via', 'v');
  if (vias[0] === undefined || vias[1] === undefined || !vias[0].includes(written(own))) return undefined;
  const others = fields.filter((field) => !isNamed(field, 'via', 'v'));
  return {
    raw: give({ start, fields: [...vias.slice(1).map((via) => `Via: ${via}`), ...others], rest }),
    to: placeOfVia(vias[1]),
  };
}

/** Where a request from the network to the client goes: the next Route, or the Request-URI. */
export function targetOf(raw: string): Place {
  const { start, fields } = take(raw);
  const [route] = valuesOf(fields, 'route');
  return placeOfUri(route === undefined ? (start.split(' ')[1] ?? '') : addressOf(route));
}

/** A response of our own to a request (RFC 3261 §8.2.6.2). */
export function answered(raw: string, code: number): string {
  const { fields } = take(raw);
  const copied = fields.filter((field) => isNamed(field, 'via', 'v', 'from', 'f', 'to', 't', 'call-id', 'i', 'cseq'));
  return give({ start: `SIP/2.0 ${code} ${reasonPhrase(code)}`, fields: [...copied, 'Content-Length: 0'], rest: '' });
}

function take(raw: string): Lines {
  const boundary = raw.indexOf('\r\n\r\n');
  const head = boundary < 0 ? raw : raw.slice(0, boundary);
  const [start = '', ...fields] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return { start, fields, rest: boundary < 0 ? '' : raw.slice(boundary + 4) };
}

const give = ({ start, fields, rest }: Lines): string => `${[start, ...fields].join('\r\n')}\r\n\r\n${rest}`;

const isNamed = (field: string, ...names: string[]): boolean =>
  names.includes(field.slice(0, field.indexOf(':')).trim().toLowerCase());

const fieldValue = (fields: readonly string[], ...names: string[]): string | undefined => {
  const field = fields.find((candidate) => isNamed(candidate, ...names));
  return field?.slice(field.indexOf(':') + 1).trim();
};

const valuesOf = (fields: readonly string[], ...names: string[]): string[] =>
  fields
    .filter((field) => isNamed(field, ...names))
    .flatMap((field) => splitOutsideQuotes(field.slice(field.indexOf(':') + 1), ','));

const namesPlace = (route: string, place: Place): boolean => written(placeOfUri(addressOf(route))) === written(place);

/** Of one transaction: whoever repeats the request repeats the branch, and ACK and CANCEL have their INVITE's. */
function branchFor(fields: readonly string[]): string {
  const [via = ''] = valuesOf(fields, 'via', 'v');
  return `z9hG4bKr${createHash('sha256').update(via).digest('hex').slice(0, 16)}`;
}

/** RFC 3261 §18.2.1 and RFC 3581 §4. */
function withSource(field: string, { address, port }: Place): string {
  const [first = '', ...others] = splitOutsideQuotes(field.slice(field.indexOf(':') + 1), ',');
  const marked = `${first.replace(/;\s*rport(?!\s*=)/i, `;rport=${port}`)};received=${address}`;
  return `Via: ${[marked, ...others].join(', ')}`;
}

function placeOfVia(via: string): Place {
  const { value, parameters } = parseParameterised(via);
  const [, host = '', port = '5060'] = /\s([^\s:]+)(?::(\d+))?\s*$/.exec(value) ?? [];
  return { address: parameters.get('received') ?? host, port: Number(parameters.get('rport') || port) };
}

function placeOfUri(uri: string): Place {
  const [, address = '', port = '5060'] = /^sips?:(?:[^@]*@)?([^:;?>]+)(?::(\d+))?/i.exec(uri) ?? [];
  return { address, port: Number(port) };
}
