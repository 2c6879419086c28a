/**
 * The two pieces of grammar that nearly every SIP header field value shares (RFC 3261 §7.3.1, §25.1): lists and
 * parameters. Quoted strings and angle brackets hide separators.
 */

/** Splits at `separator` outside quoted strings and angle brackets; pieces are trimmed, empty ones dropped. */
export function splitOutsideQuotes(value: string, separator: ',' | ';'): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let bracketed = false;
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    if (quoted && character === '\\') {
      piece += character + (value[++i] ?? '');
      continue;
    }
    if (character === '"' && !bracketed) quoted = !quoted;
    else if (!quoted && character === '<') bracketed = true;
    else if (!quoted && character === '>') bracketed = false;
    if (character === separator && !quoted && !bracketed) {
      pieces.push(piece);
      piece = '';
    } else piece += character;
  }
  pieces.push(piece);
  return pieces.map((text) => text.trim()).filter((text) => text !== '');
}

/** The text of a quoted string without its quotes and escapes; anything else as it stands. */
export function unquote(value: string): string {
  const text = value.trim();
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

/** A value with its parameters, e.g. one value of Reason, Via, Contact, Subscription-State or Content-Type. */
export interface ParameterisedValue {
  /** What stands before the first semicolon. */
  value: string;
  /** By lower-case name; a parameter without a value is `''`. The first of two equal names counts. */
  parameters: ReadonlyMap<string, string>;
}

/** Reads `value *(SEMI name [EQUAL value])`; white space around `;` and `=` is allowed. */
export function parseParameterised(text: string): ParameterisedValue {
  const [value = '', ...rest] = splitOutsideQuotes(text, ';');
  return { value, parameters: readParameters(rest) };
}

export function readParameters(texts: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : unquote(text.slice(equals + 1)));
  }
  return parameters;
}
