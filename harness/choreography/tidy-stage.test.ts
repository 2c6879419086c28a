import { expect, test } from '@jest/globals';
import type { Stage } from './stage.ts';
import { TidyStage } from './tidy-stage.ts';

/** Opens a thing in its initial condition, when it is let. */
function slowStage() {
  const { promise: permission, resolve: open, reject: fail } = Promise.withResolvers<void>();
  const stage = {
    isOpen: false,
    closes: 0,
    async prepare() {
      try {
        await permission;
      } finally {
        stage.isOpen = true;
      }
    },
    perform: () => Promise.resolve(),
    close() {
      stage.closes += 1;
      stage.isOpen = false;
      return Promise.resolve();
    },
  } satisfies Stage & Record<string, unknown>;
  return { stage, open, fail };
}

test.each(['open', 'fail'] as const)('what an act that was given up opens is closed: %s', async (how) => {
  const { stage, ...ends } = slowStage();
  const tidy = new TidyStage(stage);
  const given = tidy.prepare().catch(() => 'failed');
  const closed = tidy.close();
  ends[how](new Error('not to be had') as never);
  await Promise.all([given, closed]);
  expect(stage).toMatchObject({ isOpen: false, closes: 2 });
});

test('where nothing was given up it is closed once', async () => {
  const { stage, open } = slowStage();
  const tidy = new TidyStage(stage);
  open();
  await tidy.prepare();
  await tidy.close();
  expect(stage).toMatchObject({ isOpen: false, closes: 1 });
});

test('an act that never ends does not hold up the end of the case', async () => {
  const { stage, open } = slowStage();
  const tidy = new TidyStage(stage);
  const prepared = tidy.prepare();
  await tidy.close();
  expect(stage.closes).toBe(1);
  open();
  await prepared;
  await new Promise((resolve) => setImmediate(resolve));
  expect(stage).toMatchObject({ isOpen: false, closes: 2 });
});

test('waits after the last step only where the stage does', () => {
  const { stage } = slowStage();
  expect(new TidyStage(stage).settle).toBeUndefined();
  expect(new TidyStage({ ...stage, settle: () => Promise.resolve() }).settle).toBeDefined();
});
