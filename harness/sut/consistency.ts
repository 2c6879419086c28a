import { isIP } from 'node:net';
import { ICS } from '../../catalogue/ics.ts';
import { closest } from './closest.ts';
import { written, type Complaint } from '../yaml/complaint.ts';
import { wordsOf, type WrittenDescriptor } from './normalise.ts';
import { placeholdersOf } from './placeholders.ts';

/** What the commands of an upper tester may be given. */
export const commandPlaceholders = [
  'action',
  'address',
  'anonymous',
  'callId',
  'contributionId',
  'controlPort',
  'conversationId',
  'fromTag',
  'group',
  'identity',
  'instance',
  'onRestart',
  'proxy',
  'registrations',
  'runId',
  't1',
  't2',
  'testPurpose',
  'text',
  'toTag',
  'transport',
  'unwanted',
] as const;

/** Paths of the certificates that a run makes for what it starts. */
const credentials = ['ca', 'certificate', 'key'];

/** Where it is to listen: the usual ports where it has an address to itself. */
const ports = ['port', 'tlsPort', 'controlPort'];

/** Complaints about what no schema can say: things that have to fit one another. */
export function* inconsistencies(descriptor: WrittenDescriptor): Generator<Complaint> {
  yield* aboutUpperTester(descriptor);
  yield* aboutOutboundProxy(descriptor);
  yield* aboutAddresses(descriptor);
  yield* aboutCredentials(descriptor);
  yield* aboutIcs(descriptor);
  yield* aboutIxit(descriptor);
  const proxy = isPreconfigured(descriptor) ? ['proxy'] : [];
  const { image, process: local } = descriptor.host;
  const policy = speaksToPolicyFunction(descriptor) ? ['policyFunction'] : [];
  const known = ['runId', ...ports, ...credentials, ...proxy, ...policy];
  if (image) yield* aboutTemplates(['host', 'image'], image, known);
  if (local) yield* aboutTemplates(['host', 'process'], local, ['address', ...known]);
}

/** A client that is told its next hop before it starts, so that there is only one for the whole run. */
const isPreconfigured = ({ role, upperTester }: WrittenDescriptor): boolean =>
  role === 'client' && upperTester?.instances === 'one';

/** Whether the test side has a policy function for it. */
export const speaksToPolicyFunction = ({ role, ics }: Pick<WrittenDescriptor, 'role' | 'ics'>): boolean =>
  role === 'pcscf' && ics['PC_RX'] !== false;

/** Nobody of one Internet Protocol reaches somebody of the other. */
function* aboutAddresses({ host: { address } }: WrittenDescriptor): Generator<Complaint> {
  if (!address) return;
  const { ip, localAddresses, outboundProxy } = address;
  const all: [(string | number)[], string][] = [
    [['ip'], ip],
    ...localAddresses.map((one, index): [(string | number)[], string] => [['localAddresses', index], one]),
    ...(outboundProxy ? [[['outboundProxy', 'ip'], outboundProxy.ip] as [(string | number)[], string]] : []),
  ];
  for (const [place, one] of all) {
    const path = ['host', 'address', ...place];
    const complaint = { path, at: 'value', what: `${written(path)} is ${JSON.stringify(one)}` } as const;
    if (isIP(one) === 0) yield { ...complaint, expected: 'an IPv4 or IPv6 address' };
    else if (isIP(one) !== isIP(ip))
      yield { ...complaint, expected: `an IPv${isIP(ip)} address, as host.address.ip is` };
  }
}

/** A client is told its own next hop, and a P-CSCF is one. */
function* aboutOutboundProxy({ role, host, core, ixit }: WrittenDescriptor): Generator<Complaint> {
  if (core && role !== 'client')
    yield {
      path: ['core'],
      at: 'key',
      what: `core is for a client, and this is a ${role}`,
      expected: role === 'focus' ? 'host.address.outboundProxy' : 'none',
    };
  if (core && ixit.concurrency > 1 && !ixit.group.includes('{place}'))
    yield {
      path: ['ixit', 'group'],
      at: 'value',
      what: 'ixit.group does not say where the test side is, and a core stands before it',
      expected: '{place} for its host, or ixit.concurrency 1 and a core that brings every group to the same place',
    };
  if (host.address?.outboundProxy && role !== 'focus')
    yield {
      path: ['host', 'address', 'outboundProxy'],
      at: 'key',
      what: `host.address.outboundProxy is for a focus, and this is a ${role}`,
      expected: 'none',
    };
}

function* aboutUpperTester(descriptor: WrittenDescriptor): Generator<Complaint> {
  const { role, upperTester } = descriptor;
  if (!upperTester) {
    if (role === 'client')
      yield {
        path: [],
        at: 'value',
        what: 'upperTester is missing',
        expected: 'http, exec or manual, for nothing else can make a client leave',
      };
    return;
  }
  if (upperTester.manual && upperTester.instances === 'many')
    yield {
      path: ['upperTester', 'instances'],
      at: 'value',
      what: 'upperTester.instances is "many"',
      expected: 'one, for somebody at a terminal works one client at a time',
    };
  if (upperTester.http !== undefined)
    yield* unknownPlaceholders(['upperTester', 'http'], upperTester.http, ['address', 'controlPort', 'instance']);
  for (const [action, command] of Object.entries(upperTester.exec ?? {}))
    yield* aboutCommand(['upperTester', 'exec', action], command);
}

