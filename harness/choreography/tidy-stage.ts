import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from './stage.ts';
import type { Step } from './steps.ts';

/** How long an act that was given up is waited for, in milliseconds; SIPp takes up to a hundred of them to start. */
const GIVEN_UP_MS = 2000;

/**
 * A stage that leaves nothing behind. Where a case ends in the middle of an act, as when its system dies while SIPp is
 * being started, the act goes on, and what it opens after the stage was closed would stay open: it is closed once more.
 */
export class TidyStage implements Stage {
  readonly settle?: () => Promise<void>;
  readonly #stage: Stage;
  readonly #underWay = new Set<Promise<void>>();

  constructor(stage: Stage) {
    this.#stage = stage;
    if (stage.settle) this.settle = () => this.#follow(stage.settle!());
  }

  prepare(): Promise<void> {
    return this.#follow(this.#stage.prepare());
  }

  perform(step: Step): Promise<void> {
    return this.#follow(this.#stage.perform(step));
  }

  async close(): Promise<void> {
    const givenUp = [...this.#underWay];
    await this.#stage.close();
    if (givenUp.length === 0) return;
    const closedAgain = Promise.allSettled(givenUp).then(() => this.#stage.close());
    await Promise.race([closedAgain, delay(GIVEN_UP_MS, undefined, { ref: false })]);
  }

  #follow(act: Promise<void>): Promise<void> {
    this.#underWay.add(act);
    const over = (): void => void this.#underWay.delete(act);
    act.then(over, over);
    return act;
  }
}
