import { InvalidArgumentError } from 'commander';

/** An option's value that must not be empty. */
export function filled(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Expected something that is not empty.');
  return value;
}

/** The values of an option that may be repeated. */
export const each = (value: string, before: string[] = []): string[] => [...before, filled(value)];
