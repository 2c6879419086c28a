import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { killMarked, markedProcesses } from './marked.ts';

const STUBBORN = 'trap "" TERM HUP INT; echo up; while :; do sleep 60; done';

async function untilNobody(name: string, value: string): Promise<number[]> {
  for (let i = 0; i < 600 && markedProcesses(name, value).length > 0; i++) await delay(50);
  return markedProcesses(name, value);
}

test('who carries a mark is found and ended, in whatever session', async () => {
  const value = randomUUID();
  const child = spawn('setsid', ['sh', '-c', STUBBORN], { env: { ...process.env, MARK: value } });
  await once(child.stdout, 'data');
  expect(markedProcesses('MARK', value)).not.toEqual([]);
  expect(markedProcesses('MARK', randomUUID())).toEqual([]);
  killMarked('MARK', value);
  expect(await untilNobody('MARK', value)).toEqual([]);
});

test('what a harness has started does not outlive it, even where that is killed', async () => {
  const module = new URL('reaper.ts', import.meta.url).href;
  const program = `
    import { spawn } from 'node:child_process';
    import { ownerMark } from ${JSON.stringify(module)};
    const mark = ownerMark();
    const child = spawn('setsid', ['sh', '-c', ${JSON.stringify(STUBBORN)}], { env: { ...process.env, ...mark } });
    child.stdout.on('data', () => console.log(mark.CPM_LEAVE_OWNER));`;
  const harness = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  const [told] = (await once(harness.stdout, 'data')) as [Buffer];
  const owner = told.toString().trim();
  expect(markedProcesses('CPM_LEAVE_OWNER', owner)).not.toEqual([]);
  harness.kill('SIGKILL');
  expect(await untilNobody('CPM_LEAVE_OWNER', owner)).toEqual([]);
});
