import type { KeyObject } from 'node:crypto';
import type { Baseline } from '../baseline/baseline.ts';
import type { Profile } from '../judge/verdict.ts';
import type { RunProgress } from '../report/progress-events.ts';
import type { SipTransport } from '../sip/transport.ts';
import type { HostKind, IpVersion } from '../sut/host/host.ts';
import type { Role } from '../sut/descriptor.ts';
import type { Shard } from './shard.ts';

export interface CampaignOptions {
  /** Descriptor files; none: the reference client and focus. */
  suts: string[];
  /** Globs over ids, or over `ID/variant`; none: everything that is automated for the systems at hand. */
  select: string[];
  profile: Profile;
  host?: HostKind | undefined;
  defect?: { role: Role; name: string } | undefined;
  /** `cr`, `harmonised` or `pre-cr`: how a reference client behaves. */
  behaviour?: string | undefined;
  /** Absent: scaled for the reference systems, as they are for all others. */
  timers?: 'rfc3261' | 'scaled' | undefined;
  /** In place of the IXIT's, for systems that take either. */
  transport?: SipTransport | undefined;
  /** What MSRP is over, in place of the IXIT's. */
  media?: 'tcp' | 'tls' | undefined;
  /** Which Internet Protocol is used towards systems that the run starts; 4 by default. */
  ip?: IpVersion | undefined;
  /** Which part of the run is to be done. */
  shard?: Shard | undefined;
  /** Known deviations to hold the run against. */
  baseline?: Baseline | undefined;
  /** Signs what is stated of the run. */
  signingKey?: KeyObject | undefined;
  /** Whether packets are captured as well, where this machine permits it. */
  capture?: boolean | undefined;
  /** How many people a large group has; with it the purposes for large groups run without being selected. */
  scale?: number | undefined;
  /** Folder under which the run's own folder is made. */
  out: string;
  onProgress: (event: RunProgress) => void;
  signal: AbortSignal;
  /** What the user typed: repeats the run. */
  command: string;
}
