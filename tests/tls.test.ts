/** SIP and MSRP over TLS, on the command line: what holds passes, a breach is a breach there too, and strangers are named. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parseTimeline } from '../harness/evidence/timeline-file.ts';
import type { Report } from '../harness/report/report.ts';
import { Authority } from '../harness/tls/authority.ts';

const LIMIT_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]) {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [resolve('harness/cli/main.ts'), 'run', '--host', 'process', ...words, '--out', folder],
    { reject: false, stdin: 'ignore', env: { NO_COLOR: '1' } },
  );
  const report = JSON.parse(readFileSync(join(folder, 'latest/report.json'), 'utf8')) as Report;
  return { exitCode, output: `${stdout}\n${stderr}`, report };
}

function timelineOf({ purposes }: Report, purpose: string) {
  const { evidence } = purposes.find(({ id }) => id === purpose)!.cases[0]!;
  return parseTimeline(readFileSync(join(folder, 'latest', evidence, 'timeline.jsonl'), 'utf8'));
}

test(
  'the reference systems pass over it, and the timeline has the plain messages',
  async () => {
    const { exitCode, output, report } = await run(
      '--transport',
      'tls',
      '--media',
      'tls',
      '--select',
      'TP-CL-LV-0[149]',
      '--select',
      'TP-CF-LV-01',
    );
    expect(output).toContain('4 selected: 4 pass');
    expect(exitCode).toBe(0);
    const timeline = timelineOf(report, 'TP-CL-LV-01');
    const sip = timeline.flatMap((event) => (event.kind === 'sip' ? [event] : []));
    expect(new Set(sip.map(({ transport }) => transport))).toEqual(new Set(['tls']));
    const bye = sip.find(({ raw }) => raw.startsWith('BYE '))!;
    expect(bye.raw).toMatch(/^BYE sip:[^ ]+:5061;transport=tls SIP\/2\.0\r\nVia: SIP\/2\.0\/TLS /);
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'tls', event: 'open', by: 'sut', detail: expect.stringContaining('TLSv1.3') }),
    );
    const invite = sip.find(({ raw }) => raw.startsWith('INVITE '))!;
    expect(invite.raw).toMatch(/^m=message \d+ TCP\/TLS\/MSRP \*\r\n(.*\r\n)*a=fingerprint:SHA-256 [0-9A-F:]{95}\r\n/m);
    expect(invite.raw).toMatch(/^a=path:msrps:/m);
  },
  LIMIT_MS,
);

test(
  'a client that releases its media with the BYE fails there as anywhere',
  async () => {
    const { exitCode, output } = await run(
      '--transport',
      'tls',
      '--media',
      'tls',
      '--select',
      'TP-CL-LV-10',
      '--defect',
      'client:release-on-bye',
    );
    expect(output).toMatch(/media was released \(FIN\) .* before the final response/);
    expect(exitCode).toBe(1);
  },
  LIMIT_MS,
);

test(
  'a client that is given a SIPS Contact goes by that',
  async () => {
    const file = join(folder, 'sips.yaml');
    const reference = readFileSync(resolve('fixtures/sut/reference-client.yaml'), 'utf8');
    const directory = resolve('.');
    writeFileSync(
      file,
      `${reference.replace('directory: ../..', `directory: ${directory}`)}  transport: tls\n  secureScheme: sips\n`,
    );
    const { output, report } = await run('--sut', file, '--select', 'TP-CL-LV-01', '--select', 'TP-CL-LV-05');
    expect(output).toContain('2 selected: 2 pass');
    const bye = timelineOf(report, 'TP-CL-LV-01').find((event) => event.kind === 'sip' && event.raw.startsWith('BYE '));
    expect(bye).toMatchObject({ raw: expect.stringMatching(/^BYE sips:[^ ]+:5061;transport=tcp SIP/) });
  },
  LIMIT_MS,
);

describe('who is not who it should be', () => {
  const focus = (environment: string, ixit: string, more = ''): string => {
    const file = join(folder, 'sut.yaml');
    writeFileSync(
      file,
      `role: focus
product: { vendor: Example Corp, name: Example conferencing, version: '1' }
host:
  process:
    command: [node, ${resolve('fixtures/reference/focus/main.ts')}]
    environment: { T1: 100, T2: 800, TLS_CA: '{ca}', ${environment} }
    ready: READY
${more}ixit: { t1: 100, t2: 800, notifyMax: 2000, ${ixit} }
`,
    );
    return file;
  };
  const own = "TLS_CERTIFICATE: '{certificate}', TLS_KEY: '{key}'";

  let stranger: string;
  beforeAll(async () => {
    const { cert, key } = await (await Authority.create('stranger')).issue({ domains: ['as1.ims.example.com'] });
    writeFileSync(join(folder, 'stranger.pem'), cert);
    writeFileSync(join(folder, 'stranger.key'), key);
    stranger = `TLS_CERTIFICATE: ${join(folder, 'stranger.pem')}, TLS_KEY: ${join(folder, 'stranger.key')}`;
  });

  test(
    'a focus with the certificate of a stranger is not spoken to, in a sentence',
    async () => {
      const { exitCode, output } = await run(
        '--sut',
        focus(stranger, "transport: tls, verifyCertificate: 'yes'"),
        '--select',
        'TP-CF-LV-01',
      );
      expect(output).toMatch(/cannot be tested, and was not judged: .*no TLS between \w+ and the system under test/);
      expect(exitCode).toBe(3);
    },
    LIMIT_MS,
  );

  test(
    'it is where its IXIT says that certificates are not looked at, or whose authority it is',
    async () => {
      const unverified = await run('--sut', focus(stranger, 'transport: tls'), '--select', 'TP-CF-LV-01');
      expect(unverified.output).toContain('1 selected: 1 pass');
    },
    LIMIT_MS,
  );

  test(
    'a focus whose media have another fingerprint than it says is told so',
    async () => {
      const wrong = `${own}, MSRP_FINGERPRINT: 'SHA-256 00:11:22'`;
      const { exitCode, output } = await run('--sut', focus(wrong, 'media: tls'), '--select', 'TP-CF-LV-01');
      expect(output).toMatch(/it showed a certificate with the fingerprint sha-256 .*announced SHA-256 00:11:22/);
      expect(exitCode).toBe(3);
    },
    LIMIT_MS,
  );
});
