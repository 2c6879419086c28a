/**
 * The two pieces of grammar that nearly every SIP header field value shares (RFC 3261 §7.3.1, §25.1): lists and
 * parameters. Quoted strings and angle brackets hide separators.
 */

/** Splits at `separator` outside quoted strings and angle brackets; pieces are trimmed, empty ones dropped. */
export function splitOutsideQuotes(value: string, separator: ',' | ';'): string[] {
  const pieces: string[] = [];
  const take = (from: number, to: number): void => {
    const piece = value.slice(from, to).trim();
    if (piece !== '') pieces.push(piece);
  };
  let from = 0;
  if (!value.includes('"') && !value.includes('<')) {
    for (let to = value.indexOf(separator); to >= 0; to = value.indexOf(separator, from)) {
      take(from, to);
      from = to + 1;
    }
    take(from, value.length);
    return pieces;
  }
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (quoted && character === '\\') at++;
    else if (character === '"' && !bracketed) quoted = !quoted;
    else if (!quoted && character === '<') bracketed = true;
    else if (!quoted && character === '>') bracketed = false;
    else if (character === separator && !quoted && !bracketed) {
      take(from, at);
      from = at + 1;
    }
  }
  take(from, value.length);
  return pieces;
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
  if (!text.includes(';')) return { value: text.trim(), parameters: NO_PARAMETERS };
  const [value = '', ...rest] = splitOutsideQuotes(text, ';');
  return { value, parameters: readParameters(rest) };
}

/** One parameter of what {@link parseParameterised} reads, without reading the others. */
export function parameterOf(text: string, name: string): string | undefined {
  if (text.includes('"') || text.includes('<')) return parseParameterised(text).parameters.get(name);
  for (let from = text.indexOf(';'); from >= 0;) {
    const next = text.indexOf(';', from + 1);
    const to = next < 0 ? text.length : next;
    const equals = text.indexOf('=', from);
    const nameEnd = equals < 0 || equals > to ? to : equals;
    if (
      text
        .slice(from + 1, nameEnd)
        .trim()
        .toLowerCase() === name
    )
      return text.slice(nameEnd + 1, to).trim();
    from = next;
  }
  return undefined;
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

export function readParameters(texts: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : unquote(text.slice(equals + 1)));
  }
  return parameters;
}
