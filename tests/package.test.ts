/** The suite as an npm package: every command works from the packed tarball, in an empty folder, outside the clone. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { suiteDigest } from '../harness/campaign/suite-identification.ts';
import type { Report } from '../harness/report/report.ts';

const LIMIT_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const work = join(folder, 'work');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `npm install ./cpm-leave-*.tgz` makes, with this clone's packages in the place of a registry's. */
let digest: string;
beforeAll(async () => {
  digest = await suiteDigest();
  await execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: resolve('.'), stdin: 'ignore' });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'))!;
  const installed = join(folder, 'app/node_modules');
  mkdirSync(join(installed, '.bin'), { recursive: true });
  mkdirSync(work);
  await execa('tar', ['-xzf', join(folder, tarball), '-C', installed]);
  await execa('mv', [join(installed, 'package'), join(installed, 'cpm-leave')]);
  // A system under test of the user's own, which Node runs as it is where no node_modules is above it.
  await execa('cp', ['-R', join(installed, 'cpm-leave'), join(folder, 'system')]);
  for (const entry of readdirSync('node_modules'))
    if (!entry.startsWith('.')) symlinkSync(resolve('node_modules', entry), join(installed, entry));
  symlinkSync('../cpm-leave/bin/cpm-leave', join(installed, '.bin/cpm-leave'));
  const client = readFileSync('fixtures/sut/reference-client.yaml', 'utf8');
  for (const name of ['mine', 'yours'])
    writeFileSync(join(work, `${name}.yaml`), client.replace('directory: ../..', 'directory: ../system'));
}, LIMIT_MS);

const cli = (...words: string[]) =>
  execa(join(folder, 'app/node_modules/.bin/cpm-leave'), words, {
    cwd: work,
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1', XDG_CACHE_HOME: join(folder, 'cache'), NODE_OPTIONS: '' },
  });

const init = ['init', 'focus.yaml', '--role', 'focus', '--vendor', 'Example Corp', '--product', 'Groups'];
const run = ['run', '--host', 'process'];

// In this order: one makes what the next looks at.
test.each<[string[], number, RegExp]>([
  [['--version'], 0, /^\d+\.\d+\.\d+$/],
  [['list'], 0, /^TP-CL-LV-10 /m],
  [['explain', 'TP-CL-LV-10'], 0, /Choreography/],
  [['doctor', '--json'], 0, /"id": "sipp"/],
  [[...init, '--image', 'example/focus:2.1'], 0, /wrote focus\.yaml/],
  [['init', '--form', '--sut', 'focus.yaml'], 0, /Example Corp/],
  [['completion', 'bash'], 0, /^complete -F _cpm_leave cpm-leave$/m],
  [['check', '--sut', 'nowhere.yaml'], 2, /^$/],
  [['check', '--sut', 'mine.yaml', '--host', 'process'], 0, /can be tested/],
  [[...run, '--select', 'TP-CL-LV-0[12]'], 0, /2 selected: 2 pass/],
  [[...run, '--select', 'TP-CL-LV-02', '--defect', 'client:no-reason', '--out', 'red'], 1, /FAIL TP-CL-LV-02/],
  [['rerun', 'red/latest'], 1, /FAIL TP-CL-LV-02/],
  [['compare', 'reports/latest', 'red/latest'], 1, /TP-CL-LV-02 .*PASS → .*FAIL/],
  [[...run, '--select', 'TP-CL-LV-02', '--repeat', '2', '--out', 'twice'], 0, /2 runs: every purpose came to the same/],
  [['judge', 'reports/latest'], 0, /2 selected: 2 pass/],
  [['verify', 'reports/latest'], 0, /./],
  [[...run, '--select', 'TP-CL-LV-0[12]', '--shard', '1/2', '--out', 's1'], 0, /1 selected/],
  [[...run, '--select', 'TP-CL-LV-0[12]', '--shard', '2/2', '--out', 's2'], 0, /1 selected/],
  [['merge', 's1/latest', 's2/latest', '--out', 'merged'], 0, /2 selected: 2 pass/],
  [
    ['matrix', '--sut', 'mine.yaml', '--sut', 'yours.yaml', ...run.slice(1), '--select', 'TP-CL-LV-02'],
    0,
    /TP-CL-LV-02/,
  ],
])(
  '%j',
  async (words, code, printed) => {
    const { exitCode, stdout, stderr } = await cli(...words);
    expect({ exitCode, told: exitCode === code ? '' : stderr }).toEqual({ exitCode: code, told: '' });
    expect(stdout).toMatch(printed);
  },
  LIMIT_MS,
);

test('reports are written where one stands, and nothing into the package', () => {
  const report = JSON.parse(readFileSync(join(work, 'reports/latest/report.json'), 'utf8')) as Report;
  expect(report.summary).toMatchObject({ selected: 1, pass: 1 });
  expect(report.run.suite.digest).toBe(digest);
  expect(readdirSync(join(folder, 'cache/cpm-leave'))).toHaveLength(1);
});

test('the tarball has what runs, and nothing that only tests or makes the suite', () => {
  const packed = readdirSync(join(folder, 'app/node_modules/cpm-leave'), { recursive: true, encoding: 'utf8' });
  const places = new Set(packed.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
  const wanted = ['bin', 'catalogue', 'docs', 'fixtures', 'harness', 'scenarios', 'setup', 'suites'];
  expect(places).toEqual(new Set(wanted));
  expect(packed.filter((file) => /\.test\.(ts|mjs)$/.test(file) && !file.startsWith('suites/'))).toEqual([]);
});
