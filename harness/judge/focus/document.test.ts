import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { documentsValid, mergedEqualsFetched, userCountRight, versionsRise } from './document.ts';
import { carolGone, everybody, madeGroup, madeRemoval, notify, withVersion } from './made-removal.ts';

/** Alice and Bob are told of the departure by that document. */
function told(document = carolGone(2, 'departed'), watchers = ['alice', 'bob']): MadeTimeline {
  const timeline = madeRemoval({ responses: [[200, 3000]], ended: 3011 });
  for (const name of watchers) notify(timeline, 3010, name, 2, document);
  return timeline;
}

const judge = (check: Check, timeline: MadeTimeline) => inWords(check, timeline.evidence());

describe('documents-valid', () => {
  const check = documentsValid;
  test('all of them', () => expect(judge(check, told())).toEqual(['pass: 5 documents, all valid']));
  test('a fetch counts too, and what has no body does not', () => {
    const timeline = notify(told(), 4000, 'bob', 1, everybody(), 'terminated', 'fetch');
    expect(judge(check, notify(timeline, 4001, 'bob', 1, '', 'terminated', 'fetch2'))).toEqual([
      'pass: 6 documents, all valid',
    ]);
    expect(judge(check, notify(told(), 4001, 'bob', 1, ' \r\n', 'terminated', 'fetch2'))).toEqual([
      'pass: 5 documents, all valid',
    ]);
  });
  test('one is not', () => {
    const [finding, by] = judge(check, told(carolGone(2, 'left')));
    expect(finding).toMatch(/^fail: 2 of 5 documents are not valid; to Alice: .*'left'/);
    expect(by).toBe('by alice received NOTIFY at 3010');
  });
  test('none was sent', () => expect(judge(check, madeGroup([]).end(9000))).toEqual(['inconc: no document was sent']));
});

describe('versions-rise', () => {
  const check = versionsRise;
  test('by one', () =>
    expect(judge(check, told())).toEqual([
      'pass: Alice got 2 documents with rising versions; Bob got 2 documents with rising versions',
    ]));
  test.each([
    [
      1,
      [
        'fail: a document to Alice has version 1, 2 was due; a document to Bob has version 1, 2 was due',
        'by alice received NOTIFY at 3010',
      ],
    ],
    [
      0,
      [
        'fail: a document to Alice has version 0, 2 was due; a document to Bob has version 0, 2 was due',
        'by alice received NOTIFY at 3010',
      ],
    ],
  ])('not: %i after 1', (version, expected) =>
    expect(judge(check, told(carolGone(version, 'departed')))).toEqual(expected),
  );
  test('a partial document that leaves one out', () =>
    expect(judge(check, told(carolGone(3, 'departed')))).toEqual([
      'fail: a document to Alice has version 3, 2 was due; a document to Bob has version 3, 2 was due',
      'by alice received NOTIFY at 3010',
    ]));
  test('a partial document before any full one', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]], watchers: ['carol'] });
    timeline.sip(180, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', 'Call-ID: s-bob', 'CSeq: 1 SUBSCRIBE']);
    notify(timeline, 200, 'bob', 1, carolGone(1, 'departed'));
    notify(timeline, 3010, 'bob', 2, withVersion(everybody(), 2));
    expect(judge(check, timeline)).toEqual([
      'fail: a document to Bob has version 1, and is partial before any full one',
      'by bob received NOTIFY at 200',
    ]);
  });
  test('a list that does not say that it is partial is no matter of versions', () =>
    expect(judge(check, told(carolGone(2, 'departed').replace('<users state="partial"', '<users')))[0]).toMatch(
      /^pass/,
    ));
  test('no version at all', () =>
    expect(judge(check, told(carolGone(2, 'departed').replace(' version="2"', '')))).toEqual([
      'fail: a document to Alice has no version; a document to Bob has no version',
      'by alice received NOTIFY at 3010',
    ]));
  test('one document only', () =>
    expect(judge(check, madeRemoval())).toEqual([
      'inconc: Alice got 1 documents: a version has to be compared with another; Bob got 1 documents: a version has to be compared with another',
    ]));
  test('one document, and a NOTIFY without', () =>
    expect(judge(check, told(''))).toEqual([
      'inconc: Alice got 1 documents: a version has to be compared with another; Bob got 1 documents: a version has to be compared with another',
    ]));
});

