import { lint } from './lint.ts';
import type { Trap } from './lint.ts';

/** Whom a scenario names: without any part in what it does. */
const NAMES = /\b(?:sips?|tel|urn):[^\s<>";,[\]]+/g;

/** Beyond this many kinds of scenario somebody makes them up as they go, and what is remembered would grow for ever. */
const MOST_REMEMBERED = 2000;

const fit = new Set<string>();

/**
 * The traps of a scenario, as {@link lint} finds them. Scenarios that differ in names alone are looked at once: reading
 * one takes as long as a case takes to join its group.
 */
export function trapsOf(scenario: string): Trap[] {
  // By length too, since SIPp reads only so much.
  const kind = `${scenario.length >> 10} ${scenario.replaceAll(NAMES, 'name')}`;
  if (fit.has(kind)) return [];
  const traps = lint(scenario);
  if (traps.length === 0 && fit.size < MOST_REMEMBERED) fit.add(kind);
  return traps;
}
