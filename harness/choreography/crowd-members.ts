import pMap from 'p-map';
import { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { MsrpSession } from '../msrp/session.ts';
import { parseSipMessage } from '../sip/message.ts';
import { msrpMediaOfMessage, msrpSdp } from '../sip/sdp.ts';
import type { DialogProgram } from '../sipp/dialog-program.ts';
import { launchSipp } from '../sipp/launch.ts';
import { crowdScenario } from '../sipp/scenario.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { bracketed, hostPort } from '../sip/transport.ts';
import { outboundProxyOf, routeBy, sipPlaceOf } from '../sut/sip-place.ts';
import { WatchStation } from '../sip-watch/station.ts';
import { CallOutcomes, NoFinal } from './call-outcomes.ts';
import { callOfBye } from './call-of-bye.ts';
import type { Crowd, CrowdAnswer } from './crowd-steps.ts';
import { identityHeaders } from './identity-headers.ts';
import { type StageContext, StepFailure } from './stage.ts';

/** One of many participants. */
export interface Member {
  identity: string;
  /** Of its INVITE dialog. */
  callId: string;
  sipp: SippProcess;
  session: MsrpSession;
}

/** How long one participant's joining may take, in milliseconds: the focus has others to serve. */
const JOIN_LIMIT_MS = 30_000;

/** How many join, or subscribe, at the same time: as many as keep a focus busy and leave nobody waiting for long. */
const AT_ONCE = 20;

/** SIPp gives up by itself after this many milliseconds, should the harness be gone: longer than any churn. */
const SIPP_LIMIT_MS = 1_800_000;

/**
 * The people of a large group: a SIPp process for all that answer alike, one MSRP endpoint, and one station for all
 * subscriptions.
 */
export class CrowdMembers {
  readonly group: string;
  readonly outcomes: CallOutcomes;
  /** In the order in which they joined; who left is still here. */
  readonly all: Member[] = [];
  readonly #context: StageContext;
  readonly #answers: CrowdAnswer[];
  readonly #processes: SippProcess[] = [];
  #media: MsrpEndpoint | undefined;
  #station: WatchStation | undefined;

  constructor(context: StageContext, { answers }: Crowd) {
    const { sut, runId, number, recorder } = context;
    const { group } = sut.descriptor.ixit;
    this.#context = context;
    this.#answers = answers;
    this.group = group
      .replaceAll('{n}', `${runId}-${number}`.toLowerCase())
      .replaceAll('{address}', bracketed(sut.address));
    this.outcomes = new CallOutcomes(recorder);
  }

  async open(): Promise<void> {
    const { sut, recorder, folder } = this.#context;
    const remote = outboundProxyOf(sut) ?? sipPlaceOf(sut, 'tcp');
    const { group } = this;
    this.#media = await MsrpEndpoint.listen({ recorder, actor: 'crowd', address: sut.testPlace('tcp').address });
    this.#station = await WatchStation.open({
      recorder,
      actor: 'watchers',
      ...sut.testPlace('tcp'),
      remote,
      initial: (identity) => this.#initial(identity),
      group,
      folder,
    });
    for (const [index, { answer }] of this.#answers.entries())
      this.#processes.push(
        await launchSipp({
          recorder,
          actor: index === 0 ? 'crowd' : `crowd-${answer}`,
          scenario: crowdScenario({
            transport: 'tcp',
            group,
            dialog: programOf(answer),
          }),
          folder,
          ...sut.testPlace('tcp'),
          remote: hostPort(remote),
          transport: 'tcp',
          limitMs: SIPP_LIMIT_MS,
        }),
      );
  }

  /** So many join, some at the same time; the first alone, since its INVITE makes the group. */
  async gather(size: number): Promise<void> {
    // However small its share, each way to answer has somebody.
    const borders = this.#answers.map((_, index) =>
      Math.min(
        Math.round(size * this.#answers.slice(0, index + 1).reduce((sum, { share }) => sum + share, 0)),
        size - (this.#answers.length - 1 - index),
      ),
    );
    const processOf = (index: number) => this.#processes[borders.findIndex((border) => index < border)]!;
    await this.join(processOf(0));
    const others = Array.from({ length: size - 1 }, (_, index) => index + 1);
    await pMap(others, (index) => this.join(processOf(index)), { concurrency: AT_ONCE });
  }

  /** Everybody who is there subscribes. */
  async subscribeAll(): Promise<void> {
    await pMap(this.all, (member) => this.subscribe(member), { concurrency: AT_ONCE });
  }

  /** INVITE, ACK, MSRP bound. @throws StepFailure where the focus refuses, or does not answer */
  async join(sipp: SippProcess = this.#processes[0]!): Promise<Member> {
    const { sut, number } = this.#context;
    const index = this.all.length + 1;
    const identity = sut.descriptor.ixit.identity.replaceAll('{n}', `${padded(number)}${padded(index)}`);
    const session = this.#media!.session(identity);
    const { address, port } = this.#media!;
    const member = { identity, callId: `c${index}-${number}-${Date.now()}@${bracketed(address)}`, sipp, session };
    this.all.push(member);
    const answered = this.outcomes.next(member.callId, 'INVITE', JOIN_LIMIT_MS);
    const offer = msrpSdp({ address, port, path: session.path, setup: 'active' });
    sipp.open(member.callId, 'INVITE', { ...this.#initial(identity), 'Content-Type': 'application/sdp' }, offer);
    const { status, event } = await answered;
    if (status >= 300) throw new StepFailure(`the focus answered the INVITE of number ${index} ${status}`);
    const media = msrpMediaOfMessage(parseSipMessage(event.raw));
    if (!media || media.path.length === 0) throw new StepFailure(`the focus gave number ${index} no MSRP path`);
    session.remotePath = media.path;
    if (media.setup === 'active') await session.bound(JOIN_LIMIT_MS, this.#context.signal);
    else await session.connect();
    return member;
  }

  async subscribe({ identity }: Member): Promise<void> {
    const status = await this.#station!.subscribe(identity);
    if (status < 200 || status >= 300)
      throw new StepFailure(`the focus answered the SUBSCRIBE of ${identity} ${status}`);
  }

  /** A BYE, and its final response, or none in time. */
  async leave({ sipp, callId, identity }: Member, limitMs: number): Promise<void> {
    const answered = this.outcomes.next(callId, 'BYE', limitMs).catch(tolerateNoFinal);
    sipp.go(callId, 'BYE', {
      ...identityHeaders(identity, this.#context.sut.descriptor.ixit),
      Reason: 'SIP;cause=200;text="Call completed"',
    });
    await answered;
  }

  /** Answers the BYEs that came to those who answer late. */
  answerLate(): void {
    const late = this.#processes[this.#answers.findIndex(({ answer }) => answer === 'late')];
    const asked = new Set(this.#context.recorder.events().map(callOfBye));
    for (const { sipp, callId } of this.all) if (sipp === late && asked.has(callId)) sipp.go(callId, '200 to BYE');
  }

  /** A REFER, outside every dialog, by the first of all; resolves with its final response, or none in time. */
  async refer(headers: Record<string, string>, body: string, limitMs: number): Promise<void> {
    const { identity, sipp } = this.all[0]!;
    const callId = `r${Math.random().toString(36).slice(2, 10)}-${this.#context.number}`;
    const answered = this.outcomes.next(callId, 'REFER', limitMs).catch(tolerateNoFinal);
    const asked = { 'Referred-By': `<${identity}>`, 'Refer-Sub': 'false', Supported: 'norefersub' };
    sipp.open(callId, 'REFER', { ...this.#initial(identity), ...asked, ...headers }, body);
    await answered;
  }

  /** Their subscriptions answer nothing any more. */
  fallSilent(members: readonly Member[]): void {
    for (const { identity } of members) this.#station!.fallSilent(identity);
  }

  /** Header fields of a request outside every dialog. */
  #initial(identity: string): Record<string, string> {
    const { sut } = this.#context;
    const proxy = outboundProxyOf(sut);
    return { ...(proxy && { Route: routeBy(proxy, 'tcp') }), ...identityHeaders(identity, sut.descriptor.ixit) };
  }

  async close(): Promise<void> {
    await Promise.allSettled([
      ...this.#processes.map((sipp) => sipp.stop()),
      this.#media?.close(),
      this.#station?.close(),
    ]);
    this.outcomes.close();
  }
}

const programOf = (answer: CrowdAnswer['answer']): DialogProgram =>
  answer === 'late'
    ? { turns: [{ turn: 'respond', to: 'BYE', code: 200 }] }
    : { turns: [{ turn: 'request', method: 'BYE' }], afterwards: answer };

const padded = (number: number): string => String(number).padStart(4, '0');

/** What the focus did not answer is for the judge. */
export function tolerateNoFinal(error: unknown): void {
  if (!(error instanceof NoFinal)) throw error;
}
