import { isRequest, type SipMessage, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { msrpMediaOfMessage, msrpSdp } from '../sip/sdp.ts';
import { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { MsrpSession } from '../msrp/session.ts';
import { launchSipp } from '../sipp/launch.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { networkScenario } from '../sipp/scenario.ts';
import { NETWORK } from '../judge/client/facts.ts';
import { type UpperTester, openUpperTester } from '../sut/upper-tester/upper-tester.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { inMs } from './duration.ts';
import { rosterDocument } from './roster-document.ts';
import { pause, SIPP_LIMIT_MS, type Stage, type StageContext, StepFailure, tolerateTimeout } from './stage.ts';
import type { Step } from './steps.ts';
import { turnsFor } from './turns.ts';

/** How long joining may take on the client's side, in milliseconds; a real one was seen to need 3.5 s to its INVITE. */
const JOIN_LIMIT_MS = 15_000;
/** From the upper tester's word to the BYE on the wire. */
const BYE_LIMIT_MS = 10_000;
/** A probe that says "still there" before a final response is let go must not hold that up for longer. */
const LAST_PROBE_LIMIT_MS = 1_000;

/** The network and the focus for one client under test: SIP by SIPp, media by our own endpoint. */
export class ClientStage implements Stage {
  readonly #context: StageContext;
  #upperTester: UpperTester | undefined;
  #media: MsrpEndpoint | undefined;
  #session: MsrpSession | undefined;
  #sipp: SippProcess | undefined;
  #dialog = '';
  #group = '';
  #rosterVersion = 0;
  #stopListening = () => {};

  constructor(context: StageContext) {
    this.#context = context;
  }

  async prepare(): Promise<void> {
    const { declaration, sut, recorder, folder, runId, number, signal } = this.#context;
    const { ixit } = sut.descriptor;
    const transport = declaration.given.transport ?? ixit.transport;
    const address = sut.testAddress();
    const instance = `${declaration.id}${declaration.variant ? `-${declaration.variant}` : ''}-${number}`
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-');
    const identity = ixit.identity.replaceAll('{n}', String(number).padStart(4, '0'));
    this.#group = ixit.group.replaceAll('{n}', `${runId}-${number}`.toLowerCase());

    this.#media = await MsrpEndpoint.listen({ recorder, actor: NETWORK, address });
    this.#session = this.#media.session('focus');
    this.#sipp = await launchSipp({
      recorder,
      actor: NETWORK,
      scenario: networkScenario({ dialog: turnsFor(declaration.when, NETWORK), transport }),
      folder,
      address,
      port: 5060,
      transport,
      limitMs: SIPP_LIMIT_MS,
    });
    this.#answerTheClient();

    this.#upperTester = openUpperTester(sut, instance, recorder, { testPurpose: declaration.id, runId });
    await this.#upperTester.start({ identity, proxy: `${address}:5060`, transport, t1: ixit.t1, t2: ixit.t2 });
    await Promise.all([this.#upperTester.join({ group: this.#group }), this.#session.bound(JOIN_LIMIT_MS, signal)]);
    await recorder.waitFor(
      'the ACK to our 200 to the INVITE',
      JOIN_LIMIT_MS,
      (event) => this.#isOwn(event, 'ACK'),
      signal,
    );
    await this.#session.control();
    const first = await this.#session.probe();
    if (first.kind !== 'response') throw new StepFailure('the client does not answer MSRP SENDs');
    this.#session.startProbing(ixit.probeInterval);
  }

  async perform(step: Step): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    switch (step.step) {
      case 'leave':
        return this.#leave();
      case 'hold':
      case 'observe':
        return pause(inMs(step.duration, ixit), this.#context.signal);
      case 'answer':
        return this.#answerBye(step.code);
      case 'lose-answer':
        this.#context.recorder.record({ kind: 'mark', mark: 'answer-lost', detail: String(step.code) });
        return;
      case 'await-retransmission':
        return this.#awaitRetransmission();
      case 're-invite':
        return this.#reInvite(inMs(step.limit, ixit));
      case 'await-release':
        return this.#awaitRelease();
      case 'ask-state':
        await this.#upperTester!.state();
        return;
      case 'deliver':
        await this.#session!.message(step.text, 'sip:+15550100002@ims.example.com', this.#group);
        return;
      case 'send-text':
        return this.#sendText(step.text, inMs(step.limit, ixit));
      default:
        throw new StepFailure(`a client has no step called ${step.step}`);
    }
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#session?.stopProbing();
    await Promise.allSettled([this.#upperTester?.stop(), this.#sipp?.stop()]);
    await this.#media?.close();
  }

  /** What the network owes any client, whatever the purpose: an answer to its INVITE, and a roster for its subscription. */
  #answerTheClient(): void {
    const invited = new Set<string>();
    this.#stopListening = this.#context.recorder.listen((event) => {
      const request = this.#receivedRequest(event);
      if (
        request?.method === 'INVITE' &&
        request.callId &&
        request.toTag === undefined &&
        !invited.has(request.callId)
      ) {
        invited.add(request.callId);
        this.#answerInvite(request);
      }
      const accepted = acceptedSubscription(event);
      if (accepted) this.#notify(accepted.callId!, accepted.header('expires') === '0');
    });
  }

  #answerInvite(invite: SipRequest): void {
    const offer = msrpMediaOfMessage(invite);
    const session = this.#session!;
    const callId = invite.callId!;
    if (!offer || offer.path.length === 0) {
      this.#context.recorder.record({
        kind: 'harness',
        event: 'evidence-gap',
        severity: 'inconc',
        message: 'the INVITE of the client offers no MSRP session',
      });
      return;
    }
    this.#dialog = callId;
    session.remotePath = offer.path;
    const weConnect = offer.setup === 'passive';
    const { address, port } = this.#media!;
    const answer = msrpSdp({ address, port, path: session.path, setup: weConnect ? 'active' : 'passive' });
    this.#sipp!.go(callId, '200 to INVITE', { 'Content-Type': 'application/sdp' }, answer);
    if (weConnect) void this.#connectAfterAck();
  }

  async #connectAfterAck(): Promise<void> {
    const { recorder, signal } = this.#context;
    try {
      await recorder.waitFor('the ACK', JOIN_LIMIT_MS, (event) => this.#isOwn(event, 'ACK'), signal);
      await this.#session!.connect();
    } catch {
      // Preparing waits for the session to be bound, and says so when it is not.
    }
  }

  #notify(callId: string, ended: boolean): void {
    const headers = {
      Event: 'conference',
      'Subscription-State': ended ? 'terminated;reason=timeout' : 'active;expires=3600',
      'Content-Type': 'application/conference-info+xml',
    };
    this.#sipp!.go(callId, 'NOTIFY', headers, rosterDocument(this.#group, ++this.#rosterVersion));
  }

  async #leave(): Promise<void> {
    const { recorder, signal } = this.#context;
    await this.#upperTester!.leave();
    recorder.record({ kind: 'mark', mark: 'preamble-reached' });
    await recorder.waitFor('the BYE', BYE_LIMIT_MS, (event) => this.#isOwn(event, 'BYE'), signal);
  }

  async #answerBye(code: number): Promise<void> {
    const { recorder, signal } = this.#context;
    if (code >= 200) await Promise.race([this.#session!.probe(), pause(LAST_PROBE_LIMIT_MS, signal)]);
    const from = recorder.now();
    this.#sipp!.go(this.#dialog, `${code} to BYE`);
    await recorder.waitFor(
      `our ${code} to leave SIPp`,
      2000,
      (event) =>
        event.kind === 'sip' &&
        event.direction === 'sent' &&
        event.at >= from - 50 &&
        event.raw.startsWith(`SIP/2.0 ${code} `),
      signal,
    );
  }

  async #awaitRetransmission(): Promise<void> {
    const { recorder, signal, sut } = this.#context;
    const from = recorder.now();
    await recorder.waitFor(
      'a retransmission of the BYE',
      sut.descriptor.ixit.t2 * 2,
      (event) => event.at > from && this.#isOwn(event, 'BYE'),
      signal,
    );
  }

  async #reInvite(limitMs: number): Promise<void> {
    const { recorder, signal } = this.#context;
    const from = recorder.now();
    this.#sipp!.go(this.#dialog, 're-INVITE');
    const isFinal = (event: TimelineEvent): boolean => {
      if (event.kind !== 'sip' || event.direction !== 'received' || event.at < from) return false;
      const message = readableSipOf(event);
      return message?.kind === 'response' && message.cseq?.method === 'INVITE' && message.status >= 200;
    };
    await recorder.waitFor('a final response to our re-INVITE', limitMs, isFinal, signal).catch(tolerateTimeout);
  }

  /** Until FIN, RST or 481; and where none comes, until one more probe has shown that the session is still there. */
  async #awaitRelease(): Promise<void> {
    const { recorder, signal, sut } = this.#context;
    const { relMax, probeInterval } = sut.descriptor.ixit;
    if (this.#session!.released) return;
    await recorder
      .waitFor(
        'the release',
        relMax + 2 * probeInterval,
        (event) =>
          (event.kind === 'tcp' && event.by === 'sut' && (event.event === 'fin' || event.event === 'rst')) ||
          (event.kind === 'msrp' && event.purpose === 'probe' && event.status === 481),
        signal,
      )
      .catch(tolerateTimeout);
  }

  async #sendText(text: string, limitMs: number): Promise<void> {
    const { recorder, signal } = this.#context;
    await this.#upperTester!.send(text);
    await recorder
      .waitFor(
        'the message of the user',
        limitMs,
        (event) => event.kind === 'msrp' && event.direction === 'received' && event.method === 'SEND' && event.size > 0,
        signal,
      )
      .catch(tolerateTimeout);
  }

  #receivedRequest(event: TimelineEvent): SipRequest | undefined {
    if (event.kind !== 'sip' || event.actor !== NETWORK || event.direction !== 'received') return undefined;
    const message = readableSipOf(event);
    return message && isRequest(message) ? message : undefined;
  }

  #isOwn(event: TimelineEvent, method: string): boolean {
    return this.#receivedRequest(event)?.method === method;
  }
}

/** Our 200 to a SUBSCRIBE, once it is on the wire: a NOTIFY ahead of it would belong to no dialog that the client knows. */
function acceptedSubscription(event: TimelineEvent): SipMessage | undefined {
  if (event.kind !== 'sip' || event.actor !== NETWORK || event.direction !== 'sent') return undefined;
  const message = readableSipOf(event);
  return message?.kind === 'response' && message.status === 200 && message.cseq?.method === 'SUBSCRIBE'
    ? message
    : undefined;
}
