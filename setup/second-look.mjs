// A test of this project runs real processes against real clocks, on machines that have other work too. What failed is run
// once more, alone; what then passes was chance, and is named. More than a few failed files are no chance.

import { stripVTControlCharacters } from 'node:util';

/** So many files may fail for what the machine did. */
export const MOST_FILES = 3;

/**
 * Jest's own result, with what it has of each file.
 * @typedef {import('./test-count.mjs').JestResults & { success: boolean, testResults: FileResult[] }} JestResults
 *
 * @typedef {object} FileResult
 * @property {string} name its path
 * @property {'passed' | 'failed' | 'focused' | 'skipped'} status
 * @property {string} message what jest shows where the file failed
 * @property {{ fullName: string, status: string, failureMessages: string[] | null }[]} assertionResults
 */

/**
 * The files to be run once more; none where they are too many.
 * @param {JestResults} first
 * @returns {string[]}
 */
export function worthASecondLook(first) {
  const failed = failedFiles(first).map(({ name }) => name);
  return failed.length > MOST_FILES ? [] : failed;
}

/**
 * The two runs as one: the files of the second in the place of what they were in the first. A file that the second did not
 * run stays as it was.
 * @param {JestResults} first
 * @param {JestResults} second
 * @returns {JestResults}
 */
export function joined(first, second) {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  const testResults = first.testResults.map((file) => again.get(file.name) ?? file);
  /** @param {string} status */
  const count = (status) =>
    testResults.flatMap(({ assertionResults }) => assertionResults).filter((one) => one.status === status).length;
  const failed = failedFiles({ testResults });
  return {
    ...first,
    testResults,
    success: failed.length === 0,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numRuntimeErrorTestSuites: failed.filter(({ assertionResults }) => assertionResults.length === 0).length,
  };
}

/**
 * One line for each test that failed first and passed then, with the first line of what it said.
 * @param {JestResults} first
 * @param {JestResults} second
 * @returns {string[]}
 */
export function chances(first, second) {
  const whole = joined(first, second);
  return failedFiles(first).flatMap((file) => {
    const again = whole.testResults.find(({ name }) => name === file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return again?.status === 'passed' ? [`${file.name}: ${firstLine(file.message)}`] : [];
    return failed
      .filter(({ fullName }) =>
        again?.assertionResults.some((one) => one.fullName === fullName && one.status === 'passed'),
      )
      .map(({ fullName, failureMessages }) => `${file.name} › ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`);
  });
}

/** @param {Pick<JestResults, 'testResults'>} results */
const failedFiles = ({ testResults }) => testResults.filter(({ status }) => status === 'failed');

/** @param {string} text */
const firstLine = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && line !== 'Error:') ?? '';
