import { describe, expect, test } from '@jest/globals';
import type { Check } from './check.ts';
import { mediaRetainedAfterFailure, mediaRetainedUntilFinal } from './client/media.ts';
import { madeLeave } from './client/made-leave.ts';
import { evaluate } from './evaluate.ts';
import { MadeTimeline } from './made-timeline.ts';
import { foretold, remembered } from './remembered.ts';
import type { Verdict } from './verdict.ts';

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

test('a step that could not be performed stands in the way of a pass, of no breach, and is named', () => {
  const restart = {
    kind: 'step',
    step: 'restart',
    phase: 'failed',
    caption: 'the client restarts',
    preamble: false,
  } as const;
  const unsupported = { ...restart, detail: 'unsupported' };
  const silent: Check = { ...mediaRetainedUntilFinal, judge: () => ({ verdict: 'none', message: '' }) };
  const broken = madeLeave({ responses: [[200, 6000]], release: { at: 1001 } }).add(7000, unsupported);
  const { verdicts, findings } = evaluate([silent], good().add(7000, unsupported).evidence(), clauseOf);
  expect(verdicts.cr).toBe('inconc');
  expect(findings.find(({ check }) => check === 'steps-performed')!.judgements.cr.message).toBe(
    'not all steps could be performed: the client restarts: unsupported',
  );
  for (const { required, consequence } of findings.filter(({ check }) => check === 'steps-performed'))
    expect([required, consequence].join(' ')).toMatch(/^\S.*\. \S.*\.$/);
  expect(evaluate([mediaRetainedUntilFinal], good().add(7000, unsupported).evidence(), clauseOf).verdicts.cr).toBe(
    'inconc',
  );
  expect(evaluate([mediaRetainedUntilFinal], broken.evidence(), clauseOf).verdicts.cr).toBe('fail');
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

/** A check that says the same of any evidence. */
const saying = (verdict: Verdict, id = 'says'): Check => ({
  id,
  requirement: 'REQ-CL-01',
  title: 'It says what it says',
  required: 'Nothing.',
  consequence: 'None.',
  judge: () => ({ verdict, message: `it is ${verdict}` }),
});
const overall = (checks: readonly Check[], timeline: MadeTimeline) =>
  evaluate(checks, timeline.evidence(), clauseOf).verdicts.cr;

test('where no check has anything to say that is no pass, and the test side still has its say', () => {
  const doubted = good().add(3000, { kind: 'harness', event: 'clock-step', severity: 'inconc', message: 'a step' });
  expect(overall([saying('none')], good())).toBe('none');
  expect(overall([saying('none'), saying('pass')], good())).toBe('pass');
  expect(overall([saying('none')], doubted)).toBe('inconc');
  expect(overall([saying('pass')], doubted)).toBe('inconc');
});

test('what is found about the test itself stands around the findings, and says what it is', () => {
  const { findings } = evaluate([saying('pass')], good().lag(2000, 17.4).evidence(), clauseOf);
  expect(findings.map(({ check, requirement, clause }) => [check, requirement, clause])).toEqual([
    ['preamble-reached', '', ''],
    ['says', 'REQ-CL-01', '§1'],
    ['test-side-sound', '', ''],
  ]);
  for (const { required, consequence } of findings)
    expect([required, consequence].join(' ')).toMatch(/^\S.*\. \S.*\.$/);
  expect(findings[0]!.judgements.cr).toEqual({ verdict: 'pass', message: 'the initial condition was established' });
  expect(findings[2]!.judgements.cr.message).toMatch(/^\d+ SIP messages traced, the test side at most 17 ms late$/);
});

test('a preamble that nobody reached, and no step that failed', () => {
  const { findings } = evaluate([saying('pass')], new MadeTimeline().end(5).evidence(), clauseOf);
  expect(findings[0]!.judgements.cr.message).toBe('the initial condition was not established');
  expect(findings[1]!.judgements.cr.message).toBe('not judged: the initial condition was not established');
});

test('a step that began is not a step that failed', () => {
  const step = { kind: 'step', step: 'joined', caption: 'a client in a group', preamble: true } as const;
  const timeline = new MadeTimeline().add(1, { ...step, phase: 'begin' }).add(5, { ...step, phase: 'failed' });
  expect(evaluate([], timeline.evidence(), clauseOf).findings[0]!.judgements.cr.message).toBe(
    'the initial condition was not established: a client in a group: failed',
  );
});

test.each([
  [400, ' (of these 1000 ms somebody waited for a processor of this machine for 400 ms: it was too busy)'],
  [200, ''],
])('what did not come while somebody waited for a processor for %d ms of a second', (waited, said) => {
  const step = { kind: 'step', step: 'joined', caption: 'a client in a group', preamble: true } as const;
  const timeline = new MadeTimeline().add(900, { ...step, phase: 'failed' }).pressure(1000, waited);
  expect(evaluate([], timeline.evidence(), clauseOf).findings[0]!.judgements.cr.message).toBe(
    `the initial condition was not established: a client in a group: failed${said}`,
  );
});

describe('what the test side tells of itself', () => {
  const soundness = (
    ...told: [event: 'sipp-finding' | 'evidence-gap' | 'fault', severity: 'note' | 'inconc' | 'error'][]
  ) => {
    const timeline = good();
    for (const [index, [event, severity]] of told.entries())
      timeline.add(3000 + index, { kind: 'harness', event, severity, message: `${event} ${index}` });
    return evaluate([saying('pass')], timeline.evidence(), clauseOf).findings.at(-1)!.judgements.cr;
  };

  test('errors first, with the doubts behind them', () => {
    expect(soundness(['fault', 'inconc'], ['fault', 'error'])).toEqual({
      verdict: 'error',
      message: 'fault 1; fault 0',
    });
  });

  test('a message that SIPp dropped is bad luck; another doubt beside it is not', () => {
    expect(soundness(['sipp-finding', 'inconc'], ['sipp-finding', 'inconc'])).toEqual({
      verdict: 'inconc',
      message: 'sipp-finding 0; sipp-finding 1',
      repeatable: true,
    });
    expect(soundness(['sipp-finding', 'inconc'], ['fault', 'inconc'])).toEqual({
      verdict: 'inconc',
      message: 'sipp-finding 0; fault 1',
    });
  });

  test('gaps of the evidence and findings of SIPp that decide nothing are notes', () => {
    expect(soundness(['evidence-gap', 'note'], ['fault', 'note'], ['sipp-finding', 'note']).notes).toEqual([
      'evidence-gap 0',
      'sipp-finding 2',
    ]);
    expect(soundness(['evidence-gap', 'note']).notes).toEqual(['evidence-gap 0']);
    expect(soundness(['sipp-finding', 'note']).notes).toEqual(['sipp-finding 0']);
    expect(soundness(['fault', 'note'])).not.toHaveProperty('notes');
  });
});

test('what happened a second before the death is known is still judged, and nothing later', () => {
  const died = (at: number) =>
    madeLeave({ responses: [[200, 6000]], release: { at: 2000 } }).add(at, {
      kind: 'harness',
      event: 'sut-exit',
      severity: 'inconc',
      message: 'the system under test ended',
    });
  expect(overall([mediaRetainedUntilFinal], died(3000))).toBe('fail');
  expect(overall([mediaRetainedUntilFinal], died(2999))).toBe('inconc');
});

test('what falls on the last word of a system that died is judged whole; of one that died at once, nothing', () => {
  const seen: Check = {
    ...saying('pass'),
    judge: ({ timeline }) => ({ verdict: 'pass', message: timeline.map(({ at, kind }) => `${kind} ${at}`).join() }),
  };
  const note = { kind: 'harness', event: 'sut-log', severity: 'note', message: 'a line' } as const;
  const died = { kind: 'harness', event: 'sut-exit', severity: 'inconc', message: 'it ended' } as const;
  const sight = (timeline: MadeTimeline) =>
    evaluate([seen], timeline.evidence(), clauseOf).findings[1]!.judgements.cr.message;
  const reached = () => new MadeTimeline().add(5, { kind: 'mark', mark: 'preamble-reached' });
  expect(sight(reached().add(2000, note).add(2000, note).add(2000.1, note).add(3000, died))).toBe(
    'mark 5,harness 2000,harness 2000',
  );
  expect(sight(reached().end(2000).add(2000, note).add(3000, died))).toBe('mark 5,mark 2000');
  expect(sight(reached().add(500, died))).toBe('');
});

test('what is known of a timeline beforehand is known to the checks, where nothing of it is left out', () => {
  const knowing: Check = {
    ...saying('pass'),
    judge: ({ timeline }) => ({ verdict: 'pass', message: remembered(timeline, 'known', () => 'read') }),
  };
  const evidence = new MadeTimeline().add(5, { kind: 'mark', mark: 'preamble-reached' }).end(9).evidence();
  foretold(evidence.timeline, 'known', 'beforehand');
  expect(evaluate([knowing], evidence, clauseOf).findings[1]!.judgements.cr.message).toBe('beforehand');
});

test('a client is classified where that is asked for, and its preamble was reached', () => {
  const silent = () => madeLeave({ until: 40_000 });
  const classified = saying('pass', 'leave-classified');
  const classificationOf = (checks: readonly Check[], timeline: MadeTimeline) =>
    evaluate(checks, timeline.evidence(), clauseOf).classification;
  expect(classificationOf([saying('pass'), classified], silent())).toBe('CR');
  expect(classificationOf([saying('pass')], silent())).toBeUndefined();
  expect(classificationOf([classified], new MadeTimeline().end(5))).toBeUndefined();
});

describe('a test side that stood still', () => {
  const early = () => madeLeave({ responses: [[200, 6000]], release: { at: 1001 } });
  const judged = (made: MadeTimeline) => {
    const { verdicts, findings } = evaluate([mediaRetainedUntilFinal], made.evidence(), clauseOf);
    return { verdict: verdicts.cr, finding: findings[1]!.judgements.cr };
  };
  const from = early()
    .evidence()
    .timeline.find((event) => event.kind === 'mark' && event.mark === 'preamble-reached')!.at;
  const end = early().evidence().timeline.at(-1)!.at;

  test('for more than a second leaves a breach open, to be looked at again', () => {
    const plain = judged(early());
    const { verdict, finding } = judged(early().lag(5000, 1001));
    expect([plain.verdict, verdict]).toEqual(['fail', 'inconc']);
    expect(finding).toEqual({
      ...plain.finding,
      verdict: 'inconc',
      repeatable: true,
      message: `${plain.finding.message}; but the test side stood still for 1001 ms in between`,
    });
  });
  test.each<[string, MadeTimeline]>([
    ['for a second', early().lag(5000, 1000)],
    ['in one of its processes', early().lag(5000, 2000, 'network')],
    ['before there was anything to observe', early().lag(from, 2000)],
    ['after the observation', early().lag(end + 2000, 2000)],
  ])('%s excuses nothing', (_, made) => {
    expect(judged(made).verdict).toBe('fail');
  });
  test('until after the observation counts', () => {
    expect(judged(early().lag(end + 1999, 2000)).verdict).toBe('inconc');
  });
  test('takes nothing from a pass, nor from what was open', () => {
    expect(judged(good().lag(5000, 2000)).verdict).toBe('pass');
    const open: Check = { ...mediaRetainedUntilFinal, judge: () => ({ verdict: 'inconc', message: 'unknown' }) };
    const { findings } = evaluate([open], good().lag(5000, 2000).evidence(), clauseOf);
    expect(findings[1]!.judgements.cr).toEqual({ verdict: 'inconc', message: 'unknown' });
  });
});
