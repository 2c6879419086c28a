import type { MsrpEndpoint } from '../msrp/endpoint.ts';
import type { SipPlace, SipTransport } from '../sip/transport.ts';
import type { SippProcess } from '../sipp/sipp-process.ts';
import type { UpperTester } from '../sut/upper-tester/upper-tester.ts';
import type { ByteRelay } from './byte-relay.ts';
import type { NetworkLeg } from './network-leg.ts';
import type { NetworkNotifier } from './network-notifier.ts';
import type { StageContext } from './stage.ts';
import type { Swallower } from './swallower.ts';

/** Who stands on the stage once a client is in its group. */
export interface ClientScene {
  context: StageContext;
  /** Of SIP. */
  transport: SipTransport;
  /** The client's next hop. */
  place: SipPlace;
  /** Public identity of the client. */
  identity: string;
  upperTester: UpperTester;
  sipp: SippProcess;
  media: MsrpEndpoint;
  /** The group that the client will leave. */
  leg: NetworkLeg;
  /** A second group, which it stays in. */
  other?: NetworkLeg;
  notifier: NetworkNotifier;
  /** Between the client and SIPp, where the purpose is about segments or about the connection itself. */
  relay?: ByteRelay;
  /** In the place of SIPp, once the path swallows everything. */
  swallower?: Swallower;
}
