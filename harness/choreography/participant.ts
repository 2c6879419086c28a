import { wrapCpim } from '../msrp/cpim.ts';
import { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { MsrpSession } from '../msrp/session.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { SipMessage } from '../sip/message.ts';
import { bracketed, type SipPlace, type SipTransport } from '../sip/transport.ts';
import type { DialogProgram } from '../sipp/dialog-program.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { participantScenario } from '../sipp/scenario.ts';
import { routeBy } from '../sut/sip-place.ts';
import type { RunningSut } from '../sut/host/host.ts';
import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { ConferenceWatch } from './conference-watch.ts';
import { identityHeaders } from './identity-headers.ts';
import { InviteDialog } from './invite-dialog.ts';
import { mediaCredentials } from './media-credentials.ts';
import { recipientList } from './recipient-list.ts';
import type { ReferForm } from './removal-steps.ts';
import type { ParticipantTraits } from './traits.ts';
import { openSipSide } from './sip-side.ts';
import { StepFailure, tolerateTimeout } from './stage.ts';
import type { ParticipantName } from './focus-steps.ts';

export interface ParticipantOptions {
  name: ParticipantName;
  recorder: Recorder;
  folder: string;
  group: string;
  conversationId: string;
  contributionId: string;
  transport: SipTransport;
  sut: RunningSut;
  place: SipPlace;
  focus: SipPlace;
  /** By way of whom requests reach the focus, where not directly. */
  outboundProxy?: SipPlace;
  identity: string;
  dialog: DialogProgram;
  /** In what its SIPp process departs from the plain one. */
  traits: ParticipantTraits;
  /** Whether it asks for anonymity (RFC 3323): the From says nothing, the network alone knows who it is. */
  anonymous: boolean;
  /** Session interval in seconds, where the focus is to refresh the session (RFC 4028). */
  refresh?: number;
  signal: AbortSignal;
}

/** RFC 3323 §4.1.1.3. */
const ANONYMOUS = 'sip:anonymous@anonymous.invalid';

/** A REFER that has been sent. */
export interface SentRefer {
  /** Resolves with its final response. Rejects with a `WaitTimeout`. */
  answered(limitMs: number): Promise<SipMessage>;
}

/** One participant towards a focus under test: one INVITE dialog, one subscription, one MSRP session. */
export class Participant {
  readonly identity: string;
  readonly #options: ParticipantOptions;
  readonly #dialog: string;
  #media: MsrpEndpoint | undefined;
  #session: MsrpSession | undefined;
  #sipp: SippProcess | undefined;
  #invite: InviteDialog | undefined;
  #watch: ConferenceWatch | undefined;
  #requests = 0;
  #lost = false;

  constructor(options: ParticipantOptions) {
    this.#options = options;
    this.identity = options.identity;
    this.#dialog = this.#newCallId();
  }

  async open(): Promise<void> {
    const { name, recorder, folder, group, transport, sut, place, focus, outboundProxy, dialog, anonymous } =
      this.#options;
    const { firstCSeq, ...traits } = this.#options.traits;
    const identity = anonymous ? ANONYMOUS : this.identity;
    this.#media = await MsrpEndpoint.listen({
      recorder,
      actor: name,
      address: place.address,
      credentials: await mediaCredentials(sut, place.address),
    });
    this.#session = this.#media.session(name);
    const { sipp } = await openSipSide({
      recorder,
      actor: name,
      folder,
      sut,
      transport,
      place,
      remote: outboundProxy ?? focus,
      scenario: (at) => participantScenario({ transport, at, group, identity, dialog, ...traits }),
      ...(firstCSeq !== undefined && { firstCSeq }),
    });
    this.#sipp = sipp;
  }

  /** INVITE, ACK, MSRP bound. The participant connects, as a client behind a NAT would. */
  async join(limitMs: number): Promise<void> {
    const answer = await this.dialog.invite(this.#media!, this.#invitation(), limitMs);
    if (answer.status >= 300)
      throw new StepFailure(`the focus answered the INVITE of ${this.#options.name} ${answer.startLine.slice(8)}`);
    await this.#session!.control();
  }

  /** A new INVITE to the group by one who was in it before. The focus may refuse. */
  async rejoin(limitMs: number): Promise<void> {
    const dialog = this.#inviteDialog(this.#newCallId(), this.#media!.session(`${this.#options.name} again`));
    await dialog.invite(this.#media!, this.#invitation(), limitMs).catch(tolerateTimeout);
  }

  /**
   * Asks the focus, outside any dialog, to send somebody a BYE (RFC 4579 §5.11).
   * @returns the final response, later; a request that goes unanswered shows in the evidence alone
   */
  refer(target: string, { watched = false }: Pick<ReferForm, 'watched'> = {}): SentRefer {
    return this.#refer({
      'Refer-To': `<${target};method=BYE>`,
      ...(watched ? {} : { 'Refer-Sub': 'false', Supported: 'norefersub' }),
    });
  }

  /** Asks the focus to send several a BYE, by one REFER with a list (RFC 5368). */
  referSeveral(targets: readonly string[]): SentRefer {
    const id = `list-${this.#requests}@${this.#options.place.address}`;
    const headers = {
      'Refer-To': `<cid:${id}>`,
      Require: 'multiple-refer, norefersub',
      'Refer-Sub': 'false',
      'Content-Type': 'application/resource-lists+xml',
      'Content-Disposition': 'recipient-list',
      'Content-ID': `<${id}>`,
    };
    return this.#refer(headers, recipientList(targets));
  }

  #refer(headers: Record<string, string>, body = ''): SentRefer {
    const callId = this.#newCallId();
    const referrer = this.#options.traits.referrer ?? this.identity;
    this.#sipp!.open(callId, 'REFER', { ...this.#initial(), 'Referred-By': `<${referrer}>`, ...headers }, body);
    return { answered: (limitMs) => this.#finalResponse(callId, 'REFER', limitMs) };
  }

  /** Its conference subscription; to be had once it is open. */
  get watch(): ConferenceWatch {
    const { name, recorder, signal } = this.#options;
    this.#watch ??= new ConferenceWatch({
      name,
      recorder,
      sipp: this.#sipp!,
      headers: this.#identification(),
      initial: this.#way(),
      newCallId: () => this.#newCallId(),
      signal,
    });
    return this.#watch;
  }

  /** The INVITE dialog by which it is in the group. */
  get dialog(): InviteDialog {
    this.#invite ??= this.#inviteDialog(this.#dialog, this.#session!);
    return this.#invite;
  }

  /** A request outside every dialog of this participant; for a BYE that is one to a dialog that there never was. */
  async ask(usage: 'REFER' | 'BYE', headers: Record<string, string>, limitMs: number): Promise<void> {
    const callId = this.#newCallId();
    this.#sipp!.open(callId, usage, { ...this.#initial(), ...headers });
    await this.#finalResponse(callId, usage, limitMs).catch(tolerateTimeout);
  }

  /** RST on its MSRP connection. */
  resetMedia(): void {
    this.#session!.reset();
  }

  async answerBye(code: number): Promise<void> {
    const { name, recorder, signal } = this.#options;
    this.#sipp!.go(this.#dialog, `${code} to BYE`);
    await recorder.waitFor(
      `the ${code} of ${name} to leave SIPp`,
      2000,
      (event) => this.#isAnswerToBye(event) && event.raw.startsWith(`SIP/2.0 ${code} `),
      signal,
    );
  }

  /** The final response to the BYE once more, as a device does that was not sure of the first. */
  async repeatAnswer(): Promise<void> {
    const { name, recorder, signal } = this.#options;
    const answers = () => recorder.events().filter((event) => this.#isAnswerToBye(event)).length;
    const before = answers();
    this.#sipp!.go(this.#dialog, 'the answer to BYE again');
    await recorder.waitFor(`the repeated answer of ${name} to leave SIPp`, 2000, () => answers() > before, signal);
  }

  /** Its SIP side is gone from the network: connections are closed, and new ones refused. Its media stay. */
  async lose(): Promise<void> {
    const { name, recorder } = this.#options;
    this.#lost = true;
    await this.#sipp!.stop();
    recorder.record({ kind: 'mark', mark: 'participant-lost', detail: name });
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Plays the stalled reader on its MSRP connection; neither FIN nor RST is seen meanwhile. */
  stallReading(): void {
    this.#session!.pauseReading();
  }

  resumeReading(): void {
    this.#session!.resumeReading();
  }

  /**
   * A chat message to the group; its fate is on the record.
   * @returns whether the focus took it
   */
  async post(text: string, limitMs: number): Promise<boolean> {
    const { group } = this.#options;
    const body = wrapCpim({
      from: this.identity,
      to: group,
      dateTime: new Date().toISOString(),
      contentType: 'text/plain; charset=utf-8',
      content: text,
    });
    const send = { purpose: 'message', contentType: 'message/cpim', body, timeoutMs: limitMs } as const;
    const outcome = await this.#session!.send(send);
    return outcome.kind === 'response' && outcome.status === 200;
  }

  async close(): Promise<void> {
    await this.#sipp?.stop();
    await this.#media?.close();
  }

  #inviteDialog(callId: string, session: MsrpSession): InviteDialog {
    const { name, group, recorder, signal } = this.#options;
    const headers = this.#identification();
    return new InviteDialog({ name, callId, group, recorder, sipp: this.#sipp!, session, headers, signal });
  }

  #invitation(): Record<string, string> {
    const { conversationId, contributionId, refresh } = this.#options;
    return {
      ...this.#initial(),
      'Conversation-ID': conversationId,
      'Contribution-ID': contributionId,
      ...(refresh !== undefined && { Supported: 'timer', 'Session-Expires': `${refresh};refresher=uas` }),
    };
  }

  #newCallId(): string {
    const { name, place } = this.#options;
    return `${name}-${++this.#requests}-${Math.random().toString(36).slice(2, 10)}@${bracketed(place.address)}`;
  }

  /** Of a request outside every dialog; within one the route set leads the way (RFC 3261 §12.2.1.1). */
  #initial(): Record<string, string> {
    return { ...this.#way(), ...this.#identification() };
  }

  #way(): Record<string, string> {
    const { outboundProxy, transport } = this.#options;
    return outboundProxy ? { Route: routeBy(outboundProxy, transport) } : {};
  }

  #identification(): Record<string, string> {
    return {
      ...identityHeaders(this.identity, this.#options.sut.descriptor.ixit),
      'User-Agent': 'CPM-client/OMA2.2',
      ...(this.#options.anonymous && { Privacy: 'id' }),
    };
  }

  #isAnswerToBye(event: TimelineEvent): event is EventOf<'sip'> {
    return (
      event.kind === 'sip' &&
      event.actor === this.#options.name &&
      event.direction === 'sent' &&
      event.raw.startsWith('SIP/2.0 ') &&
      /^cseq\s*:\s*\d+\s+BYE/im.test(event.raw)
    );
  }

  #received(event: TimelineEvent, callId: string): SipMessage | undefined {
    if (event.kind !== 'sip' || event.actor !== this.#options.name || event.direction !== 'received') return undefined;
    const message = readableSipOf(event);
    return message?.callId === callId ? message : undefined;
  }

  async #finalResponse(callId: string, method: string, limitMs: number): Promise<SipMessage> {
    const { recorder, signal } = this.#options;
    const isFinal = (event: TimelineEvent): boolean => {
      const message = this.#received(event, callId);
      return message?.kind === 'response' && message.cseq?.method === method && message.status >= 200;
    };
    const event = await recorder.waitFor(
      `the response to the ${method} of ${this.#options.name}`,
      limitMs,
      isFinal,
      signal,
    );
    return this.#received(event, callId)!;
  }
}
