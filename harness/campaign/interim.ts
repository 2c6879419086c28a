import type { RunRecord } from '../evidence/run-record.ts';
import { writeRunRecord } from '../evidence/stored-run.ts';
import type { Report } from '../report/report.ts';
import { writeInterim } from '../report/write.ts';

/** At most one report in so many milliseconds: to write one keeps the event loop busy for some. */
const PAUSE_MS = 3000;

/**
 * Keeps what has finished while a run goes on, marked as interrupted: whoever kills the run finds it, can read it, judge
 * it again from its evidence, and run the rest.
 */
export class InterimReports {
  readonly #folder: string;
  readonly #make: () => Promise<{ record: RunRecord; report: Report }>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param folder the run's */
  constructor(folder: string, make: () => Promise<{ record: RunRecord; report: Report }>) {
    this.#folder = folder;
    this.#make = make;
  }

  /** Something has finished: it is on disk within {@link PAUSE_MS}. */
  due(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What cannot be written now may be at the end, and if not, that is told there.
      this.#writing = this.#write().catch(() => {});
    }, PAUSE_MS).unref();
  }

  /** Resolves when nothing more will be written. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { record, report } = await this.#make();
    await writeRunRecord(record, this.#folder);
    await writeInterim(report, this.#folder);
  }
}
