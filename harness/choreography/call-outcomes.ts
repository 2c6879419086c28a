import type { Recorder } from '../timeline/recorder.ts';
import { StepFailure } from './stage.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';

/** A final response as far as choreography has to know it. */
export interface Final {
  status: number;
  event: SipEvent;
}

/**
 * Waits for the final responses of many calls at once: by Call-ID and method, each event looked at once, where
 * {@link Recorder.waitFor} would look at every event for every call.
 */
export class CallOutcomes {
  readonly #waiting = new Map<string, (final: Final) => void>();
  readonly #stop: () => void;

  constructor(recorder: Recorder) {
    this.#stop = recorder.listen((event) => this.#take(event));
  }

  /** The next final response to that method in that call. @throws Error after `limitMs`, which names both */
  next(callId: string, method: string, limitMs: number): Promise<Final> {
    const key = `${method} ${callId}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(key);
        reject(new NoFinal(`no final response to the ${method} of ${callId} in ${limitMs} ms`));
      }, limitMs);
      this.#waiting.set(key, (final) => {
        clearTimeout(timer);
        this.#waiting.delete(key);
        resolve(final);
      });
    });
  }

  close(): void {
    this.#stop();
  }

  #take(event: TimelineEvent): void {
    if (event.kind !== 'sip' || event.direction !== 'received' || !event.raw.startsWith('SIP/2.0 ')) return;
    const status = Number(event.raw.slice(8, 11));
    if (status < 200) return;
    const callId = /^(?:call-id|i)[ \t]*:[ \t]*(\S+)/im.exec(event.raw)?.[1];
    const method = /^cseq[ \t]*:[ \t]*\d+[ \t]+([A-Z]+)/im.exec(event.raw)?.[1];
    this.#waiting.get(`${method} ${callId}`)?.({ status, event });
  }
}

/** What the focus did not answer: that is for the judge. */
export class NoFinal extends StepFailure {
  override name = 'NoFinal';
}
