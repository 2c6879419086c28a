import { InvalidArgumentError } from 'commander';
import type { Shard } from '../campaign/shard.ts';

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

/** `2/3`: the second of three parts. */
export function shard(value: string): Shard {
  const [, index = 0, of = 0] = (/^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(value) ?? []).map(Number);
  if (index === 0 || index > of) throw new InvalidArgumentError('Expected a part of a whole, such as 2/3.');
  return { index, of };
}

/** A run takes minutes, so nobody means more. */
const MOST_TIMES = 1000;

/** How often something is to be done. */
export function times(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > MOST_TIMES)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_TIMES}.`);
  return count;
}

/** As many as a machine tries in a few hours. */
const MOST_SCHEDULES = 10_000;

/** How many schedules of faults to try. */
export function schedules(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > MOST_SCHEDULES)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_SCHEDULES}.`);
  return count;
}

/** What random choices are drawn by. */
export function seed(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isInteger(number) || Math.abs(number) >= 2 ** 31)
    throw new InvalidArgumentError(`Expected a whole number between -${2 ** 31} and ${2 ** 31}.`);
  return number;
}
