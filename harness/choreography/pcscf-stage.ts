import { CORE, transactionsOf, UE } from '../judge/pcscf/facts.ts';
import { isRequest, type SipMessage } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { bracketed, hostPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import { msrpSdp } from '../sip/sdp.ts';
import { accessScenario, coreScenario } from '../sipp/scenario.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import {
  openSessionControl,
  type DialogIdentifiers,
  type SessionControl,
} from '../sut/upper-tester/session-control.ts';
import { Unsupported } from '../sut/upper-tester/upper-tester.ts';
import { sipPlaceOf } from '../sut/sip-place.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { inMs } from './duration.ts';
import { Authorizing } from './authorizing.ts';
import type { SideName } from './pcscf-steps.ts';
import { pcscfTurns } from './pcscf-turns.ts';
import { openSipSide } from './sip-side.ts';
import { pause, type Stage, type StageContext, StepFailure, tolerateTimeout } from './stage.ts';
import type { Step } from './steps.ts';

/** How long the dialog may take to come about, in milliseconds. */
const SETUP_LIMIT_MS = 10_000;
/** From one side of the P-CSCF to the other, in milliseconds; one that has to ask others first may take its time. */
const PASSAGE_LIMIT_MS = 3_000;
/** SIPp notes a message once it has sent it; on a crowded machine that takes its time. In milliseconds. */
const NOTED_LIMIT_MS = 2_000;
/** A record may seem to be older than what let it out, in milliseconds: SIPp has a clock of its own. */
const EARLY_MS = 50;
/** A media port that nobody listens on: no purpose about a P-CSCF sends media. */
const DISCARD = 9;

/** A UE and the core for one P-CSCF under test, each with an address and a SIPp process of its own. */
export class PcscfStage implements Stage {
  readonly #context: StageContext;
  readonly #sipp = new Map<SideName, SippProcess>();
  #callId = '';
  #dialog: DialogIdentifiers | undefined;
  #control: SessionControl | undefined;
  #authorizing: Authorizing | undefined;
  #stopListening = () => {};

  constructor(context: StageContext) {
    this.#context = context;
  }

  async prepare(): Promise<void> {
    const { declaration, sut, recorder, folder, runId, number } = this.#context;
    const { ixit } = sut.descriptor;
    const transport = declaration.given.transport ?? ixit.transport;
    const group = ixit.group.replaceAll('{n}', `${runId}-${number}`.toLowerCase());
    const identity = ixit.identity.replaceAll('{n}', String(number).padStart(4, '0'));
    const [ue, core] = [sut.testPlace(transport), sut.testPlace(transport)];
    const own = sipPlaceOf(sut, transport);
    const common = { recorder, folder, sut, transport };
    const dialogOf = (side: SideName) => pcscfTurns(declaration.when, side);

    const atCore = await openSipSide({
      ...common,
      actor: CORE,
      place: core,
      scenario: (at) => coreScenario({ transport, at, dialog: dialogOf(CORE) }),
    });
    this.#sipp.set(CORE, atCore.sipp);
    const atUe = await openSipSide({
      ...common,
      actor: UE,
      place: ue,
      remote: own,
      scenario: (at) => accessScenario({ transport, at, group, identity, dialog: dialogOf(UE) }),
    });
    this.#sipp.set(UE, atUe.sipp);
    if (sut.policyFunction) this.#authorizing = new Authorizing(sut.policyFunction, recorder, ue);
    this.#acceptAtCore(core.address);
    await this.#establish(ue, transport, [own, core].map(hostPort), identity);
    for (const side of [UE, CORE] as const) {
      const outcome = await this.#request(side, 'INFO', PASSAGE_LIMIT_MS);
      if (outcome?.kind !== 'response' || outcome.status !== 200)
        throw new StepFailure(
          `an INFO of ${side} does not get through the dialog: ${outcome?.startLine ?? 'no answer'}`,
        );
    }
    if (declaration.given.given === 'between' && declaration.given.authorized) await this.#awaitAuthorization();
    await this.#askDialog();
    recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  }

