import type { N5Message, PolicyFunction, SessionContext } from '../policy-function/policy-function.ts';
import type { SipPlace } from '../sip/transport.ts';
import { type Recorder, WaitTimeout } from '../timeline/recorder.ts';
import { StepFailure } from './stage.ts';

/** The policy function as one case has to do with it: what concerns its UE goes onto the case's timeline. */
export class Authorizing {
  readonly #policy: PolicyFunction;
  readonly #recorder: Recorder;
  readonly #ue: SipPlace;
  readonly #own = new Set<string>();
  readonly #unwatch: () => void;

  /** @param ue address of the UE, and the port of its media */
  constructor(policy: PolicyFunction, recorder: Recorder, ue: SipPlace) {
    this.#policy = policy;
    this.#recorder = recorder;
    this.#ue = ue;
    this.#unwatch = policy.watch((message) => this.#heed(message));
  }

  /** Resolves when the P-CSCF has made a session for the UE's media. */
  async made(limitMs: number, signal: AbortSignal): Promise<void> {
    const made = this.#recorder.waitFor(
      'a session at the policy function',
      limitMs,
      (event) => event.kind === 'n5' && event.operation === 'create' && event.direction === 'received',
      signal,
    );
    await made.catch((error: unknown) => {
      if (!(error instanceof WaitTimeout)) throw error;
      throw new StepFailure('the P-CSCF made no session at the policy function for the media of the call');
    });
  }

  /** Tells the P-CSCF of it, and resolves when that has answered, or will not. */
  async loseBearer(): Promise<void> {
    const session = [...this.#own].flatMap((id) => this.#policy.session(id) ?? []).at(-1);
    if (!session) throw new StepFailure('the P-CSCF has no session at the policy function any more');
    await this.#policy.notifyLossOfResources(session).catch((error: Error) => {
      throw new StepFailure(`the P-CSCF cannot be told of a loss of bearer: ${error.message}`);
    });
  }

  close(): void {
    this.#unwatch();
  }

  #heed({ clockMs, ...message }: N5Message): void {
    const { operation, session } = message;
    if (session === undefined) return;
    if (operation === 'create' && message.direction === 'received') {
      const context = this.#policy.session(session)?.context;
      if (context && isOf(context, this.#ue)) this.#own.add(session);
    }
    if (!this.#own.has(session)) return;
    this.#recorder.record({
      kind: 'n5',
      actor: 'policy function',
      ...message,
      at: clockMs - this.#recorder.startedAt,
    });
  }
}

/** Whether a session is for the media of a UE. Where the flows name ports, that of the UE has to be among them. */
export function isOf({ ascReqData }: SessionContext, { address, port }: SipPlace): boolean {
  if ((ascReqData?.ueIpv4 ?? ascReqData?.ueIpv6) !== address) return false;
  const ends = [...JSON.stringify(ascReqData?.medComponents ?? {}).matchAll(/(?:from|to) (\S+) (\d+)/g)];
  const ports = ends.filter(([, at]) => at === address).map(([, , named]) => Number(named));
  return ports.length === 0 || ports.includes(port);
}
