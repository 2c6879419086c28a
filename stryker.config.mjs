/** `npm run mutate`: whether the unit tests of the judge notice it when the judge is changed. docs/validation.md has what came out. */
export default {
  testRunner: 'judge',
  plugins: ['./mutation/judge-runner.mjs'],
  mutate: [
    'harness/judge/**/*.ts',
    '!harness/judge/**/*.test.ts',
    '!harness/judge/**/made-*.ts',
    '!harness/judge/stored-case.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Parts add up: `npm run mutate -- --mutate 'harness/judge/client/**/*.ts'` judges those anew and keeps the others.
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
  // Nothing is built, and the tests need nothing but the sources.
  ignorePatterns: ['reports', '.cache', 'docs', 'fixtures/malformed', 'fixtures/images'],
  tempDirName: '.cache/stryker',
  // Node strips the types; Stryker would look for a compiler's configuration that it cannot read.
  tsconfigFile: 'none',
  thresholds: { high: 95, low: 90, break: 90 },
  maxTestRunnerReuse: 400,
  timeoutMS: 2000,
  allowEmpty: false,
  warnings: { slow: false },
};
