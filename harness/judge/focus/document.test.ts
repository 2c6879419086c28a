import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { documentsValid, mergedEqualsFetched, userCountRight, versionsRise } from './document.ts';
import { carolGone, everybody, madeRemoval, notify } from './made-removal.ts';

/** Alice and Bob are told of the departure by that document. */
function told(document = carolGone(2, 'departed')): MadeTimeline {
  const timeline = madeRemoval({ responses: [[200, 3000]], ended: 3011 });
  for (const name of ['alice', 'bob']) notify(timeline, 3010, name, 2, document);
  return timeline;
}

const verdict = (check: Check, timeline: MadeTimeline) => check.judge(timeline.evidence(), 'cr').verdict;

describe('documents-valid', () => {
  test('all of them', () => expect(verdict(documentsValid, told())).toBe('pass'));
  test('one is not', () => {
    const judgement = documentsValid.judge(told(carolGone(2, 'left')).evidence(), 'cr');
    expect(judgement.verdict).toBe('fail');
    expect(judgement.message).toMatch(/2 of 5 documents are not valid; to Alice: .*'left'/);
  });
});

describe('versions-rise', () => {
  test('by one', () => expect(verdict(versionsRise, told())).toBe('pass'));
  test.each([1, 0])('not: %i after 1', (version) =>
    expect(verdict(versionsRise, told(carolGone(version, 'departed')))).toBe('fail'),
  );
  test('a partial document that leaves one out', () =>
    expect(verdict(versionsRise, told(carolGone(3, 'departed')))).toBe('fail'));
  test('no version at all', () =>
    expect(verdict(versionsRise, told(carolGone(2, 'departed').replace(' version="2"', '')))).toBe('fail'));
  test('one document only', () => expect(verdict(versionsRise, madeRemoval())).toBe('inconc'));
});

describe('user-count-right', () => {
  const counting = (count: number) =>
    told(
      carolGone(2, 'departed').replace(
        '<users',
        `<conference-state><user-count>${count}</user-count></conference-state><users`,
      ),
    );
  test('those who are left', () => expect(verdict(userCountRight, counting(2))).toBe('pass'));
  test('the one who is gone, too', () => expect(verdict(userCountRight, counting(3))).toBe('fail'));
  test('absent', () => expect(verdict(userCountRight, told())).toBe('pass'));
  test('nobody told', () => expect(verdict(userCountRight, madeRemoval({ responses: [[200, 3000]] }))).toBe('inconc'));
});

describe('merged-equals-fetched', () => {
  const fetching = (document: string, timeline = told()) =>
    notify(timeline, 4000, 'bob', 1, document, 'terminated', 'fetch');
  const departed = everybody().replace(
    /(entity="sip:carol@c"><status>)connected<\/status>/,
    '$1disconnected</status><disconnection-method>departed</disconnection-method>',
  );
  test('equal', () =>
    expect(mergedEqualsFetched.judge(fetching(departed).evidence(), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [],
    }));
  test('who is gone is not listed in the fetch: a note', () => {
    const judgement = mergedEqualsFetched.judge(fetching(everybody('carol')).evidence(), 'cr');
    expect([judgement.verdict, judgement.notes?.length]).toEqual(['pass', 1]);
  });
  test('somebody else is not listed', () =>
    expect(verdict(mergedEqualsFetched, fetching(everybody('alice')))).toBe('fail'));
  test('who is gone is connected in the fetch', () =>
    expect(verdict(mergedEqualsFetched, fetching(everybody()))).toBe('fail'));
  test('a change that claims to be everything', () => {
    const timeline = told(carolGone(2, 'departed').replaceAll('state="partial"', 'state="full"'));
    expect(verdict(mergedEqualsFetched, fetching(departed, timeline))).toBe('fail');
  });
  test('nothing fetched', () => expect(verdict(mergedEqualsFetched, told())).toBe('inconc'));
});
