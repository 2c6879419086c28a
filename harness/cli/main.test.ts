import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { purposes } from '../../catalogue/index.ts';
import { automatedPurposes } from '../campaign/automated.ts';
import { newProgram } from './program.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

interface Outcome {
  code: number | string | undefined;
  stdout: string;
  stderr: string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command line as a user does, in an empty folder. */
const cli = (...words: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const environment = { ...process.env, NO_COLOR: '1', COLUMNS: '100' };
    execFile(process.execPath, [MAIN, ...words], { cwd: folder, env: environment }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 'killed') : 0, stdout, stderr }),
    );
  });

test.each([
  [['run', '--slect', 'x'], "error: unknown option '--slect' (Did you mean --select?)\n"],
  [['explain', 'TP-CL-LV-1O'], 'error: there is no test purpose TP-CL-LV-1O; did you mean TP-CL-LV-10?\n'],
])('%j ends with 2 and one line', async (words, stderr) => {
  expect(await cli(...words)).toEqual({ code: 2, stdout: '', stderr });
  expect(await readdir(folder)).toEqual([]);
});

test('--version prints the version alone', async () => {
  expect(await cli('--version')).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
});

test('--help shows examples and what the exit codes mean', async () => {
  const { code, stdout } = await cli('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('cpm-leave run --defect client:release-on-bye');
  expect(stdout).toContain('2 wrong usage');
});

test.each(newProgram([], () => {}).commands.map((command) => [command.name()]))(
  '%s --help has an example',
  async (name) => {
    const { code, stdout } = await cli(name, '--help');
    expect({ code, name }).toEqual({ code: 0, name });
    expect(stdout).toMatch(new RegExp(`^Examples?:\\n  .*cpm-leave ${name}\\b`, 'm'));
  },
);

describe('list', () => {
  test('--json is an array of all purposes in a stable shape', async () => {
    const { code, stdout } = await cli('list', '--json');
    const rows: unknown[] = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(rows).toHaveLength(purposes.size);
    expect(rows).toContainEqual({
      id: 'TP-CL-LV-10',
      role: 'client',
      group: 'client-leave',
      automated: true,
      applicable: true,
    });
    expect(rows).toContainEqual(expect.objectContaining({ id: 'TP-PC-RL-01', role: 'pcscf' }));
  });

  test('prints the same in columns', async () => {
    const lines = (await cli('list')).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(purposes.size + 1);
    expect(lines[0]).toMatch(/^id +role +group +automated +applicable$/);
    expect(lines).toContainEqual(expect.stringMatching(/^TP-CL-LV-10 +client +client-leave +yes +yes$/));
  });
});

describe('list --sut', () => {
  const descriptions = fileURLToPath(new URL('../../fixtures/sut/', import.meta.url));
  const listed = async (name: string): Promise<Map<string, { applicable: boolean; because?: string }>> => {
    const { stdout } = await cli('list', '--json', '--sut', resolvePath(descriptions, name));
    const rows = JSON.parse(stdout) as { id: string; applicable: boolean }[];
    return new Map(rows.map((row) => [row.id, row]));
  };

  test('what does not apply by its statement, and what by its extra information', async () => {
    const rows = await listed('jssip-client.yaml');
    expect(rows.get('TP-CL-LV-10')).toMatchObject({ applicable: true });
    expect(rows.get('TP-CL-TO-01')).toMatchObject({ applicable: false, because: expect.stringMatching(/^PC_UDP is/) });
    expect(rows.get('TP-CL-MD-04')).toMatchObject({ applicable: true });
    const text = await readFile(join(descriptions, 'jssip-client.yaml'), 'utf8');
    const anchoredNowhere = join(folder, 'own-endpoints.yaml');
    await writeFile(anchoredNowhere, text.replace('ixit:\n', 'ixit:\n  devices: PER_INSTANCE\n'));
    expect((await listed(anchoredNowhere)).get('TP-CL-MD-04')).toMatchObject({
      applicable: false,
      because: 'PX_MD_MODEL is PER_INSTANCE, not PF_ANCHORED',
    });
  });

  test('with the reason, in columns', async () => {
    const { stdout } = await cli('list', '--sut', join(descriptions, 'jssip-client.yaml'));
    expect(stdout).toMatch(/^TP-CL-TO-01 .* no: PC_UDP is answered no/m);
  });
});

describe('explain', () => {
  test('tells what is done, what is judged, and what it stands for', async () => {
    const { code, stdout } = await cli('explain', 'TP-CL-LV-10');
    expect(code).toBe(0);
    for (const told of [
      /^TP-CL-LV-10 {2}\w/,
      /client, client-leave, automated/,
      /REQ-CL-\d\d \(SHALL, CPM-CF 2.2 §7.3.4.2/,
      /Initial condition\n +IC1/,
      /given a client in a group\n +1\. the user leaves\n +2\. the response is withheld for 5 s/,
      /Checks\n +[a-z0-9-]+ \(REQ-CL-\d\d\): /,
      /Defects that it must catch\n +client:release-on-bye: /,
    ])
      expect(stdout).toMatch(told);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('tells what the catalogue says of a purpose that no suite automates', async () => {
    const automated = await automatedPurposes();
    for (const id of [...purposes.keys()].filter((one) => !automated.has(one)).slice(0, 1)) {
      const { code, stdout } = await cli('explain', id);
      expect(code).toBe(0);
      expect(stdout).toContain('not automated');
      expect(stdout).not.toContain('Choreography');
    }
  });
});
