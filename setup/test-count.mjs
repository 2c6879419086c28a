/**
 * Jest's own result, as far as counting goes.
 * @typedef {object} JestResults
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites files that could not even be loaded
 */

/**
 * The numbers of a CI run. A file that did not load counts as one failure, and so does anything else that made the command
 * fail, such as the type check, or no test at all.
 * @param {JestResults | undefined} results undefined where jest did not get to run
 * @param {number} exitCode of the whole test command
 * @returns {{ passed: number, failed: number }}
 */
export function countTests(results, exitCode) {
  const passed = results?.numPassedTests ?? 0;
  const failed = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
  const otherFailure = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: otherFailure ? 1 : failed };
}
