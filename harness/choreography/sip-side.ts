import { launchSipp, type LaunchOptions } from '../sipp/launch.ts';
import type { Appearance } from '../sipp/scenario.ts';
import { allocateSipPort } from '../sipp/ports.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import { hostPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import type { RunningSut } from '../sut/host/host.ts';
import { TlsFront } from '../tls/front.ts';
import { ByteRelay } from './byte-relay.ts';
import { SIPP_LIMIT_MS, StepFailure } from './stage.ts';

const LOOPBACK = '127.0.0.1';

export interface SipSideOptions extends Pick<LaunchOptions, 'recorder' | 'actor' | 'folder' | 'firstCSeq' | 'keys'> {
  sut: Pick<RunningSut, 'tls' | 'descriptor'>;
  transport: SipTransport;
  /** Where the system under test finds it. */
  place: SipPlace;
  /** Where requests out of dialog go to; for scenarios that send any. */
  remote?: SipPlace;
  /** @param at where the system under test finds it, if SIPp itself is elsewhere */
  scenario: (at: Appearance | undefined) => string;
  /** Whether a relay is to stand between the system and SIPp. Not over UDP. */
  relayed?: boolean;
  limitMs?: number;
}

/** The SIP of somebody on the test side, over whatever transport. */
export interface SipSide {
  sipp: SippProcess;
  relay?: ByteRelay;
}

/**
 * SIPp, and what stands between it and the system under test: TLS, which SIPp has not got, in front of everything; a
 * relay where the purpose is about the connection itself. What stands in front goes when SIPp does, but for the relay.
 */
export async function openSipSide(options: SipSideOptions): Promise<SipSide> {
  const { sut, transport, place, remote, scenario, relayed = false, limitMs = SIPP_LIMIT_MS, ...common } = options;
  const { recorder, actor } = common;
  const secured = transport === 'tls';
  if (!relayed && !secured) {
    const { address, port } = place;
    const where = { address, port, transport, ...(remote && { remote: hostPort(remote) }) };
    return { sipp: await launchSipp({ ...common, ...where, scenario: scenario(undefined), limitMs }) };
  }
  // Behind TLS nobody but the front is to reach it.
  const address = secured ? LOOPBACK : place.address;
  const port = await allocateSipPort(address);
  const relayPlace = secured ? { address, port: await allocateSipPort(address) } : place;
  const relay = relayed ? await ByteRelay.listen(relayPlace.address, relayPlace.port, port) : undefined;
  const behind = relayed ? relayPlace : { address, port };
  const towards = remote && { remote };
  const front = secured
    ? await TlsFront.open({ recorder, actor, place, tls: await sut.tls(), behind, ...towards })
    : undefined;
  try {
    const sipp = await launchSipp({
      ...common,
      address,
      port,
      transport: 'tcp',
      carriedOver: transport,
      ...(remote && { remote: hostPort(front?.outlet ?? remote) }),
      scenario: scenario({ ...place, scheme: secured ? sut.descriptor.ixit.secureScheme : 'sip' }),
      limitMs,
    });
    void sipp.ended.then(() => front?.close());
    // SIPp connects as it starts, where it has somebody to connect to.
    if (front && remote) await reachedOrEnd(front, sipp);
    return { sipp, ...(relay && { relay }) };
  } catch (error) {
    front?.close();
    relay?.close();
    throw error;
  }
}

/** @throws {StepFailure} where the system under test is not to be spoken to */
async function reachedOrEnd(front: TlsFront, sipp: SippProcess): Promise<void> {
  try {
    await front.reached;
  } catch (error) {
    await sipp.stop();
    throw new StepFailure((error as Error).message);
  }
}
