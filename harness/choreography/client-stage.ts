import { contactUri, isRequest, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { hostPort, type SipTransport } from '../sip/transport.ts';
import { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { networkScenario } from '../sipp/scenario.ts';
import { LEFT_SESSION, NETWORK, OTHER_SESSION } from '../judge/client/facts.ts';
import { type UpperTester, openUpperTester } from '../sut/upper-tester/upper-tester.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { ByteRelay } from './byte-relay.ts';
import { answerBye, awaitRelease, awaitRetransmission, leave, reInvite, sendText } from './client-acts.ts';
import { clientPrograms } from './client-programs.ts';
import type { ClientScene } from './client-scene.ts';
import type { ClientGiven } from './client-steps.ts';
import type { IdleClient } from './restart-steps.ts';
import { isDeviceStep } from './device-steps.ts';
import { inMs } from './duration.ts';
import { nextHopOf } from '../sut/sip-place.ts';
import { mediaCredentials } from './media-credentials.ts';
import { acceptanceOf } from './joined-client.ts';
import { NetworkLeg } from './network-leg.ts';
import { NetworkNotifier } from './network-notifier.ts';
import { performRawStep } from './raw-acts.ts';
import { isRawStep } from './raw-steps.ts';
import { performRegisteredStep } from './registered-acts.ts';
import { isRegisteredStep } from './registered-steps.ts';
import { atOurPlace, registrationOnRecord } from './registration.ts';
import { endSession, performRestartStep } from './restart-acts.ts';
import { RestartDesk } from './restart-desk.ts';
import { isRestartStep } from './restart-steps.ts';
import { rosterDocument } from './roster-document.ts';
import { SecondDevice } from './second-device.ts';
import { openSipSide } from './sip-side.ts';
import { pause, type Stage, type StageContext, StepFailure } from './stage.ts';
import type { Step } from './steps.ts';
import { performWindowStep } from './window-acts.ts';
import { isWindowStep } from './window-steps.ts';

/** How long joining may take on the client's side, in milliseconds; a real one was seen to need 3.5 s to its INVITE. */
const JOIN_LIMIT_MS = 15_000;

/** As whom the network speaks in the group. */
const BOB = 'sip:+15550100002@ims.example.com';
/** How long a client whose session was ended is watched before it is told to leave, in milliseconds. */
const IDLE_MS = 500;

/** The network and the focus for one client under test: SIP by SIPp, media by our own endpoint. */
export class ClientStage implements Stage {
  readonly #context: StageContext;
  readonly #given: ClientGiven;
  #upperTester: UpperTester | undefined;
  #media: MsrpEndpoint | undefined;
  #sipp: SippProcess | undefined;
  #relay: ByteRelay | undefined;
  #leg: NetworkLeg | undefined;
  /** The group that the client is about to join, where that is the second one. */
  #joining: NetworkLeg | undefined;
  #otherMedia: MsrpEndpoint | undefined;
  #notifier: NetworkNotifier | undefined;
  #scene: ClientScene | undefined;
  #desk: RestartDesk | undefined;
  #second: SecondDevice | undefined;
  #stopListening = () => {};

  constructor(context: StageContext, given: ClientGiven) {
    this.#context = context;
    this.#given = given;
  }

  async prepare(): Promise<void> {
    const { declaration, sut, recorder, folder, runId, number, signal } = this.#context;
    const given = this.#given;
    const { ixit } = sut.descriptor;
    const transport = given.transport ?? ixit.transport;
    const place = sut.testPlace(transport);
    const { address } = place;
    const instance = `${declaration.id}${declaration.variant ? `-${declaration.variant}` : ''}-${number}`
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-');
    const here = hostPort(place);
    const identity = ixit.identity.replaceAll('{n}', String(number).padStart(4, '0')).replaceAll('{place}', here);
    const group = ixit.group.replaceAll('{n}', `${runId}-${number}`.toLowerCase()).replaceAll('{place}', here);

    const relayed = declaration.when.some(({ step }) => needsRelay(step, transport));
    const media = (this.#media = await MsrpEndpoint.listen({
      recorder,
      actor: NETWORK,
      address,
      credentials: await mediaCredentials(sut, address),
    }));
    const programs = clientPrograms(given, declaration.when);
    const { sipp, relay } = await openSipSide({
      recorder,
      actor: NETWORK,
      folder,
      sut,
      transport,
      place,
      scenario: (at) => networkScenario({ ...programs, transport, at }),
      relayed,
    });
    this.#sipp = sipp;
    this.#relay = relay;
    const leg = (this.#leg = new NetworkLeg({
      name: given.given === 'idle' ? 'ended-session' : LEFT_SESSION,
      group: given.given === 'invited' ? atOurPlace(group, place, transport) : group,
      caller: group,
      media,
      sipp,
      recorder,
      signal,
      clientConnects: given.given !== 'joined' || given.passive !== true,
      acceptance: given.given === 'joined' ? acceptanceOf(given, ixit, place, transport) : {},
    }));
    const notifier = (this.#notifier = new NetworkNotifier(recorder, sipp, (version) =>
      rosterDocument(leg.group, identity, version),
    ));
    this.#answerTheClient();

    const upperTester = openUpperTester(sut, instance, recorder, { testPurpose: declaration.id, runId });
    this.#upperTester = upperTester;
    this.#scene = {
      context: this.#context,
      transport,
      place,
      identity,
      upperTester,
      sipp,
      media,
      leg,
      notifier,
      ...(relay && { relay }),
    };
    const registrations = given.given === 'invited' ? given.registrations : undefined;
    const config = { identity, proxy: nextHopOf(sut, place), transport, t1: ixit.t1, t2: ixit.t2 };
    await upperTester.start({ ...config, ...(registrations && { registrations }) });
    if (given.given === 'registered') {
      recorder.record({ kind: 'mark', mark: 'preamble-reached' });
      return;
    }
    if (given.given === 'invited')
      await leg.invite(await registrationOnRecord(this.#context, registrations), JOIN_LIMIT_MS);
    else await this.#join(leg);
    // Together: a client that answers neither costs the wait for one.
    const [first] = await Promise.all([leg.session.probe(), leg.session.control()]);
    if (first.kind !== 'response') throw new StepFailure('the client does not answer MSRP SENDs');
    leg.session.startProbing(ixit.probeInterval);
    if (given.given === 'joined' && given.otherGroup) await this.#joinOther(given.otherGroup, this.#scene);
    if (given.given === 'idle') await this.#endSession(given, this.#scene);
    if (given.given === 'two-devices') await this.#joinSecond(this.#scene, instance, transport);
    if (!declaration.when.some(isLeave)) recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  }

  /** IC4. A while without an INVITE shows that the client does not come back by itself. */
  async #endSession(given: IdleClient, scene: ClientScene): Promise<void> {
    const { context, media, sipp, leg } = scene;
    await endSession(scene);
    await pause(IDLE_MS, context.signal);
    this.#desk = new RestartDesk({
      context,
      answers: given.restarts,
      group: leg.group,
      media,
      sipp,
      onAccepted: (restarted) => {
        this.#leg = scene.leg = restarted;
      },
    });
  }

  /** IC5. */
  async #joinSecond({ context, leg, identity }: ClientScene, instance: string, transport: SipTransport): Promise<void> {
    const firstContact = contactUri(await registrationOnRecord(context)) ?? '';
    const options = { context, instance: `${instance}-d2`, identity, group: leg.group, transport, firstContact };
    this.#second = new SecondDevice(options);
    await this.#second.join();
  }

  async #join(leg: NetworkLeg): Promise<void> {
    const { signal, sut } = this.#context;
    const limitMs = Math.max(JOIN_LIMIT_MS, sut.descriptor.upperTester?.limit ?? 0);
    const anonymous = this.#given.given === 'joined' && this.#given.anonymous;
    const join = this.#upperTester!.join({ group: leg.group, ...(anonymous && { anonymous }) });
    await Promise.all([join, leg.session.bound(limitMs, signal)]);
    await leg.acknowledged(JOIN_LIMIT_MS);
  }

  /** IC3. */
  async #joinOther(place: 'elsewhere' | 'same-place', scene: ClientScene): Promise<void> {
    const { context, sipp, media, leg } = scene;
    const { recorder, signal, sut } = context;
    if (place === 'elsewhere')
      this.#otherMedia = await MsrpEndpoint.listen({
        recorder,
        actor: NETWORK,
        address: media.address,
        credentials: await mediaCredentials(sut, media.address),
      });
    const other = new NetworkLeg({
      name: OTHER_SESSION,
      group: leg.group.replace('@', '-other@'),
      media: this.#otherMedia ?? media,
      sipp,
      recorder,
      signal,
      clientConnects: true,
      acceptance: {},
    });
    scene.other = this.#joining = other;
    await this.#join(other);
    other.session.startProbing(sut.descriptor.ixit.probeInterval);
  }

  async perform(step: Step): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    const scene = this.#scene!;
    switch (step.step) {
      case 'leave':
        return leave(scene, step.unwanted ? { unwanted: true } : {});
      case 'hold':
      case 'observe':
        return pause(inMs(step.duration, ixit), this.#context.signal);
      case 'answer':
        return answerBye(scene, step.code);
      case 'lose-answer':
        this.#context.recorder.record({ kind: 'mark', mark: 'answer-lost', detail: String(step.code) });
        return;
      case 'await-retransmission':
        return awaitRetransmission(scene);
      case 're-invite':
        return reInvite(scene, inMs(step.limit, ixit));
      case 'await-release':
        return awaitRelease(scene);
      case 'ask-state':
        await scene.upperTester.state();
        return;
      case 'deliver':
        await Promise.all([
          scene.leg.session.message(step.text, BOB, scene.leg.group),
          this.#second?.deliver(step.text, BOB),
        ]);
        return;
      case 'send-text':
        return sendText(scene, step.text, inMs(step.limit, ixit));
      default:
        if (isWindowStep(step)) return performWindowStep(step, scene);
        if (isRestartStep(step)) return performRestartStep(step, scene);
        if (isRegisteredStep(step)) return performRegisteredStep(step, scene);
        if (isRawStep(step)) return performRawStep(step, scene);
        if (isDeviceStep(step) && this.#second) return this.#second.perform(step);
        throw new StepFailure(`a client has no step called ${step.step}`);
    }
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#leg?.session.stopProbing();
    this.#joining?.session.stopProbing();
    await Promise.allSettled([this.#upperTester?.stop(), this.#sipp?.stop(), this.#scene?.sipp.stop()]);
    await this.#second?.close();
    this.#relay?.close();
    this.#scene?.swallower?.close();
    await Promise.all([this.#media?.close(), this.#otherMedia?.close()]);
  }

  /** What the network owes any client, whatever the purpose: an answer to its INVITE, and a roster for its subscription. */
  #answerTheClient(): void {
    const answered = new Set<string>();
    this.#stopListening = this.#context.recorder.listen((event) => {
      this.#notifier!.observe(event);
      const request = receivedRequest(event, 'INVITE');
      if (!request?.callId || request.toTag !== undefined || answered.has(request.callId)) return;
      answered.add(request.callId);
      if (this.#desk) this.#desk.take(request);
      else (this.#joining ?? this.#leg!).accept(request, JOIN_LIMIT_MS);
    });
  }
}

const needsRelay = (step: string, transport: string): boolean =>
  step === 'answer-in-segments' ||
  step === 'reset-signalling' ||
  (step === 'swallow-signalling' && transport !== 'udp');

/** With which the initial condition is over; without one it is over before the first step. */
const isLeave = ({ step }: Step): boolean => ['leave', 'ask-to-leave', 'begin-to-leave'].includes(step);

function receivedRequest(event: TimelineEvent, method: string): SipRequest | undefined {
  if (event.kind !== 'sip' || event.actor !== NETWORK || event.direction !== 'received') return undefined;
  const message = readableSipOf(event);
  return message && isRequest(message, method) ? message : undefined;
}
