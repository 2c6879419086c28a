import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { readChecked } from '../yaml/checked-file.ts';
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
export function loadDescriptor(file: string): SutDescriptor {
  const { value, refuse } = readChecked(file, {
    is: 'the description of a system under test',
    whole: 'the descriptor',
    matches: schema(),
    error: DescriptorError,
  });
  const written = value as WrittenDescriptor;
  for (const complaint of inconsistencies(written)) throw refuse(complaint);
  return normalise(written, resolve(file));
}
