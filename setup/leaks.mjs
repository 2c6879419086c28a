// The last step of a test run: what of it is still there? Nothing may be: no process (and so no socket), no container, no
// network, no file in its folder for temporary files. Counts only what carries the run's mark, so that others on this machine
// do not matter. Environment: CPM_LEAVE_TESTS, the mark that all processes of the run inherit; TMPDIR, a folder of its own.
// Argument: how long to wait until all is gone, in milliseconds.
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './command.mjs';
import { leftFiles, markedProcesses } from './leftovers.mjs';

const { CPM_LEAVE_TESTS: mark = '', TMPDIR: folder = '' } = process.env;
if (mark === '' || folder === '') throw new Error('CPM_LEAVE_TESTS and TMPDIR are to be set');

/** What ends by itself once its harness has gone may take so long on a busy machine, ms. */
const patience = Number(process.argv[2] ?? 30_000);

const deadline = performance.now() + patience;
let found = await leaks();
while (found.length > 0 && performance.now() < deadline) {
  await delay(250);
  found = await leaks();
}
for (const leak of found) process.stderr.write(`left behind by the tests: ${leak}\n`);
process.exitCode = found.length > 0 ? 1 : 0;

async function leaks() {
  return [
    ...markedProcesses('CPM_LEAVE_TESTS', mark).map(({ pid, command }) => `process ${pid}: ${command}`),
    ...(await labelled('container', ['ps', '--all', '--format', '{{.Names}} ({{.Image}})'])),
    ...(await labelled('network', ['network', 'ls', '--format', '{{.Name}}'])),
    ...leftFiles(readdirSync(folder)).map((name) => `file ${folder}/${name}`),
  ];
}

/**
 * @param {string} kind
 * @param {string[]} list
 */
async function labelled(kind, list) {
  const { ok, stdout } = await run('docker', [...list, '--filter', `label=cpm-leave.tests=${mark}`], {
    timeout: 15_000,
  });
  return ok
    ? stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => `${kind} ${line}`)
    : [];
}
