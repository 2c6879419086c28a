import { decodeWhole, MsrpDecoder } from '../msrp/decoder.ts';
import type { MsrpMessage } from '../msrp/message.ts';

/** First URIs of To-Path and From-Path. */
export interface Paths {
  to: string;
  from: string;
}

/** One complete MSRP message of a stream. */
export interface FramedMsrp {
  octets: Buffer;
  paths: Paths;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const START = Buffer.from('MSRP ');
const LAST_LINE = Buffer.from('\r\n-------');
/** No transaction id is longer (RFC 4975 §9); nor is a message that is looked at here. */
const LONGEST_ID = 32;
const LONGEST = 64 * 1024;

/**
 * Cuts one direction of a connection into MSRP messages. A segment that holds nothing but whole messages, as nearly all
 * do, is cut without reading them; for everything else there is the decoder.
 */
export class MsrpFramer {
  readonly #decoder = new MsrpDecoder();
  #between = true;
  #lines: PathLines = { octets: Buffer.alloc(0), paths: { to: '', from: '' } };

  /** @returns messages whose octets are good until the next segment */
  push(segment: Buffer): FramedMsrp[] {
    const whole = this.#between ? wholeMessages(segment) : undefined;
    if (whole) return whole.map((octets) => ({ octets, paths: this.#pathsIn(octets) }));
    const found = this.#decoder.push(segment);
    this.#between = this.#decoder.isBetween;
    return found.flatMap((one) =>
      one.kind === 'message' ? [{ octets: one.octets, paths: pathsOf(one.message) }] : [],
    );
  }

  /** One message after the other goes between the same two: then the lines are compared, and not read again. */
  #pathsIn(octets: Buffer): Paths {
    const toAt = octets.indexOf(LF, START.length) + 1;
    const { octets: known, paths } = this.#lines;
    if (known.length > 0 && startsWith(octets, known, toAt)) return paths;
    const lines = pathLines(octets, toAt);
    if (!lines) return pathsOf(decodeWhole(octets));
    this.#lines = lines;
    return lines.paths;
  }
}

/** `undefined` where a segment is anything but one whole message after the other. */
function wholeMessages(segment: Buffer): Buffer[] | undefined {
  if (segment.length > LONGEST) return undefined;
  const found: Buffer[] = [];
  for (let at = 0; at < segment.length;) {
    const end = endOf(segment, at);
    if (end < 0) return undefined;
    found.push(at === 0 && end === segment.length ? segment : segment.subarray(at, end));
    at = end;
  }
  return found;
}

/** Where the message that begins at an offset ends; -1 where there is no whole and simple one. */
function endOf(segment: Buffer, start: number): number {
  if (!startsWith(segment, START, start)) return -1;
  const idAt = start + START.length;
  let idEnd = idAt;
  while (isVisible(segment[idEnd])) idEnd++;
  const idLength = idEnd - idAt;
  if (segment[idEnd] !== SPACE || idLength === 0 || idLength > LONGEST_ID || !saysWhat(segment, idEnd + 1)) return -1;
  for (let mark = segment.indexOf(LAST_LINE, idEnd); mark >= 0; mark = segment.indexOf(LAST_LINE, mark + 1)) {
    const after = mark + LAST_LINE.length + idLength;
    if (!sameOctets(segment, mark + LAST_LINE.length, idAt, idLength)) continue;
    // '$', '+' or '#', and a line end.
    const flag = segment[after];
    const ends = segment[after + 1] === CR && segment[after + 2] === LF;
    return (flag === 0x24 || flag === 0x2b || flag === 0x23) && ends ? after + 3 : -1;
  }
  return -1;
}

const isVisible = (octet: number | undefined): boolean => octet !== undefined && octet > SPACE && octet < 0x7f;

/** Whether a start line ends in a method, or in a status with or without a comment. */
function saysWhat(segment: Buffer, from: number): boolean {
  let at = from;
  while (isVisible(segment[at])) at++;
  if (at === from) return false;
  if (segment[at] === SPACE && at - from === 3 && /^\d{3}$/.test(segment.toString('latin1', from, at)))
    while (at < segment.length && segment[at] !== CR && segment[at] !== LF) at++;
  return segment[at] === CR && segment[at + 1] === LF;
}

function startsWith(data: Buffer, wanted: Buffer, at: number): boolean {
  for (let index = 0; index < wanted.length; index++) if (data[at + index] !== wanted[index]) return false;
  return true;
}

function sameOctets(data: Buffer, one: number, other: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (data[one + index] !== data[other + index]) return false;
  return true;
}

const TO_PATH = Buffer.from('To-Path: ');
const FROM_PATH = Buffer.from('From-Path: ');

/** The lines of To-Path and From-Path, which come first in every message (RFC 4975 §7.1). */
interface PathLines {
  octets: Buffer;
  paths: Paths;
}

/** `undefined` where they are written otherwise. */
function pathLines(octets: Buffer, toAt: number): PathLines | undefined {
  const fromAt = toAt === 0 ? 0 : octets.indexOf(LF, toAt) + 1;
  const end = fromAt === 0 ? 0 : octets.indexOf(LF, fromAt) + 1;
  if (end === 0 || !startsWith(octets, TO_PATH, toAt) || !startsWith(octets, FROM_PATH, fromAt)) return undefined;
  return {
    octets: Buffer.from(octets.subarray(toAt, end)),
    paths: { to: word(octets, toAt + TO_PATH.length), from: word(octets, fromAt + FROM_PATH.length) },
  };
}

function word(octets: Buffer, from: number): string {
  let to = from;
  while (to < octets.length && octets[to]! > SPACE) to++;
  return octets.toString('latin1', from, to);
}

const pathsOf = ({ toPath: [to = ''] = [], fromPath: [from = ''] = [] }: Partial<MsrpMessage> = {}): Paths => ({
  to,
  from,
});
