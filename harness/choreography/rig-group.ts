import { randomUUID } from 'node:crypto';
import { shownUser } from '../conference-info/user.ts';
import { rosterOf } from '../judge/focus/facts.ts';
import type { Faults } from '../relay/fault.ts';
import type { Place } from '../relay/hop.ts';
import { ImpairmentRelay } from '../relay/relay.ts';
import { sipOf } from '../sip/of-event.ts';
import type { RunningSut } from '../sut/host/host.ts';
import type { DialogIdentifiers } from '../sut/upper-tester/session-control.ts';
import {
  type GroupToJoin,
  openUpperTester,
  type UpperTester,
  type UpperTesterState,
} from '../sut/upper-tester/upper-tester.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';
import { Moderator } from './rig-moderator.ts';
import { type DeviceName, type Rig, spokenDevice } from './rig-steps.ts';
import { type StageContext, StepFailure, tolerateTimeout } from './stage.ts';

/** How long the group may take to come together, in milliseconds. */
const GATHER_LIMIT_MS = 20_000;

const PEOPLE: Record<DeviceName, number> = { alice: 1, 'alice-tablet': 1, bob: 2, carol: 3 };

const WATCHERS = ['bob', 'carol'] as const;

/** Somebody's client. */
export interface Device {
  name: DeviceName;
  identity: string;
  upperTester: UpperTester;
}

/** What a client said of itself. */
export type DeviceState = UpperTesterState & { name: DeviceName };

/** The devices of a rig and the group that they are in. */
export class RigGroup {
  /** How to join it. */
  readonly reference: GroupToJoin;
  readonly #context: StageContext;
  readonly #given: Rig;
  readonly #faults: Faults;
  readonly #devices: Device[] = [];
  /** Each the access network of one client. */
  readonly #relays: ImpairmentRelay[] = [];
  #moderator: Promise<Moderator> | undefined;

  constructor(context: StageContext, given: Rig, faults: Faults) {
    const { sut: focus, runId, number } = context;
    this.#context = context;
    this.#given = given;
    this.#faults = faults;
    const group = focus.descriptor.ixit.group
      .replaceAll('{n}', `${runId}-${number}`.toLowerCase())
      .replaceAll('{address}', focus.address);
    this.reference = { group, conversationId: randomUUID(), contributionId: randomUUID() };
  }

  /** Group Session Identity. */
  get identity(): string {
    return this.reference.group;
  }

  /** Everybody joins, Bob first, who makes the group; resolves when Bob and Carol have been told that all are there. */
  async gather(): Promise<void> {
    const { recorder, signal } = this.#context;
    const names: DeviceName[] = ['bob', 'carol', 'alice', ...(this.#given.tablet ? (['alice-tablet'] as const) : [])];
    for (const name of names) this.#devices.push(await this.#plugIn(name));
    for (const { upperTester } of this.#devices) await upperTester.join(this.reference);
    for (const watcher of WATCHERS)
      await recorder.waitFor(
        `everybody to be connected in the roster of ${spokenDevice(watcher)}`,
        GATHER_LIMIT_MS,
        (event) =>
          isNotifyTo(event, watcher) && this.#devices.every(({ identity }) => this.#isConnected(watcher, identity)),
        signal,
      );
  }

  of(name: DeviceName): Device {
    const device = this.#devices.find((one) => one.name === name);
    if (!device) throw new StepFailure(`${spokenDevice(name)} is not in the rig`);
    return device;
  }

  async stateOf(name: DeviceName): Promise<DeviceState> {
    return { name, ...(await this.of(name).upperTester.state()) };
  }

  /** What every client says of itself. */
  states(): Promise<DeviceState[]> {
    return Promise.all(this.#devices.map(({ name }) => this.stateOf(name)));
  }

  /** Whether all of these have all of those messages, as far as they can tell. */
  have(texts: readonly string[], states: readonly DeviceState[]): boolean {
    return states.every(({ messages }) => texts.every((text) => messages?.includes(text) ?? true));
  }

  /** The maker of the group has somebody removed; resolves when the focus has taken, or refused, the request. */
  async remove(name: DeviceName): Promise<void> {
    this.#moderator ??= this.#newModerator();
    const moderator = await this.#moderator;
    await moderator.remove(this.of(name).identity, this.#context.signal);
  }

  /** Resolves when Bob and Carol have been told that somebody has gone, or it is too late for that. */
  async awaitGone(who: DeviceName): Promise<void> {
    const { recorder, signal, sut } = this.#context;
    const { identity } = this.of(who);
    const gone = (): boolean =>
      WATCHERS.filter((watcher) => watcher !== who).every((watcher) => !this.#isConnected(watcher, identity));
    if (gone()) return;
    await recorder
      .waitFor(
        'the notifications',
        sut.descriptor.ixit.notifyMax,
        (event) => WATCHERS.some((watcher) => isNotifyTo(event, watcher)) && gone(),
        signal,
      )
      .catch(tolerateTimeout);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#devices.map(({ upperTester }) => upperTester.stop()));
    for (const relay of this.#relays.splice(0)) relay.close();
    const moderator = this.#moderator;
    this.#moderator = undefined;
    (await moderator?.catch(() => undefined))?.close();
  }

  async #plugIn(name: DeviceName): Promise<Device> {
    const { declaration, sut: focus, recorder, runId, number } = this.#context;
    const client = this.#beside(PEOPLE[name] === 1 ? 'client' : 'company');
    const pcscf = this.#given.pcscf === false ? undefined : this.#context.beside?.get('pcscf');
    const { ixit } = client.descriptor;
    const own: Place = focus.testPlace('udp');
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
    this.#relays.push(relay);
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
    return { name, identity, upperTester };
  }

  #newModerator(): Promise<Moderator> {
    const { sut: focus, recorder } = this.#context;
    const { t1, t2 } = focus.descriptor.ixit;
    return Moderator.open({
      recorder,
      own: focus.testPlace('udp'),
      focus: placeOf(focus),
      identity: this.of('bob').identity,
      group: this.identity,
      t1,
      t2,
    });
  }

  #beside(name: 'client' | 'company'): RunningSut {
    const system = this.#context.beside?.get(name);
    if (!system) throw new StepFailure(`the rig has no ${name}`);
    return system;
  }

  #isConnected(watcher: DeviceName, identity: string): boolean {
    return shownUser(rosterOf(this.#context.recorder.events(), watcher), identity)?.connected === true;
  }
}

/** The INVITE dialog that a device has set up last, as whoever is between it and the focus knows it. */
export function dialogOf(timeline: readonly TimelineEvent[], device: DeviceName): DialogIdentifiers | undefined {
  const accepted = timeline.findLast(
    (event): event is SipEvent =>
      event.kind === 'sip' &&
      event.actor === device &&
      event.direction === 'received' &&
      event.raw.startsWith('SIP/2.0 2') &&
      sipOf(event).cseq?.method === 'INVITE',
  );
  const { callId, fromTag, toTag } = accepted ? sipOf(accepted) : {};
  return callId !== undefined && fromTag !== undefined && toTag !== undefined ? { callId, fromTag, toTag } : undefined;
}

const placeOf = ({ address, descriptor }: RunningSut): Place => ({ address, port: descriptor.ixit.port });

const isNotifyTo = (event: TimelineEvent, actor: string): boolean =>
  event.kind === 'sip' && event.actor === actor && event.direction === 'received' && event.raw.startsWith('NOTIFY ');
