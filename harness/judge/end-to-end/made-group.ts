/** A group of real clients, made by hand for the tests of checks: what they said, and what the focus told Bob and Carol. */
import type { NewEvent } from '../../timeline/event.ts';
import type { Evidence } from '../check.ts';
import { MadeTimeline } from '../made-timeline.ts';
import { WATCHERS } from './facts.ts';

const GROUP = 'sip:gs-1@focus.test';
const identityOf = (person: string): string => `sip:${person}@ims.test`;

/** How a document shows somebody; `gone`: disconnected, and not by which method. */
export type Shown = 'connected' | 'departed' | 'booted' | 'gone';

/** What a client says of itself: its state, and the texts that it got. */
export type Said = [state: string, ...messages: string[]];

/** Alice's relay: the end that talks to the focus, and the one that talks to her client. */
export type RelayEnd = 'alice' | 'alice-client';

/** A request by its method, or a response by its status; by default of Alice's BYE. */
export interface Passing {
  what: string | number;
  method?: string;
  /** Whose request it is. */
  from?: 'alice' | 'focus';
  callId?: string;
  fromTag?: string;
  /** `null`: the message has no CSeq at all. */
  cseq?: number | null;
}

const tag = (name: string, text: string): string => `<${name}>${text}</${name}>`;

export class MadeGroup {
  readonly timeline = new MadeTimeline();
  #version = 0;
  #notifies = 0;

  constructor() {
    for (const person of ['alice', 'bob', 'carol']) {
      this.timeline.sip(1, person, 'sent', [
        `INVITE ${GROUP} SIP/2.0`,
        `Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK${person}`,
        `From: <${identityOf(person)}>;tag=${person}`,
        `To: <${GROUP}>`,
        `Call-ID: ${person}`,
        'CSeq: 1 INVITE',
      ]);
    }
    this.told(10, { alice: 'connected', bob: 'connected', carol: 'connected' });
    this.timeline.add(20, { kind: 'mark', mark: 'preamble-reached' });
  }

  /** The focus tells watchers, both where none are named, how these people are: each of their devices, or the only one. */
  told(at: number, people: Record<string, Shown | Shown[]>, watchers: readonly string[] = WATCHERS): this {
    this.#version += 1;
    const users = Object.entries(people).map(([person, devices]) => {
      const endpoints = [devices].flat().map((shown, index) => {
        const method = ['connected', 'gone'].includes(shown) ? '' : tag('disconnection-method', shown);
        const status = tag('status', shown === 'connected' ? shown : 'disconnected');
        return `<endpoint entity="${identityOf(person)};d=${index + 1}" state="full">${status}${method}</endpoint>`;
      });
      return `<user entity="${identityOf(person)}" state="full">${endpoints.join('')}</user>`;
    });
    const state = this.#version === 1 ? 'full' : 'partial';
    const body = `<?xml version="1.0"?><conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="${GROUP}" state="${state}" version="${this.#version}"><users state="${state}">${users.join('')}</users></conference-info>`;
    for (const watcher of watchers)
      this.timeline
        .sip(
          at,
          watcher,
          'received',
          [
            `NOTIFY sip:${watcher}@192.0.2.5 SIP/2.0`,
            `Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKn${this.#notifies++}`,
            `From: <${GROUP}>;tag=focus`,
            `To: <${identityOf(watcher)}>;tag=${watcher}`,
            `Call-ID: subscription-${watcher}`,
            `CSeq: ${this.#version} NOTIFY`,
            'Event: conference',
            'Subscription-State: active',
            'Content-Type: application/conference-info+xml',
          ],
          body,
        )
        .sip(at + 1, watcher, 'sent', [
          'SIP/2.0 200 OK',
          `Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKn${this.#notifies - 1}`,
          `From: <${GROUP}>;tag=focus`,
          `To: <${identityOf(watcher)}>;tag=${watcher}`,
          `Call-ID: subscription-${watcher}`,
          `CSeq: ${this.#version} NOTIFY`,
        ]);
    return this;
  }

