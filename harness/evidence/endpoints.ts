import { isIP } from 'node:net';
import { readableSipOf } from '../sip/of-event.ts';
import type { SipMessage } from '../sip/message.ts';
import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import type { Endpoint } from './packet.ts';
import type { Side } from './tcp-conversation.ts';

const SIP_PORT = 5060;
const MSRP_PORT = 2855;

/** Who had which address, as far as the messages themselves tell; what they do not tell is filled in (RFC 5737). */
export class Endpoints {
  readonly #sutAddress: string;
  readonly #sip = new Map<string, Endpoint>();
  readonly #media = new Map<string, Endpoint>();
  readonly #actors: string[];
  #sutSipPort = SIP_PORT;

  constructor(timeline: readonly TimelineEvent[], sutAddress: string) {
    this.#actors = [...new Set(timeline.flatMap((event) => ('actor' in event ? [event.actor] : [])))];
    this.#sutAddress = isIP(sutAddress) === 0 ? '198.51.100.1' : sutAddress;
    for (const event of timeline) {
      if (event.kind === 'tcp' && event.event === 'listening') {
        const endpoint = endpointOf(event.detail);
        if (endpoint) this.#media.set(event.actor, endpoint);
      } else if (event.kind === 'sip') this.#learn(event);
    }
  }

  /** Both sides of one SIP message. */
  sip(event: EventOf<'sip'>): Record<Side, Endpoint> {
    this.#learn(event);
    return {
      sut: { address: this.#sutAddress, port: this.#sutSipPort },
      tester: this.#sip.get(event.actor) ?? { address: this.#addressOf(event.actor), port: SIP_PORT },
    };
  }

  /** Both sides of an MSRP connection, by the event that opened it. */
  media(actor: string, opened: EventOf<'tcp'> | undefined, connection: number): Record<Side, Endpoint> {
    const sut = { address: this.#sutAddress, port: ephemeral(connection) };
    const tester = this.#media.get(actor) ?? { address: this.#addressOf(actor), port: MSRP_PORT };
    const detail = opened?.detail ?? '';
    const from = endpointOf(/^from (.+)$/.exec(detail)?.[1]);
    if (from) return { sut: from, tester };
    const dialled = /^(?:(\S+) to )?(\S+?)(?:: .*)?$/.exec(detail);
    return {
      sut: endpointOf(dialled?.[2]) ?? { ...sut, port: MSRP_PORT },
      tester: endpointOf(dialled?.[1]) ?? { address: tester.address, port: ephemeral(connection) },
    };
  }

  #learn(event: EventOf<'sip'>): void {
    const message = readableSipOf(event);
    const via = message?.kind === 'request' ? sentBy(message) : undefined;
    if (!via) return;
    if (event.direction === 'received') this.#sutSipPort = via.port;
    else if (isIP(via.address) !== 0) this.#sip.set(event.actor, via);
  }

  #addressOf(actor: string): string {
    return this.#media.get(actor)?.address ?? `192.0.2.${10 + (this.#actors.indexOf(actor) % 200)}`;
  }
}

const ephemeral = (connection: number): number => 49_152 + (connection % 16_000);

/** Of the topmost Via (RFC 3261 §18.1.1). */
function sentBy(message: SipMessage): Endpoint | undefined {
  const host = /^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+([^\s;]+)/i.exec(message.values('via')[0] ?? '')?.[1];
  return host === undefined
    ? undefined
    : (endpointOf(host) ?? { address: host.replace(/^\[|\]$/g, ''), port: SIP_PORT });
}

/** `192.0.2.1:5060` or `[2001:db8::1]:5060`; an IPv6 address is also read without brackets. */
function endpointOf(text: string | undefined): Endpoint | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|(.+)):(\d{1,5})$/.exec(text ?? '') ?? [];
  const address = (bracketed ?? plain ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 || Number(port) > 0xffff ? undefined : { address, port: Number(port) };
}
