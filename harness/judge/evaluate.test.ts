import { expect, test } from '@jest/globals';
import { mediaRetainedAfterFailure, mediaRetainedUntilFinal } from './client/media.ts';
import { madeLeave } from './client/made-leave.ts';
import { evaluate } from './evaluate.ts';
import { MadeTimeline } from './made-timeline.ts';

const clauseOf = () => '§1';
const good = () => madeLeave({ responses: [[200, 6000]], release: { at: 6003 } });

test('the worst finding is the verdict, per profile', () => {
  expect(evaluate([mediaRetainedUntilFinal], good().evidence(), clauseOf).verdicts).toEqual({
    cr: 'pass',
    harmonised: 'pass',
    'pre-cr': 'fail',
  });
});

test('without its preamble nothing is judged, and that is no pass', () => {
  const timeline = new MadeTimeline().add(5, {
    kind: 'step',
    step: 'joined',
    phase: 'failed',
    caption: 'a client in a group',
    preamble: true,
    detail: 'no INVITE came',
  });
  const { verdicts, findings } = evaluate([mediaRetainedUntilFinal], timeline.evidence(), clauseOf);
  expect(verdicts.cr).toBe('inconc');
  expect(findings[1]!.judgements.cr.message).toContain('no INVITE came');
});

test('a fault of the test side outweighs everything', () => {
  const timeline = good().add(3000, { kind: 'harness', event: 'sipp-exit', severity: 'error', message: 'SIPp died' });
  expect(evaluate([mediaRetainedUntilFinal], timeline.evidence(), clauseOf).verdicts.cr).toBe('error');
});

test('a doubt of the test side does not hide a breach', () => {
  const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 1001 } }).add(3000, {
    kind: 'harness',
    event: 'sipp-finding',
    severity: 'inconc',
    message: 'a message was discarded',
  });
  expect(evaluate([mediaRetainedUntilFinal], timeline.evidence(), clauseOf).verdicts.cr).toBe('fail');
});

test('clearing up is not the test: a release after the end of the observation is not seen', () => {
  const timeline = madeLeave({ responses: [[500, 1300]] }).fin(20_001, 'network', 'focus');
  expect(evaluate([mediaRetainedAfterFailure], timeline.evidence(), clauseOf).verdicts.cr).toBe('pass');
});

test('the same evidence gives the same verdict, byte for byte', () => {
  const twice = [1, 2].map(() => JSON.stringify(evaluate([mediaRetainedUntilFinal], good().evidence(), clauseOf)));
  expect(twice[0]).toBe(twice[1]);
});

test('a system that died released nothing: what was cut off with it is not held against it', () => {
  const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 2100 } }).add(2130, {
    kind: 'harness',
    event: 'sut-exit',
    severity: 'inconc',
    message: 'the system under test ended',
  });
  const { verdicts, findings } = evaluate([mediaRetainedUntilFinal], timeline.evidence(), clauseOf);
  expect(verdicts.cr).toBe('inconc');
  expect(findings.at(-1)!.judgements.cr.message).toContain('the system under test ended');
});

test('a breach long before the death stands', () => {
  const timeline = madeLeave({ responses: [[200, 6000]], release: { at: 1001 } }).add(9000, {
    kind: 'harness',
    event: 'sut-exit',
    severity: 'inconc',
    message: 'the system under test ended',
  });
  expect(evaluate([mediaRetainedUntilFinal], timeline.evidence(), clauseOf).verdicts.cr).toBe('fail');
});
