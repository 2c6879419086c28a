import type { Config } from 'jest';

const typescript: Config = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/jest/strip.mjs' },
  testEnvironment: 'node',
};

export default {
  // A test that hangs is found as well in two minutes; one on a machine with other work is not failed for it.
  testTimeout: 120_000,
  projects: [
    {
      ...typescript,
      displayName: 'unit',
      testMatch: ['<rootDir>/{catalogue,harness,fixtures,setup,scenarios}/**/*.test.{ts,mjs}'],
    },
    {
      ...typescript,
      displayName: 'suites',
      testMatch: ['<rootDir>/suites/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/harness/campaign/jest-binding.ts'],
    },
    {
      ...typescript,
      displayName: 'system',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
    },
  ],
} as Config;
