import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { SipMessage } from '../sip/message.ts';
import type { SipTransport } from '../sip/transport.ts';
import { wallClockOffset } from '../timeline/clock.ts';
import type { Recorder } from '../timeline/recorder.ts';
import type { Attention } from './attention.ts';
import { command, NO_DIALOG } from './command.ts';
import { CommandQueue } from './command-queue.ts';
import { Dialogs } from './dialogs.ts';
import type { Answered } from './dialogs.ts';
import { readErrorLog, type SippError, summarise, tellsOfLostMessage } from './error-log.ts';
import { FileTail } from './file-tail.ts';
import { TraceReader } from './trace.ts';
import type { TracedMessage } from './trace.ts';

/** How a SIPp process came to its end. */
export interface SippEnd {
  code?: number;
  signal?: string;
  /** Whether it was us who ended it. */
  stopped: boolean;
  /** SIPp's own words: the end of what it wrote to stderr and stdout. */
  words: string;
}

/** What a first command may begin, in the scenario of a participant. */
export type Usage = 'INVITE' | 'SUBSCRIBE' | 'REFER' | 'BYE';

/** In what a message departs from the next one of its dialog. */
export interface Variation {
  /** CSeq number of a request, from the one that would be due. */
  cseq?: (due: number) => number;
  /** What a response is for; by default the BYE received last, or the first INVITE. */
  answered?: Answered;
  /** Which of the scenario's {@link NetworkScenario.restarts} an INVITE is taken for, from 1; by default none. */
  restart?: number;
  /** Alters the header fields that answer a request, Via to Record-Route; in the order of their lines. */
  reply?: (lines: string[]) => string[];
  /** Whether the go lets out no message to wait for: it changes what becomes of later ones. */
  silent?: boolean;
}

/** Beyond this the wall clock was set during the test, and the trace's times mean nothing. */
const CLOCK_STEP_MS = 20;

/** SIPp needs 2 ms of a processor to end; after this many without it is beyond asking, and what it last traced is lost. */
const PATIENCE_MS = 10_000;

/** What a running SIPp consists of, as `launchSipp` made it. */
export interface SippParts {
  recorder: Recorder;
  actor: string;
  /** What its messages are carried over in the end, for the record. */
  carriedOver: SipTransport;
  /** Files in the evidence folder. */
  traceFile: string;
  errorFile: string;
  /** The connection over which the scenario is told to go on. */
  gate: Socket;
  child: { readonly pid?: number | undefined; kill(signal: NodeJS.Signals): boolean };
  exit: Promise<{ code?: number; signal?: string; words: string }>;
  attention: Pick<Attention, 'rouse'>;
  wallOffset: number;
}

/**
 * One SIPp process. The harness lets it go on; what then happens is read off its message trace, each message becoming
 * an event of the recorder some milliseconds after it passed.
 */
export class SippProcess {
  readonly actor: string;
  readonly ended: Promise<SippEnd>;
  readonly #parts: SippParts;
  readonly #dialogs = new Dialogs();
  readonly #trace = new TraceReader();
  readonly #tail: FileTail;
  readonly #commands = new CommandQueue();
  #stoppedAt: number | undefined;
  #stopping: Promise<void> | undefined;

