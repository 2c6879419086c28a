import { expect, test } from '@jest/globals';
import { countTests } from './test-count.mjs';
import { chances, joined, MOST_FILES, worthASecondLook } from './second-look.mjs';

/** @typedef {import('./second-look.mjs').FileResult} FileResult */

/** @param {string} fullName */
const passed = (fullName) => ({ fullName, status: 'passed', failureMessages: [] });
/** @param {string} fullName */
const failed = (fullName, message = '\u001B[31mError: expected 1\u001B[39m\n  at x.ts:1') => ({
  fullName,
  status: 'failed',
  failureMessages: [message],
});

/**
 * @param {string} name
 * @param {FileResult['assertionResults']} assertionResults
 * @returns {FileResult}
 */
function file(name, ...assertionResults) {
  const broken = assertionResults.length === 0 || assertionResults.some(({ status }) => status === 'failed');
  return { name, status: broken ? 'failed' : 'passed', message: 'Cannot find module\n', assertionResults };
}

/** @param {FileResult[]} testResults */
function run(...testResults) {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    success: testResults.every(({ status }) => status === 'passed'),
    numPassedTests: all.filter(({ status }) => status === 'passed').length,
    numFailedTests: all.filter(({ status }) => status === 'failed').length,
    numRuntimeErrorTestSuites: testResults.filter(({ assertionResults }) => assertionResults.length === 0).length,
    testResults,
  };
}

const sound = file('/a.test.ts', passed('adds'));
const first = run(sound, file('/b.test.ts', passed('starts'), failed('ends')));

test('only what failed is run again, and it alone', () => {
  expect(worthASecondLook(first)).toEqual(['/b.test.ts']);
});

test('more than a few failed files are no chance', () => {
  const files = Array.from({ length: MOST_FILES + 1 }, (_, index) => file(`/${index}.test.ts`, failed('ends')));
  expect(worthASecondLook(run(...files.slice(1)))).toHaveLength(MOST_FILES);
  expect(worthASecondLook(run(...files))).toEqual([]);
});

test('what passes then counts as passed, and is named with what it said at first', () => {
  const second = run(file('/b.test.ts', passed('starts'), passed('ends')));
  const whole = joined(first, second);
  expect(whole.success).toBe(true);
  expect(countTests(whole, 0)).toEqual({ passed: 3, failed: 0 });
  expect(chances(first, second)).toEqual(['/b.test.ts › ends: Error: expected 1']);
});

test('what fails again counts as failed, and so does what passed before and fails now', () => {
  const second = run(file('/b.test.ts', failed('starts'), failed('ends')));
  const whole = joined(first, second);
  expect(whole.success).toBe(false);
  expect(countTests(whole, 1)).toEqual({ passed: 1, failed: 2 });
  expect(chances(first, second)).toEqual([]);
});

test('what was not run again stays failed', () => {
  expect(joined(first, run())).toMatchObject({ success: false, numPassedTests: 2, numFailedTests: 1 });
  const second = run(file('/b.test.ts', passed('starts')));
  expect(chances(first, second)).toEqual([]);
});

test('a file that did not load fails until it does', () => {
  const unloaded = run(sound, file('/b.test.ts'));
  expect(worthASecondLook(unloaded)).toEqual(['/b.test.ts']);
  expect(joined(unloaded, run(file('/b.test.ts')))).toMatchObject({ success: false, numRuntimeErrorTestSuites: 1 });
  const second = run(file('/b.test.ts', passed('ends')));
  expect(joined(unloaded, second)).toMatchObject({ success: true, numRuntimeErrorTestSuites: 0, numPassedTests: 2 });
  expect(chances(unloaded, second)).toEqual(['/b.test.ts: Cannot find module']);
});
