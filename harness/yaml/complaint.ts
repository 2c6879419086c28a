import type { ErrorObject } from 'ajv';
import { closest } from '../sut/closest.ts';

/** What is wrong with a file, and where: the path leads to the value, or to its key. */
export interface Complaint {
  path: (string | number)[];
  at: 'key' | 'value';
  what: string;
  expected: string;
}

interface DescribedSchema {
  description?: string;
  /** What stands there may be a secret by mistake, and is not told. */
  writeOnly?: boolean;
  properties?: Record<string, DescribedSchema>;
}

/** A path as people write it: `ixit.t1`, `host.address.localAddresses[0]`. */
export const written = (path: readonly (string | number)[]): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i ? `.${part}` : part)).join('');

const steps = (instancePath: string): (string | number)[] =>
  instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What one error of the schema check means; `undefined` for those that only repeat another. */
function fromSchema(error: ErrorObject, whole: string): Complaint | undefined {
  const path = steps(error.instancePath);
  const schema = error.parentSchema as DescribedSchema;
  const place = written(path) || whole;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = error.params['additionalProperty'] as string;
      const known = Object.keys(schema.properties ?? {});
      const near = closest(key, known);
      const expected = near ? `${near}; did you mean that?` : `one of ${known.join(', ')}`;
      return { path: [...path, key], at: 'key', what: `unknown key ${shown(key)}`, expected };
    }
    case 'propertyNames': {
      const key = error.params['propertyName'] as string;
      const expected = (schema as { propertyNames?: DescribedSchema }).propertyNames?.description ?? 'another name';
      return { path: [...path, key], at: 'key', what: `unknown key ${shown(key)}`, expected };
    }
    case 'required': {
      const key = error.params['missingProperty'] as string;
      const expected = schema.properties?.[key]?.description ?? schema.description ?? key;
      // The alternatives of `oneOf` carry no description of their own; their parent's complaint says it all.
      if (!schema.properties) return undefined;
      return { path, at: 'value', what: `${written([...path, key])} is missing`, expected };
    }
    case 'oneOf':
    case 'minProperties':
    case 'minItems':
      return { path, at: 'value', what: `${place} holds ${shown(error.data)}`, expected: schema.description ?? '' };
    case 'uniqueItems':
      return { path, at: 'value', what: `${place} repeats an item`, expected: 'every item once' };
    default:
      if (error.propertyName !== undefined) return undefined;
      return {
        path,
        at: 'value',
        what: `${place} is ${schema.writeOnly ? 'something else' : shown(error.data)}`,
        expected: schema.description ?? '',
      };
  }
}

/**
 * The complaint to tell: a misspelt key explains what is missing, so it comes first.
 * @param whole how the whole file is called
 */
export function complaintOf(errors: readonly ErrorObject[], whole: string): Complaint | undefined {
  const complaints = errors.map((error) => fromSchema(error, whole)).filter((complaint) => complaint !== undefined);
  return complaints.find((complaint) => complaint.at === 'key') ?? complaints[0];
}
