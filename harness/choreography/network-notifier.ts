import type { SipMessage } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { StepFailure, tolerateTimeout } from './stage.ts';

/** What a NOTIFY says, beside its dialog. */
export interface Notification {
  /** Subscription-State. */
  state: string;
  /** Conference information; absent: no body. */
  document?: string;
}

/** The conference notifier of the network: every subscription of the client gets a NOTIFY at once (RFC 6665 §4.2.1). */
export class NetworkNotifier {
  readonly #recorder: Recorder;
  readonly #sipp: SippProcess;
  readonly #roster: (version: number) => string;
  /** Call-ID of the subscription accepted last. */
  #callId: string | undefined;
  #version = 0;

  /** @param roster the conference information of the group as it is */
  constructor(recorder: Recorder, sipp: SippProcess, roster: (version: number) => string) {
    this.#recorder = recorder;
    this.#sipp = sipp;
    this.#roster = roster;
  }

  /** For every event of the recorder. */
  observe(event: TimelineEvent): void {
    const accepted = acceptedSubscription(event, this.#sipp.actor);
    if (!accepted) return;
    this.#callId = accepted.callId!;
    const ended = accepted.header('expires') === '0';
    this.#send({
      state: ended ? 'terminated;reason=timeout' : 'active;expires=3600',
      document: this.#roster(++this.#version),
    });
  }

  /**
   * Sends a NOTIFY in the client's subscription, and waits for its answer.
   * @param compose told the version number of its document
   * @throws {StepFailure} where the client has not subscribed
   */
  async notify(compose: (version: number) => Notification, limitMs: number, signal: AbortSignal): Promise<void> {
    const callId = this.#callId;
    if (callId === undefined) throw new StepFailure('the client has not subscribed to the conference package');
    const from = this.#recorder.now();
    this.#send(compose(++this.#version));
    const isAnswer = (event: TimelineEvent): boolean => {
      if (event.kind !== 'sip' || event.direction !== 'received' || event.at < from) return false;
      const message = readableSipOf(event);
      return message?.kind === 'response' && message.callId === callId && message.cseq?.method === 'NOTIFY';
    };
    await this.#recorder.waitFor('the answer to our NOTIFY', limitMs, isAnswer, signal).catch(tolerateTimeout);
  }

  #send({ state, document }: Notification): void {
    const headers: Record<string, string> = {
      Event: 'conference',
      'Subscription-State': state,
      ...(document === undefined ? {} : { 'Content-Type': 'application/conference-info+xml' }),
    };
    this.#sipp.go(this.#callId!, 'NOTIFY', headers, document ?? '');
  }
}

/** Our 200 to a SUBSCRIBE, once it is on the wire: a NOTIFY ahead of it would belong to no dialog that the client knows. */
function acceptedSubscription(event: TimelineEvent, actor: string): SipMessage | undefined {
  if (event.kind !== 'sip' || event.actor !== actor || event.direction !== 'sent') return undefined;
  const message = readableSipOf(event);
  return message?.kind === 'response' && message.status === 200 && message.cseq?.method === 'SUBSCRIBE'
    ? message
    : undefined;
}
