import { dirname } from 'node:path';
import { bracketed, type SipTransport } from '../../sip/transport.ts';
import type { Recorder } from '../../timeline/recorder.ts';
import type { UpperTesterAction } from '../descriptor.ts';
import type { RunningSut } from '../host/host.ts';
import { fill } from '../placeholders.ts';
import {
  NoAnswer,
  unknownAction,
  UpperTesterError,
  type ActionParameters,
  type Answer,
  type AskedAction,
  type Channel,
} from './channel.ts';
import { execChannel } from './exec.ts';
import { httpChannel } from './http.ts';
import { manualChannel } from './manual.ts';
import { terminalOperator } from './operator.ts';

export { clientStates, NoAnswer, Unsupported, UpperTesterError, type ClientState } from './channel.ts';

/** What is to be known of a system to reach its upper tester. */
export type Reachable = Pick<RunningSut, 'descriptor' | 'address' | 'controlPort'>;

/** How an instance of a client is set up. */
export interface InstanceConfig {
  /** Its SIP URI. */
  identity: string;
  /** Its next hop, `ip:port`. */
  proxy: string;
  transport: SipTransport;
  /** RFC 3261 timers, in milliseconds. */
  t1: number;
  t2: number;
  /** How many registrations it shall hold side by side (RFC 5626 reg-id 1, 2 …); absent: one. */
  registrations?: number;
}

export interface GroupToJoin {
  /** Group Session Identity. */
  group: string;
  conversationId?: string;
  contributionId?: string;
  /** The user does not want the group to know who they are. */
  anonymous?: true;
}

/** What the user adds to a leave. */
export interface LeaveWish {
  /** Which group, where the client is in several; absent: the one that it is in. */
  group?: string;
  /** The session was never wanted (RFC 8197). */
  unwanted?: true;
  /** Not now: the client is to decline when somebody restarts the session, which has ended (RCC.07 §3.2.4.11). */
  onRestart?: true;
}

/** A client's own account of itself; `messages` and `roster` are absent where its upper tester cannot tell. */
export type UpperTesterState = Required<Pick<Answer, 'state'>> & Omit<Answer, 'state'>;

/**
 * The hand that works one client instance as its user would. Every action is recorded, with its answer or failure.
 * All reject with {@link UpperTesterError} where the action fails or is not answered in time, with
 * {@link Unsupported} where the system says that it cannot do it, and with the signal's reason where that is aborted.
 */
export interface UpperTester {
  /** Sets the instance up and registers it. One that is configured beforehand is only told by a command of its own. */
  start(config: InstanceConfig): Promise<void>;
  /** Resolves when the client is in the group, with its media bound. */
  join(group: GroupToJoin): Promise<void>;
  /** Resolves as soon as the client has been told to leave. */
  leave(wish?: LeaveWish): Promise<void>;
  send(text: string): Promise<void>;
  state(): Promise<UpperTesterState>;
  /** Has the client deregister, as a user does who switches it off. */
  offline(): Promise<void>;
  /** Ends the client as a crash would, and starts it again: only what it has stored is known to it afterwards. */
  restart(): Promise<void>;
  /** Drops everything of the instance without a word on the wire. */
  stop(): Promise<void>;
}

export interface UpperTesterContext {
  testPurpose: string;
  runId: string;
  /** Calls off whatever action is under way. */
  signal?: AbortSignal;
  /** How long each action may take, in milliseconds, where not as in {@link actionLimits}. */
  limitMs?: number;
}

/** How long an action may take, in milliseconds. Registering and joining pass over the network, and phones are slow. */
export const actionLimits: Readonly<Record<AskedAction, number>> = {
  start: 15_000,
  join: 15_000,
  leave: 10_000,
  send: 10_000,
  state: 5_000,
  offline: 10_000,
  restart: 60_000,
  stop: 5_000,
  release: 10_000,
  dialog: 5_000,
  [unknownAction]: 5_000,
};

/**
 * Opens the upper tester of one instance.
 * @param instance the name by which the system, or its upper tester, tells its instances apart
 * @throws {UpperTesterError} where the descriptor has none
 */
