import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { validatorOf } from '../evidence/schema.ts';
import { ENVELOPE_FILE, evidenceIn, STATEMENT_FILE } from './attest.ts';
import { DsseError, type Envelope, opened } from './dsse.ts';
import { PAYLOAD_TYPE, type ResourceDescriptor, type TestResultStatement } from './statement.ts';

/** What a verification found; `problems` is empty where everything holds. */
export interface Verification {
  statement: TestResultStatement | undefined;
  /** A good signature of the key was there. */
  signed: boolean;
  problems: string[];
}

/**
 * Holds a run's folder against its statement: is the signature one of this key, is every file that the result rests on
 * there, as it was, and is there none besides?
 * @param key whose signature is demanded; without one the bare statement is looked at, which anyone can have written
 */
export async function verifyFolder(folder: string, key?: KeyObject): Promise<Verification> {
  const place = resolve(folder);
  try {
    const statement = readStatement(key ? await signedText(place, key) : await text(place, STATEMENT_FILE));
    return { statement, signed: key !== undefined, problems: await differences(place, statement.predicate.evidence) };
  } catch (error) {
    if (!(error instanceof DsseError)) throw error;
    return { statement: undefined, signed: false, problems: [error.message] };
  }
}

async function signedText(folder: string, key: KeyObject): Promise<string> {
  const envelope = parsed(await text(folder, ENVELOPE_FILE), ENVELOPE_FILE);
  const complaint = complaintAboutEnvelope(envelope);
  if (complaint !== undefined) throw new DsseError(`${ENVELOPE_FILE}: ${complaint}`);
  return opened(envelope as Envelope, PAYLOAD_TYPE, key);
}

function readStatement(content: string): TestResultStatement {
  const statement = parsed(content, STATEMENT_FILE);
  const complaint = complaintAboutStatement(statement);
  if (complaint !== undefined) throw new DsseError(`${STATEMENT_FILE}: ${complaint}`);
  return statement as TestResultStatement;
}

const complaintAboutEnvelope = validatorOf(new URL('envelope.schema.json', import.meta.url));
const complaintAboutStatement = validatorOf(new URL('statement.schema.json', import.meta.url));

async function differences(folder: string, stated: readonly ResourceDescriptor[]): Promise<string[]> {
  const found = new Map((await filesIn(folder)).map(({ name, digest }) => [name, digest.sha256]));
  const names = new Set(stated.map(({ name }) => name));
  return [
    ...stated.flatMap(({ name, digest }) => {
      const own = found.get(name);
      if (own === undefined) return [`${name} is missing`];
      return own === digest.sha256 ? [] : [`${name} is not what it was`];
    }),
    ...[...found.keys()].filter((name) => !names.has(name)).map((name) => `${name} is not in the statement`),
  ];
}

async function filesIn(folder: string): Promise<ResourceDescriptor[]> {
  try {
    return await evidenceIn(folder);
  } catch (error) {
    throw new DsseError(`the run cannot be read: ${(error as Error).message}`);
  }
}

async function text(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch {
    throw new DsseError(`${join(folder, name)}: there is no such file`);
  }
}

function parsed(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new DsseError(`${name} is not JSON`);
  }
}