function* aboutCommand(path: string[], command: string | string[]): Generator<Complaint> {
  let words: string[];
  try {
    words = wordsOf(command);
  } catch (error) {
    yield {
      path,
      at: 'value',
      what: `${written(path)}: ${(error as Error).message}`,
      expected: 'every quote to be closed',
    };
    return;
  }
  if (!words[0]) yield { path, at: 'value', what: `${written(path)} names no program`, expected: 'a command line' };
  for (const word of words) yield* unknownPlaceholders(path, word, commandPlaceholders);
  const script =
    words[0] && /(^|\/)(ba|da|k|z)?sh$/.test(words[0]) ? words[words.indexOf('-c', 1) + 1 || -1] : undefined;
  const unsafe = script === undefined ? undefined : placeholdersOf(script).find(({ plain }) => plain);
  if (unsafe)
    yield {
      path,
      at: 'value',
      what: `${written(path)} puts {${unsafe.name}} into a shell's script, where it would be run as code`,
      expected: `{${unsafe.name}:sh}`,
    };
}

/** What is in a file gets into a repository, and from there anywhere. */
function* aboutCredentials({ host }: WrittenDescriptor): Generator<Complaint> {
  for (const kind of ['image', 'process'] as const)
    for (const name of Object.keys(host[kind]?.environment ?? {}))
      if (/(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|CREDENTIALS?)$/i.test(name))
        yield {
          path: ['host', kind, 'environment', name],
          at: 'key',
          what: `host.${kind}.environment.${name} would hold a credential in plain text`,
          expected: `secrets: [${name}], which takes it from the environment of the run`,
        };
}

/** An answer that nobody asked for would be taken for one that rules purposes out. */
function* aboutIcs({ role, ics }: WrittenDescriptor): Generator<Complaint> {
  const asked = [...ICS.values()].filter(({ roles }) => roles.includes(role)).map(({ id }) => id);
  for (const id of Object.keys(ics)) {
    if (asked.includes(id)) continue;
    const near = closest(id, asked);
    const roles = ICS.get(id)?.roles.join(' or a ');
    yield {
      path: ['ics', id],
      at: 'key',
      what: roles === undefined ? `unknown ICS item "${id}"` : `${id} is asked of a ${roles}, not of a ${role}`,
      expected:
        near !== undefined && roles === undefined
          ? `${near}; did you mean that?`
          : `an ICS item of a ${role}, which "cpm-leave init --form --role ${role}" lists`,
    };
  }
}

function* aboutIxit({ role, ixit, upperTester, host, tls, core }: WrittenDescriptor): Generator<Complaint> {
  for (const key of ['identity', 'group'] as const)
    yield* unknownPlaceholders(['ixit', key], ixit[key], core ? ['n', 'place'] : ['n']);
  if (ixit.t2 < ixit.t1)
    yield {
      path: ['ixit', 't2'],
      at: 'value',
      what: `ixit.t2 is ${ixit.t2}`,
      expected: `at least ixit.t1, which is ${ixit.t1}`,
    };
  if (ixit.verifyCertificate === 'yes' && host.address && !tls?.authority)
    yield {
      path: ['ixit', 'verifyCertificate'],
      at: 'value',
      what: 'ixit.verifyCertificate is yes, and nothing says by whom a system at an address of its own is vouched for',
      expected: 'tls.authority with the certificate of the authority that issued its certificate',
    };
  const preconfigured = role === 'client' && upperTester?.instances === 'one';
  if (preconfigured && ixit.concurrency > 1)
    yield {
      path: ['ixit', 'concurrency'],
      at: 'value',
      what: `ixit.concurrency is ${ixit.concurrency}`,
      expected: '1, for upperTester.instances is one',
    };
  if (!preconfigured && !ixit.identity.includes('{n}'))
    yield {
      path: ['ixit', 'identity'],
      at: 'value',
      what: `ixit.identity ${JSON.stringify(ixit.identity)} names one user`,
      expected: '{n} in it, for every test has users of its own',
    };
}

function* aboutTemplates(
  path: string[],
  host: { command?: string[]; environment?: Record<string, string | number | boolean> },
  known: readonly string[],
): Generator<Complaint> {
  for (const [index, word] of (host.command ?? []).entries())
    yield* unknownPlaceholders([...path, 'command', index], word, known);
  for (const [name, value] of Object.entries(host.environment ?? {}))
    yield* unknownPlaceholders([...path, 'environment', name], String(value), known);
}

function* unknownPlaceholders(
  path: (string | number)[],
  template: string,
  known: readonly string[],
): Generator<Complaint> {
  const unknown = placeholdersOf(template).find(({ name }) => !known.includes(name));
  if (!unknown) return;
  const near = closest(unknown.name, known);
  yield {
    path,
    at: 'value',
    what: `${written(path)} asks for {${unknown.name}}, which has no value there`,
    expected: near ? `{${near}}; did you mean that?` : `one of ${known.map((name) => `{${name}}`).join(' ')}`,
  };
}
