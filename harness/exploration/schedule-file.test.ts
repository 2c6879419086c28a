import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { schedules } from './generate.ts';
import { loadSchedule, type SavedSchedule, ScheduleError, writeSchedule } from './schedule-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'schedules-'));
const file = join(folder, 'one.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string): SavedSchedule => {
  writeFileSync(file, text);
  return loadSchedule(file);
};

test('a saved schedule is read as it was', () => {
  const saved: SavedSchedule = {
    found: 'ghost participant: "Alice" says LEFT: and is there',
    with: { timers: 'scaled', behaviour: 'cr', defect: 'client:release-on-bye' },
    tablet: true,
    acts: [
      { do: 'impair', fault: { act: 'answer', code: 500, method: 'BYE', direction: 'up', kind: 'request' } },
      { do: 'leave', who: 'alice-tablet' },
      { do: 'wait', t1: 4 },
      { do: 'lift' },
    ],
  };
  const text = writeSchedule(saved);
  expect(text).toContain('  - { do: leave, who: alice-tablet }\n');
  expect(read(text)).toEqual(saved);
});

test('so is every schedule that is drawn', () => {
  fc.assert(
    fc.property(schedules({ removal: true, tablet: true }), (schedule) => {
      expect(read(writeSchedule(schedule))).toEqual(schedule);
    }),
    { numRuns: 50 },
  );
});

test('a phone alone is what is meant where nothing is said of a tablet', () => {
  expect(read('acts: [{ do: leave, who: alice }]').tablet).toBe(false);
});

describe('refused is', () => {
  test.each([
    ['no file', undefined, /^\S+nothing\.yaml:1:1: there is no such file, expected a schedule of faults/],
    ['no YAML', '{', /:1:2: .*, expected well-formed YAML$/],
    ['one without acts', 'tablet: true', /expected/],
    ['an act that there is not', 'acts: [{ do: explode }]', /:1:/],
    ['an act without its actor', 'acts: [{ do: leave }]', /:1:/],
    ['a stranger', 'acts: [{ do: leave, who: dave }]', /:1:.* expected alice, alice-tablet or carol$/],
    ['a delay without a length', 'acts: [{ do: impair, fault: { act: delay } }]', /:1:/],
    ['an answer without a status', 'acts: [{ do: impair, fault: { act: answer } }]', /:1:/],
    ['a property that nothing reads', 'acts: []\nrepeat: 3', /:2:1: /],
  ])('%s', (_, text, message) => {
    const load = () => (text === undefined ? loadSchedule(join(folder, 'nothing.yaml')) : read(text));
    expect(load).toThrow(ScheduleError);
    expect(load).toThrow(message);
  });
});

test('every schedule of the suite can be read', () => {
  const kept = new URL('../../suites/schedules/', import.meta.url).pathname;
  const files = readdirSync(kept);
  expect(files).not.toHaveLength(0);
  for (const name of files) expect(loadSchedule(join(kept, name)).acts).not.toHaveLength(0);
});
