import { InvalidArgumentError } from 'commander';

/** An option's value that must not be empty. */
export function filled(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Expected something that is not empty.');
  return value;
}

/** The values of an option that may be repeated. */
export const each = (value: string, before: string[] = []): string[] => [...before, filled(value)];

/** Fewer are no large group, and more than SIPp and a machine's ports can be. */
const SIZES = { least: 10, most: 5000 };

/** How many people a large group has. */
export function groupSize(value: string): number {
  const size = Number(value);
  if (!Number.isInteger(size) || size < SIZES.least || size > SIZES.most)
    throw new InvalidArgumentError(`Expected a whole number from ${SIZES.least} to ${SIZES.most}.`);
  return size;
}
