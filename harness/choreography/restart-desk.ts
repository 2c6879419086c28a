import { LEFT_SESSION } from '../judge/client/facts.ts';
import type { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { SipRequest } from '../sip/message.ts';
import type { RestartProgram } from '../sipp/scenario.ts';
import type { DialogProgram } from '../sipp/dialog-program.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { inMs } from './duration.ts';
import { NetworkLeg } from './network-leg.ts';
import type { RestartAnswer } from './restart-steps.ts';
import { pause, type StageContext } from './stage.ts';

/** Where a client is to bind the media of a session that it restarted. */
const BIND_LIMIT_MS = 15_000;

export interface RestartDeskOptions {
  context: StageContext;
  answers: readonly RestartAnswer[];
  group: string;
  media: MsrpEndpoint;
  sipp: SippProcess;
  /** Told of a restart that was accepted, before its answer goes out. */
  onAccepted: (leg: NetworkLeg) => void;
}

/** Answers the INVITEs by which a client restarts its session, as the purpose has it. */
export class RestartDesk {
  readonly #options: RestartDeskOptions;
  #taken = 0;

  constructor(options: RestartDeskOptions) {
    this.#options = options;
  }

  /** An INVITE of the client without a To tag, after the first one. */
  take(invite: SipRequest): void {
    const { answers, sipp } = this.#options;
    const restart = Math.min(++this.#taken, answers.length);
    const answer = answers[restart - 1];
    if (!answer) return;
    if (answer.code >= 300) sipp.go(invite.callId!, `${answer.code} to INVITE`, {}, '', { restart });
    else void this.#accept(invite, restart, answer);
  }

  async #accept(invite: SipRequest, restart: number, { rings }: RestartAnswer): Promise<void> {
    const { context, group, media, sipp, onAccepted } = this.#options;
    const { recorder, signal, sut } = context;
    try {
      if (rings) {
        sipp.go(invite.callId!, '180 to INVITE', {}, '', { restart });
        await pause(inMs(rings, sut.descriptor.ixit), signal);
      }
      const leg = new NetworkLeg({
        name: LEFT_SESSION,
        group,
        media,
        sipp,
        recorder,
        signal,
        clientConnects: true,
        acceptance: {},
      });
      onAccepted(leg);
      leg.accept(invite, BIND_LIMIT_MS, rings ? {} : { restart });
      await leg.session.bound(BIND_LIMIT_MS, signal);
      leg.session.startProbing(sut.descriptor.ixit.probeInterval);
    } catch {
      // What did not come about shows in the record: no media, no ACK, no BYE.
    }
  }
}

/** What SIPp has to know of the restarts beforehand. @param dialog what becomes of one that is accepted */
export const restartPrograms = (answers: readonly RestartAnswer[], dialog: DialogProgram): RestartProgram[] =>
  answers.map(({ code, rings }) => (code >= 300 ? { refusal: code } : { dialog, rings: rings !== undefined }));