  async perform(step: Step): Promise<void> {
    const { sut, signal } = this.#context;
    const { ixit } = sut.descriptor;
    switch (step.step) {
      case 'bye-by-ue':
        return this.#leave();
      case 'answer-by':
        return this.#answerBye(step.who, step.code);
      case 'probe-by':
        await this.#request(step.who, step.method, inMs(step.limit, ixit));
        return;
      case 'release':
        return this.#release();
      case 'lose-bearer':
        return this.#loseBearer();
      case 'core-down':
        return this.#sipp.get(CORE)!.stop();
      case 'ask-dialog':
        return this.#askDialog();
      case 'hold':
      case 'observe':
        return pause(inMs(step.duration, ixit), signal);
      default:
        throw new StepFailure(`a P-CSCF has no step called ${step.step}`);
    }
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#authorizing?.close();
    await Promise.allSettled([...this.#sipp.values()].map((sipp) => sipp.stop()));
  }

  #acceptAtCore(address: string): void {
    this.#stopListening = this.#context.recorder.listen((event) => {
      const request = messageOf(event, CORE, 'received');
      if (request?.kind !== 'request' || request.method !== 'INVITE' || request.toTag !== undefined) return;
      if (request.callId !== this.#callId || this.#dialog) return;
      this.#dialog = { callId: this.#callId, fromTag: request.fromTag ?? '', toTag: '' };
      this.#sipp.get(CORE)!.go(this.#callId, '200 to INVITE', { 'Content-Type': 'application/sdp' }, sdpAt(address));
    });
  }

  async #establish(ue: SipPlace, transport: SipTransport, hops: readonly string[], identity: string): Promise<void> {
    const { recorder, signal } = this.#context;
    const suffix = transport === 'udp' ? '' : `;transport=${transport}`;
    this.#callId = `ue-${Math.random().toString(36).slice(2, 12)}@${bracketed(ue.address)}`;
    const headers = {
      Route: hops.map((hop) => `<sip:${hop}${suffix};lr>`).join(', '),
      'P-Preferred-Identity': `<${identity}>`,
      'User-Agent': 'CPM-client/OMA2.2',
      'Content-Type': 'application/sdp',
    };
    this.#sipp.get(UE)!.open(this.#callId, 'INVITE', headers, sdpAt(ue.address, ue.port));
    const answer = await this.#final(UE, 'INVITE', 0, SETUP_LIMIT_MS);
    if (answer.kind !== 'response' || answer.status >= 300)
      throw new StepFailure(`the INVITE of the UE was answered ${answer.startLine.slice(8)}`);
    if (!this.#dialog) throw new StepFailure('the INVITE of the UE was answered, and did not reach the core');
    this.#dialog.toTag = answer.toTag ?? '';
    await recorder.waitFor(
      'the ACK to reach the core',
      SETUP_LIMIT_MS,
      (event) => isRequestAt(event, CORE, 'ACK'),
      signal,
    );
  }

