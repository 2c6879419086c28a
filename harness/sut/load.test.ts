import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IXIT } from '../../catalogue/ixit.ts';
import { DescriptorError, loadDescriptor } from './load.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpm-leave-sut-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string): ReturnType<typeof loadDescriptor> {
  const file = join(folder, 'sut.yaml');
  writeFileSync(file, text);
  return loadDescriptor(file);
}

/** The complaint without the path of the file before it. */
function complaint(text: string): string {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    return error.message.replace(`${folder}/`, '');
  }
  throw new Error('the descriptor was taken');
}

/** An expected message, in full or by a pattern. */
const as = (expected: string | RegExp): unknown =>
  typeof expected === 'string' ? expected : expect.stringMatching(expected);

const head = `role: focus
product: { vendor: Example Corp, name: Example focus, version: '2.0' }
`;
const minimal = `${head}host:
  process:
    command: [./focus]
`;
const client = `role: client
product: { vendor: Example Corp, name: Example chat, version: '2.0' }
host:
  process: { command: [./chat] }
`;

describe('what comes with the project', () => {
  const examples = resolve(import.meta.dirname, '../../fixtures/sut');
  test.each(readdirSync(examples))('%s is valid', (file) => {
    expect(loadDescriptor(join(examples, file)).product.name).not.toBe('');
  });
});

describe('defaults', () => {
  test('every IXIT value has the one that the catalogue says', () => {
    const ixit: Record<string, unknown> = { ...load(minimal).ixit };
    const catalogued = [...IXIT.values()].flatMap(({ field, default: value }) =>
      field === undefined || value === undefined ? [] : [[field, value] as const],
    );
    expect(ixit).toMatchObject(Object.fromEntries(catalogued));
    expect(ixit).toMatchObject({
      transport: 'udp',
      concurrency: 1,
      port: 5060,
      identity: 'sip:user-{n}@ims.example.com',
    });
  });

  test('a value that is given stays, and the rest is still filled in', () => {
    expect(load(`${minimal}ixit: { notifyMax: 2000 }\n`).ixit).toMatchObject({
      notifyMax: 2000,
      relMax: 2000,
      t1: 500,
    });
  });

  test('nothing is stated and nothing adjustable unless the file says so', () => {
    expect(load(minimal)).toMatchObject({ ics: {}, adjustable: [] });
  });

  test('relative folders start from the descriptor', () => {
    expect(load(minimal).host.process?.directory).toBe(folder);
    expect(load(minimal.replace('[./focus]', '[./focus]\n    directory: bin')).host.process?.directory).toBe(
      join(folder, 'bin'),
    );
  });

  test('environment values become texts, command lines become words', () => {
    const { host, upperTester } = load(`${client.replace('./chat]', './chat], environment: { PORT: 5060, TLS: false }')}
upperTester:
  exec: { leave: 'chatctl leave "{group} now"', state: [chatctl, state] }
`);
    expect(host.process?.environment).toEqual({ PORT: '5060', TLS: 'false' });
    expect(upperTester).toEqual({
      exec: { leave: ['chatctl', 'leave', '{group} now'], state: ['chatctl', 'state'] },
      instances: 'one',
    });
  });
});

