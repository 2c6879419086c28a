import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Anything shorter would blot out what is no secret at all. In characters. */
const SHORTEST = 6;

/** A secret that cannot be used as one. The message is one sentence, and does not hold it. */
export class SecretError extends Error {
  override name = 'SecretError';
}

/**
 * Values that must not get into anything that is written: taken from the environment by name, and blotted out wherever
 * they turn up, in the forms that a system is likely to write them in.
 */
export class Secrets {
  readonly #none: boolean;
  readonly #inText: Blot;
  /** Files are read byte for byte, as Latin-1. */
  readonly #inBytes: Blot;

  /** @param values by name */
  constructor(values: Readonly<Record<string, string>>) {
    const names = new Map(
      Object.entries(values).flatMap(([name, value]) => formsOf(value).map((form) => [form, name])),
    );
    this.#none = names.size === 0;
    this.#inText = blot(names);
    this.#inBytes = blot(new Map([...names].map(([form, name]) => [Buffer.from(form).toString('latin1'), name])));
  }

  /**
   * @param names of environment variables
   * @throws {SecretError} for one that is not set, or too short to be told from other text
   */
  static fromEnvironment(names: readonly string[], environment: NodeJS.ProcessEnv): Secrets {
    const values = names.map((name): [string, string] => {
      const value = environment[name];
      if (value === undefined)
        throw new SecretError(`the environment variable ${name} is not set; expected a secret in it`);
      if (value.length < SHORTEST)
        throw new SecretError(
          `the environment variable ${name} is too short; expected a secret of at least ${SHORTEST} characters`,
        );
      return [name, value];
    });
    return new Secrets(Object.fromEntries(values));
  }

  /** The text, with a remark in the place of every secret. */
  redact(text: string): string {
    return this.#inText(text);
  }

  /** Whether octets hold one, where a remark in its place would make them unreadable. */
  isIn(octets: Buffer): boolean {
    const text = octets.toString('latin1');
    return this.#inBytes(text) !== text;
  }

  /** The same for all texts of a value that JSON can carry. */
  redactAll<T>(value: T): T {
    return this.#redacted(value) as T;
  }

  /** The same for every file below a folder. Links are not followed. */
  async sweep(folder: string): Promise<void> {
    if (this.#none) return;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await this.sweep(path);
      else if (entry.isFile()) await this.#sweepFile(path);
    }
  }

  #redacted(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.#redacted(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.redact(key), this.#redacted(item)]));
  }

  async #sweepFile(path: string): Promise<void> {
    const before = await readFile(path, 'latin1');
    const after = this.#inBytes(before);
    if (after === before) return;
    const temporary = `${path}.swept`;
    await writeFile(temporary, after, 'latin1');
    await rename(temporary, path);
  }
}

type Blot = (text: string) => string;

/** All forms at once, the longest first: a secret that holds another leaves nothing over. */
function blot(names: ReadonlyMap<string, string>): Blot {
  if (names.size === 0) return (text) => text;
  const forms = [...names.keys()].toSorted((a, b) => b.length - a.length);
  const any = new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(any, (form) => `[secret ${names.get(form)}]`);
}

/** A secret as it is, in JSON, in a URL, in XML or HTML, and in Base64, with other things before and after it too. */
function formsOf(value: string): string[] {
  const inMarkup = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [
    ...new Set([
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      inMarkup,
      inMarkup.replaceAll("'", '&#39;'),
      ...[0, 1, 2].map((before) => base64After(before, value)),
    ]),
  ];
}

/** The characters of Base64 that a text alone decides where so many bytes (0 to 2, modulo 3) stand before it. */
function base64After(before: number, text: string): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const whole = bytes.toString('base64').replace(/=+$/, '');
  return whole.slice(before === 0 ? 0 : before + 1, bytes.length % 3 === 0 ? undefined : -1);
}
