// Runs the test files once more that failed, if they are few, and counts what they came to then; see second-look.mjs.
// Argument: jest's results, which are rewritten. Exit status 0 where everything has passed in the end.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { chances, joined, worthASecondLook } from './second-look.mjs';

const [file = ''] = process.argv.slice(2);
process.exitCode = existsSync(file) && lookAgain() ? 0 : 1;

function lookAgain() {
  const first = resultsIn(file);
  const files = worthASecondLook(first).map((path) => relative(process.cwd(), path));
  if (files.length === 0) return false;
  process.stderr.write(`\nfailed, and run once more, alone: ${files.join(', ')}\n`);
  const again = `${file}.again`;
  const words = ['--cacheDirectory', '.cache/jest', '--runInBand', '--json', `--outputFile=${again}`];
  spawnSync('jest', [...words, '--runTestsByPath', ...files], { stdio: 'inherit' });
  if (!existsSync(again)) return false;
  const second = resultsIn(again);
  rmSync(again);
  const whole = joined(first, second);
  writeFileSync(`${file}.whole`, JSON.stringify(whole));
  renameSync(`${file}.whole`, file);
  for (const line of chances(first, second))
    process.stderr.write(`failed once, passed alone: ${relative(process.cwd(), line)}\n`);
  return whole.success;
}

/**
 * @param {string} path
 * @returns {import('./second-look.mjs').JestResults}
 */
function resultsIn(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
