import { contactUri, isRequest, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { nextHopOf } from '../sut/sip-place.ts';
import type { SipTransport } from '../sip/transport.ts';
import { MsrpEndpoint } from '../msrp/endpoint.ts';
import { SECOND_DEVICE } from '../judge/client/facts.ts';
import { networkScenario } from '../sipp/scenario.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { openUpperTester, type UpperTester } from '../sut/upper-tester/upper-tester.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { DeviceStep } from './device-steps.ts';
import { devicesDocument } from './devices-document.ts';
import { inMs } from './duration.ts';
import { mediaCredentials } from './media-credentials.ts';
import { NetworkLeg } from './network-leg.ts';
import { NetworkNotifier } from './network-notifier.ts';
import { openSipSide } from './sip-side.ts';
import { type StageContext, StepFailure, tolerateTimeout } from './stage.ts';

const JOIN_LIMIT_MS = 15_000;
/** From its joining to its answer to the first NOTIFY. */
const SUBSCRIBE_LIMIT_MS = 5000;

export interface SecondDeviceOptions {
  context: StageContext;
  /** Name of the upper tester's instance. */
  instance: string;
  /** Public identity of the user of both devices. */
  identity: string;
  group: string;
  transport: SipTransport;
  /** Contact URI of the first device. */
  firstContact: string;
}

/** Another device of the user, D2, with a next hop of its own: a SIPp process and an MSRP endpoint beside those of D1. */
export class SecondDevice {
  readonly #options: SecondDeviceOptions;
  #media: MsrpEndpoint | undefined;
  #sipp: SippProcess | undefined;
  #upperTester: UpperTester | undefined;
  #leg: NetworkLeg | undefined;
  #notifier: NetworkNotifier | undefined;
  #contact = '';
  #stopListening = () => {};

  constructor(options: SecondDeviceOptions) {
    this.#options = options;
  }

  /** @throws {StepFailure} where the device does not get into the group, or is no other instance than the first. */
  async join(): Promise<void> {
    const { context, instance, identity, group, transport, firstContact } = this.#options;
    const { sut, recorder, folder, signal, declaration, runId } = context;
    const { ixit } = sut.descriptor;
    const place = sut.testPlace(transport);
    const media = (this.#media = await MsrpEndpoint.listen({
      recorder,
      actor: SECOND_DEVICE,
      address: place.address,
      credentials: await mediaCredentials(sut, place.address),
    }));
    const { sipp } = await openSipSide({
      recorder,
      actor: SECOND_DEVICE,
      folder,
      sut,
      transport,
      place,
      scenario: (at) => networkScenario({ transport, at, dialog: dialogOfSecond(declaration.when) }),
    });
    this.#sipp = sipp;
    const leg = (this.#leg = new NetworkLeg({
      name: SECOND_DEVICE,
      group,
      media,
      sipp,
      recorder,
      signal,
      clientConnects: true,
      acceptance: {},
    }));
    this.#notifier = new NetworkNotifier(recorder, sipp, (version) =>
      devicesDocument(group, identity, this.#endpoints('connected'), { version, state: 'full' }),
    );
    this.#stopListening = recorder.listen((event) => this.#observe(event, leg));

    const upperTester = openUpperTester(sut, instance, recorder, { testPurpose: declaration.id, runId });
    this.#upperTester = upperTester;
    await upperTester.start({ identity, proxy: nextHopOf(sut, place), transport, t1: ixit.t1, t2: ixit.t2 });
    await Promise.all([upperTester.join({ group }), leg.session.bound(JOIN_LIMIT_MS, signal)]);
    await leg.acknowledged(JOIN_LIMIT_MS);
    if (this.#contact === firstContact) throw new StepFailure('both devices have the same Contact: they are one');
    leg.session.startProbing(ixit.probeInterval);
  }

  async perform(step: DeviceStep): Promise<void> {
    const { context, group, identity } = this.#options;
    const { recorder, signal, sut } = context;
    const from = recorder.now();
    switch (step.step) {
      case 'end-on-second': {
        const leg = this.#leg!;
        leg.go('BYE', { Reason: `SIP;cause=${step.cause}` });
        await leg.finalTo('BYE', from, inMs(step.limit, sut.descriptor.ixit));
        return;
      }
      case 'notify-second':
        await recorder
          .waitFor('the subscription of D2', SUBSCRIBE_LIMIT_MS, isNotifyAnswer, signal)
          .catch(tolerateTimeout);
        return this.#notifier!.notify(
          (version) => ({
            state: 'active;expires=3600',
            document: devicesDocument(group, identity, this.#endpoints('departed'), { version, state: 'partial' }),
          }),
          inMs(step.limit, sut.descriptor.ixit),
          signal,
        );
      case 'ask-state-of-second':
        await this.#upperTester!.state();
    }
  }

  /** A chat message from the group, as D1 gets it too. */
  async deliver(text: string, from: string): Promise<void> {
    await this.#leg!.session.message(text, from, this.#options.group);
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#leg?.session.stopProbing();
    await Promise.allSettled([this.#upperTester?.stop(), this.#sipp?.stop()]);
    await this.#media?.close();
  }

  #observe(event: TimelineEvent, leg: NetworkLeg): void {
    this.#notifier!.observe(event);
    const invite = inviteOf(event);
    if (!invite || leg.callId !== '') return;
    this.#contact = contactUri(invite) ?? '';
    leg.accept(invite, JOIN_LIMIT_MS);
  }

  #endpoints(ofFirst: 'connected' | 'departed') {
    return [
      { entity: this.#options.firstContact, status: ofFirst },
      { entity: this.#contact, status: 'connected' as const },
    ];
  }
}

const dialogOfSecond = (when: readonly { step: string }[]) => ({
  turns: when.filter(({ step }) => step === 'end-on-second').map(() => ({ turn: 'request', method: 'BYE' }) as const),
  afterwards: 200,
});

/** The client has answered the NOTIFY that follows its SUBSCRIBE. */
function isNotifyAnswer(event: TimelineEvent): boolean {
  if (event.kind !== 'sip' || event.actor !== SECOND_DEVICE || event.direction !== 'received') return false;
  const message = readableSipOf(event);
  return message?.kind === 'response' && message.cseq?.method === 'NOTIFY';
}

function inviteOf(event: TimelineEvent): SipRequest | undefined {
  if (event.kind !== 'sip' || event.actor !== SECOND_DEVICE || event.direction !== 'received') return undefined;
  const message = readableSipOf(event);
  return message && isRequest(message, 'INVITE') && message.toTag === undefined ? message : undefined;
}