describe('complaints are one line, at the right place, with what was expected', () => {
  test.each([
    ['no file', '', 'sut.yaml:1:1: the descriptor is null, expected a mapping with role, product and host'],
    ['a list', '- a\n', 'sut.yaml:1:1: the descriptor is ["a"], expected a mapping with role, product and host'],
    ['broken YAML', 'role: [client\n', /^sut\.yaml:2:1: .*, expected well-formed YAML$/],
    [
      'a key twice',
      'role: client\nrole: focus\n',
      /^sut\.yaml:2:1: Map keys must be unique, expected well-formed YAML$/,
    ],
    ['an alias of nothing', 'role: *nobody\n', /^sut\.yaml:1:\d+: .*nobody.*, expected well-formed YAML$/],
    [
      'a misspelt key',
      minimal.replace('host:', 'hots:'),
      'sut.yaml:3:1: unknown key "hots", expected host; did you mean that?',
    ],
    [
      'a key like no other',
      `${minimal}zzzzzzzz: 1\n`,
      'sut.yaml:6:1: unknown key "zzzzzzzz", expected one of role, product, host, upperTester, core, tls, adjustable, secrets, ics, ixit',
    ],
    [
      'a misspelt key further in',
      `${minimal}ixit:\n  t1: 500\n  relmax: 3\n`,
      'sut.yaml:8:3: unknown key "relmax", expected relMax; did you mean that?',
    ],
    [
      'a wrong role',
      minimal.replace('focus\n', 'phone\n'),
      'sut.yaml:1:7: role is "phone", expected one of client, focus, pcscf',
    ],
    [
      'a number for a text',
      minimal.replace("'2.0'", '2.0'),
      'sut.yaml:2:64: product.version is 2, expected a text (a number goes in quotes: "1.0")',
    ],
    [
      'no product',
      'role: focus\nhost: { process: { command: [x] } }\n',
      'sut.yaml:1:1: product is missing, expected a mapping with vendor, name and version',
    ],
    [
      'nowhere to live',
      `${head}host: {}\n`,
      'sut.yaml:3:7: host holds {}, expected at least one of image, process, address',
    ],
    [
      'a duration with a unit',
      `${minimal}ixit: { relMax: 2 s }\n`,
      'sut.yaml:6:17: ixit.relMax is "2 s", expected a whole number of milliseconds from 1 to 600000',
    ],
    [
      'an address that is none',
      `${head}host:\n  address: { ip: 192.0.2.300, localAddresses: [192.0.2.1] }\n`,
      'sut.yaml:4:18: host.address.ip is "192.0.2.300", expected an IPv4 or IPv6 address',
    ],
    [
      'a list item',
      `${head}host:\n  address: { ip: 192.0.2.3, localAddresses: [192.0.2.1, here] }\n`,
      'sut.yaml:4:57: host.address.localAddresses[1] is "here", expected an IPv4 or IPv6 address',
    ],
    [
      'an ICS item that is none',
      `${minimal}ics: { tcp: false }\n`,
      'sut.yaml:6:8: unknown key "tcp", expected an ICS item (PC_…)',
    ],
    [
      'a misspelt ICS item',
      `${minimal}ics:\n  PC_CF_REMOV: false\n`,
      'sut.yaml:7:3: unknown ICS item "PC_CF_REMOV", expected PC_CF_REMOVE; did you mean that?',
    ],
    [
      'an ICS item that is asked of others',
      `${minimal}ics: { PC_ANON: false }\n`,
      /^sut\.yaml:6:8: PC_ANON is asked of a client, not of a focus, expected an ICS item of a focus/,
    ],
    [
      'two upper testers',
      `${client}upperTester: { http: 'http://{address}/', exec: { leave: x } }\n`,
      /^sut\.yaml:5:14: upperTester holds .*, expected a mapping with exactly one of http, exec and manual$/,
    ],
    [
      'neither upper tester',
      `${client}upperTester: { instances: many }\n`,
      /^sut\.yaml:5:14: upperTester holds .*, expected a mapping with exactly one of http, exec and manual$/,
    ],
    [
      'an action that is none',
      `${client}upperTester:\n  exec: { leav: x }\n`,
      'sut.yaml:6:11: unknown key "leav", expected leave; did you mean that?',
    ],
    [
      'an upper tester over TLS',
      `${client}upperTester: { http: 'https://{address}/' }\n`,
      'sut.yaml:5:22: upperTester.http is "https://{address}/", expected a base URL such as http://{address}:8080/{instance}',
    ],
  ])('%s', (_, text, expected) => {
    const message = complaint(text);
    expect(message).toEqual(as(expected));
    expect(message).not.toContain('\n');
  });

  test('a file that is not there', () => {
    expect(() => loadDescriptor('no-such.yaml')).toThrow(
      new DescriptorError('no-such.yaml:1:1: there is no such file, expected the description of a system under test'),
    );
  });

  test('a folder', () => {
    expect(() => loadDescriptor(folder)).toThrow(/cannot be read \(EISDIR\)/);
  });

  test('aliases that unfold beyond measure', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'])
      bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(',')}]`);
    expect(complaint(bomb.join('\n'))).toMatch(/, expected well-formed YAML$/);
  });
});

describe('things that have to fit one another', () => {
  const upperTester = (text: string): string => `${client}upperTester:\n  ${text}\n`;
  test.each([
    [
      'a client that nothing can make leave',
      client,
      /^sut\.yaml:1:1: upperTester is missing, expected http, exec or manual/,
    ],
    [
      'several purposes at once on one instance',
      `${upperTester("http: 'http://{address}'")}ixit: { concurrency: 2 }\n`,
      'sut.yaml:7:22: ixit.concurrency is 2, expected 1, for upperTester.instances is one',
    ],
    [
      'one identity for many instances',
      `${upperTester("http: 'http://{address}'\n  instances: many")}ixit: { identity: 'sip:alice@example.com' }\n`,
      /^sut\.yaml:8:19: ixit\.identity "sip:alice@example\.com" names one user, expected \{n\} in it/,
    ],
    [
      'T2 below T1',
      `${minimal}ixit: { t1: 500, t2: 100 }\n`,
      'sut.yaml:6:22: ixit.t2 is 100, expected at least ixit.t1, which is 500',
    ],
    [
      'a misspelt placeholder',
      upperTester('exec:\n    join: chatctl join {gruop}'),
      'sut.yaml:7:11: upperTester.exec.join asks for {gruop}, which has no value there, expected {group}; did you mean that?',
    ],
    [
      'an address before there is one',
      `${head}host: { image: { name: x, environment: { IP: '{address}' } } }\n`,
      /host\.image\.environment\.IP asks for \{address\}, which has no value there, expected one of \{runId\} /,
    ],
    [
      'a policy function for one that has no N5',
      'role: pcscf\nproduct: { vendor: A, name: B, version: C }\nhost: { image: { name: x, environment: { PCF: "{policyFunction}" } } }\nics: { PC_RX: false }\n',
      /host\.image\.environment\.PCF asks for \{policyFunction\}, which has no value there/,
    ],
    [
      'a quote that is not closed',
      upperTester(`exec: { join: chatctl "join }`),
      /the quote " is not closed, expected every quote to be closed$/,
    ],
    [
      'a value that a shell would run',
      upperTester(`exec:\n    send: /bin/sh -c 'chatctl send "{text}"'`),
      "sut.yaml:7:11: upperTester.exec.send puts {text} into a shell's script, where it would be run as code, expected {text:sh}",
    ],
  ])('%s', (_, text, expected) => {
    const message = complaint(text);
    expect(message).toEqual(as(expected));
  });

  test.each([
    ['a quoted value in a shell', 'exec:\n    send: sh -c "chatctl send {text:sh}"'],
    ['a value as an argument of a shell script', 'exec:\n    send: [sh, -c, chatctl send "$1", send, "{text}"]'],
    ['a value in a script file', 'exec:\n    send: sh send.sh {text}'],
  ])('%s is fine', (_, text) => {
    expect(() => load(upperTester(text))).not.toThrow();
  });

  test('the next hop is known only to one client that is configured beforehand', () => {
    const withProxy = client.replace('./chat', "./chat, '{proxy}'");
    expect(() => load(`${withProxy}upperTester: { exec: { leave: x } }\n`)).not.toThrow();
    expect(complaint(`${withProxy}upperTester: { exec: { leave: x }, instances: many }\n`)).toMatch(
      /asks for \{proxy\}/,
    );
  });
});
