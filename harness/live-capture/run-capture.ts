import { createReadStream } from 'node:fs';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseOutcome } from '../campaign/case.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { HostError } from '../sut/host/host.ts';
import type { Lab } from '../sut/lab.ts';
import { CaptureCutter } from './cut.ts';
import { Dumpcap, DumpcapError } from './dumpcap.ts';
import { sharesOf } from './shares.ts';
import { streamsIn } from './streams.ts';

/** Name of the file in the folder of a case. */
export const CAPTURED = 'captured.pcapng';

/** In the folder of the run, until it is cut. */
const UNCUT = 'uncut.pcapng';

const ABOUT = 'Captured while the case ran, cut out of the capture of the run by its times and addresses.';

const CHUNK = 1024 * 1024;

/** The packets of one run, from the wire: one capture of all, of which each case gets its share. */
export class RunCapture {
  /** Why nothing is captured; one sentence. */
  readonly refusal: string | undefined;
  readonly #folder: string;
  readonly #dumpcap: Dumpcap | undefined;
  #doubt: string | undefined;
  #told = '';

  private constructor(folder: string, begun: Dumpcap | string) {
    this.#folder = folder;
    this.#dumpcap = typeof begun === 'string' ? undefined : begun;
    this.refusal = typeof begun === 'string' ? begun : undefined;
  }

  /**
   * Resolves once packets are being captured, or cannot be.
   * @param lab whose systems have been started
   * @param folder the run's
   */
  static async begin(lab: Pick<Lab, 'traffic'>, folder: string): Promise<RunCapture> {
    try {
      const traffic = await lab.traffic();
      if (traffic.length === 0) return new RunCapture(folder, 'no system was started');
      return new RunCapture(folder, await Dumpcap.start(traffic, join(folder, UNCUT)));
    } catch (error) {
      if (error instanceof HostError || error instanceof DumpcapError) return new RunCapture(folder, error.message);
      throw error;
    }
  }

  /** What the report says of it, in one sentence. */
  get statement(): string {
    return this.refusal === undefined ? this.#told : `packets were synthesised and not captured: ${this.refusal}`;
  }

  /**
   * Ends the capture. The systems still run, so that a packet can be sent to one.
   * @param outcomes in the order in which they ended
   */
  async end(outcomes: readonly CaseOutcome[]): Promise<void> {
    const last = outcomes.findLast(({ addresses }) => addresses && addresses.testSide.length > 0);
    const way = last && { from: last.addresses!.testSide[0]!, to: last.sutAddress };
    this.#doubt = await this.#dumpcap?.end(way).catch((error: Error) => error.message);
  }

  /**
   * Writes each case's share into its folder, and removes what is of none. A share with a secret in it is removed too: a
   * remark in its place would leave no capture that can be read.
   * @returns the outcomes, with a word in those that have a capture now
   */
  async cut(outcomes: readonly CaseOutcome[], secrets: Secrets): Promise<CaseOutcome[]> {
    if (!this.#dumpcap) return [...outcomes];
    const written = new Set<CaseOutcome>();
    let withSecrets = 0;
    try {
      for (const outcome of await this.#shareOut(outcomes)) {
        const file = this.#fileOf(outcome);
        const revealing = [await readFile(file), ...(await streamsIn(file))].some((octets) => secrets.isIn(octets));
        if (revealing) await rm(file);
        if (revealing) withSecrets++;
        else written.add(outcome);
      }
    } catch (error) {
      this.#doubt = (error as Error).message;
      await Promise.all(
        outcomes.map(async (outcome) => written.has(outcome) || rm(this.#fileOf(outcome), { force: true })),
      );
    } finally {
      await rm(this.#dumpcap.file, { force: true });
    }
    this.#told = [
      `packets were captured with dumpcap in ${written.size} of ${outcomes.length} cases`,
      ...(withSecrets > 0 ? [`those of ${withSecrets} are not kept, for a secret is in them`] : []),
      ...(this.#doubt === undefined ? [] : [`what was captured may not be whole: ${this.#doubt}`]),
    ].join('; ');
    return outcomes.map((outcome) => (written.has(outcome) ? { ...outcome, captured: true } : outcome));
  }

  /** @returns those that have a file now */
  async #shareOut(outcomes: readonly CaseOutcome[]): Promise<CaseOutcome[]> {
    const sharers = outcomes.filter(({ evidence }) => evidence !== '');
    const pieces = new Map<number, Buffer[]>();
    const cutter = new CaptureCutter(sharesOf(sharers), ABOUT, (share, piece) => {
      const own = pieces.get(share) ?? [];
      pieces.set(share, own);
      own.push(piece);
    });
    const having = new Set<CaseOutcome>();
    for await (const chunk of createReadStream(this.#dumpcap!.file, { highWaterMark: CHUNK })) {
      cutter.push(chunk as Buffer);
      for (const [index, own] of pieces) {
        const outcome = sharers[index]!;
        await appendFile(this.#fileOf(outcome), Buffer.concat(own));
        having.add(outcome);
      }
      pieces.clear();
    }
    return [...having];
  }

  #fileOf({ evidence }: CaseOutcome): string {
    return join(this.#folder, evidence, CAPTURED);
  }
}
