/**
 * One line of text that is safe to show anywhere: what came from a system under test may carry terminal escapes, line
 * breaks, characters that XML forbids, halves of surrogate pairs, and marks that reorder the text around them.
 * Such characters are shown instead of obeyed: C0 controls as their pictures (␛), the rest as `\u{…}`.
 * @param limit in UTF-16 units; a longer text is cut, and says by how much.
 */
export function visible(text: string, limit = 2000): string {
  const cut = text.length > limit ? `${text.slice(0, limit).toWellFormed()} … (${text.length - limit} more)` : text;
  return cut
    .toWellFormed()
    .replace(/[\t\n\r]+/g, ' ')
    .replace(UNSAFE, (character) => {
      const code = character.codePointAt(0) as number;
      if (code < 0x20) return String.fromCodePoint(0x2400 + code);
      return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`;
    });
}

/** Controls, bidirectional marks and overrides, line separators, noncharacters of the basic plane. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]/g;
