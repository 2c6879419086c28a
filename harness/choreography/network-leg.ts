import type { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { MsrpSession } from '../msrp/session.ts';
import { isRequest, type SipMessage, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { type MsrpMedia, msrpMediaOfMessage, msrpSdp, type Setup } from '../sip/sdp.ts';
import type { SippProcess, Variation } from '../sipp/sipp-process.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { StepFailure, tolerateTimeout } from './stage.ts';

/** How long a message that SIPp was told to send may take to its trace, in milliseconds. */
const SENT_LIMIT_MS = 2000;

/** CPM's Conversation-ID and Contribution-ID, by which a restarted session is known again. */
export interface Identifiers {
  conversationId: string;
  contributionId: string;
}

const freshIdentifiers = (): Identifiers => ({
  conversationId: crypto.randomUUID(),
  contributionId: crypto.randomUUID(),
});

export interface LegOptions {
  /** Name of the MSRP session on the record. */
  name: string;
  /** Group Session Identity. */
  group: string;
  /** Whom an INVITE of ours comes from; by default the same. */
  caller?: string;
  media: MsrpEndpoint;
  sipp: SippProcess;
  recorder: Recorder;
  signal: AbortSignal;
  /** Which side is to connect MSRP, where the client leaves the choice. */
  clientConnects: boolean;
  /** Header fields of our 200 to its INVITE, beside those of any 200. */
  acceptance: Record<string, string>;
}

/** The focus of one group towards the client: an INVITE dialog, whoever began it, and its MSRP session. */
export class NetworkLeg {
  readonly group: string;
  readonly session: MsrpSession;
  readonly #options: LegOptions;
  #callId = '';

  constructor(options: LegOptions) {
    this.#options = options;
    this.group = options.group;
    this.session = options.media.session(options.name);
  }

  /** Empty as long as there is no INVITE. */
  get callId(): string {
    return this.#callId;
  }

  /** Takes the client's INVITE: 200 with our session description, and our part in binding MSRP. */
  accept(invite: SipRequest, limitMs: number, variation: Variation = {}): void {
    const { sipp, recorder, clientConnects, acceptance } = this.#options;
    const offer = msrpMediaOfMessage(invite);
    if (!offer || offer.path.length === 0) {
      recorder.record({
        kind: 'harness',
        event: 'evidence-gap',
        severity: 'inconc',
        message: 'the INVITE of the client offers no MSRP session',
      });
      return;
    }
    this.#callId = invite.callId!;
    if (!this.#speaks(offer)) return;
    this.#take(offer);
    const weConnect = offer.setup === 'passive' || (offer.setup === 'actpass' && !clientConnects);
    const headers = { ...acceptance, 'Content-Type': 'application/sdp' };
    const description = this.#description(weConnect ? 'active' : 'passive');
    sipp.go(this.#callId, '200 to INVITE', headers, description, variation);
    if (weConnect) void this.#connectAfterAck(limitMs);
  }

  /**
   * Invites the client in the flow that it has registered over, and resolves once it has accepted and MSRP is bound.
   * @param register the client's REGISTER
   * @throws {StepFailure} where it refuses, or accepts without MSRP
   */
  async invite(register: SipRequest, limitMs: number): Promise<void> {
    const answer = await this.call(register, limitMs);
    const media = answer && msrpMediaOfMessage(answer);
    if (answer?.kind !== 'response' || answer.status >= 300)
      throw new StepFailure(`the client answered our INVITE ${answer?.startLine.slice(8) ?? 'with silence'}`);
    if (!media || media.path.length === 0) throw new StepFailure('the client accepted our INVITE without MSRP');
    await this.#acknowledged(answer);
    this.#take(media);
    if (media.setup === 'active') await this.session.bound(limitMs, this.#options.signal);
    else await this.session.connect();
  }

  /** Until then the client may not leave (RFC 3261 §15), and may have no session yet that it could leave. */
  #acknowledged(accepting: SipMessage): Promise<void> {
    return this.#sent(
      'our ACK to leave SIPp',
      SENT_LIMIT_MS,
      (message) => isRequest(message, 'ACK') && message.callId === accepting.callId,
    );
  }

  /** The same without MSRP, and whatever the answer; undefined where none came within the limit. */
  async call(register: SipRequest, limitMs: number, identifiers = freshIdentifiers()): Promise<SipMessage | undefined> {
    const registered = register.callId!;
    // SIPp reads what follows the three strokes: the run of the REGISTER, and with it the client's own connection.
    this.#callId = `invitation-${Math.random().toString(36).slice(2, 10)}///${registered}`;
    const target = /<([^>]+)>/.exec(register.header('contact') ?? '')?.[1];
    if (target === undefined) throw new StepFailure('the REGISTER of the client has no Contact to invite it at');
    const path = register.values('path').join(', ');
    const headers = { ...(path !== '' && { Route: path }), ...this.#invitation(register, identifiers) };
    this.#options.sipp.open(this.#callId, 'INVITE', headers, this.#description('actpass'), target);
    return this.finalTo('INVITE', 0, limitMs);
  }

  /** Lets the next turn of the dialog out. */
  go(what: string, headers: Record<string, string> = {}, variation: Variation = {}): void {
    this.#options.sipp.go(this.#callId, what, headers, '', variation);
  }

  /** Lets a response out, and resolves once the trace shows it. */
  async respond(code: number, method: string, headers: Record<string, string> = {}): Promise<void> {
    const from = this.#options.recorder.now();
    this.go(`${code} to ${method}`, headers, method === 'INVITE' ? { answered: 'INVITE' } : {});
    await this.#sent(
      `our ${code} to leave SIPp`,
      SENT_LIMIT_MS,
      (message, at) =>
        message.kind === 'response' && message.status === code && message.cseq?.method === method && at >= from - 50,
    );
  }

  /** The final response to a request of ours in this dialog, sent after a time; undefined where none came within the limit. */
  async finalTo(method: string, after: number, limitMs: number): Promise<SipMessage | undefined> {
    const { recorder, signal } = this.#options;
    let found: SipMessage | undefined;
    const isFinal = (event: TimelineEvent): boolean => {
      const message = event.at < after ? undefined : this.received(event);
      if (message?.kind !== 'response' || message.cseq?.method !== method || message.status < 200) return false;
      found = message;
      return true;
    };
    await recorder.waitFor(`a final response to our ${method}`, limitMs, isFinal, signal).catch(tolerateTimeout);
    return found;
  }

  /** A message that the client sent in this dialog. */
  received(event: TimelineEvent): SipMessage | undefined {
    if (event.kind !== 'sip' || event.actor !== this.#options.sipp.actor || event.direction !== 'received')
      return undefined;
    const message = readableSipOf(event);
    return message?.callId === this.#callId ? message : undefined;
  }

  receivedRequest(event: TimelineEvent, method: string): boolean {
    const message = this.received(event);
    return message !== undefined && isRequest(message, method);
  }

  /** The BYEs of the client in this dialog, copies left out, once there are so many of them; fewer where the limit passed. */
  async byes(count: number, limitMs: number): Promise<SipRequest[]> {
    const { recorder, signal } = this.#options;
    const known = new Map<string, SipRequest>();
    const complete = (event: TimelineEvent): boolean => {
      const message = this.received(event);
      if (message && isRequest(message, 'BYE')) known.set(message.branch ?? '', message);
      return known.size >= count;
    };
    await recorder.waitFor(`BYE number ${count}`, limitMs, complete, signal).catch(tolerateTimeout);
    return [...known.values()];
  }

  /** Resolves once the trace shows our final response to a request of the client, or the limit has passed. */
  async answered(request: SipRequest, limitMs: number): Promise<void> {
    const isAnswer = (message: SipMessage): boolean =>
      message.kind === 'response' && message.status >= 200 && message.branch === request.branch;
    await this.#sent('our answer', limitMs, isAnswer).catch(tolerateTimeout);
  }

  /** Resolves once the trace shows such a message of ours, in whatever dialog. */
  async #sent(what: string, limitMs: number, is: (message: SipMessage, at: number) => boolean): Promise<void> {
    const { recorder, signal, sipp } = this.#options;
    const shown = (event: TimelineEvent): boolean => {
      if (event.kind !== 'sip' || event.actor !== sipp.actor || event.direction !== 'sent') return false;
      const message = readableSipOf(event);
      return message !== undefined && is(message, event.at);
    };
    await recorder.waitFor(what, limitMs, shown, signal);
  }

  async acknowledged(limitMs: number): Promise<void> {
    const { recorder, signal } = this.#options;
    const isAck = (event: TimelineEvent): boolean => this.receivedRequest(event, 'ACK');
    await recorder.waitFor('the ACK to our 200 to the INVITE', limitMs, isAck, signal);
  }

  async #connectAfterAck(limitMs: number): Promise<void> {
    try {
      await this.acknowledged(limitMs);
      await this.session.connect();
    } catch {
      // Preparing waits for the session to be bound, and says so when it is not.
    }
  }

  #take({ path, fingerprints }: MsrpMedia): void {
    this.session.remotePath = path;
    this.session.remoteFingerprints = fingerprints;
  }

  /** An answer takes the protocol of the offer or refuses it (RFC 3264 §6), and the IXIT says which one is offered. */
  #speaks({ protocol }: MsrpMedia): boolean {
    const { media, recorder } = this.#options;
    const own = media.fingerprint === undefined ? 'TCP/MSRP' : 'TCP/TLS/MSRP';
    if (protocol !== own)
      recorder.record({
        kind: 'harness',
        event: 'evidence-gap',
        severity: 'inconc',
        message: `the INVITE of the client offers ${protocol}, and by its IXIT it speaks ${own}`,
      });
    return protocol === own;
  }

  #description(setup: Setup): string {
    const { address, port, fingerprint } = this.#options.media;
    return msrpSdp({ address, port, path: this.session.path, setup, fingerprint });
  }

  #invitation(register: SipRequest, { conversationId, contributionId }: Identifiers): Record<string, string> {
    return {
      From: `<${this.#options.caller ?? this.group}>;tag=${Math.random().toString(36).slice(2, 12)}`,
      To: `${register.header('to')}`,
      'Call-ID': this.#callId,
      'Accept-Contact': '*;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.oma.cpm.session.group"',
      'P-Asserted-Identity': `<${this.group}>`,
      'P-Asserted-Service': 'urn:urn-7:3gpp-service.ims.icsi.oma.cpm.session.group',
      'Conversation-ID': conversationId,
      'Contribution-ID': contributionId,
      'Content-Type': 'application/sdp',
    };
  }
}
