import { runCampaign } from '../campaign/campaign.ts';
import type { CampaignOptions } from '../campaign/options.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { RunProgress } from '../report/progress-events.ts';
import { showProgress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { described } from './described.ts';
import { listenForInterruption } from './interruption.ts';

/** A run to be made, but for who watches it. */
export type Asked = Omit<CampaignOptions, 'signal' | 'onProgress'>;

/**
 * Makes runs, one after another, with their progress on standard error, until all are made or somebody interrupts.
 * @param declarations what may be selected; absent: all that is automated
 * @returns the reports of those that got far enough to have one
 * @throws {UsageError} where one cannot be made as asked
 */
export async function makeRuns(
  runs: readonly Asked[],
  declarations?: readonly PurposeDeclaration[],
): Promise<Report[]> {
  const progress = showProgress(process.stderr, isByHand(runs));
  const interruption = listenForInterruption(() =>
    progress.show({
      type: 'note',
      message: 'interrupted: ending what runs and writing the report; once more ends at once',
    }),
  );
  const { signal } = interruption;
  const reports: Report[] = [];
  try {
    for (const asked of runs) {
      if (signal.aborted) break;
      const options = { ...asked, signal, onProgress: (event: RunProgress) => progress.show(event) };
      reports.push(await runCampaign(options, declarations));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    progress.close();
    process.stderr.write('interrupted before there was anything to report\n');
  } finally {
    progress.close();
    interruption.release();
  }
  return reports;
}

/** An operator's prompts and a display that redraws itself do not go together. */
const isByHand = (runs: readonly Asked[]): boolean =>
  described([...new Set(runs.flatMap(({ suts }) => suts))]).some(
    ({ upperTester }) => upperTester !== undefined && 'manual' in upperTester,
  );
