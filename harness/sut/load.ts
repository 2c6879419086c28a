import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { type FileKind, readChecked } from '../yaml/checked-file.ts';
import { inconsistencies } from './consistency.ts';
import type { SutDescriptor } from './descriptor.ts';
import { normalise, type WrittenDescriptor } from './normalise.ts';

/** A descriptor that cannot be used. The message is one line: `file:line:column: <what>, expected <what>`. */
export class DescriptorError extends Error {
  override name = 'DescriptorError';
}

let validator: ValidateFunction | undefined;

function schema(): ValidateFunction {
  validator ??= new Ajv({ allErrors: true, verbose: true, useDefaults: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL('sut.schema.json', import.meta.url), 'utf8')) as object,
  );
  return validator;
}

/**
 * Reads the description of a system under test, checks it and fills in the defaults.
 * @param file path of a YAML file of the shape of `sut.schema.json`
 * @throws {DescriptorError} for a file that is missing, malformed, or says what cannot be
 */
export const loadDescriptor = (file: string): SutDescriptor => described(file);

/** The same, of a text that is not in its file yet. */
export const parseDescriptor = (text: string, file: string): SutDescriptor => described(file, text);

function described(file: string, text?: string): SutDescriptor {
  const kind: FileKind = {
    is: 'the description of a system under test',
    whole: 'the descriptor',
    matches: schema(),
    error: DescriptorError,
  };
  const { value, refuse } = readChecked(file, kind, text);
  const written = value as WrittenDescriptor;
  for (const complaint of inconsistencies(written)) throw refuse(complaint);
  return normalise(written, resolve(file));
}
