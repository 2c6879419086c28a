import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { madeLeave } from './made-leave.ts';
import { chunk, madeGroup, type MadeRemoval, madeRemoval } from './made-removal.ts';
import { leaverMediaReleased, legReleaseOf, removedMediaReleased } from './media.ts';

describe('the release of a leg', () => {
  const release = (timeline: MadeTimeline, from = 1000) => legReleaseOf(timeline.evidence().timeline, from);
  const group = () => madeGroup();

  test.each(['fin', 'rst'] as const)('is a %s of the focus', (how) => {
    expect(release(group().fin(1010, 'carol', 'carol', how))).toMatchObject({ at: 1010, how: how.toUpperCase() });
  });
  test('is a 481 where its control is answered so', () => {
    expect(release(group().send(1010, 'carol', 'carol', 'probe', 481))).toMatchObject({ at: 1011, how: '481' });
  });
  test('is the first of several, from that moment on', () => {
    const several = () =>
      group().fin(900, 'carol', 'carol').send(1010, 'carol', 'carol', 'message', 481).fin(1020, 'carol', 'carol');
    expect(release(several())).toMatchObject({ at: 1011 });
    expect(release(several(), 1011)).toMatchObject({ at: 1011 });
    expect(release(several(), 900)).toMatchObject({ at: 900 });
    expect(release(several(), 1012)).toMatchObject({ at: 1020 });
  });
  test.each<[string, (timeline: MadeTimeline) => MadeTimeline]>([
    ['that of another leg', (timeline) => timeline.fin(1010, 'bob', 'bob').send(1010, 'bob', 'bob', 'probe', 481)],
    ['a 481 to the control', (timeline) => timeline.send(1010, 'carol', 'carol', 'control', 481)],
    ['another response', (timeline) => timeline.send(1010, 'carol', 'carol', 'probe', 200)],
    [
      'the end of a connection by Carol herself',
      (timeline) =>
        timeline.add(1010, { kind: 'tcp', actor: 'carol', event: 'fin', by: 'tester', connection: 1, sessions: [] }),
    ],
    [
      'a new connection',
      (timeline) =>
        timeline.add(1010, { kind: 'tcp', actor: 'carol', event: 'open', by: 'sut', connection: 1, sessions: [] }),
    ],
  ])('is not %s', (_, happening) => {
    expect(release(happening(group()))).toBeUndefined();
  });
  test('is not seen by a 481 where the control is answered otherwise', () => {
    const timeline = madeRemoval();
    const without = timeline
      .send(1010, 'carol', 'carol', 'probe', 481)
      .send(1020, 'carol', 'carol', 'control', 200)
      .evidence()
      .timeline.filter((event) => event.at > 150.5 && event.at !== 151);
    expect(legReleaseOf(without, 1000)).toBeUndefined();
  });
});

describe('removed-media-released', () => {
  const removal: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010 } };
  const judge = (happening: (timeline: MadeTimeline) => MadeTimeline, change: MadeRemoval = {}) =>
    inWords(removedMediaReleased, happening(madeRemoval({ ...removal, ...change })).evidence());
  const fin = (at: number) => (timeline: MadeTimeline) => timeline.fin(at, 'carol', 'carol');
  const nothing = (timeline: MadeTimeline) => timeline;

  test('with the BYE', () =>
    expect(judge(fin(1000))).toEqual([
      "pass: Carol's media was released (FIN) 0.0 ms after the BYE; at most 2000 ms are allowed",
      'by carol received BYE at 1000, fin of carol at 1000: 0 ms',
      'note: 2000 ms before the final response',
      'note: 2010 ms before Alice was told',
    ]));
  test('ahead of it, but not long', () => {
    expect(judge(fin(800))).toEqual([
      "pass: Carol's media was released (FIN) 200 ms ahead of the BYE; at most 2000 ms are allowed",
      'by fin of carol at 800, carol received BYE at 1000: -200 ms',
      'note: 2200 ms before the final response',
      'note: 2210 ms before Alice was told',
    ]);
    expect(judge(fin(799))[0]).toMatch(/^fail/);
  });
  test('at the last moment', () =>
    expect(judge(fin(3000), { responses: [] })).toEqual([
      "pass: Carol's media was released (FIN) 2000 ms after the BYE; at most 2000 ms are allowed",
      'by carol received BYE at 1000, fin of carol at 3000: 2000 ms',
      'note: 10 ms before Alice was told',
      'note: no final response was sent',
    ]));
  test('too late', () =>
    expect(judge(fin(3001))).toEqual([
      "fail: Carol's media was released (FIN) 2001 ms after the BYE; at most 2000 ms are allowed",
      'by carol received BYE at 1000, fin of carol at 3001: 2001 ms',
      'note: -1.0 ms before the final response',
      'note: 9.0 ms before Alice was told',
    ]));
  test('nobody was told', () =>
    expect(judge(fin(1010), { told: {}, responses: [] })).toEqual([
      "pass: Carol's media was released (FIN) 10 ms after the BYE; at most 2000 ms are allowed",
      'by carol received BYE at 1000, fin of carol at 1010: 10 ms',
      'note: no final response was sent',
    ]));
  test('never', () =>
    expect(judge(nothing)).toEqual([
      "fail: Carol's media had not been released 9000 ms after the BYE; at most 2000 ms are allowed",
    ]));
  test('never, and she may post', () => {
    expect(
      judge((timeline) =>
        timeline.send(990, 'carol', 'carol', 'message', 200, 1000).send(1500, 'carol', 'carol', 'message', 200),
      ),
    ).toEqual([
      "fail: Carol's media had not been released 9000 ms after the BYE; at most 2000 ms are allowed; a message of hers was answered 200 501 ms after the BYE",
      'by carol received BYE at 1000, carol received 200 at 1501: 501 ms',
    ]);
  });
  test('not watched long enough', () => {
    expect(judge(nothing, { until: 2999, responses: [], told: {} })).toEqual([
      'inconc: only 1999 ms after the BYE were observed',
    ]);
    expect(judge(nothing, { until: 3000, responses: [], told: {} })).toEqual([
      "fail: Carol's media had not been released 2000 ms after the BYE; at most 2000 ms are allowed",
    ]);
  });
  test('nobody was removed', () =>
    expect(inWords(removedMediaReleased, madeGroup().end(9000).evidence())).toEqual([
      'inconc: the focus sent no BYE to Carol',
    ]));
});

