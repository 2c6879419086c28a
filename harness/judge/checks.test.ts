/** Every check of the judge: what reports, baselines and the kill matrix know it by, and what its readers are told. */
import { glob } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { requirements } from '../../catalogue/index.ts';
import type { Check } from './check.ts';
import { crowdByesSent, crowdTold } from './focus/crowd.ts';
import { nobodyDeparted } from './focus/leave-effect.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const isCheck = (value: unknown): value is Check =>
  typeof value === 'object' && value !== null && 'judge' in value && 'requirement' in value;

/** Checks that stand for several requirements are made for one of them. */
const checks: [string, Check][] = Object.entries({
  nobodyDeparted: nobodyDeparted('REQ-CF-24'),
  crowdTold: crowdTold('REQ-CF-12'),
  crowdByesSent: crowdByesSent('REQ-CF-02', 'all'),
});
for await (const file of glob('{client,focus,pcscf,end-to-end}/*.ts', { cwd: HERE })) {
  if (file.endsWith('.test.ts')) continue;
  const exported = (await import(pathToFileURL(HERE + file).href)) as Record<string, unknown>;
  checks.push(
    ...Object.entries(exported).flatMap(([name, value]): typeof checks => (isCheck(value) ? [[name, value]] : [])),
  );
}

test('there are checks', () => {
  expect(checks.length).toBeGreaterThan(120);
});

describe.each(checks)('%s', (_, { id, requirement, title, required, consequence, takesNote }) => {
  test('is known by an id in kebab case, and stands for a requirement', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect([...requirements.keys()]).toContain(requirement);
  });

  test('says what it is about, what is demanded, and what a breach means', () => {
    expect(title).toMatch(/^\S.*[^.\s]$/);
    for (const sentence of [required, consequence, takesNote ?? 'It can fail.']) expect(sentence).toMatch(/^\S.+\.$/s);
  });
});
