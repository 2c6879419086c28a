/**
 * Every named defect, switched on in the reference systems, against the purposes that cover the rule that it breaks: all
 * of them must come to FAIL. The short form of `npm run validate`, which takes every purpose and the conformant systems
 * too: that those pass is what the suites themselves show here.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defects } from '../catalogue/index.ts';
import { automatedPurposes } from '../harness/campaign/automated.ts';
import { optionsFromEnvironment } from '../harness/campaign/environment.ts';
import { type MatrixSystem, runKillMatrix } from '../harness/campaign/kill-matrix.ts';
import { type DefectOutcome, renderDefectTable } from '../harness/report/defect-table.ts';
import { terminalStyle } from '../harness/report/terminal-style.ts';
import { SMALL_GROUP, withDefect } from '../harness/validation/systems.ts';
import { repeated } from '../harness/validation/repeated.ts';
import { outcomesOf } from '../harness/validation/validation.ts';

const LIMIT_MS = 20 * 60_000;

const interruption = new AbortController();
let outcomes: ReadonlyMap<string, DefectOutcome>;

beforeAll(async () => {
  const { host } = optionsFromEnvironment(process.env);
  const run = (systems: readonly MatrixSystem[], rowsAtOnce?: number) =>
    runKillMatrix({
      systems,
      against: 'covering',
      host,
      scale: SMALL_GROUP,
      rowsAtOnce,
      out: 'reports/jest',
      signal: interruption.signal,
    });
  const automated = await automatedPurposes();
  const rows = await repeated(await run([...defects.values()].map(withDefect)), automated, (again) => run(again, 1));
  outcomes = new Map(outcomesOf(rows, automated).map((outcome) => [`${outcome.role}:${outcome.name}`, outcome]));
}, LIMIT_MS);

afterAll(() => {
  interruption.abort();
  process.stdout.write(`\n${renderDefectTable([...outcomes.values()], terminalStyle(process.stdout))}\n`);
});

test.each([...defects.keys()])('%s is caught by every purpose that covers its rule', (name) => {
  const outcome = outcomes.get(name);
  expect(outcome?.caughtBy).not.toHaveLength(0);
  expect(outcome?.missedBy).toEqual([]);
});
