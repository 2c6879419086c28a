const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;

/** `call-id`, as its letters are compared: without the bit that tells their case. */
const CALL_ID = Buffer.from('CALL-ID');

/**
 * The Call-ID of a SIP message, found without reading anything else of it: most messages of a capture belong to no dialog
 * that matters.
 * @returns `undefined` where there is none before the empty line, or it is folded
 */
export function callIdIn(message: Buffer): string | undefined {
  let line = message.indexOf(LF) + 1;
  while (line > 0 && line < message.length) {
    const first = message[line]!;
    if (first === CR || first === LF) return undefined;
    const name = first & ~0x20;
    const value = name === 0x43 ? behindName(message, line, CALL_ID) : name === 0x49 ? behindName(message, line, I) : 0;
    if (value > 0) return trimmed(message, value);
    line = message.indexOf(LF, line) + 1;
  }
  return undefined;
}

const I = Buffer.from('I');

/** Offset behind the colon; 0 where the line has another name. */
function behindName(message: Buffer, line: number, name: Buffer): number {
  for (let index = 0; index < name.length; index++) {
    const octet = message[line + index]!;
    const wanted = name[index]!;
    if ((wanted === 0x2d ? octet : octet & ~0x20) !== wanted) return 0;
  }
  let at = line + name.length;
  while (message[at] === SPACE || message[at] === TAB) at++;
  return message[at] === COLON ? at + 1 : 0;
}

function trimmed(message: Buffer, from: number): string | undefined {
  let start = from;
  let end = message.indexOf(LF, from);
  if (end < 0) end = message.length;
  while (start < end && isBlank(message[start]!)) start++;
  while (end > start && isBlank(message[end - 1]!)) end--;
  return start === end ? undefined : message.toString('latin1', start, end);
}

const isBlank = (octet: number): boolean => octet === SPACE || octet === TAB || octet === CR;
