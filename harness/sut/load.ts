import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { isMap, isNode, isPair, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { complaintOf, type Complaint } from './complaint.ts';
import { inconsistencies } from './consistency.ts';
import type { SutDescriptor } from './descriptor.ts';
import { normalise, type WrittenDescriptor } from './normalise.ts';

/** A descriptor that cannot be used. The message is one line: `file:line:column: <what>, expected <what>`. */
export class DescriptorError extends Error {
  override name = 'DescriptorError';
}

let validator: ValidateFunction | undefined;

function matchesSchema(written: unknown): written is WrittenDescriptor {
  validator ??= new Ajv({ allErrors: true, verbose: true, useDefaults: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL('sut.schema.json', import.meta.url), 'utf8')) as object,
  );
  return validator(written);
}

/**
 * Reads the description of a system under test, checks it and fills in the defaults.
 * @param file path of a YAML file of the shape of `sut.schema.json`
 * @throws {DescriptorError} for a file that is missing, malformed, or says what cannot be
 */
export function loadDescriptor(file: string): SutDescriptor {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, prettyErrors: false });
  const refuse = (offset: number, what: string, expected: string): DescriptorError => {
    const { line, col } = lines.linePos(offset);
    return new DescriptorError(`${file}:${line || 1}:${col || 1}: ${what}, expected ${expected}`);
  };
  const complain = ({ path, at, what, expected }: Complaint): DescriptorError =>
    refuse(offsetOf(document, path, at), what, expected);

  const malformed = document.errors[0];
  if (malformed) throw refuse(malformed.pos[0], malformed.message.split('\n')[0]!, 'well-formed YAML');
  const written = valueOf(document, (message) => refuse(0, message, 'well-formed YAML'));
  if (!matchesSchema(written)) throw complain(complaintOf(validator!.errors!)!);
  for (const complaint of inconsistencies(written)) throw complain(complaint);
  return normalise(written, resolve(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new DescriptorError(`${file}:1:1: ${what}, expected the description of a system under test`);
  }
}

function valueOf(document: Document, refuse: (message: string) => DescriptorError): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that name nothing, or that unfold beyond all measure, show only here.
    throw refuse((error as Error).message.split('\n')[0]!);
  }
}

/** Where in the text a value, or its key, begins; the nearest thing around it where it is not in the text itself. */
function offsetOf(document: Document, path: readonly (string | number)[], at: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node) ? node.items.find(({ key }) => String(key) === String(step)) : undefined;
    const item: unknown = isSeq(node) ? node.items[Number(step)] : pair;
    if (item === undefined) break;
    const target = isPair(item) ? (at === 'key' && depth === path.length - 1 ? item.key : item.value) : item;
    node = target;
    if (isNode(target)) offset = target.range?.[0] ?? offset;
  }
  return offset;
}