  constructor(parts: SippParts) {
    this.#parts = parts;
    this.actor = parts.actor;
    this.#tail = new FileTail(parts.traceFile, (text) => this.#take(text));
    // Whatever else a flood brings is in the file, and there it stays.
    void parts.recorder.flooded.then(() => this.#tail.abandon());
    parts.gate.setNoDelay(true);
    // A gate breaks where SIPp ends, and that is told by its exit.
    parts.gate.on('error', () => parts.gate.destroy());
    parts.gate.resume();
    parts.gate.unref();
    this.ended = parts.exit.then((exit) => {
      const end = { ...exit, stopped: this.#stoppedAt !== undefined };
      this.#tail.close();
      this.#commands.close();
      parts.gate.destroy();
      if (!end.stopped) this.#tellOfEnd(end);
      return end;
    });
  }

  get pid(): number | undefined {
    return this.#parts.child.pid;
  }

  /**
   * Lets a call go on that the trace has shown: the next turn of its dialog, the answer to its INVITE, a NOTIFY or a
   * refresh of its subscription. One that follows another in the same call waits until that has had its effect.
   * @param what for readers of the timeline.
   * @param headers header fields to add to the message, or to take the place of the dialog's own; a body needs its
   * Content-Type among them.
   * @throws Error where the trace has not shown that call, or SIPp has ended.
   */
  go(callId: string, what: string, headers: Record<string, string> = {}, body = '', variation: Variation = {}): void {
    if (!this.#dialogs.has(callId)) throw new Error(`${this.actor} has no call ${callId} to ${what} in`);
    const content = bodyOf(headers, body);
    const usage = variation.restart === undefined ? undefined : `RESTART-${variation.restart}`;
    const compose = (): string => {
      const composition = this.#dialogs.compose(callId, variation.answered)!;
      const cseq = variation.cseq?.(composition.cseq) ?? composition.cseq;
      const reply = variation.reply?.(composition.reply) ?? composition.reply;
      return command(callId, { ...composition, cseq, reply }, headers, content, usage);
    };
    this.#command(callId, what, compose, variation.silent);
  }

  /**
   * Begins a call: the process sends the first request of that usage, with a Call-ID that must be new to it.
   * @param target Request-URI, where the scenario does not have one of its own.
   * @throws Error where the Call-ID is in use, or SIPp has ended.
   */
  open(callId: string, usage: Usage, headers: Record<string, string> = {}, body = '', target = ''): void {
    if (this.#dialogs.has(callId)) throw new Error(`${this.actor} has a call ${callId} already`);
    const text = command(callId, { ...NO_DIALOG, target }, headers, bodyOf(headers, body), usage);
    this.#command(callId, usage, () => text);
  }

  /**
   * Ends the process once what it was told to send is on record, reads the rest of its trace, and tells of all that went
   * wrong on the way.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const { child, recorder, wallOffset } = this.#parts;
    this.#stoppedAt = recorder.now();
    await Promise.race([this.#commands.settled(), this.ended]);
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await this.ended;
    clearTimeout(impatience);
    const step = wallClockOffset() - wallOffset;
    if (Math.abs(step) > CLOCK_STEP_MS)
      recorder.record({
        kind: 'harness',
        event: 'clock-step',
        severity: 'error',
        message: `the wall clock moved by ${step.toFixed(1)} ms during the test, so the times of SIPp's trace do not hold`,
        ms: step,
      });
    this.#tellOfErrors();
  }

  #command(callId: string, what: string, compose: () => string, silent?: boolean): void {
    const { gate, recorder, attention } = this.#parts;
    if (!gate.writable) throw new Error(`SIPp of ${this.actor} has ended, it cannot ${what}`);
    const write = (): void => {
      const text = compose();
      attention.rouse();
      const at = recorder.now();
      gate.write(text, 'latin1');
      recorder.record({ kind: 'go', actor: this.actor, callId, what, at });
    };
    this.#commands.add(callId, write, silent);
  }

  #take(text: string): void {
    this.#parts.attention.rouse();
    for (const message of this.#trace.push(text)) {
      const read = this.#dialogs.observe(message);
      this.#parts.recorder.record({
        kind: 'sip',
        actor: this.actor,
        direction: message.direction,
        transport: this.#parts.carriedOver,
        raw: message.raw,
        at: this.#timeOf(message),
      });
      if (read && message.direction === 'sent' && !isByItself(read)) this.#commands.sent(read.callId!);
    }
  }

  #timeOf({ wallMs }: Pick<TracedMessage, 'wallMs'>): number {
    return wallMs - this.#parts.wallOffset - this.#parts.recorder.startedAt;
  }

  #tellOfEnd(end: SippEnd): void {
    const how = end.signal === undefined ? `exit code ${end.code}` : `signal ${end.signal}`;
    const errors = readErrors(this.#parts.errorFile).map(summarise);
    this.#parts.recorder.record({
      kind: 'harness',
      event: 'sipp-exit',
      severity: 'error',
      message: `SIPp of ${this.actor} ended by itself with ${how}: ${[...errors.slice(-3), end.words].join(' | ')}`,
    });
  }

  #tellOfErrors(): void {
    const end = this.#stoppedAt ?? Infinity;
    for (const error of readErrors(this.#parts.errorFile)) {
      const at = this.#timeOf(error);
      if (at >= end) continue;
      this.#parts.recorder.record({
        kind: 'harness',
        event: 'sipp-finding',
        severity: tellsOfLostMessage(error) ? 'inconc' : 'note',
        message: `SIPp of ${this.actor}: ${summarise(error)}`,
        at,
      });
    }
  }
}

/** What the scenarios answer or acknowledge without a go. */
const isByItself = (message: SipMessage): boolean =>
  message.kind === 'request' ? message.method === 'ACK' : !['INVITE', 'BYE'].includes(message.cseq?.method ?? '');

/** Octets of an error file that are read: who floods SIPp floods that too. */
const ERRORS_READ = 4 * 1024 * 1024;

function readErrors(file: string): SippError[] {
  if (!existsSync(file)) return [];
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(fstatSync(descriptor).size, ERRORS_READ));
    return readErrorLog(buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0)));
  } finally {
    closeSync(descriptor);
  }
}

function bodyOf(headers: Record<string, string>, body: string): string {
  if (body !== '' && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
    throw new Error('a body needs its Content-Type among the header fields');
  return body === '' || body.endsWith('\r\n') ? body : `${body}\r\n`;
}
