/** Timelines made by hand, for the tests of checks: what a run would have recorded, in a few words. */
import type { NewEvent } from '../timeline/event.ts';
import type { Evidence } from './check.ts';

/** IXIT values of a system with RFC 3261's own timers. */
export const MADE_IXIT = {
  t1: 500,
  t2: 4000,
  transport: 'udp',
  concurrency: 1,
  identity: 'sip:alice@ims.example.com',
  group: 'sip:gs-1@as.example.com',
  port: 5060,
  relMax: 2000,
  hold: 5000,
  observe: 10_000,
  notifyMax: 2000,
  msrpTimeout: 30_000,
  probeInterval: 1000,
  authMax: 3,
  requestUri: 'TARGET',
} as unknown as Evidence['ixit'];

/** Collects events and hands them out as the judge gets them: in the order of time, numbered. */
export class MadeTimeline {
  readonly #events: (NewEvent & { at: number })[] = [];

  add(at: number, event: NewEvent): this {
    this.#events.push({ ...event, at });
    return this;
  }

  /** A SIP message from header lines; the start line comes first. `direction` is seen from the test side. */
  sip(at: number, actor: string, direction: 'sent' | 'received', lines: readonly string[], body = ''): this {
    const raw = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
    return this.add(at, { kind: 'sip', actor, direction, transport: 'udp', raw });
  }

  /** A SEND of the test side and what became of it. */
  send(
    at: number,
    actor: string,
    session: string,
    purpose: 'probe' | 'control' | 'message',
    fate: number | 'silence' | 'closed',
    answeredAt = at + 1,
  ): this {
    const transaction = `${purpose}-${at}`;
    const common = { kind: 'msrp', actor, session, connection: 1, transaction, purpose, size: 0, raw: '' } as const;
    this.add(at, { ...common, direction: 'sent', method: 'SEND' });
    if (typeof fate === 'number') return this.add(answeredAt, { ...common, direction: 'received', status: fate });
    const reason = fate === 'closed' ? 'closed' : 'timeout';
    return this.add(answeredAt, { kind: 'msrp-silence', actor, session, transaction, purpose, reason, sentAt: at });
  }

  fin(at: number, actor: string, session: string, event: 'fin' | 'rst' = 'fin'): this {
    return this.add(at, { kind: 'tcp', actor, event, by: 'sut', connection: 1, sessions: [session] });
  }

  go(at: number, actor: string, callId: string, what: string): this {
    return this.add(at, { kind: 'go', actor, callId, what });
  }

  /** @param actor whose SIPp it was; by default the event loop */
  lag(at: number, ms: number, actor?: string): this {
    const whose = actor === undefined ? {} : { actor };
    return this.add(at, { kind: 'harness', event: 'lag', severity: 'note', ms, message: `${ms} ms late`, ...whose });
  }

  /** For so many milliseconds of the last second somebody waited for a processor. */
  pressure(at: number, ms: number): this {
    return this.add(at, { kind: 'harness', event: 'pressure', severity: 'note', ms, message: `${ms} ms waited` });
  }

  state(at: number, state: string): this {
    return this.add(at, { kind: 'control', target: 'alice', action: 'state', phase: 'answer', state });
  }

  /** The end of the observation. */
  end(at: number): this {
    return this.add(at, { kind: 'mark', mark: 'observation-ended' });
  }

  evidence(ixit: Partial<Evidence['ixit']> = {}): Evidence {
    const timeline = this.#events
      .map((event, index) => ({ ...event, seq: index }))
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq);
    return { timeline, ixit: { ...MADE_IXIT, ...ixit } };
  }
}
