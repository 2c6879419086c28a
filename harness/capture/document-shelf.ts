import { type ConferenceInfo, ConferenceInfoError, parseConferenceInfo } from '../conference-info/document.ts';

/** So many texts are kept, and none that is longer: who is told the same is told it at about the same time. */
const MOST_KEPT = 200;
const LONGEST_KEPT = 64 * 1024;

/** Reads conference documents; the same text is read once, however many subscribers get it. */
export class DocumentShelf {
  readonly #kept = new Map<string, ConferenceInfo | undefined>();

  /** `undefined` for what cannot be read. */
  read(text: string): ConferenceInfo | undefined {
    const known = this.#kept.get(text);
    if (known !== undefined || this.#kept.has(text)) return known;
    const document = readable(text);
    if (text.length > LONGEST_KEPT) return document;
    this.#kept.set(text, document);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return document;
  }
}

function readable(text: string): ConferenceInfo | undefined {
  try {
    return parseConferenceInfo(text);
  } catch (error) {
    if (error instanceof ConferenceInfoError) return undefined;
    throw error;
  }
}
