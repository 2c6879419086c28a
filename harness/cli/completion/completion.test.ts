import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newProgram } from '../program.ts';
import { completionScript } from './completion.ts';

const program = newProgram([], () => {});
const folder = mkdtempSync(join(tmpdir(), 'completion-'));
const script = join(folder, 'completion.bash');
beforeAll(() => {
  writeFileSync(script, completionScript('bash', program));
  mkdirSync(join(folder, 'reports/latest'), { recursive: true });
  for (const file of ['phone.yaml', 'photo.png']) writeFileSync(join(folder, file), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers where somebody has typed that and presses TAB: each is what replaces the word behind the last break. */
function offered(line: string): string[] {
  const source = `source ${script}; COMP_LINE=$1; COMP_POINT=\${#1}; _cpm_leave; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', source, 'bash', line], {
    cwd: folder,
    encoding: 'utf8',
    // Known to bash only where it reads lines.
    env: { ...process.env, COMP_WORDBREAKS: ' \t\n"\'><=;|&(:' },
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('bash offers', () => {
  test('every command', () => {
    expect(offered('cpm-leave ')).toEqual([
      ...program.commands.map((command) => command.name()),
      '--help',
      '--version',
    ]);
  });

  test.each([
    ['cpm-leave ex', ['explain', 'explore']],
    ['cpm-leave explain TP-CL-LV-1', Array.from({ length: 10 }, (_, i) => `TP-CL-LV-1${i}`)],
    ['cpm-leave explain TP-CL-LV-10 ', ['--help']],
    ['bin/cpm-leave run --select TP-CL-LV-2', ['TP-CL-LV-20', 'TP-CL-LV-21']],
    ['cpm-leave run --select TP-CL-LV-01 --select=TP-CL-LV-2', ['TP-CL-LV-20', 'TP-CL-LV-21']],
    ['cpm-leave run --profile ', ['cr', 'harmonised', 'pre-cr']],
    ['cpm-leave run --host=p', ['process']],
    ['cpm-leave run --be', ['--behaviour']],
    ['cpm-leave run --select TP-CL-LV-01 --ba', ['--baseline']],
    ['cpm-leave run --sut ph', ['phone.yaml', 'photo.png']],
    ['cpm-leave run --out ', ['reports']],
    ['cpm-leave compare reports/l', ['reports/latest']],
    ['cpm-leave merge --out reports reports/latest reports/', ['reports/latest']],
    ['cpm-leave judge p', ['phone.yaml', 'photo.png']],
    ['cpm-leave run --repeat ', []],
    ['cpm-leave completion f', ['fish']],
    ['cpm-leave nonsense ', []],
  ])('%j: %j', (line, words) => {
    expect(offered(line).toSorted()).toEqual(words);
  });

  test('defects, of which bash has taken the part before the colon for a word of its own', () => {
    expect(offered('cpm-leave run --defect client:release-on-b')).toEqual(['release-on-bye']);
    expect(offered('cpm-leave run --defect cl').every((word) => word.startsWith('client:'))).toBe(true);
  });

  test('nothing of what a line says is run', () => {
    expect(offered('cpm-leave run --select $(touch${IFS}ran) --sut `touch ran` ph')).toEqual([]);
    expect(offered('cpm-leave run --sut r')).not.toContain('ran');
  });
});

test.each(['zsh', 'fish'] as const)('%s is told of every option of every command', (shell) => {
  const told = completionScript(shell, program);
  const words = program.commands.flatMap((command) => [
    command.name(),
    ...command.options.map(({ long }) => long!.slice(2)),
  ]);
  expect(words.filter((word) => !told.includes(word))).toEqual([]);
  expect(told).toContain('TP-CL-LV-10');
});
