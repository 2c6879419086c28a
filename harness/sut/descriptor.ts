/** A system under test, as its vendor describes it in a YAML file. `sut.schema.json` is the shape that is checked. */
export interface SutDescriptor {
  role: Role;
  product: { vendor: string; name: string; version: string };
  host: {
    /** A container image; started through testcontainers. */
    image?: { name: string; command?: string[]; environment?: Record<string, string>; ready?: string };
    /** A local process on a loopback address of its own. */
    process?: { command: string[]; environment?: Record<string, string>; ready?: string };
    /** A box that already runs, somewhere in the lab. */
    address?: { ip: string; port?: number; localAddresses: string[] };
  };
  upperTester?: UpperTesterDescription;
  /** Implementation conformance statement: an unanswered item means that the purpose applies. */
  ics: Record<string, boolean>;
  ixit: Ixit;
}

export type Role = 'client' | 'focus' | 'pcscf';

export type UpperTesterDescription =
  | {
      /**
       * Base URL; `{address}` and `{instance}` are filled in. An action is `POST <base>/<action>` with a JSON body,
       * the state `GET <base>/state`; 501 says that the action is not supported.
       */
      http: string;
      /** Whether one system can hold many instances, each started by the action `start`. */
      instances: 'one' | 'many';
    }
  | {
      /** One command per action; `{group}`, `{text}`, `{identity}`, `{proxy}` … are filled in. Exit status 127 says unsupported. */
      exec: Record<string, string>;
      instances: 'one' | 'many';
    };

/** Implementation extra information for testing. Durations in milliseconds. */
export interface Ixit {
  /** RFC 3261 timers of the system under test. */
  t1: number;
  t2: number;
  /** Over what the client signals, or the focus is signalled to. */
  transport: 'udp' | 'tcp';
  /** How many purposes may run against this system side by side. */
  concurrency: number;
  /** `{n}` becomes a number that is used once. */
  identity: string;
  group: string;
  /** SIP port of a focus. */
  port: number;
  relMax: number;
  hold: number;
  observe: number;
  notifyMax: number;
  msrpTimeout: number;
  probeInterval: number;
}
