import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import { carolGone, everybody, madeGroup, type MadeRemoval, madeRemoval, notify } from './made-removal.ts';
import { removedKeptInRoster } from './roster.ts';

describe('removed-kept-in-roster', () => {
  /** What Bob fetches at which times; the BYE is at 1000 ms, its answer at 3000 unless it says otherwise. */
  const judge = (fetches: Record<number, string>, removal: MadeRemoval = { responses: [[200, 3000]] }) => {
    const timeline = madeRemoval(removal);
    for (const [at, document] of Object.entries(fetches))
      notify(timeline, Number(at), 'bob', 1, document, 'terminated', `fetch${at}`);
    return inWords(removedKeptInRoster, timeline.evidence());
  };
  const gone = everybody('carol');
  const departed = carolGone(1, 'departed').replaceAll('partial', 'full');
  test('listed while the BYE is outstanding, absent afterwards', () =>
    expect(judge({ 1500: everybody(), 4000: gone })).toEqual([
      'pass: while the BYE was outstanding the roster shows her connected; after the final response (200) it does not list her',
      'by carol received BYE at 1000, bob received NOTIFY at 1500: 500 ms',
    ]));
  test('listed as disconnected', () =>
    expect(judge({ 1500: departed, 4000: departed })).toEqual([
      'pass: while the BYE was outstanding the roster shows her disconnected; after the final response (200) it shows her disconnected',
      'by carol received BYE at 1000, bob received NOTIFY at 1500: 500 ms',
    ]));
  test('gone while the BYE is outstanding', () =>
    expect(judge({ 1500: gone, 4000: gone })).toEqual([
      'fail: Carol was gone from the roster 500 ms after the BYE, before any final response',
      'by carol received BYE at 1000, bob received NOTIFY at 1500: 500 ms',
    ]));
  test('connected after the response', () =>
    expect(judge({ 1500: everybody(), 4000: everybody() })).toEqual([
      'fail: the roster still shows Carol connected 1000 ms after the final response (200)',
      'by carol sent SIP/2.0 200 at 3000, bob received NOTIFY at 4000: 1000 ms',
    ]));
  test.each([
    ['before the BYE', 1000],
    ['when the answer had its go', 2999],
  ])('what was fetched %s does not count', (_, at) =>
    expect(judge({ [at]: gone, 4000: gone })).toEqual([
      'inconc: no roster could be fetched while the BYE was outstanding',
    ]),
  );
  test('what was fetched with the response does not count', () =>
    expect(judge({ 1500: everybody(), 3000: everybody() })).toEqual([
      'inconc: no roster could be fetched after the final response',
    ]));
  test('the BYE was never answered: all is while it is outstanding', () =>
    expect(judge({ 5000: everybody(), 9000: gone }, {})).toEqual([
      'inconc: no roster could be fetched after the final response',
    ]));
  test('the first fetch has no document', () =>
    expect(judge({ 1400: '', 1500: everybody(), 4000: gone })).toEqual([
      'pass: while the BYE was outstanding the roster shows her connected; after the final response (200) it does not list her',
      'by carol received BYE at 1000, bob received NOTIFY at 1500: 500 ms',
    ]));
  test('what his subscription tells is no fetch', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]], told: { bob: 1500 } });
    expect(inWords(removedKeptInRoster, timeline.evidence())).toEqual([
      'inconc: no roster could be fetched while the BYE was outstanding',
    ]);
    const late = madeRemoval({ responses: [[200, 3000]], watchers: ['alice', 'carol'] });
    notify(late, 1500, 'bob', 1, everybody());
    notify(late, 4000, 'bob', 1, gone, 'terminated', 'fetch');
    expect(inWords(removedKeptInRoster, late.evidence())[0]).toMatch(/^inconc/);
  });
  test('nothing fetched', () =>
    expect(judge({})).toEqual(['inconc: no roster could be fetched while the BYE was outstanding']));
  test('nobody was removed', () =>
    expect(inWords(removedKeptInRoster, madeGroup().end(9000).evidence())).toEqual([
      'inconc: the focus sent no BYE to Carol',
    ]));
});
