import { expect, test } from '@jest/globals';
import { trapsOf } from './fitness.ts';
import { lint } from './lint.ts';
import { participantScenario } from './scenario.ts';

const scenario = (identity: string): string =>
  participantScenario({ transport: 'udp', group: 'sip:gs-1@focus.test', identity, dialog: { turns: [] } });

test('a scenario that differs in names alone is as fit as the one before, and quicker looked at', () => {
  const timed = (identity: string): number => {
    const began = performance.now();
    expect(trapsOf(scenario(identity))).toEqual([]);
    return performance.now() - began;
  };
  const first = timed('sip:alice@ims.test');
  const others = ['bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'].map((name) =>
    timed(`sip:${name}@ims.test`),
  );
  expect(Math.min(...others)).toBeLessThan(first);
});

test('a trap is found however fit the scenario was before, and found again', () => {
  const sound = scenario('sip:alice@ims.test');
  expect(trapsOf(sound)).toEqual([]);
  const trapped = sound.replace('<label id="begin"/>', '<label id="elsewhere"/>');
  for (let time = 0; time < 2; time++) {
    expect(trapsOf(trapped)).toEqual(lint(trapped));
    expect(trapsOf(trapped)).not.toEqual([]);
  }
});

test('what grows too long with its names is not fit', () => {
  const long = scenario(`sip:${'a'.repeat(20_000)}@ims.test`);
  expect(trapsOf(long).map(({ rule }) => rule)).toEqual(lint(long).map(({ rule }) => rule));
});
