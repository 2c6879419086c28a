/** What tshark makes of a synthesised capture; skipped, and said to be, where the machine has none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { synthesise } from '../harness/evidence/synthesis.ts';
import { MadeTimeline } from '../harness/judge/made-timeline.ts';
import { describeWhere } from './where-installed.ts';

const { failed: hasNone } = await execa('tshark', ['--version'], { reject: false });

const sip = [
  'Call-ID: c1',
  'From: <sip:a@x>;tag=1',
  'To: <sip:g@x>;tag=2',
  'Via: SIP/2.0/UDP 127.0.0.9:5070;branch=z9hG4bKb',
  'CSeq: 2 BYE',
];
const paths = 'To-Path: msrp://127.0.0.1:2855/s1;tcp\r\nFrom-Path: msrp://127.0.0.9:40000/s2;tcp\r\n';
const common = { kind: 'msrp', actor: 'network', connection: 1, transaction: 'abcdefgh', size: 0 } as const;
const { timeline } = new MadeTimeline()
  .add(0, { kind: 'tcp', actor: 'network', event: 'listening', by: 'tester', sessions: [], detail: '127.0.0.1:2855' })
  .add(1, {
    kind: 'tcp',
    actor: 'network',
    event: 'open',
    by: 'sut',
    connection: 1,
    sessions: [],
    detail: 'from 127.0.0.9:40000',
  })
  .add(2, {
    ...common,
    direction: 'received',
    method: 'SEND',
    raw: `MSRP abcdefgh SEND\r\n${paths}Message-ID: m1\r\n-------abcdefgh$\r\n`,
  })
  .add(3, { ...common, direction: 'sent', status: 200, raw: `MSRP abcdefgh 200 OK\r\n${paths}-------abcdefgh$\r\n` })
  .sip(4, 'network', 'received', ['BYE sip:g@x SIP/2.0', ...sip])
  .fin(5, 'network', 'focus')
  .sip(6, 'network', 'sent', ['SIP/2.0 200 OK', ...sip])
  .evidence();

let file: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthesis-'));
  file = join(folder, 'x.pcapng');
  await writeFile(file, synthesise(timeline, { beganAt: '2026-11-22T12:00:00.000Z', sutAddress: '127.0.0.9' }));
});
afterAll(() => rm(folder, { recursive: true }));

const CHECKED = ['ip', 'udp', 'tcp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]);
const tshark = async (...words: string[]): Promise<string[]> =>
  (await execa('tshark', ['-r', file, ...CHECKED, ...words])).stdout.split('\n').filter((line) => line !== '');

describeWhere(!hasNone)('in tshark', () => {
  test('SIP and MSRP are dissected, each message once', async () => {
    const fields = [
      '-T',
      'fields',
      '-e',
      '_ws.col.Protocol',
      '-e',
      'sip.CSeq.method',
      '-e',
      'msrp.transaction.id',
      '-E',
      'occurrence=f',
    ];
    expect(await tshark('-Y', 'sip || msrp', ...fields)).toEqual([
      'MSRP\t\tabcdefgh',
      'MSRP\t\tabcdefgh',
      'SIP\tBYE\t',
      'SIP\tBYE\t',
    ]);
  });

  test('nothing is amiss with checksums or with TCP', async () => {
    expect(await tshark('-Y', 'tcp.analysis.flags || _ws.expert.severity >= "Warning"')).toEqual([]);
    expect(await tshark('-Y', 'tcp.flags.fin == 1')).toHaveLength(1);
  });
});
