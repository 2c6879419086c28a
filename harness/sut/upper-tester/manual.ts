import type { UpperTesterAction } from '../descriptor.ts';
import {
  type ActionParameters,
  type Channel,
  clientStates,
  unknownAction,
  Unsupported,
  UpperTesterError,
} from './channel.ts';
import type { Operator, Reply } from './operator.ts';

/** Actions as instructions to somebody who has the client in hand, and answers that person gives. */
export function manualChannel(operator: Operator, testPurpose: string, limitMs: number): Channel {
  return {
    async ask(action, parameters, signal) {
      const instruction = action === unknownAction ? undefined : instructionFor(action, parameters);
      if (instruction === undefined) throw new Unsupported(`nobody can be told to do ${action}`);
      const text = `${testPurpose}: ${instruction}`;
      if (action === 'state') return { state: stateFrom(await operator.ask(text, STATES, limitMs, signal)) };
      switch (await operator.ask(text, DONE, limitMs, signal)) {
        case 'f':
          throw new UpperTesterError(`the operator says that ${action} failed`);
        case 'u':
          throw new Unsupported(`the operator says that ${action} is not supported`);
        default:
          return {};
      }
    },
  };
}

const DONE: Reply[] = [
  { key: '\r', shown: 'Enter', means: 'done' },
  { key: 'f', shown: 'f', means: 'it failed' },
  { key: 'u', shown: 'u', means: 'it cannot be done' },
];

const STATES: Reply[] = [
  ...clientStates.map((state, index) => ({ key: String(index + 1), shown: String(index + 1), means: state })),
  { key: 'u', shown: 'u', means: 'it cannot be seen' },
];

function stateFrom(key: string): (typeof clientStates)[number] {
  const state = clientStates[Number(key) - 1];
  if (state === undefined) throw new Unsupported('the operator says that the state cannot be seen');
  return state;
}

/** What to do, for somebody who knows the client and not the suite; `undefined` for what no user of a client does. */
function instructionFor(action: UpperTesterAction, parameters: ActionParameters): string | undefined {
  const { identity, proxy, transport, group, text, anonymous, unwanted, onRestart } = parameters;
  switch (action) {
    case 'start':
      return `see that the client is registered as ${identity} by way of ${proxy} over ${transport}`;
    case 'join':
      return `join the group ${group}${anonymous ? ' as somebody unknown' : ''} and wait until you are in it`;
    case 'leave':
      if (onRestart) return 'mark the group to be left when somebody writes in it again';
      return `leave the group ${group === undefined ? '' : `${group} `}now${unwanted ? ', as one that you never wanted' : ''}`;
    case 'send':
      return `send this to the group: ${text}`;
    case 'state':
      return 'what does the client show of the group?';
    case 'offline':
      return 'switch the client off, so that it deregisters';
    case 'restart':
      return 'kill the client and start it again';
    case 'stop':
      return 'make the client forget the group, without leaving it by hand';
    default:
      return undefined;
  }
}
