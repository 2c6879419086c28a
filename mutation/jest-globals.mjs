/** What the unit tests of the judge import from `@jest/globals`, for a run without jest: each test is put on a list. */
import { expect } from 'expect';
import { bind } from 'jest-each';

const path = [];

/** The tests of the file that is being loaded, in their order. */
export const collected = [];

export function describe(name, body) {
  path.push(name);
  try {
    body();
  } finally {
    // A mutant may make it throw; the next one finds its tests under their own names.
    path.pop();
  }
}

export function test(name, run) {
  collected.push({ name: [...path, name].join(' › '), run });
}

describe.each = bind(describe);
test.each = bind(test);

export { expect };

/** What is to be done once all tests have run: nothing, for a mutant. */
export function afterAll() {}
