import * as fc from 'fast-check';
import type { DeviceName } from '../choreography/rig-steps.ts';
import type { Act as FaultAct, Fault, Trouble } from '../relay/fault.ts';
import { type Act, faultsIn, type Schedule, type Traveller, TRAVELLERS } from './schedule.ts';

/** What the rig lets happen. */
export interface Possible {
  /** Whether the focus takes the maker's request to remove somebody. */
  removal: boolean;
  /** Whether one user can have two devices in a group. */
  tablet: boolean;
}

/** The group as it would be if no fault ever kept anything from working. */
interface Model {
  readonly devices: readonly DeviceName[];
  readonly inside: Set<DeviceName>;
  faults: number;
  /** Whether somebody leaves, or is removed. */
  eventful: boolean;
}

/** More faults than this at a time explain nothing. */
const MOST_FAULTS = 3;
const MOST_ACTS = 8;

/** Something that a user or the network does, as far as the model lets it. */
class ActCommand implements fc.Command<Model, Act[]> {
  readonly #act: Act;

  constructor(act: Act) {
    this.#act = act;
  }

  check({ inside, devices, faults }: Readonly<Model>): boolean {
    const act = this.#act;
    switch (act.do) {
      case 'join':
        return devices.includes(act.who) && !inside.has(act.who);
      case 'leave':
        return devices.includes(act.who) && peopleIn(inside, (device) => device !== act.who) > 1;
      case 'say':
        return inside.has(act.who);
      case 'remove':
        return (
          [...inside].some((device) => isOf(device, act.who)) &&
          peopleIn(inside, (device) => !isOf(device, act.who)) > 1
        );
      case 'impair':
        return (
          faults < MOST_FAULTS &&
          (act.fault.device === undefined || devices.some((device) => device === act.fault.device))
        );
      case 'lift':
        return faults > 0;
      case 'wait':
        return true;
    }
  }

  run(model: Model, acts: Act[]): void {
    const act = this.#act;
    acts.push(act);
    if (act.do === 'join') model.inside.add(act.who);
    if (act.do === 'leave') model.inside.delete(act.who);
    if (act.do === 'remove')
      for (const device of model.devices.filter((one) => isOf(one, act.who))) model.inside.delete(device);
    if (act.do === 'impair') model.faults += 1;
    if (act.do === 'lift') model.faults = 0;
    if (act.do === 'leave' || act.do === 'remove') model.eventful = true;
  }

  toString(): string {
    return JSON.stringify(this.#act);
  }
}

/** A group of one ends, and nobody is left to see anything. */
const peopleIn = (inside: ReadonlySet<DeviceName>, counts: (device: DeviceName) => boolean): number =>
  new Set([...inside].filter(counts).map((device) => device.replace('-tablet', ''))).size;

const isOf = (device: string, person: string): boolean => device.replace('-tablet', '') === person;

const traveller: fc.Arbitrary<Traveller> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('alice' as const) },
  { weight: 2, arbitrary: fc.constant('alice-tablet' as const) },
  { weight: 1, arbitrary: fc.constant('carol' as const) },
);

/** Failures by which a hop may end a request of its own accord. A 2xx would be a lie that no client can see through. */
const HOP_FAILURES = [403, 408, 480, 481, 500, 503];

const becomes: fc.Arbitrary<FaultAct> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<FaultAct>({ act: 'drop' }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOP_FAILURES).map((code): FaultAct => ({ act: 'answer', code })) },
  { weight: 2, arbitrary: fc.constantFrom(150, 600, 1500).map((ms): FaultAct => ({ act: 'delay', ms })) },
  { weight: 1, arbitrary: fc.constant<FaultAct>({ act: 'duplicate' }) },
);

const occurrences = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 })).map(([first, more]) => ({
  first,
  last: first + more,
}));

/** What the change request is about. */
const troubleOfLeave: fc.Arbitrary<Trouble> = fc
  .record({ device: traveller, times: fc.option(occurrences, { freq: 1 }) })
  .map(({ device, times }) => ({
    device,
    method: 'BYE',
    direction: 'up',
    kind: 'request',
    ...(times && { occurrences: times }),
  }));

