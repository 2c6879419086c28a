import type { UpperTesterAction } from '../descriptor.ts';

/** What a client says of itself. `UNCONFIRMED`: left without a final response. `REMOVED`: the focus ended it. */
export const clientStates = ['IDLE', 'JOINED', 'LEAVING', 'LEAVE_FAILED', 'UNCONFIRMED', 'LEFT', 'REMOVED'] as const;
export type ClientState = (typeof clientStates)[number];

/** What an upper tester answers. Absent is what it does not say. */
export interface Answer {
  state?: ClientState;
  /** Texts received in the group, oldest first. */
  messages?: string[];
  /** Status by participant URI, as the client shows it to its user. */
  roster?: Record<string, string>;
  /** Whether a P-CSCF has information on the dialog that it was asked about. */
  dialog?: DialogInformation;
}

/** What a P-CSCF says of a dialog: whether anything of it is stored, in whatever state. */
export const dialogInformation = ['present', 'absent'] as const;
export type DialogInformation = (typeof dialogInformation)[number];

/** An action failed: refused by the system, or its upper tester is out of order. One sentence. */
export class UpperTesterError extends Error {
  override name = 'UpperTesterError';
}

/** The system cannot do the action at all, and says so. */
export class Unsupported extends UpperTesterError {
  override name = 'Unsupported';
}

/** Nothing answered at all: the upper tester is not there, or not as the descriptor says. */
export class NoAnswer extends UpperTesterError {
  override name = 'NoAnswer';
}

/** An action that nobody has: whoever claims to have done it cannot be believed about the others either. */
export const unknownAction = 'no-such-action';

export type AskedAction = UpperTesterAction | typeof unknownAction;

/** What an action is given, by name: a field of a JSON body, or a placeholder of a command. */
export type ActionParameters = Record<string, string | number | boolean>;

/** One way to tell a system under test what to do. */
export interface Channel {
  /**
   * @throws {NoAnswer} where nothing answers
   * @throws {Unsupported} where the system says that it cannot
   * @throws {UpperTesterError} where it fails, does not answer in time, or answers nonsense
   */
  ask(action: AskedAction, parameters: ActionParameters, signal: AbortSignal): Promise<Answer>;
}

/**
 * Reads an answer out of parsed JSON.
 * @param who begins the sentence of a complaint
 * @throws {UpperTesterError} where it has another shape
 */
export function readAnswer(value: unknown, who: string): Answer {
  if (!isRecord(value)) throw new UpperTesterError(`${who} answered ${shown(value)}, expected a JSON object`);
  const { state, messages, roster, dialog } = value;
  if (messages !== undefined && !(Array.isArray(messages) && messages.every((text) => typeof text === 'string')))
    throw new UpperTesterError(`${who} answered messages ${shown(messages)}, expected a list of texts`);
  if (
    roster !== undefined &&
    !(isRecord(roster) && Object.values(roster).every((status) => typeof status === 'string'))
  )
    throw new UpperTesterError(`${who} answered roster ${shown(roster)}, expected {uri: status}`);
  return {
    ...(state !== undefined && { state: readState(state, who) }),
    ...(messages !== undefined && { messages }),
    ...(roster !== undefined && { roster: roster as Record<string, string> }),
    ...(dialog !== undefined && { dialog: readDialog(dialog, who) }),
  };
}

/** @throws {UpperTesterError} where it is none of {@link dialogInformation} */
export function readDialog(value: unknown, who: string): DialogInformation {
  const dialog = dialogInformation.find((known) => known === value);
  if (dialog) return dialog;
  throw new UpperTesterError(`${who} said dialog ${shown(value)}, expected one of ${dialogInformation.join(', ')}`);
}

/** @throws {UpperTesterError} where it is none of {@link clientStates} */
export function readState(value: unknown, who: string): ClientState {
  const state = clientStates.find((known) => known === value);
  if (state) return state;
  throw new UpperTesterError(`${who} said state ${shown(value)}, expected one of ${clientStates.join(', ')}`);
}

/** A value of JSON for a message of one line. */
function shown(value: unknown): string {
  try {
    return excerpt(JSON.stringify(value) ?? 'nothing');
  } catch {
    // What is nested deeper than the stack can be read, and not written.
    return 'something nested too deep';
  }
}

/** A text cut and cleaned for a message of one line. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 117)}…` : line;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
