import type { Profile } from '../judge/verdict.ts';
import type { RunProgress } from '../report/progress-events.ts';
import type { Report } from '../report/report.ts';
import type { CaseOutcome } from './case.ts';
import { CONTRACT, contractFault } from './contract.ts';
import type { Leg } from './legs.ts';
import { inDoubt, judgedInDoubt } from './post-mortem.ts';

export interface GuardContext {
  runId: string;
  /** The run's folder. */
  folder: string;
  profile: Profile;
  signal: AbortSignal;
  onProgress: (event: RunProgress) => void;
}

/** Numbers that no case of a run gets: those count up from 1. */
const FIRST_NUMBER = 9001;

/** Lets nobody be judged who cannot be tested: looks at every system before its first case, and again after its last. */
export class ContractGuard {
  /** For the report: one error for every system that does not hold the contract. */
  readonly findings: Report['harness'] = [];
  readonly #context: GuardContext;
  #number = FIRST_NUMBER;

  constructor(context: GuardContext) {
    this.#context = context;
  }

  /** The legs whose systems hold the contract. Of the others nothing is to be run. */
  async admitted(legs: readonly Leg[]): Promise<Leg[]> {
    const faults = await Promise.all(legs.map((leg) => this.#faultOf(leg, 'before')));
    for (const [index, fault] of faults.entries())
      if (fault !== undefined) this.#tell(legs[index]!, 'cannot be tested, and was not judged', fault);
    return legs.filter((_, index) => faults[index] === undefined);
  }

  /**
   * Looks again at the systems, now that their cases are done. What a system that is out of order failed after its last
   * pass becomes an error: it may have been dying already.
   * @param outcomes in the order in which the cases ended
   * @returns all of them, in the same order, as they are to be reported
   */
  async confirmed(legs: readonly Leg[], outcomes: readonly CaseOutcome[]): Promise<CaseOutcome[]> {
    const { folder, profile, signal } = this.#context;
    const reported = [...outcomes];
    const confirm = async (leg: Leg): Promise<void> => {
      const fault = signal.aborted ? undefined : await this.#faultOf(leg, 'after');
      if (fault === undefined) return;
      this.#tell(leg, 'could be tested before the run, and no longer after it', fault);
      const message = `the system under test passed nothing after this, and was out of order at the end of the run: ${fault}`;
      const own = outcomes.filter(({ declaration }) => leg.cases.includes(declaration));
      for (const outcome of inDoubt(own, profile)) {
        const again = await judgedInDoubt(outcome, { folder, ixit: leg.keeper.ixit, message });
        reported[outcomes.indexOf(outcome)] = again;
      }
    };
    await Promise.all(legs.map(confirm));
    return reported;
  }

  async #faultOf({ keeper }: Leg, when: 'before' | 'after'): Promise<string | undefined> {
    const { folder, signal, runId, onProgress } = this.#context;
    const { name } = keeper.descriptor.product;
    onProgress({ type: 'stage', caption: `${when} the run: can ${name} join, send and leave?` });
    try {
      return await contractFault(await keeper.running(), { runId, folder, when, signal, number: () => this.#number++ });
    } catch (error) {
      if (signal.aborted) return undefined;
      return error instanceof Error ? error.message : String(error);
    }
  }

  #tell({ keeper }: Leg, what: string, fault: string): void {
    const { product, role } = keeper.descriptor;
    this.findings.push({
      severity: 'error',
      message: `${product.name} ${what}: ${fault} (evidence/${CONTRACT}-${role})`,
    });
  }
}
