import { expect, test } from '@jest/globals';
import { said } from '../client/made-judgement.ts';
import type { Evidence } from '../check.ts';
import { MadeDialog } from './made-dialog.ts';
import { policySessionEndsWithDialog } from './policy.ts';

/** BYEs at 1000 ms, answered 2xx by the UE at 2000 ms and by the core at 3000 ms unless told otherwise. */
function released(
  deletedAt: number | undefined,
  { core = [3000, 200], until = 9000, t1 = 500 }: { core?: [number, number]; until?: number; t1?: number } = {},
) {
  const made = new MadeDialog()
    .asksPolicy(50, 'create')
    .releaseBye(1000, 'ue', { cseq: 2 }, [2000, 200])
    .releaseBye(1001, 'core', { cseq: 3 }, core);
  if (deletedAt !== undefined) made.asksPolicy(deletedAt, 'delete');
  return made.evidence(until, { t1 });
}

const judged = (...how: Parameters<typeof released>) => policySessionEndsWithDialog.judge(released(...how), 'cr');
const inOneLine = (...how: Parameters<typeof released>) => said(policySessionEndsWithDialog, released(...how));

test('a deletion after the second 2xx passes, with its distance', () => {
  expect(judged(3010)).toMatchObject({ verdict: 'pass', distanceMs: 10 });
});

test('what falls between go and record of the second 2xx was answered to it', () => {
  expect(judged(2999.5)).toMatchObject({ verdict: 'pass', distanceMs: 0 });
});

test.each([
  [900, '100 ms before the first BYE, when 0 of the two BYEs had been answered 2xx'],
  [1005, '5.0 ms after the first BYE, when 0 of the two BYEs had been answered 2xx'],
  [2010, '1010 ms after the first BYE, when 1 of the two BYEs had been answered 2xx'],
])('a deletion at %s ms is too early', (at, message) => {
  expect(judged(at)).toMatchObject({
    verdict: 'fail',
    message: `the session at the policy function was deleted ${message}`,
  });
});

test('a failure counts for no 2xx', () => {
  expect(judged(3010, { core: [3000, 500] }).verdict).toBe('fail');
  expect(judged(undefined, { core: [3000, 500] })).toMatchObject({
    verdict: 'inconc',
    message: '1 of the BYEs were answered 2xx, not two',
  });
});

test('no deletion fails once it was waited for', () => {
  expect(judged(undefined)).toMatchObject({
    verdict: 'fail',
    message: 'the session at the policy function was not deleted within 6000 ms of the second 2xx',
  });
  expect(judged(undefined, { until: 5000 }).verdict).toBe('inconc');
});

test('after Timer F the P-CSCF may give up', () => {
  expect(judged(8000, { core: [3000, 500], t1: 100 })).toMatchObject({ verdict: 'inconc' });
});

test('nothing can be said without a session, or without a release', () => {
  const bare = new MadeDialog().releaseBye(1000, 'ue', { cseq: 2 }, [2000, 200]);
  expect(policySessionEndsWithDialog.judge(bare.evidence(9000), 'cr')).toEqual({
    verdict: 'inconc',
    message: 'the P-CSCF made no session at the policy function',
  });
  const still = new MadeDialog().asksPolicy(50, 'create');
  expect(policySessionEndsWithDialog.judge(still.evidence(9000), 'cr')).toEqual({
    verdict: 'inconc',
    message: 'the P-CSCF sent no BYE',
  });
});

test.each([
  [
    2999,
    'pass: the session at the policy function was deleted 0.0 ms after the second 2xx; by core sent SIP/2.0 200 at 3000, n5 at 2999: 0 ms',
  ],
  [
    2998,
    'fail: the session at the policy function was deleted 1998 ms after the first BYE, when 1 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 2998: 1998 ms',
  ],
])('a deletion at %i ms, the go of the second 2xx being given at 2999', (at, expected) => {
  expect(inOneLine(at)).toBe(expected);
});

