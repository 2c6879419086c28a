/**
 * One line of text that is safe to show anywhere: what came from a system under test may carry terminal escapes, line
 * breaks, characters that XML forbids, halves of surrogate pairs, and marks that reorder the text around them.
 * Such characters are shown instead of obeyed: C0 controls as their pictures (␛), the rest as `\u{…}`.
 * @param limit in UTF-16 units; a longer text is cut, and says by how much.
 */
export function visible(text: string, limit = 2000): string {
  const cut = text.length > limit ? `${text.slice(0, limit).toWellFormed()} … (${text.length - limit} more)` : text;
  return shown(cut.toWellFormed().replace(/[\t\n\r]+/g, ' '));
}

/**
 * The same for a message of several lines, which stay lines: a line end that is not CRLF is shown as what it is.
 * @param limit in UTF-16 units; a longer text is cut, and says by how much.
 */
export function visibleLines(text: string, limit = 8192): string {
  const cut = text.length > limit ? text.slice(0, limit).toWellFormed() : text.toWellFormed();
  const lines = cut.split('\r\n').map((line) => shown(line.replaceAll('\t', '\u2409').replaceAll('\n', '\u240a\n')));
  return text.length > limit ? `${lines.join('\n')}\n… (${text.length - limit} more)` : lines.join('\n');
}

/** A text as part of an address; what is no Unicode in it is replaced. */
export const inAddress = (text: string): string => encodeURIComponent(text.toWellFormed());

function shown(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x0a) return character;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`;
  });
}

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff]/gu;