/** What is caught on the way of those who come and go, for good or a few times. */
const troubleOfTravellers: fc.Arbitrary<Trouble> = fc
  .record({
    device: traveller,
    method: fc.constantFrom('BYE', 'BYE', 'BYE', 'BYE', 'NOTIFY', 'NOTIFY', 'INVITE', 'ACK', 'SUBSCRIBE'),
    direction: fc.constantFrom('up' as const, 'down' as const),
    kind: fc.constantFrom('request' as const, 'response' as const),
    times: fc.option(occurrences, { freq: 2 }),
  })
  .map(({ times, ...trouble }) => (times ? { ...trouble, occurrences: times } : trouble));

/** Bob has to be told who is there, if not at once: so what is on its way to him is never lost for good. */
const troubleOfBob: fc.Arbitrary<Trouble> = occurrences.map((times) => ({
  device: 'bob',
  method: 'NOTIFY',
  direction: 'down',
  kind: 'request',
  occurrences: times,
}));

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(troubleOfLeave, becomes).map(faultOf) },
  { weight: 5, arbitrary: fc.tuple(troubleOfTravellers, becomes).map(faultOf) },
  // The network of somebody is gone.
  { weight: 2, arbitrary: traveller.map((device): Fault => ({ act: 'drop', device })) },
  { weight: 1, arbitrary: troubleOfBob.map((trouble): Fault => ({ ...trouble, act: 'drop' })) },
);

/** Only requests have an answer, and an ACK has none. */
function faultOf([trouble, act]: [Trouble, FaultAct]): Fault {
  const answerable = trouble.kind === 'request' && trouble.method !== 'ACK';
  return act.act === 'answer' && !answerable ? { ...trouble, act: 'drop' } : { ...trouble, ...act };
}

const failing = fault.map((one): Act => ({ do: 'impair', fault: one }));
const failingLeave = fc.tuple(troubleOfLeave, becomes).map((one): Act => ({ do: 'impair', fault: faultOf(one) }));

const leaving = traveller.map((who): Act => ({ do: 'leave', who }));
const waiting = fc.constantFrom(1, 4, 16).map((t1): Act => ({ do: 'wait', t1 }));

const acts = {
  always: [
    leaving,
    leaving,
    leaving,
    failing,
    traveller.map((who): Act => ({ do: 'join', who })),
    fc.constantFrom<DeviceName>('bob', ...TRAVELLERS).map((who): Act => ({ do: 'say', who })),
    waiting,
    waiting,
    fc.constant<Act>({ do: 'lift' }),
  ],
  removal: [fc.constantFrom('alice' as const, 'carol' as const).map((who): Act => ({ do: 'remove', who }))],
};

/** Schedules in which somebody leaves or is removed, and something goes wrong. */
export function schedules({ removal, tablet }: Possible): fc.Arbitrary<Schedule> {
  const possible = [...acts.always, ...(removal ? acts.removal : [])];
  const commands = fc.commands<Model, Act[]>(
    possible.map((act) => act.map((one) => new ActCommand(one))),
    { maxCommands: MOST_ACTS, size: 'max' },
  );
  // Most of what is worth seeing begins with a network that fails already, and with what leaving is about.
  const first = fc.option(
    fc.oneof(failing, failingLeave).map((one) => new ActCommand(one)),
    { freq: 5 },
  );
  const two = fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(tablet) });
  return fc
    .tuple(two, first, commands)
    .map(([withTablet, begin, chosen]) => performed(withTablet, begin ? [begin, ...chosen] : chosen))
    .filter(({ eventful, schedule }) => eventful && faultsIn(schedule) > 0)
    .map(({ schedule }) => schedule);
}

/** Runs the commands on the model, and keeps what they come to. */
function performed(tablet: boolean, commands: Iterable<fc.Command<Model, Act[]>>) {
  const devices: DeviceName[] = ['alice', ...(tablet ? (['alice-tablet'] as const) : []), 'bob', 'carol'];
  const model: Model = { devices, inside: new Set(devices), faults: 0, eventful: false };
  const schedule: Schedule = { tablet, acts: [] };
  fc.modelRun(() => ({ model, real: schedule.acts }), commands);
  return { eventful: model.eventful, schedule };
}

/**
 * So many schedules, different ones: the same for the same seed, and the first of more are the first of fewer.
 * @param seed a 32-bit integer
 */
export function drawSchedules(possible: Possible, count: number, seed: number): Schedule[] {
  const seen = new Set<string>();
  const drawn = fc.sample(schedules(possible), { seed, numRuns: 2 * count }).filter((schedule) => {
    const text = JSON.stringify(schedule);
    return !seen.has(text) && seen.add(text);
  });
  return drawn.slice(0, count);
}
