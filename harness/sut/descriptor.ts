import type { SipTransport } from '../sip/transport.ts';

/** A system under test, as its vendor describes it in a YAML file (`sut.schema.json`), with all defaults filled in. */
export interface SutDescriptor {
  /** The descriptor's own file, absolute. Its folder is where relative paths start from. */
  file: string;
  role: Role;
  product: { vendor: string; name: string; version: string };
  host: HostDescription;
  upperTester?: UpperTesterDescription;
  /** What the harness may set when it starts the system. Only the reference systems have such switches. */
  adjustable: Adjustable[];
  /** Environment variables of the harness that hold credentials: handed on, and never written anywhere. */
  secrets: string[];
  /** A lab's core before a client: its next hop, which brings to the test side what is for registrar and focus. */
  core?: { ip: string; port: number };
  /** Absolute paths of PEM files, in place of what the run makes for itself. */
  tls?: {
    /** Who vouches for the system's own certificate. */
    authority?: string;
    /** What the test side shows, and its private key. */
    certificate?: string;
    key?: string;
  };
  /** Implementation conformance statement: an unanswered item means that the purpose applies. */
  ics: Record<string, boolean>;
  ixit: Ixit;
}

export type Role = 'client' | 'focus' | 'pcscf';

/** Where the system can live. At least one of the three. */
export interface HostDescription {
  /** A container image; started through testcontainers. */
  image?: {
    name: string;
    command?: string[];
    environment?: Record<string, string>;
    ready?: string;
    mounts?: Mount[];
    /** Names of networks of the Docker Engine that it is to be in besides the test's own. */
    networks?: string[];
  };
  /** A local process on a loopback address of its own, run in `directory` (absolute). */
  process?: { command: string[]; directory: string; environment?: Record<string, string>; ready?: string };
  /** A box that already runs, somewhere in the lab. */
  address?: {
    ip: string;
    port?: number;
    localAddresses: string[];
    /** By way of whom participants reach a focus (Route, RFC 3261 §8.1.2). */
    outboundProxy?: { ip: string; port: number };
  };
}

/** A file or folder of this machine in a container. Paths are absolute. */
export interface Mount {
  source: string;
  target: string;
  writable: boolean;
}

/** `transport`: it takes whichever is asked for; `timers`: by T1 and T2; `media`: by MEDIA; `behaviour`: by BEHAVIOUR; `defect`: by DEFECT in the system's environment. */
export type Adjustable = 'timers' | 'behaviour' | 'defect' | 'transport' | 'media';

/** `release` and `restart` are for a focus and a P-CSCF too, `dialog` is for a P-CSCF, the others are for a client. */
export const upperTesterActions = [
  'start',
  'join',
  'leave',
  'send',
  'state',
  'offline',
  'restart',
  'stop',
  'release',
  'dialog',
] as const;
export type UpperTesterAction = (typeof upperTesterActions)[number];

export type UpperTesterDescription = (
  | {
      /**
       * Base URL; `{address}` and `{instance}` are filled in. An action is `POST <base>/<action>` with a JSON body,
       * the state `GET <base>/state`; 501 says that the action is not supported.
       */
      http: string;
    }
  | {
      /** One command per action, split into words; `{group}`, `{text}` … are filled in. Exit status 127 says unsupported. */
      exec: Partial<Record<UpperTesterAction, string[]>>;
    }
  | {
      /** Somebody at the terminal is told what to do, and says when it is done. */
      manual: true;
    }
) & {
  /** Whether one system can hold many instances, each started by the action `start`. */
  instances: 'one' | 'many';
  /** How long an action may take, in milliseconds, where the usual limits are too short. */
  limit?: number;
};

/** Implementation extra information for testing. Durations in milliseconds. */
export interface Ixit {
  /** RFC 3261 timers of the system under test. */
  t1: number;
  t2: number;
  /** Over what the client signals, or the focus is signalled to. */
  transport: SipTransport;
  /** Over what MSRP is: `TCP/MSRP`, or `TCP/TLS/MSRP` with fingerprints (RFC 8122). */
  media: 'tcp' | 'tls';
  /** How many purposes may run against this system side by side. */
  concurrency: number;
  /** `{n}` becomes a number that is used once. */
  identity: string;
  group: string;
  /** SIP port of a focus. */
  port: number;
  /** The same over TLS. */
  tlsPort: number;
  /** Who says whom a request to a focus is from: the test side, or a core between the two. */
  assertedBy: 'suite' | 'core';
  /** Scheme of the test side's Contact over TLS: `sip` with transport=tls, or `sips` (RFC 5630). */
  secureScheme: 'sip' | 'sips';
  /** Whether it is refused where its certificate does not hold (RFC 5922 §7). */
  verifyCertificate: 'yes' | 'no';
  relMax: number;
  hold: number;
  observe: number;
  notifyMax: number;
  msrpTimeout: number;
  probeInterval: number;
  /** How many INVITEs a client may send to restart a session. */
  retry: number;
  /** How many BYEs a client may send into a loop of challenges. */
  authMax: number;
  /** Request-URI of a BYE after a target refresh: the refreshed target, or the Group Session Identity too. */
  requestUri: 'TARGET' | 'IDENTITY';
  /** Whether a client restarts a session at the conference factory where the rejoin gets 404. */
  restartFactory: 'yes' | 'no';
  /** How several devices of one user are in a group: purposes for the other model do not apply. Absent: both do. */
  devices?: 'PF_ANCHORED' | 'PER_INSTANCE';
  /** Whether one that left, or was removed, may join and watch again. */
  open: 'yes' | 'no';
  /** The fewest participants with whom a session goes on. */
  minParticipants: number;
  /** Who may remove a participant: the one that made the group, or everybody in it. */
  removePolicy: 'authorised' | 'everybody';
  /** disconnection-method of one that declined to come back with 603. */
  declinedMethod: 'departed' | 'failed';
  /** Whether one that was removed is shown as `booted`, as RFC 4575 alone has it; otherwise as `departed`. */
  rfc4575Pure: 'yes' | 'no';
  /** The session interval that a participant asks the focus to keep up (RFC 4028 §4). */
  sessionInterval: number;
  /** How long a large group may take to be told. */
  scaleMax: number;
  /** How long participants of a large group join and leave, where that is what is tested. */
  churn: number;
  /** Where the test side's policy function listens for a P-CSCF (N5), where it has an address to itself. */
  policyPort: number;
}
