import { expect, test } from '@jest/globals';
import { countTests } from './test-count.mjs';

const green = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

test.each([
  ['all passed', green, 0, { passed: 7, failed: 0 }],
  ['two failed', { ...green, numFailedTests: 2 }, 1, { passed: 7, failed: 2 }],
  ['a file did not load', { ...green, numRuntimeErrorTestSuites: 1 }, 1, { passed: 7, failed: 1 }],
  ['jest never ran', undefined, 2, { passed: 0, failed: 1 }],
  ['jest never ran, yet the command was content', undefined, 0, { passed: 0, failed: 1 }],
  ['no test was found', { ...green, numPassedTests: 0 }, 0, { passed: 0, failed: 1 }],
  ['the command failed after the tests', green, 1, { passed: 7, failed: 1 }],
])('%s', (_case, results, exitCode, count) => {
  expect(countTests(results, exitCode)).toEqual(count);
});
