import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/**
 * A check against one JSON schema, compiled when it is first asked.
 * @returns what is wrong with a value, in one line that names the place; `undefined` where nothing is
 */
export function validatorOf(schema: URL): (value: unknown) => string | undefined {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= new Ajv({ strictTypes: false }).compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath || 'the whole'} ${error?.message ?? 'is not as expected'}`;
  };
}