  async #leave(): Promise<void> {
    const { recorder, signal } = this.#context;
    const from = recorder.now();
    this.#sipp.get(UE)!.go(this.#callId, 'BYE');
    const outcome = (event: TimelineEvent): boolean =>
      event.at >= from && (isRequestAt(event, CORE, 'BYE') || isFinalAt(event, UE, 'BYE'));
    await recorder.waitFor('the BYE to reach the core', PASSAGE_LIMIT_MS, outcome, signal).catch(tolerateTimeout);
    // A P-CSCF relays faster than SIPp notes what it sends.
    const noted = (event: TimelineEvent): boolean => event.at >= from - EARLY_MS && isRequestOf(event, UE, 'BYE');
    await recorder.waitFor('the BYE to be on record at the UE', NOTED_LIMIT_MS, noted, signal);
  }

  async #answerBye(who: SideName, code: number): Promise<void> {
    const { recorder, signal } = this.#context;
    const waiting = transactionsOf(recorder.events(), who).some(
      (t) => t.by === 'sut' && t.method === 'BYE' && t.finals.length === 0,
    );
    if (!waiting) throw new StepFailure(`there is no BYE for the ${who} to answer`);
    const from = recorder.now();
    this.#sipp.get(who)!.go(this.#callId, `${code} to BYE`);
    const isAnswer = (event: TimelineEvent): boolean => {
      const message = event.at < from - EARLY_MS ? undefined : messageOf(event, who, 'sent');
      return message?.kind === 'response' && message.status === code && message.cseq?.method === 'BYE';
    };
    await recorder.waitFor(`the ${code} of the ${who} to leave SIPp`, NOTED_LIMIT_MS, isAnswer, signal);
    const other = who === UE ? CORE : UE;
    const leaves = transactionsOf(recorder.events(), other).some(
      (t) => t.by === 'tester' && t.method === 'BYE' && t.finals.length === 0,
    );
    if (leaves) await this.#final(other, 'BYE', from - EARLY_MS, PASSAGE_LIMIT_MS).catch(tolerateTimeout);
  }

  async #release(): Promise<void> {
    await this.#sessionControl.release(this.#dialog!);
    await this.#bothByes();
  }

  async #loseBearer(): Promise<void> {
    await this.#authorizing!.loseBearer();
    await this.#bothByes();
  }

  async #awaitAuthorization(): Promise<void> {
    if (!this.#authorizing) throw new StepFailure('there is no policy function beside this P-CSCF');
    await this.#authorizing.made(SETUP_LIMIT_MS, this.#context.signal);
  }

  async #bothByes(): Promise<void> {
    const { recorder, signal } = this.#context;
    for (const side of [UE, CORE] as const)
      await recorder
        .waitFor(`a BYE to the ${side}`, PASSAGE_LIMIT_MS, (event) => isRequestAt(event, side, 'BYE'), signal)
        .catch(tolerateTimeout);
  }

  async #askDialog(): Promise<void> {
    if (!this.#context.sut.descriptor.upperTester) return;
    try {
      await this.#sessionControl.dialog(this.#dialog!);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
  }

  get #sessionControl(): SessionControl {
    const { sut, recorder, declaration, runId } = this.#context;
    this.#control ??= openSessionControl(sut, 'pcscf', recorder, { testPurpose: declaration.id, runId });
    return this.#control;
  }

  /** Sends a request in the dialog; `undefined` where nobody answers it within the limit. */
  async #request(side: SideName, method: 'INFO' | 'INVITE', limitMs: number): Promise<SipMessage | undefined> {
    const from = this.#context.recorder.now();
    this.#sipp.get(side)!.go(this.#callId, method === 'INVITE' ? 're-INVITE' : method);
    return this.#final(side, method, from, limitMs).catch((error: unknown) => {
      tolerateTimeout(error);
      return undefined;
    });
  }

  /** The first final response to a request of one side that came after a moment. */
  async #final(side: SideName, method: string, from: number, limitMs: number): Promise<SipMessage> {
    const { recorder, signal } = this.#context;
    const event = await recorder.waitFor(
      `the response to the ${method} of the ${side}`,
      limitMs,
      (candidate) => candidate.at >= from && isFinalAt(candidate, side, method),
      signal,
    );
    return messageOf(event, side, 'received')!;
  }
}

/** @param port that of the UE tells its media from those of others at the same address */
const sdpAt = (address: string, port = DISCARD): string =>
  msrpSdp({ address, port, path: `msrp://${bracketed(address)}:${port}/none;tcp`, setup: 'actpass' });

function messageOf(event: TimelineEvent, actor: SideName, direction: 'sent' | 'received'): SipMessage | undefined {
  if (event.kind !== 'sip' || event.actor !== actor || event.direction !== direction) return undefined;
  return readableSipOf(event);
}

function isRequestAt(event: TimelineEvent, actor: SideName, method: string): boolean {
  const message = messageOf(event, actor, 'received');
  return message !== undefined && isRequest(message, method);
}

function isRequestOf(event: TimelineEvent, actor: SideName, method: string): boolean {
  const message = messageOf(event, actor, 'sent');
  return message !== undefined && isRequest(message, method);
}

function isFinalAt(event: TimelineEvent, actor: SideName, method: string): boolean {
  const message = messageOf(event, actor, 'received');
  return message?.kind === 'response' && message.status >= 200 && message.cseq?.method === method;
}
