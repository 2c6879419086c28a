/**
 * Every named defect, switched on in the reference systems, against the purposes that cover the rule that it breaks: all
 * of them must come to FAIL. That the reference systems without a defect pass is what the suites themselves show.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Defect, defects } from '../catalogue/index.ts';
import { automatedPurposes } from '../harness/campaign/automated.ts';
import { type MatrixRow, runDefectMatrix } from '../harness/campaign/defect-matrix.ts';
import { optionsFromEnvironment } from '../harness/campaign/environment.ts';
import { type DefectOutcome, renderDefectTable } from '../harness/report/defect-table.ts';
import { terminalStyle } from '../harness/report/terminal-style.ts';

const LIMIT_MS = 20 * 60_000;

const interruption = new AbortController();
const outcomes = new Map<string, DefectOutcome>();
let automated: Set<string>;

beforeAll(async () => {
  automated = await automatedPurposes();
  const { host } = optionsFromEnvironment(process.env);
  const run = (chosen: Defect[]) =>
    runDefectMatrix({ defects: chosen, against: 'covering', host, out: 'reports/jest', signal: interruption.signal });
  const take = (rows: MatrixRow[]) => {
    for (const row of rows) outcomes.set(`${row.defect.role}:${row.defect.name}`, outcomeOf(row));
  };
  take(await run([...defects.values()]));
  // A dozen systems side by side blur what takes milliseconds to tell apart; on its own a defect has no such excuse.
  for (const [name, { missedBy }] of outcomes) if (missedBy.length > 0) take(await run([defects.get(name)!]));
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

function outcomeOf({ defect, verdicts }: MatrixRow): DefectOutcome {
  const caughtBy = [...verdicts]
    .filter(([, verdict]) => verdict === 'fail')
    .map(([id]) => id)
    .toSorted();
  const covering = defect.caughtBy.filter((id) => automated.has(id));
  return { role: defect.role, name: defect.name, caughtBy, missedBy: covering.filter((id) => !caughtBy.includes(id)) };
}
