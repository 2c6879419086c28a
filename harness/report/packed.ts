import { deflateRawSync } from 'node:zlib';

/** One message of a fold: when it was, what it is, and its text where it has one. */
export type PackedItem = [at: string, title: string, raw: string];

/** Messages of purposes that did not pass stand in the page as they are, up to so many UTF-16 units in all. */
const PLAIN_LIMIT = 500_000;

/**
 * What the page's script opens when it is asked to. Messages are most of what a run has to show, and much the same in
 * every case, so that together they pack to a tenth. What a reader may want to argue about is not packed: it can be read
 * without the script.
 */
export class Pack {
  readonly #parts: (string | PackedItem[])[] = [];
  #plain = 0;

  /**
   * @param part the text of one message, or the messages of a fold
   * @returns the number by which the script finds it again
   */
  add(part: string | PackedItem[]): number {
    return this.#parts.push(part) - 1;
  }

  /** Whether there is room for so much text as it is; if so, it is taken. */
  takesPlain(length: number): boolean {
    if (this.#plain + length > PLAIN_LIMIT) return false;
    this.#plain += length;
    return true;
  }

  /**
   * Base64, which has no character that HTML could take amiss, of raw DEFLATE (RFC 1951), which a browser undoes without
   * help (`DecompressionStream`), of JSON.
   */
  text(): string {
    return deflateRawSync(JSON.stringify(this.#parts), { level: 9 }).toString('base64');
  }
}
