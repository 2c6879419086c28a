import type { MsrpSession } from '../msrp/session.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { SipMessage, SipResponse } from '../sip/message.ts';
import { msrpMediaOfMessage, msrpSdp } from '../sip/sdp.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';
import type { ByeForm } from './leave-steps.ts';
import { StepFailure, tolerateTimeout } from './stage.ts';

export interface InviteDialogOptions {
  /** Whose dialog it is. */
  name: string;
  callId: string;
  group: string;
  recorder: Recorder;
  sipp: SippProcess;
  session: MsrpSession;
  /** Header fields of every request. */
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** How long SIPp may take to send what it was told to, in milliseconds. */
const SEND_LIMIT_MS = 2000;

/** Lower than the CSeq of any INVITE that a stale BYE follows. */
const STALE_CSEQ = 1;

/** One INVITE dialog of a participant with the focus under test, and the MSRP session that it negotiates. */
export class InviteDialog {
  readonly session: MsrpSession;
  readonly #options: InviteDialogOptions;

  constructor(options: InviteDialogOptions) {
    this.#options = options;
    this.session = options.session;
  }

  /**
   * INVITE, ACK, MSRP bound. The participant connects, as a client behind a NAT would.
   * @param endpoint where the endpoint listens that the session belongs to
   * @param headers beside those of every request
   * @returns the final response, which may be a refusal
   */
  async invite(
    { address, port, fingerprint }: { address: string; port: number; fingerprint: string | undefined },
    headers: Record<string, string>,
    limitMs: number,
  ): Promise<SipResponse> {
    const { name, callId, sipp, signal } = this.#options;
    const { session } = this;
    const offer = msrpSdp({ address, port, path: session.path, setup: 'active', fingerprint });
    sipp.open(callId, 'INVITE', { ...this.#options.headers, ...headers, 'Content-Type': 'application/sdp' }, offer);
    const response = await this.#finalResponse('INVITE', 1, limitMs);
    if (response.status >= 300) return response;
    const answer = msrpMediaOfMessage(response);
    if (!answer || answer.path.length === 0) throw new StepFailure(`the focus gave ${name} no MSRP path`);
    session.remotePath = answer.path;
    session.remoteFingerprints = answer.fingerprints;
    if (answer.setup === 'active') await session.bound(limitMs, signal);
    else await session.connect();
    return response;
  }

  /** Sends a BYE, and waits for its final response as long as may be. */
  async bye(form: ByeForm, limitMs: number): Promise<void> {
    const { callId, sipp } = this.#options;
    const method = form.cseqMethod ?? 'BYE';
    const due = this.#finalsOf(method).length + 1;
    sipp.go(callId, 'BYE', this.#fieldsOf(form), '', form.cseq === 'stale' ? { cseq: () => STALE_CSEQ } : {});
    await this.#finalResponse(method, due, limitMs).catch(tolerateTimeout);
  }

  /** Sends the last BYE once more, as it was, and waits for a further final response. */
  async repeatBye(limitMs: number): Promise<void> {
    const { callId, sipp } = this.#options;
    const due = this.#finalsOf('BYE').length + 1;
    sipp.go(callId, 'BYE once more');
    await this.#finalResponse('BYE', due, limitMs).catch(tolerateTimeout);
  }

  /** Sends a re-INVITE and, in the same instant, a BYE; waits for the final responses to both. */
  async byeAmidReInvite(limitMs: number): Promise<void> {
    const { callId, sipp } = this.#options;
    const invites = this.#finalsOf('INVITE').length + 1;
    sipp.go(callId, 're-INVITE and BYE', this.#options.headers);
    await Promise.all([
      this.#finalResponse('BYE', 1, limitMs).catch(tolerateTimeout),
      this.#finalResponse('INVITE', invites, limitMs).catch(tolerateTimeout),
    ]);
  }

  /** Until the focus's re-INVITE has come, or the limit has passed. */
  async awaitReInvite(limitMs: number): Promise<void> {
    const { name, recorder, signal } = this.#options;
    await recorder
      .waitFor(`a re-INVITE to ${name}`, limitMs, (event) => this.#isReInvite(event), signal)
      .catch(tolerateTimeout);
  }

  /** Answers the focus's re-INVITE; does nothing where none came. */
  async answerReInvite(code: number): Promise<void> {
    const { name, callId, recorder, signal, sipp } = this.#options;
    if (!recorder.events().some((event) => this.#isReInvite(event))) return;
    sipp.go(callId, `${code} to INVITE`, {}, '', { answered: 'INVITE' });
    await recorder.waitFor(
      `the ${code} of ${name} to leave SIPp`,
      SEND_LIMIT_MS,
      (event) => {
        const message = this.#messageOf(event, 'sent');
        return message?.kind === 'response' && message.status === code && message.cseq?.method === 'INVITE';
      },
      signal,
    );
  }

  /** The header fields by which a BYE differs from what its dialog gives it. */
  #fieldsOf({ reason = 'SIP;cause=200;text="Call completed"', toTag }: ByeForm): Record<string, string> {
    const { group, headers } = this.#options;
    const to = toTag && (toTag === 'wrong' ? `<${group}>;tag=not-of-this-dialog` : `<${group}>`);
    return { ...headers, ...(reason === null ? {} : { Reason: reason }), ...(to === undefined ? {} : { To: to }) };
  }

  #isReInvite(event: TimelineEvent): boolean {
    const message = this.#messageOf(event, 'received');
    return message?.kind === 'request' && message.method === 'INVITE';
  }

  #messageOf(event: TimelineEvent, direction: SipEvent['direction']): SipMessage | undefined {
    if (event.kind !== 'sip' || event.actor !== this.#options.name || event.direction !== direction) return undefined;
    const message = readableSipOf(event);
    return message?.callId === this.#options.callId ? message : undefined;
  }

  #finalsOf(method: string): SipResponse[] {
    return this.#options.recorder.events().flatMap((event) => {
      const message = this.#messageOf(event, 'received');
      return message?.kind === 'response' && message.status >= 200 && message.cseq?.method === method ? message : [];
    });
  }

  /** The final response to a method in this dialog, counted from 1. */
  async #finalResponse(method: string, due: number, limitMs: number): Promise<SipResponse> {
    const { name, recorder, signal } = this.#options;
    if (this.#finalsOf(method).length < due)
      await recorder.waitFor(
        `the response to the ${method} of ${name}`,
        limitMs,
        (event) => this.#messageOf(event, 'received')?.kind === 'response' && this.#finalsOf(method).length >= due,
        signal,
      );
    return this.#finalsOf(method)[due - 1]!;
  }
}
