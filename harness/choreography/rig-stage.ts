import { randomUUID } from 'node:crypto';
import { shownUser } from '../conference-info/user.ts';
import { rosterOf } from '../judge/focus/facts.ts';
import { Faults } from '../relay/fault.ts';
import type { Place } from '../relay/hop.ts';
import { ImpairmentRelay } from '../relay/relay.ts';
import type { RunningSut } from '../sut/host/host.ts';
import { openUpperTester, type UpperTester } from '../sut/upper-tester/upper-tester.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { inMs } from './duration.ts';
import { type DeviceName, type Rig, type RigStep, isRigStep, spokenDevice } from './rig-steps.ts';
import { pause, type Stage, type StageContext, StepFailure, tolerateTimeout } from './stage.ts';
import type { Step } from './steps.ts';

/** How long the group may take to come together, in milliseconds. */
const GATHER_LIMIT_MS = 20_000;
/** Upper testers do not tell of changes, they have to be asked. */
const ASK_EVERY_MS = 250;

const PEOPLE: Record<DeviceName, number> = { alice: 1, 'alice-tablet': 1, bob: 2, carol: 3 };

interface Device {
  name: DeviceName;
  identity: string;
  upperTester: UpperTester;
  relay: ImpairmentRelay;
}

/** Clients, a focus and whatever is between them, with a relay on every client's access that can be told to fail. */
export class RigStage implements Stage {
  readonly #context: StageContext;
  readonly #given: Rig;
  readonly #faults = new Faults();
  readonly #devices: Device[] = [];

  constructor(context: StageContext, given: Rig) {
    this.#context = context;
    this.#given = given;
  }

  async prepare(): Promise<void> {
    const { sut: focus, recorder, runId, number, signal } = this.#context;
    const group = focus.descriptor.ixit.group
      .replaceAll('{n}', `${runId}-${number}`.toLowerCase())
      .replaceAll('{address}', focus.address);
    const conversation = { conversationId: randomUUID(), contributionId: randomUUID() };
    const names: DeviceName[] = ['bob', 'carol', 'alice', ...(this.#given.tablet ? (['alice-tablet'] as const) : [])];
    for (const name of names) this.#devices.push(await this.#plugIn(name));
    for (const { upperTester } of this.#devices) await upperTester.join({ group, ...conversation });
    for (const watcher of ['bob', 'carol'] as const)
      await recorder.waitFor(
        `everybody to be connected in the roster of ${spokenDevice(watcher)}`,
        GATHER_LIMIT_MS,
        (event) =>
          isNotifyTo(event, watcher) && this.#devices.every(({ identity }) => this.#isConnected(watcher, identity)),
        signal,
      );
    recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  }

  async perform(step: Step): Promise<void> {
    const { signal, sut } = this.#context;
    if (isRigStep(step)) return this.#act(step);
    if (step.step === 'hold' || step.step === 'observe') return pause(inMs(step.duration, sut.descriptor.ixit), signal);
    throw new StepFailure(`the rig has no step called ${step.step}`);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#devices.map(({ upperTester }) => upperTester.stop()));
    for (const { relay } of this.#devices) relay.close();
  }

  async #act(step: RigStep): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    switch (step.step) {
      case 'impair':
        return this.#faults.add(step.fault);
      case 'heal':
        return this.#faults.lift();
      case 'user-leaves':
        return this.#of(step.who).upperTester.leave();
      case 'await-outcome':
        return this.#until(
          inMs(step.limit, ixit),
          async () => (await this.#of(step.who).upperTester.state()).state !== 'LEAVING',
        );
      case 'say':
        await this.#of(step.who).upperTester.send(step.text);
        return this.#until(inMs(step.limit, ixit), () => this.#allHave(step.text, step.who));
      case 'await-gone':
        return this.#awaitGone(step.who);
      case 'survey':
        await Promise.all(this.#devices.map(({ upperTester }) => upperTester.state()));
    }
  }

  async #plugIn(name: DeviceName): Promise<Device> {
    const { declaration, sut: focus, recorder, runId, number } = this.#context;
    const client = this.#beside(PEOPLE[name] === 1 ? 'client' : 'company');
    const pcscf = this.#context.beside?.get('pcscf');
    const { ixit } = client.descriptor;
    const own: Place = { address: focus.testAddress(), port: 5060 };
    const end = placeOf(focus);
    const relay = await ImpairmentRelay.open({
      recorder,
      device: name,
      towardsClient: `${name}-client`,
      towardsNetwork: name,
      own,
      path: pcscf ? [placeOf(pcscf), end] : [end],
      faults: this.#faults,
    });
    const instance = `${declaration.id}${declaration.variant ? `-${declaration.variant}` : ''}-${number}-${name}`;
    const upperTester = openUpperTester(client, instance.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-'), recorder, {
      testPurpose: declaration.id,
      runId,
    });
    const identity = ixit.identity.replaceAll('{n}', `${String(number).padStart(4, '0')}${PEOPLE[name]}`);
    await upperTester.start({
      identity,
      proxy: `${own.address}:${own.port}`,
      transport: 'udp',
      t1: ixit.t1,
      t2: ixit.t2,
    });
    return { name, identity, upperTester, relay };
  }

  #beside(name: 'client' | 'company'): RunningSut {
    const system = this.#context.beside?.get(name);
    if (!system) throw new StepFailure(`the rig has no ${name}`);
    return system;
  }

  #of(name: DeviceName): Device {
    const device = this.#devices.find((one) => one.name === name);
    if (!device) throw new StepFailure(`${spokenDevice(name)} is not in the rig`);
    return device;
  }

  /** Asks again and again until it is so, or the time is up: both are observations. */
  async #until(limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
    const { recorder, signal } = this.#context;
    const end = recorder.now() + limitMs;
    while (!(await isSo()) && recorder.now() < end) await pause(ASK_EVERY_MS, signal);
  }

  async #allHave(text: string, sender: DeviceName): Promise<boolean> {
    const others = this.#devices.filter(({ name }) => name !== sender);
    const states = await Promise.all(others.map(({ upperTester }) => upperTester.state()));
    return states.every(({ messages }) => messages?.includes(text) ?? true);
  }

  async #awaitGone(who: DeviceName): Promise<void> {
    const { recorder, signal, sut } = this.#context;
    const { identity } = this.#of(who);
    const gone = (): boolean => (['bob', 'carol'] as const).every((watcher) => !this.#isConnected(watcher, identity));
    if (gone()) return;
    await recorder
      .waitFor(
        'the notifications',
        sut.descriptor.ixit.notifyMax,
        (event) => ['bob', 'carol'].some((watcher) => isNotifyTo(event, watcher)) && gone(),
        signal,
      )
      .catch(tolerateTimeout);
  }

  #isConnected(watcher: DeviceName, identity: string): boolean {
    return shownUser(rosterOf(this.#context.recorder.events(), watcher), identity)?.connected === true;
  }
}

const placeOf = ({ address, descriptor }: RunningSut): Place => ({ address, port: descriptor.ixit.port });

const isNotifyTo = (event: TimelineEvent, actor: string): boolean =>
  event.kind === 'sip' && event.actor === actor && event.direction === 'received' && event.raw.startsWith('NOTIFY ');
