/** A dialog through a P-CSCF, made by hand for the tests of checks: who sent what, and what became of it. */
import type { Evidence } from '../check.ts';
import { MadeTimeline } from '../made-timeline.ts';
import type { Side } from './facts.ts';

const CALL_ID = 'call-1';
const TAGS = { ue: 'u1', core: 'c1' };
const CONTACTS = { ue: 'sip:alice@192.0.2.1:5060', core: 'sip:gs-1@192.0.2.2:5060' };
const SCSCF = '<sip:scscf@192.0.2.2:5060;lr>';
const PCSCF = '<sip:192.0.2.9:5060;lr>';

/** What a made request may have that others have not. */
export interface MadeRequest {
  method: string;
  cseq: number;
  headers?: string[];
  requestUri?: string;
}

/** Counts as any other made timeline does; times are in milliseconds since the test began. */
export class MadeDialog {
  readonly timeline = new MadeTimeline();
  #branches = 0;

  constructor() {
    this.#invite(0, 'ue', 'sent', 20);
    this.#invite(5, 'core', 'received', 10);
  }

  /** A request that one side sends: when the other gets it and answers, and when and what the sender is told. */
  request(
    at: number,
    from: Side,
    made: MadeRequest,
    fate: {
      arrives?: number;
      answered?: [at: number, status: number];
      told?: [at: number, status: number];
      arrivesAs?: Partial<MadeRequest>;
    },
  ): this {
    const other = from === 'ue' ? 'core' : 'ue';
    const sent = this.#send(at, from, 'sent', made, from);
    if (fate.arrives !== undefined) {
      const arrived = this.#send(fate.arrives, other, 'received', { ...made, ...fate.arrivesAs }, from);
      if (fate.answered) {
        this.timeline.go(fate.answered[0] - 1, other, CALL_ID, 'answer');
        this.#answer(fate.answered[0], other, 'sent', arrived, fate.answered[1]);
      }
    }
    if (fate.told) this.#answer(fate.told[0], from, 'received', sent, fate.told[1]);
    return this;
  }

  /** A BYE of the P-CSCF's own. */
  releaseBye(
    at: number,
    to: Side,
    { cseq, headers = ['Reason: SIP;cause=503'] }: { cseq: number; headers?: string[] },
    answer?: [number, number],
  ): this {
    const route = to === 'core' ? [`Route: ${SCSCF}`] : [];
    const bye = this.#send(
      at,
      to,
      'received',
      { method: 'BYE', cseq, headers: [...route, ...headers], requestUri: CONTACTS[to] },
      to === 'ue' ? 'core' : 'ue',
    );
    if (answer) {
      this.timeline.go(answer[0] - 1, to, CALL_ID, 'answer');
      this.#answer(answer[0], to, 'sent', bye, answer[1]);
    }
    return this;
  }

  /** What the P-CSCF says of the dialog. */
  says(at: number, state: 'present' | 'absent'): this {
    this.timeline.add(at, { kind: 'control', target: 'pcscf', action: 'dialog', phase: 'answer', state });
    return this;
  }

  /** What the P-CSCF asks of the policy function. */
  asksPolicy(at: number, operation: 'create' | 'delete'): this {
    const about = { kind: 'n5', actor: 'policy function', operation, session: 'session-1' } as const;
    this.timeline.add(at, { ...about, direction: 'received', method: 'POST', raw: 'POST' });
    this.timeline.add(at, { ...about, direction: 'sent', status: operation === 'create' ? 201 : 204, raw: '' });
    return this;
  }

  triggerFails(at: number, detail: string): this {
    this.timeline.add(at, { kind: 'control', target: 'pcscf', action: 'release', phase: 'failure', detail });
    return this;
  }

  evidence(until: number, ixit: Partial<Evidence['ixit']> = {}): Evidence {
    return this.timeline.end(until).evidence(ixit);
  }

  #send(
    at: number,
    actor: Side,
    direction: 'sent' | 'received',
    { method, cseq, headers = [], requestUri }: MadeRequest,
    from: Side,
  ): string[] {
    const to = from === 'ue' ? 'core' : 'ue';
    const fields = [
      `Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK${this.#branches++}`,
      `From: <sip:${from}@ims.test>;tag=${TAGS[from]}`,
      `To: <sip:${to}@ims.test>;tag=${TAGS[to]}`,
      `Call-ID: ${CALL_ID}`,
      `CSeq: ${cseq} ${method}`,
    ];
    this.timeline.sip(at, actor, direction, [`${method} ${requestUri ?? CONTACTS[to]} SIP/2.0`, ...fields, ...headers]);
    return fields;
  }

  #answer(at: number, actor: Side, direction: 'sent' | 'received', fields: readonly string[], status: number): void {
    this.timeline.sip(at, actor, direction, [`SIP/2.0 ${status} Whatever`, ...fields]);
  }

  #invite(at: number, actor: Side, direction: 'sent' | 'received', answeredAt: number): void {
    const fields = [
      `Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK${this.#branches++}`,
      `From: <sip:ue@ims.test>;tag=${TAGS.ue}`,
      `Call-ID: ${CALL_ID}`,
      'CSeq: 1 INVITE',
    ];
    const to = 'To: <sip:core@ims.test>';
    this.timeline.sip(at, actor, direction, [
      `INVITE ${CONTACTS.core} SIP/2.0`,
      ...fields,
      to,
      `Contact: <${CONTACTS.ue}>`,
    ]);
    this.timeline.sip(answeredAt, actor, direction === 'sent' ? 'received' : 'sent', [
      'SIP/2.0 200 OK',
      ...fields,
      `${to};tag=${TAGS.core}`,
      `Contact: <${CONTACTS.core}>`,
      `Record-Route: ${SCSCF}, ${PCSCF}`,
    ]);
  }
}
