import { conferenceSubscriptions } from '../conference-info/subscription.ts';
import type { SipResponse } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { pause, StepFailure, tolerateTimeout } from './stage.ts';

export interface ConferenceWatchOptions {
  /** Who watches. */
  name: string;
  recorder: Recorder;
  sipp: SippProcess;
  /** Header fields of every request. */
  headers: Record<string, string>;
  /** Further ones of a request that begins a subscription. */
  initial: Record<string, string>;
  readonly newCallId: () => string;
  signal: AbortSignal;
}

const LONG_S = 3600;

/** The shortest subscription that anybody could ask for, in seconds. */
const SHORTEST_S = 1;

/** A focus that grants nothing shorter than this, in seconds, is not waited for: the subscription is given up instead. */
const PATIENCE_S = 40;

/** What one participant does to be told of the group: its conference subscription (RFC 4575), and further ones. */
export class ConferenceWatch {
  readonly #options: ConferenceWatchOptions;
  #callId: string | undefined;

  constructor(options: ConferenceWatchOptions) {
    this.#options = options;
  }

  /** Subscribes for an hour; the subscription is the one that {@link refresh} and {@link expire} are about. */
  async subscribe(limitMs: number): Promise<SipResponse> {
    this.#callId = this.#options.newCallId();
    return this.#subscribe(this.#callId, LONG_S, limitMs);
  }

  /** A further subscription, in a dialog of its own. */
  async subscribeAnew(limitMs: number): Promise<SipResponse> {
    return this.#subscribe(this.#options.newCallId(), LONG_S, limitMs);
  }

  /** A SUBSCRIBE in the dialog of the subscription, whether it still stands or not. */
  async refresh(limitMs: number): Promise<SipResponse> {
    return this.#refresh(LONG_S, limitMs);
  }

  /** Answers no NOTIFY of the subscription any more; only where the choreography provides for it. */
  withholdAnswers(): void {
    this.#options.sipp.go(this.#own(), 'answer no NOTIFY', {}, '', { silent: true });
  }

  /** The NOTIFY that came last is answered, and so are those to come. */
  giveAnswers(): void {
    this.#options.sipp.go(this.#own(), 'answer NOTIFYs again', {}, '', { answered: 'NOTIFY', silent: true });
  }

  /** Answers every NOTIFY of the subscription with an error; only where the choreography provides for it. */
  refuseNotifies(): void {
    this.#options.sipp.go(this.#own(), 'refuse NOTIFYs', {}, '', { silent: true });
  }

  /** The roster as it is now, by a subscription that ends at once (RFC 6665 §4.4.3). */
  async fetch(limitMs: number): Promise<void> {
    const { name, recorder, sipp, newCallId, signal } = this.#options;
    const callId = newCallId();
    sipp.open(callId, 'SUBSCRIBE', { ...this.#options.initial, ...this.#fields(0) });
    await recorder
      .waitFor(`a NOTIFY for the fetch of ${name}`, limitMs, (event) => this.#isNotify(event, callId), signal)
      .catch(tolerateTimeout);
  }

  /**
   * Lets the subscription run out after the shortest time that the focus grants (RFC 6665 §4.2.1.1: 423 names it). Where
   * that is too long to wait for, the subscription is given up with `Expires: 0`, which ends it too.
   */
  async expire(limitMs: number): Promise<void> {
    const { recorder, signal } = this.#options;
    let answer = await this.#refresh(SHORTEST_S, limitMs);
    const least = Number(answer.header('min-expires'));
    if (answer.status === 423) answer = await this.#refresh(least > PATIENCE_S ? 0 : least, limitMs);
    if (answer.status >= 300)
      throw new StepFailure(`the focus answered the refresh of a subscription ${answer.status}`);
    let granted = Number(answer.header('expires'));
    if (granted > PATIENCE_S) granted = Number((await this.#refresh(0, limitMs)).header('expires'));
    await pause((granted || 0) * 1000, signal);
    await recorder
      .waitFor('the last NOTIFY of the subscription', 1000, () => this.#hasEnded(), signal)
      .catch(tolerateTimeout);
  }

  async #subscribe(callId: string, seconds: number, limitMs: number): Promise<SipResponse> {
    this.#options.sipp.open(callId, 'SUBSCRIBE', { ...this.#options.initial, ...this.#fields(seconds) });
    return this.#finalResponse(callId, 1, limitMs);
  }

  async #refresh(seconds: number, limitMs: number): Promise<SipResponse> {
    const callId = this.#own();
    const due = this.#options.recorder.events().filter((event) => this.#isFinal(event, callId)).length + 1;
    this.#options.sipp.go(callId, 'SUBSCRIBE', this.#fields(seconds));
    return this.#finalResponse(callId, due, limitMs);
  }

  /** The Call-ID of the subscription. */
  #own(): string {
    if (this.#callId === undefined) throw new StepFailure(`${this.#options.name} has no subscription`);
    return this.#callId;
  }

  #fields(seconds: number): Record<string, string> {
    return {
      ...this.#options.headers,
      Event: 'conference',
      Accept: 'application/conference-info+xml',
      Expires: String(seconds),
    };
  }

  /** @param due which final response to a SUBSCRIBE of that Call-ID, counted from one */
  async #finalResponse(callId: string, due: number, limitMs: number): Promise<SipResponse> {
    const { name, recorder, signal } = this.#options;
    let seen = 0;
    const event = await recorder.waitFor(
      `the response to the SUBSCRIBE of ${name}`,
      limitMs,
      (candidate): candidate is SipEvent => this.#isFinal(candidate, callId) && ++seen === due,
      signal,
    );
    return readableSipOf(event) as SipResponse;
  }

  #isFinal(event: TimelineEvent, callId: string): event is SipEvent {
    if (!this.#isReceived(event)) return false;
    const message = readableSipOf(event);
    return (
      message?.kind === 'response' &&
      message.callId === callId &&
      message.cseq?.method === 'SUBSCRIBE' &&
      message.status >= 200
    );
  }

  #isNotify(event: TimelineEvent, callId: string): boolean {
    if (!this.#isReceived(event)) return false;
    const message = readableSipOf(event);
    return message?.kind === 'request' && message.callId === callId && message.method === 'NOTIFY';
  }

  #isReceived(event: TimelineEvent): event is SipEvent {
    return event.kind === 'sip' && event.actor === this.#options.name && event.direction === 'received';
  }

  #hasEnded(): boolean {
    const events = this.#options.recorder.events().filter((event): event is SipEvent => this.#isReceived(event));
    return conferenceSubscriptions(events).some(
      ({ callId, notifications }) =>
        callId === this.#callId && notifications.some(({ state }) => state === 'terminated'),
    );
  }
}