  /** A NOTIFY to somebody that is never answered: the notifier gives up the subscription. */
  gaveUp(at: number, watcher: string): this {
    this.timeline.sip(at, watcher, 'received', [
      `NOTIFY sip:${watcher}@192.0.2.5 SIP/2.0`,
      `Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKn${this.#notifies++}`,
      `From: <${GROUP}>;tag=focus`,
      `To: <${identityOf(watcher)}>;tag=${watcher}`,
      `Call-ID: subscription-${watcher}`,
      'CSeq: 99 NOTIFY',
      'Event: conference',
      'Subscription-State: active',
    ]);
    return this;
  }

  leaves(at: number, device = 'alice'): this {
    return this.#control(at, device, { action: 'leave', phase: 'request' });
  }

  posts(at: number, device: string, text: string): this {
    return this.#control(at, device, { action: 'send', phase: 'request', detail: text });
  }

  impaired(at: number, detail: string): this {
    this.timeline.add(at, { kind: 'mark', mark: 'impaired', detail });
    return this;
  }

  /** A BYE of Alice's, or a response to it, at one end of her relay. */
  bye(at: number, actor: RelayEnd, direction: 'sent' | 'received', what: 'BYE' | number = 'BYE'): this {
    return this.passes(at, actor, direction, { what });
  }

  /** The same for a BYE that the focus sends. */
  byeOfFocus(at: number, actor: RelayEnd, direction: 'sent' | 'received', what: 'BYE' | number = 'BYE'): this {
    return this.passes(at, actor, direction, { what, from: 'focus' });
  }

  /** Any message at one end of Alice's relay. */
  passes(at: number, actor: RelayEnd, direction: 'sent' | 'received', message: Passing): this {
    const { what, method = typeof what === 'string' ? what : 'BYE', from = 'alice' } = message;
    const { callId = 'alice', fromTag = from, cseq = 2 } = message;
    const to = from === 'alice' ? 'focus' : 'alice';
    this.timeline.sip(at, actor, direction, [
      typeof what === 'string' ? `${what} sip:${to}@ims.test SIP/2.0` : `SIP/2.0 ${what} Whatever`,
      `Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK${method}-${from}-${actor}-${cseq}`,
      `From: <sip:${from}@ims.test>;tag=${fromTag}`,
      `To: <sip:${to}@ims.test>;tag=${to}`,
      `Call-ID: ${callId}`,
      ...(cseq === null ? [] : [`CSeq: ${cseq} ${method}`]),
    ]);
    return this;
  }

  /**
   * Everybody is asked; Bob and Carol are in the group where nothing else is said of them.
   * @param rosters what those who can tell show, as status by user
   */
  surveyed(at: number, said: Record<string, Said>, rosters: Record<string, Record<string, string>> = {}): this {
    const step = { kind: 'step', step: 'survey', caption: '', preamble: false } as const;
    this.timeline.add(at, { ...step, phase: 'begin' });
    for (const [device, [state, ...messages]] of Object.entries({
      bob: ['JOINED'],
      carol: ['JOINED'],
      ...said,
    } as Record<string, Said>))
      this.#control(at + 1, device, {
        action: 'state',
        phase: 'answer',
        state,
        messages,
        ...(rosters[device] && { roster: rosters[device] }),
      });
    this.timeline.add(at + 2, { ...step, phase: 'end' });
    return this;
  }

  evidence(until = 60_000): Evidence {
    return this.timeline.end(until).evidence();
  }

  #control(at: number, device: string, what: Omit<Extract<NewEvent, { kind: 'control' }>, 'kind' | 'target'>): this {
    this.timeline.add(at, { kind: 'control', target: `tp-cf-lv-19-1-${device}`, ...what });
    return this;
  }
}
