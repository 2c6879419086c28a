/**
 * Runs the unit tests of the judge for Stryker, inside Stryker's own process. Tests and judge are pure functions, so
 * nothing has to be started for a mutant: it takes milliseconds where a run of jest takes a second. What is loaded
 * afresh, by a number in its URL: the files of tests for each mutant, since what they make as they load is remembered by
 * the judge; the judge itself only for mutants in what is evaluated once, as it loads.
 */
import { glob } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { collected } from './jest-globals.mjs';

const JUDGE = 'harness/judge';
const NAMESPACE = '__stryker__';
const STAND_IN = new URL('jest-globals.mjs', import.meta.url).href;

/** Which copy of the modules is loaded: 0 is the first, without any mutant. */
const generation = { judge: 0, tests: 0 };

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: STAND_IN, shortCircuit: true };
    const found = next(specifier, context);
    if (!found.url.includes(`/${JUDGE}/`) || !found.url.endsWith('.ts')) return found;
    const copy = found.url.endsWith('.test.ts') ? generation.tests : generation.judge;
    return copy === 0 ? found : { ...found, url: `${found.url}?copy=${copy}` };
  },
});

// Of the cuts of stored evidence a few tell as much about a change as all of them.
process.env['CUTS'] ??= '4';

class JudgeRunner {
  #files = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const [sources, tests] = [[], []];
    for await (const file of glob(`${JUDGE}/**/*.ts`)) (file.endsWith('.test.ts') ? tests : sources).push(file);
    this.#files = tests.toSorted((a, b) => a.localeCompare(b, 'en'));
    // Before any test: what is evaluated now belongs to no test, and Stryker knows it as static.
    for (const file of sources) await import(urlOf(file));
  }

  async dryRun() {
    const tests = [];
    for (const file of this.#files) {
      instrumented().currentTestId = loadingOf(file);
      const loaded = await load(file);
      tests.push(loaded.result);
      for (const test of loaded.tests) {
        instrumented().currentTestId = test.id;
        tests.push(await resultOf(test.id, file, test.run));
      }
    }
    instrumented().currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests, mutantCoverage: instrumented().mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    const own = instrumented();
    Object.assign(own, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    generation.tests++;
    generation.judge = mutantActivation === 'static' ? generation.tests : 0;
    const tests = await this.#upToFailure(testFilter && new Set(testFilter));
    own.activeMutant = undefined;
    return toMutantRunResult(
      determineHitLimitReached(own.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests },
    );
  }

  /** @param wanted ids; a file that covers a mutant while it is loaded is wanted as a whole */
  async #upToFailure(wanted) {
    const results = [];
    for (const file of this.#files) {
      if (wanted && ![...wanted].some((id) => id.startsWith(file))) continue;
      const { result, tests } = await load(file);
      results.push(result);
      const whole = !wanted || wanted.has(loadingOf(file));
      for (const test of tests) {
        if (results.at(-1).status === TestStatus.Failed) return results;
        if (whole || wanted.has(test.id)) results.push(await resultOf(test.id, file, test.run));
      }
      if (results.at(-1).status === TestStatus.Failed) return results;
    }
    return results;
  }

  async dispose() {}
}

/** Where the instrumented code looks which mutant is active, and notes what it covers. */
const instrumented = () => (globalThis[NAMESPACE] ??= {});

const urlOf = (file) => pathToFileURL(join(process.cwd(), file)).href;

/** What a file of tests does before its first test has an id like a test. */
const loadingOf = (file) => `${file} › loading`;

/** The tests of a file, each under an id of its own. */
async function load(file) {
  const found = collected.length;
  const result = await resultOf(loadingOf(file), file, () => import(urlOf(file)));
  const tests = collected.splice(found).map(({ name, run }, index) => ({ id: `${file} › ${index} ${name}`, run }));
  return { result, tests };
}

async function resultOf(id, file, run) {
  const began = performance.now();
  const result = { id, name: id, fileName: join(process.cwd(), file) };
  const ended = (rest) => ({ ...result, ...rest, timeSpentMs: Math.max(1, Math.round(performance.now() - began)) });
  try {
    await run();
    return ended({ status: TestStatus.Success });
  } catch (error) {
    return ended({ status: TestStatus.Failed, failureMessage: String(error?.message ?? error) });
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'judge', JudgeRunner)];