export function openUpperTester(
  sut: Reachable,
  instance: string,
  recorder: Recorder,
  context: UpperTesterContext,
): UpperTester {
  const perform = recordedActions(sut, instance, recorder, context);
  const { testPurpose, runId } = context;
  return {
    start: async (config) =>
      void (await perform('start', { ...config, testPurpose, runId }, `${config.identity} by way of ${config.proxy}`)),
    join: async (group) => void (await perform('join', { ...group }, group.group)),
    leave: async (wish = {}) => void (await perform('leave', { ...wish }, Object.keys(wish).join(', ') || undefined)),
    send: async (text) => void (await perform('send', { text }, text)),
    offline: async () => void (await perform('offline')),
    restart: async () => void (await perform('restart')),
    stop: async () => void (await perform('stop')),
    async state() {
      const { state, ...rest } = await perform('state');
      if (state === undefined)
        throw new UpperTesterError(`the upper tester of ${instance} does not say in what state it is`);
      return { state, ...rest };
    },
  };
}

/** Performs an action and records it with its answer or failure; `detail` is for readers of the record. */
export type Perform = (action: UpperTesterAction, parameters?: ActionParameters, detail?: string) => Promise<Answer>;

/** What every kind of upper tester works through. @throws {UpperTesterError} where the descriptor has none */
export function recordedActions(
  sut: Reachable,
  instance: string,
  recorder: Recorder,
  context: UpperTesterContext,
): Perform {
  const channel = channelTo(sut, instance, context);
  return async (action, parameters = {}, detail) => {
    const note = { kind: 'control', target: instance, action } as const;
    recorder.record({ ...note, phase: 'request', ...(detail !== undefined && { detail }) });
    try {
      const answer = await withinLimit(channel, action, parameters, {
        limitMs: sut.descriptor.upperTester?.limit,
        ...context,
      });
      const state = answer.state ?? answer.dialog;
      recorder.record({
        ...note,
        phase: 'answer',
        ...(state !== undefined && { state }),
        ...(answer.messages !== undefined && { messages: answer.messages }),
        ...(answer.roster !== undefined && { roster: answer.roster }),
      });
      return answer;
    } catch (error) {
      recorder.record({ ...note, phase: 'failure', detail: (error as Error).message });
      throw error;
    }
  };
}

/** The bare way to the instance, past the record. */
export function channelTo(
  { descriptor, address, controlPort }: Reachable,
  instance: string,
  { testPurpose, runId }: UpperTesterContext,
): Channel {
  const { upperTester, file, product } = descriptor;
  if (!upperTester) throw new UpperTesterError(`${product.name} has no upper tester`);
  if ('manual' in upperTester)
    return manualChannel(terminalOperator(), testPurpose, upperTester.limit ?? actionLimits.join);
  if ('exec' in upperTester)
    return rememberingConfig(
      execChannel({
        commands: upperTester.exec,
        directory: dirname(file),
        values: { instance, address, controlPort: String(controlPort), testPurpose, runId },
      }),
    );
  const channel = httpChannel(
    fill(upperTester.http, {
      address: bracketed(address),
      controlPort: String(controlPort),
      instance: encodeURIComponent(instance),
    }),
  );
  return upperTester.instances === 'many' ? channel : configuredBeforehand(channel);
}

/** A command is told anew every time what the instance was started with: it has no memory of its own. */
function rememberingConfig(channel: Channel): Channel {
  let config: ActionParameters = {};
  return {
    ask(action, parameters, signal) {
      if (action === 'start') config = parameters;
      return channel.ask(action, { ...config, ...parameters }, signal);
    },
  };
}

const configuredBeforehand = (channel: Channel): Channel => ({
  ask: (action, parameters, signal) =>
    action === 'start' ? Promise.resolve({}) : channel.ask(action, parameters, signal),
});

/** Asks, and fails where no answer comes within the action's time. */
export async function withinLimit(
  channel: Channel,
  action: AskedAction,
  parameters: ActionParameters,
  { signal, limitMs = actionLimits[action] }: { signal?: AbortSignal; limitMs?: number | undefined },
): Promise<Answer> {
  const late = AbortSignal.timeout(limitMs);
  try {
    return await channel.ask(action, parameters, signal ? AbortSignal.any([signal, late]) : late);
  } catch (error) {
    signal?.throwIfAborted();
    if (late.aborted && !(error instanceof UpperTesterError))
      throw new NoAnswer(`the upper tester did not answer ${action} within ${limitMs} ms`);
    throw error;
  }
}
