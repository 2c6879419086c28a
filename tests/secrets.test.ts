/** A credential that a talkative system spreads wherever it can is nowhere to be found afterwards. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';

const LIMIT_MS = 120_000;
const PASSWORD = 'correct horse "battery" & staple';
const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const client = resolve('fixtures/reference/client/main.ts');
const describe = (upperTester: string): string => {
  const file = join(folder, 'chat.yaml');
  writeFileSync(
    file,
    `role: client
product: { vendor: Example Corp, name: Talkative chat, version: '1' }
host:
  process:
    command: [sh, -c, 'echo "logging in with $CHAT_PASSWORD"; exec "$0" "$1"', ${JSON.stringify(process.execPath)}, ${JSON.stringify(client)}]
    ready: READY
secrets: [CHAT_PASSWORD]
${upperTester}
`,
  );
  return file;
};

const run = (command: string, file: string, environment: NodeJS.ProcessEnv, ...more: string[]) =>
  execa(
    process.execPath,
    [
      resolve('harness/cli/main.ts'),
      command,
      '--sut',
      file,
      '--host',
      'process',
      '--out',
      join(folder, 'out'),
      ...more,
    ],
    { reject: false, stdin: 'ignore', env: { NO_COLOR: '1', ...environment } },
  );

/** All that was written below a folder, in one text. */
const everything = (place: string): string =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

const parts = ['correct horse', 'battery', 'staple'];

test(
  'a run leaves it in no report, no evidence and no output',
  async () => {
    const file = describe("upperTester: { http: 'http://{address}:8080/{instance}', instances: many }");
    const { exitCode, stdout, stderr } = await run('run', file, { CHAT_PASSWORD: PASSWORD }, '--select', 'TP-CL-LV-01');
    expect(stdout).toContain('CONFORMANT');
    expect(exitCode).toBe(0);
    const written = everything(join(folder, 'out'));
    expect(written).toContain('logging in with [secret CHAT_PASSWORD]');
    for (const part of parts) expect(written + stdout + stderr).not.toContain(part);
  },
  LIMIT_MS,
);

test.each(['run', 'check'])(
  'a failure that %s reports does not tell it either',
  async (command) => {
    const file = describe(
      `upperTester: { exec: { leave: "true", start: "sh -c 'echo no login with $CHAT_PASSWORD >&2; exit 1'" } }`,
    );
    const { exitCode, stdout, stderr } = await run(command, file, { CHAT_PASSWORD: PASSWORD });
    expect(stdout).toContain('no login with [secret CHAT_PASSWORD]');
    expect(exitCode).toBe(3);
    for (const part of parts) expect(everything(join(folder, 'out')) + stdout + stderr).not.toContain(part);
  },
  LIMIT_MS,
);

test('without it nothing is begun', async () => {
  const file = describe("upperTester: { http: 'http://{address}:8080/{instance}', instances: many }");
  const { exitCode, stderr } = await run('run', file, {});
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'error: the environment variable CHAT_PASSWORD is not set; expected a secret in it',
  });
});