describe('leaver-media-released', () => {
  /** Carol leaves at 1000 ms and is answered at 1005; a message reaches Alice at 2000 ms. */
  const relayed = (left = madeLeave()) => chunk(left, 2000, 'alice', 'm');
  const judge = (timeline: MadeTimeline, until = 9000) => inWords(leaverMediaReleased, timeline.end(until).evidence());

  test('closed', () =>
    expect(judge(relayed().fin(1010, 'carol', 'carol'))).toEqual([
      "pass: Carol's media was released (FIN) 10 ms after her BYE; Alice got the message that was posted afterwards, Carol did not",
      'by carol sent BYE at 1000, fin of carol at 1010: 10 ms',
    ]));
  test('closed ahead of the BYE, but not long', () => {
    expect(judge(relayed().fin(800, 'carol', 'carol'))).toEqual([
      "pass: Carol's media was released (FIN) 200 ms ahead of her BYE; Alice got the message that was posted afterwards, Carol did not",
      'by carol sent BYE at 1000, fin of carol at 800: -200 ms',
    ]);
    expect(judge(relayed().fin(799, 'carol', 'carol'))[0]).toMatch(/^fail/);
  });
  test('refused at the last moment', () =>
    expect(judge(relayed().send(2999, 'carol', 'carol', 'probe', 481))).toEqual([
      "pass: Carol's media was released (481) 2000 ms after her BYE; Alice got the message that was posted afterwards, Carol did not",
      'by carol sent BYE at 1000, carol received 481 at 3000: 2000 ms',
    ]));
  test('too late', () =>
    expect(judge(relayed().fin(3001, 'carol', 'carol'))).toEqual([
      "fail: Carol's media was released (FIN) 2001 ms after her BYE; Alice got the message that was posted afterwards, Carol did not",
      'by carol sent BYE at 1000, fin of carol at 3001: 2001 ms',
    ]));
  test('neither', () => {
    expect(judge(relayed())).toEqual(["fail: Carol's leg was neither closed nor refused within the 8000 ms observed"]);
    expect(judge(relayed(), 3000)).toEqual([
      "fail: Carol's leg was neither closed nor refused within the 2000 ms observed",
    ]);
    expect(judge(relayed(), 2999)).toEqual(['inconc: only 1999 ms after the BYE were observed']);
  });
  test('she is sent something', () => {
    const released = () => relayed().fin(1010, 'carol', 'carol');
    expect(judge(chunk(released(), 1006, 'carol', 'm'))).toEqual([
      'fail: a message of the group was delivered to Carol 1.0 ms after her BYE had been answered',
      'by carol sent BYE at 1000, carol received SEND at 1006: 1 ms',
    ]);
    expect(judge(chunk(released(), 1005, 'carol', 'm'))[0]).toMatch(/^pass/);
  });
  test('she may post', () => {
    const released = () => relayed().fin(1010, 'carol', 'carol');
    expect(judge(released().send(1400, 'carol', 'carol', 'message', 200, 1500))).toEqual([
      "fail: a message of Carol's was answered 200 495 ms after her BYE had been",
      'by carol sent BYE at 1000, carol received 200 at 1500: 495 ms',
    ]);
    expect(judge(released().send(1004, 'carol', 'carol', 'message', 200, 1005))[0]).toMatch(/^pass/);
    expect(judge(released().send(1400, 'carol', 'carol', 'probe', 200, 1500))[0]).toMatch(/^pass/);
  });
  test('her BYE was not answered: what counts is when it was sent', () => {
    expect(judge(chunk(relayed(madeLeave({}, [])), 1001, 'carol', 'm'))).toEqual([
      'fail: a message of the group was delivered to Carol 1.0 ms after her BYE had been answered',
      'by carol sent BYE at 1000, carol received SEND at 1001: 1 ms',
    ]);
  });
  test('nothing reached Alice after it', () => {
    expect(judge(chunk(madeLeave(), 1005, 'alice', 'm'))).toEqual([
      'inconc: the message posted after the leave did not reach Alice either: nothing shows that the focus was relaying',
    ]);
    expect(judge(chunk(madeLeave(), 2000, 'alice', 'm', 0))).toEqual([
      'inconc: the message posted after the leave did not reach Alice either: nothing shows that the focus was relaying',
    ]);
  });
  test('nobody left', () =>
    expect(judge(chunk(madeGroup(), 2000, 'alice', 'm'))).toEqual(['inconc: Carol sent no BYE']));
});
