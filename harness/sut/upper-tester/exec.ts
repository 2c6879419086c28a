import type { UpperTesterAction } from '../descriptor.ts';
import { OutputTail } from '../host/output-tail.ts';
import { fill } from '../placeholders.ts';
import { endingInWords, ProcessGroup } from '../process-group.ts';
import {
  excerpt,
  NoAnswer,
  readAnswer,
  readDialog,
  readState,
  unknownAction,
  Unsupported,
  UpperTesterError,
  type Answer,
  type Channel,
} from './channel.ts';

/** What a shell ends with when there is no such command, and a command when it does not know the action. */
const unsupportedStatus = 127;

/** As much of what a command prints is kept, in bytes; only its last line is read. */
const outputLimit = 64 * 1024;

export interface ExecOptions {
  commands: Partial<Record<UpperTesterAction, string[]>>;
  /** Where the commands run, absolute. */
  directory: string;
  /** By placeholder name; an action's own parameters come on top. */
  values: Record<string, string>;
}

/** Actions as commands. `start` and `stop` may be absent: then there is nothing to do. */
export function execChannel({ commands, directory, values }: ExecOptions): Channel {
  return {
    async ask(action, parameters, signal) {
      if (action === unknownAction) throw new Unsupported(`the descriptor has no command for ${action}`);
      const command = commands[action];
      if (!command) {
        if (action === 'start' || action === 'stop') return {};
        throw new Unsupported(`the descriptor has no command for ${action}`);
      }
      const given = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
      return run(action, command, directory, { ...noValues, ...values, ...given, action }, signal);
    },
  };
}

/** Every placeholder has a value, if an empty one. */
const noValues = {
  anonymous: '',
  callId: '',
  conversationId: '',
  contributionId: '',
  fromTag: '',
  group: '',
  identity: '',
  onRestart: '',
  proxy: '',
  registrations: '',
  t1: '',
  t2: '',
  text: '',
  toTag: '',
  transport: '',
  unwanted: '',
};

async function run(
  action: UpperTesterAction,
  command: string[],
  directory: string,
  values: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const [program, ...words] = command.map((word) => fill(word, values));
  const who = `the command for ${action} (${excerpt(command.join(' '))})`;
  const printed = { stdout: new OutputTail(outputLimit), stderr: new OutputTail(outputLimit) };
  const group = new ProcessGroup(program!, words, {
    directory,
    environment: Object.fromEntries(Object.entries(values).map(([name, value]) => [variableFor(name), value])),
    onOutput: (stream, chunk) => printed[stream].add(chunk),
  });
  const calledOff = (): void => group.kill('SIGKILL');
  signal.addEventListener('abort', calledOff);
  const ending = await group.ended;
  signal.removeEventListener('abort', calledOff);
  signal.throwIfAborted();

  if (ending.failure !== undefined) throw new NoAnswer(`${who} ${endingInWords(ending)}`);
  if (ending.status === unsupportedStatus)
    throw new Unsupported(`${who} says that ${action} is not supported (exit status 127)`);
  if (ending.status !== 0) {
    const reason = printed.stderr.lastLine() ?? printed.stdout.lastLine();
    throw new UpperTesterError(`${who} ${endingInWords(ending)}${reason === undefined ? '' : `: ${excerpt(reason)}`}`);
  }
  if (action === 'dialog') return { dialog: readDialog(printed.stdout.lastLine(), who) };
  return action === 'state' ? readLastLine(printed.stdout.lastLine(), who) : {};
}

function readLastLine(line: string | undefined, who: string): Answer {
  if (line === undefined) throw new UpperTesterError(`${who} printed nothing, expected a state on its last line`);
  if (!line.startsWith('{')) return { state: readState(line, who) };
  try {
    return readAnswer(JSON.parse(line), who);
  } catch (error) {
    if (error instanceof UpperTesterError) throw error;
    throw new UpperTesterError(`${who} printed ${JSON.stringify(excerpt(line))}, expected JSON`);
  }
}

/** `testPurpose` becomes `TEST_PURPOSE`. */
const variableFor = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
