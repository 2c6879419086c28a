import { UpperTesterError } from '../sut/upper-tester/upper-tester.ts';
import { openGroupControl } from '../sut/upper-tester/group-control.ts';
import { openSessionControl } from '../sut/upper-tester/session-control.ts';
import { Faults } from '../relay/fault.ts';
import { inMs } from './duration.ts';
import { quietFrom } from './quiet.ts';
import { dialogOf, RigGroup } from './rig-group.ts';
import { type DeviceName, type Rig, type RigStep, isRigStep } from './rig-steps.ts';
import { atMost, pause, type Stage, type StageContext, StepFailure } from './stage.ts';
import type { Step } from './steps.ts';

/** Upper testers do not tell of changes, they have to be asked. */
const ASK_EVERY_MS = 250;

/** Whoever is never quiet is looked at all the same after so many times Timer F. */
const MOST_TIMERS_F = 4;

/** How often somebody who wants to be out tries once the network is sound. */
const MOST_LEAVES = 2;

/** What a client says of itself when it believes to be in the group. */
const INSIDE = ['JOINED', 'LEAVE_FAILED'];
/** What it says after a leave that has not succeeded, or of which it knows nothing. */
const UNRESOLVED = ['LEAVE_FAILED', 'UNCONFIRMED'];

/** Clients, a focus and whatever is between them, with a relay on every client's access that can be told to fail. */
export class RigStage implements Stage {
  readonly #context: StageContext;
  readonly #faults = new Faults();
  readonly #group: RigGroup;
  /** What users have wished and what is still under way. */
  readonly #wishes = new Set<Promise<void>>();
  #said = 0;

  constructor(context: StageContext, given: Rig) {
    this.#context = context;
    this.#group = new RigGroup(context, given, this.#faults);
  }

  async prepare(): Promise<void> {
    await this.#group.gather();
    this.#context.recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  }

  async perform(step: Step): Promise<void> {
    const { signal, sut } = this.#context;
    if (isRigStep(step)) return this.#act(step);
    if (step.step === 'hold' || step.step === 'observe') return pause(inMs(step.duration, sut.descriptor.ixit), signal);
    throw new StepFailure(`the rig has no step called ${step.step}`);
  }

  async close(): Promise<void> {
    await this.#group.close();
    await Promise.allSettled(this.#wishes);
  }

  async #act(step: RigStep): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    const group = this.#group;
    switch (step.step) {
      case 'impair':
        return this.#faults.add(step.fault);
      case 'heal':
        return this.#faults.lift();
      case 'user-leaves':
        return group.of(step.who).upperTester.leave();
      case 'user-tries':
        return this.#wish(this.#tried(step.who, step.wish));
      case 'maker-removes':
        return this.#wish(group.remove(step.who));
      case 'system-restarts':
        return this.#restart(step.which);
      case 'await-outcome':
        return this.#until(inMs(step.limit, ixit), async () => (await group.stateOf(step.who)).state !== 'LEAVING');
      case 'say':
        await group.of(step.who).upperTester.send(step.text);
        return this.#until(inMs(step.limit, ixit), async () =>
          group.have(
            [step.text],
            (await group.states()).filter(({ name }) => name !== step.who),
          ),
        );
      case 'await-gone':
        return group.awaitGone(step.who);
      case 'await-quiet':
        return this.#awaitQuiet(step.told ? ixit.notifyMax : 0);
      case 'roll-call':
        return this.#rollCall(inMs(step.limit, ixit));
      case 'resolve':
        return this.#resolve(70 * ixit.t1);
      case 'survey':
        await group.states();
    }
  }

  /** A wish takes as long as it takes; whether it came true is asked of the clients later. */
  #wish(wish: Promise<void>): void {
    const settled = wish.catch(unlessRefused).catch((error: unknown) => {
      if (this.#context.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#context.recorder.record({ kind: 'harness', event: 'fault', severity: 'inconc', message });
    });
    this.#wishes.add(settled);
    void settled.then(() => this.#wishes.delete(settled));
  }

  async #tried(who: DeviceName, wish: 'join' | 'leave' | 'say'): Promise<void> {
    const { upperTester } = this.#group.of(who);
    const trying =
      wish === 'join'
        ? upperTester.join(this.#group.reference)
        : wish === 'leave'
          ? upperTester.leave()
          : upperTester.send(this.#words(who));
    await trying.catch(unlessRefused);
  }

  /** A leave that a dialog refuses which is over leaves the client unsure; the one after that restarts the session. */
  async #resolve(limitMs: number): Promise<void> {
    for (let round = 1; round <= MOST_LEAVES; round++) {
      const unresolved = (await this.#group.states()).filter(({ state }) => UNRESOLVED.includes(state));
      if (unresolved.length === 0) return;
      for (const { name } of unresolved) await this.#tried(name, 'leave');
      await this.#until(limitMs, async () => (await this.#group.states()).every(({ state }) => state !== 'LEAVING'));
    }
  }

  #words(who: DeviceName): string {
    return `Number ${++this.#said}, from ${who}.`;
  }

  async #restart(which: 'focus' | 'pcscf'): Promise<void> {
    const { sut: focus, beside, recorder, declaration, runId, signal } = this.#context;
    const context = { testPurpose: declaration.id, runId, signal };
    if (which === 'focus') return openGroupControl(focus, which, recorder, context).restart(this.#group.identity);
    const pcscf = beside?.get('pcscf');
    const dialog = dialogOf(recorder.events(), 'alice');
    if (!pcscf || !dialog) throw new StepFailure('there is no P-CSCF with a dialog of Alice in the rig');
    return openSessionControl(pcscf, which, recorder, context).restart(dialog);
  }

  async #awaitQuiet(pauseMs: number): Promise<void> {
    const { recorder, signal, sut } = this.#context;
    const { t1, t2 } = sut.descriptor.ixit;
    const end = recorder.now() + MOST_TIMERS_F * 64 * t1 + pauseMs;
    for (;;) {
      await atMost(Math.max(0, end - recorder.now()), Promise.all(this.#wishes), signal);
      const wait = Math.min(quietFrom(recorder.events(), { t1, t2 }, pauseMs), end) - recorder.now();
      if (wait <= 0) return;
      await pause(wait, signal);
    }
  }

  async #rollCall(limitMs: number): Promise<void> {
    const inside = (await this.#group.states()).filter(({ state }) => INSIDE.includes(state)).map(({ name }) => name);
    const texts = new Map(inside.map((name) => [name, this.#words(name)]));
    for (const [name, text] of texts) await this.#group.of(name).upperTester.send(text).catch(unlessRefused);
    await this.#until(limitMs, async () => {
      const states = (await this.#group.states()).filter(({ name }) => texts.has(name));
      return states.every((one) =>
        this.#group.have(
          [...texts].filter(([name]) => name !== one.name).map(([, text]) => text),
          [one],
        ),
      );
    });
  }

  /** Asks again and again until it is so, or the time is up: both are observations. */
  async #until(limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
    const { recorder, signal } = this.#context;
    const end = recorder.now() + limitMs;
    while (!(await isSo()) && recorder.now() < end) await pause(ASK_EVERY_MS, signal);
  }
}

/** A client may refuse what does not fit its state: the refusal is on the record. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof UpperTesterError)) throw error;
}