test.each([
  [
    'exactly Timer F after the first BYE',
    7400,
    'fail: the session at the policy function was deleted 6400 ms after the first BYE, when 1 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 7400: 6400 ms',
  ],
  [
    'later',
    7401,
    'inconc: the session at the policy function was deleted 6401 ms after the first BYE: it was given up',
  ],
])('a deletion %s, one BYE having failed', (_, at, expected) => {
  expect(inOneLine(at, { core: [3000, 500], t1: 100 })).toBe(expected);
});

test.each([
  [7999, 'inconc: the session at the policy function was not deleted within 4999 ms of the second 2xx'],
  [8000, 'fail: the session at the policy function was not deleted within 5000 ms of the second 2xx'],
])('no deletion until %i ms', (until, expected) => {
  expect(inOneLine(undefined, { until })).toBe(expected);
});

test('the core was first to answer', () =>
  expect(inOneLine(2010, { core: [1500, 200] })).toBe(
    'pass: the session at the policy function was deleted 10 ms after the second 2xx; by ue sent SIP/2.0 200 at 2000, n5 at 2010: 10 ms',
  ));
test('both answered at once', () =>
  expect(inOneLine(2010, { core: [2000, 200] })).toBe(
    'pass: the session at the policy function was deleted 10 ms after the second 2xx; by core sent SIP/2.0 200 at 2000, n5 at 2010: 10 ms',
  ));
test('what decides is the word of the P-CSCF, not the answer to it', () => {
  const { timeline, ixit } = released(3010);
  const [, deleted] = policySessionEndsWithDialog.judge({ timeline, ixit }, 'cr').deciding!;
  expect(timeline.find(({ seq }) => seq === deleted)).toMatchObject({ kind: 'n5', direction: 'received' });
});

/** The UE answered 2xx at 2000 ms, the core was let go with its answer at 3000 ms and has none on record. */
function unrecorded(deletedAt: number): Evidence {
  const made = new MadeDialog()
    .asksPolicy(50, 'create')
    .releaseBye(1000, 'ue', { cseq: 2 }, [2000, 200])
    .releaseBye(1001, 'core', { cseq: 3 })
    .asksPolicy(deletedAt, 'delete');
  made.timeline.go(3000, 'core', 'call-1', '200 to BYE');
  return made.evidence(9000);
}
test('a deletion when the second 2xx may have been let go', () => {
  expect(said(policySessionEndsWithDialog, unrecorded(2999))).toBe(
    'fail: the session at the policy function was deleted 1999 ms after the first BYE, when 1 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 2999: 1999 ms',
  );
  expect(said(policySessionEndsWithDialog, unrecorded(3000))).toBe(
    'inconc: the session at the policy function was deleted 2000 ms after the first BYE, when a 2xx may have been let go that is not on record; to be repeated',
  );
});
test('one side that gives its 2xx twice has answered for itself alone', () => {
  const { timeline, ixit } = released(3010, { core: [5000, 500] });
  const twice = timeline
    .flatMap((event) =>
      event.kind === 'sip' && event.at === 2000 ? [event, { ...event, at: 2500, seq: event.seq + 1000 }] : [event],
    )
    .toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  expect(said(policySessionEndsWithDialog, { timeline: twice, ixit })).toBe(
    'fail: the session at the policy function was deleted 2010 ms after the first BYE, when 1 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 3010: 2010 ms',
  );
});
test('299 is a 2xx, 300 is none', () => {
  expect(inOneLine(3010, { core: [3000, 299] })).toBe(
    'pass: the session at the policy function was deleted 10 ms after the second 2xx; by core sent SIP/2.0 299 at 3000, n5 at 3010: 10 ms',
  );
  expect(inOneLine(3010, { core: [3000, 300] })).toBe(
    'fail: the session at the policy function was deleted 2010 ms after the first BYE, when 1 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 3010: 2010 ms',
  );
});
test('a deletion with the first BYE', () =>
  expect(inOneLine(1000)).toBe(
    'fail: the session at the policy function was deleted 0.0 ms after the first BYE, when 0 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 1000: 0 ms',
  ));
test('a deletion with the first 2xx', () =>
  expect(inOneLine(2000)).toBe(
    'fail: the session at the policy function was deleted 1000 ms after the first BYE, when 1 of the two BYEs had been answered 2xx; by ue received BYE at 1000, n5 at 2000: 1000 ms',
  ));