describe('user-count-right', () => {
  const check = userCountRight;
  const counting = (count: number) =>
    told(
      carolGone(2, 'departed').replace(
        '<users',
        `<conference-state><user-count>${count}</user-count></conference-state><users`,
      ),
    );
  test('those who are left', () =>
    expect(judge(check, counting(2))).toEqual([
      'pass: the document to Alice counts 2, 2 are connected; the document to Bob counts 2, 2 are connected',
      'by alice received NOTIFY at 3010',
    ]));
  test('the one who is gone, too', () =>
    expect(judge(check, counting(3))).toEqual([
      'fail: the document to Alice counts 3, 2 are connected; the document to Bob counts 3, 2 are connected',
      'by alice received NOTIFY at 3010',
    ]));
  test('absent', () =>
    expect(judge(check, told())).toEqual([
      'pass: the document to Alice has no user-count; the document to Bob has no user-count',
      'note: user-count is optional',
    ]));
  test('nobody told', () =>
    expect(judge(check, madeRemoval({ responses: [[200, 3000]] }))).toEqual([
      'inconc: Alice was told of no departure; Bob was told of no departure',
    ]));
});

describe('merged-equals-fetched', () => {
  const check = mergedEqualsFetched;
  const fetching = (document: string, timeline = told(), at = 4000) =>
    notify(timeline, at, 'bob', 1, document, 'terminated', `fetch${at}`);
  const carolIs = (state: string) =>
    everybody().replace(/(entity="sip:carol@c">)<status>connected<\/status>/, `$1${state}`);
  const departed = carolIs('<status>disconnected</status><disconnection-method>departed</disconnection-method>');
  const bobIs = (state: string) => departed.replace(/(entity="sip:bob@b">)<status>connected<\/status>/, `$1${state}`);

  test('equal', () =>
    expect(judge(check, fetching(departed))).toEqual([
      'pass: the 3 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]));
  test('fetched in the very moment', () => expect(judge(check, fetching(departed, told(), 3010))[0]).toMatch(/^pass/));
  test('the last of several fetches counts', () =>
    expect(judge(check, fetching(departed, fetching(everybody(), told(), 3500)))[0]).toMatch(/^pass/));
  test('written otherwise', () =>
    expect(
      judge(check, fetching(departed.replace('<user entity="sip:bob@b"', '<user entity="sip:bob@b:5060"'))),
    ).toEqual([
      'pass: the 3 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]));
  test('who is gone is not listed in the fetch: a note', () =>
    expect(judge(check, fetching(everybody('carol')))).toEqual([
      'pass: the 3 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
      'note: sip:carol@c is disconnected departed by the documents, absent by the fetch',
    ]));
  test('who is gone is shown otherwise: a note', () => {
    expect(judge(check, fetching(carolIs('<status>disconnected</status>')))).toEqual([
      'pass: the 3 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
      'note: sip:carol@c is disconnected departed by the documents, disconnected by the fetch',
    ]);
    expect(judge(check, fetching(carolIs('')))).toEqual([
      'pass: the 3 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
      'note: sip:carol@c is disconnected departed by the documents, of no status by the fetch',
    ]);
    expect(judge(check, fetching(departed.replace(/<endpoint entity="sip:carol@c".*?<\/endpoint>/, '')))).toEqual([
      'pass: the 3 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
      'note: sip:carol@c is disconnected departed by the documents, without an endpoint by the fetch',
    ]);
  });
  test('who is gone is listed in the fetch only: a note', () =>
    expect(judge(check, fetching(departed, told(carolGone(2, 'deleted'))))).toEqual([
      'pass: the 2 users that Bob knows of are those of the fetch, and as they are there',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
      'note: sip:carol@c is absent by the documents, disconnected departed by the fetch',
    ]));
  test('somebody else is shown as gone as well, and not listed', () => {
    const timeline = told();
    notify(timeline, 3100, 'bob', 3, carolGone(3, 'departed').replaceAll('sip:carol@c', 'sip:alice@a'));
    expect(judge(check, fetching(departed.replace(/<user entity="sip:alice@a".*?<\/user>/, ''), timeline))).toEqual([
      'fail: sip:alice@a is disconnected departed by the documents, absent by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]);
  });
  test('somebody else is not listed', () =>
    expect(judge(check, fetching(departed.replace(/<user entity="sip:alice@a".*?<\/user>/, '')))).toEqual([
      'fail: sip:alice@a is connected by the documents, absent by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]));
  test('somebody else is shown otherwise', () => {
    expect(judge(check, fetching(bobIs('<status>disconnected</status>')))).toEqual([
      'fail: sip:bob@b is connected by the documents, disconnected by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]);
    const two = '<status>on-hold</status></endpoint><endpoint entity="sip:bob@b;d=2"><status>connected</status>';
    expect(judge(check, fetching(bobIs(two)))).toEqual([
      'fail: sip:bob@b is connected by the documents, connected and on-hold by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]);
  });
  test('in another order it is the same', () => {
    const endpoint = (name: string, status: string) =>
      `<endpoint entity="${name}"><status>${status}</status></endpoint>`;
    const [one, two] = [endpoint('sip:bob@b', 'connected'), endpoint('sip:bob@b;d=2', 'on-hold')];
    const withBoth = (document: string, both: string) => document.replace(one, both);
    const timeline = told();
    notify(timeline, 3100, 'bob', 3, withVersion(withBoth(departed, one + two), 3));
    expect(judge(check, fetching(withBoth(departed, two + one), timeline))[0]).toMatch(/^pass/);
  });
  test('somebody whom the documents did not show', () => {
    const dora = '<user entity="sip:dora@d"><endpoint entity="sip:dora@d"><status>connected</status></endpoint></user>';
    expect(judge(check, fetching(departed.replace('</users>', `${dora}</users>`)))).toEqual([
      'fail: sip:dora@d is absent by the documents, connected by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]);
  });
  test('who is gone is connected in the fetch', () =>
    expect(judge(check, fetching(everybody()))).toEqual([
      'fail: the fetch shows Carol connected 990 ms after her departure',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]));
  test('who is gone came back by the documents, and is not in the fetch', () => {
    const timeline = told();
    notify(timeline, 3100, 'bob', 3, withVersion(everybody(), 3));
    expect(judge(check, fetching(departed, timeline))).toEqual([
      'fail: sip:carol@c is connected by the documents, disconnected departed by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]);
  });
  test('a change that claims to be everything', () => {
    const timeline = told(carolGone(2, 'departed').replaceAll('state="partial"', 'state="full"'));
    expect(judge(check, fetching(departed, timeline))).toEqual([
      'fail: sip:alice@a is absent by the documents, connected by the fetch; sip:bob@b is absent by the documents, connected by the fetch',
      'by bob received NOTIFY at 3010, bob received NOTIFY at 4000',
    ]);
  });
  test('what his subscription told is no fetch', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]], told: { bob: 3010 } });
    expect(judge(check, timeline)).toEqual(['inconc: Bob could not fetch the roster after the departure']);
  });
  test('nothing fetched, or before, or without a document', () => {
    const missed = ['inconc: Bob could not fetch the roster after the departure'];
    expect(judge(check, told())).toEqual(missed);
    expect(judge(check, fetching(departed, told(), 3009))).toEqual(missed);
    expect(judge(check, fetching(''))).toEqual(missed);
  });
  test('Bob was not told', () =>
    expect(judge(check, fetching(departed, told(carolGone(2, 'departed'), ['alice'])))).toEqual([
      'inconc: Bob was told of no departure',
    ]));
});
