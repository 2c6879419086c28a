import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isMap, isNode, isPair, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { complaintOf, type Complaint } from './complaint.ts';

export interface FileKind {
  /** What a file of this kind is, to stand after "expected": `the description of a system under test`. */
  is: string;
  /** How a message calls the whole of it: `the descriptor`. */
  whole: string;
  /** Fills in defaults as it checks. */
  matches: ValidateFunction;
  /** The error to throw; its message is one line, `file:line:column: <what>, expected <what>`. */
  error: new (message: string) => Error;
}

/** A YAML file that fits its schema, and that can still be complained about with line and column. */
export interface CheckedFile {
  value: unknown;
  /** An error at the place that the complaint is about. */
  refuse: (complaint: Complaint) => Error;
}

/**
 * Reads a YAML file and checks it against a schema.
 * @param text what the file is going to hold, where it is not written yet
 * @throws {FileKind.error} for a file that is missing, malformed, or does not fit
 */
export function readChecked(file: string, kind: FileKind, text = textOf(file, kind)): CheckedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuseAt = (offset: number, what: string, expected: string): Error => {
    const { line, col } = lines.linePos(offset);
    return new kind.error(`${file}:${line || 1}:${col || 1}: ${what}, expected ${expected}`);
  };
  const refuse = ({ path, at, what, expected }: Complaint): Error =>
    refuseAt(offsetOf(document, path, at), what, expected);

  const malformed = document.errors[0];
  if (malformed) throw refuseAt(malformed.pos[0], gist(malformed.message), 'well-formed YAML');
  const value = valueOf(document, (message) => refuseAt(0, message, 'well-formed YAML'));
  if (!kind.matches(value)) throw refuse(complaintOf(kind.matches.errors as ErrorObject[], kind.whole)!);
  return { value, refuse };
}

function textOf(file: string, kind: FileKind): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new kind.error(`${file}:1:1: ${what}, expected ${kind.is}`);
  }
}

function valueOf(document: Document, refuse: (message: string) => Error): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that name nothing, or that unfold beyond all measure, show only here.
    throw refuse(gist((error as Error).message));
  }
}

/** What is wrong, without the advice that the parser has for programmers. */
const gist = (message: string): string => message.split(/\n|;/)[0]!;

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
