/**
 * Makes jest tests of the purposes that a suite file declares: `npx jest suites` gives the verdicts that the command
 * line gives. All choreographies of a file begin together before its first test, and each test awaits one verdict.
 * Read by jest ahead of every suite file (`setupFilesAfterEnv`).
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onPurpose } from '../choreography/declare.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { purpose } from '../../catalogue/index.ts';
import type { Profile } from '../judge/verdict.ts';
import type { CheckReport, Report } from '../report/report.ts';
import { runCampaign } from './campaign.ts';
import { optionsFromEnvironment } from './environment.ts';
import type { CampaignOptions } from './options.ts';
import { ALL_REFERENCE_SYSTEMS } from './reference-systems.ts';
import { isLarge, isSelected } from './select.ts';

/** Beyond this the campaign itself hangs: no purpose that runs in a suite takes longer, with its repetitions. */
const FILE_LIMIT_MS = 15 * 60_000;

const declared: PurposeDeclaration[] = [];
const interruption = new AbortController();
const asked = optionsFromEnvironment(process.env);
const options: CampaignOptions = {
  ...asked,
  // A file of suites is for whatever role it is for.
  suts: asked.suts.length > 0 ? asked.suts : ALL_REFERENCE_SYSTEMS,
  signal: interruption.signal,
};
let campaign: Promise<Report>;

onPurpose((declaration) => {
  // What is not selected is no test at all: jest complains of a file without any, and nothing is green for nothing.
  if (isLarge(declaration) && options.select.length === 0) {
    // Large groups take minutes, on the command line too only where they are asked for.
    // oxlint-disable-next-line jest/no-disabled-tests, jest/expect-expect
    test.skip(`${declaration.id} ${purpose(declaration.id).purpose} (to be selected)`, () => {});
    return;
  }
  if (!isSelected(declaration, options.select)) return;
  const first = declared.every((other) => other.id !== declaration.id);
  declared.push(declaration);
  if (declared.length === 1) {
    beforeAll(() => {
      campaign = runCampaign(options, declared);
      campaign.catch(() => {});
    });
    afterAll(async () => {
      interruption.abort();
      await campaign.catch(() => {});
    }, FILE_LIMIT_MS);
  }
  if (first)
    test(`${declaration.id} ${purpose(declaration.id).purpose}`, () => awaitVerdict(declaration.id), FILE_LIMIT_MS);
});

async function awaitVerdict(id: string): Promise<void> {
  const report = await campaign;
  const found = report.purposes.find((one) => one.id === id);
  if (found?.notApplicable !== undefined) return;
  expect({ purpose: id, verdict: found?.verdict, because: reasons(found?.checks ?? [], options.profile) }).toEqual({
    purpose: id,
    verdict: 'pass',
    because: [],
  });
}

/** What stood in the way, as the report has it. */
const reasons = (checks: readonly CheckReport[], profile: Profile): string[] =>
  checks
    .filter((check) => !['pass', 'none'].includes(check.judgements[profile].verdict))
    .map((check) => `${check.id} (${check.requirement || 'test side'}): ${check.verdict}: ${check.message}`);
