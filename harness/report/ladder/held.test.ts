import { expect, test } from '@jest/globals';
import { MadeTimeline } from '../../judge/made-timeline.ts';
import { heldIn } from './held.ts';

const bye = (branch: string) => ['BYE sip:g@x SIP/2.0', `Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK${branch}`, ...rest];
const answer = (status: string, branch: string) => [
  `SIP/2.0 ${status}`,
  `Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK${branch}`,
  ...rest,
];
const rest = ['Call-ID: c1', 'From: <sip:a@x>;tag=1', 'To: <sip:g@x>;tag=2', 'CSeq: 2 BYE'];
const hold = (phase: 'begin' | 'end') =>
  ({ kind: 'step', step: 'hold', phase, caption: 'a response is withheld', preamble: false }) as const;

const spans = (made: MadeTimeline) => heldIn(made.evidence().timeline).map(({ from, to, ms }) => [from.at, to.at, ms]);

test('a BYE waits from when it first came to its final response, whatever is done in between', () => {
  const made = new MadeTimeline()
    .sip(100, 'network', 'received', bye('a'))
    .sip(600, 'network', 'received', bye('a'))
    .sip(700, 'network', 'sent', answer('183 Session Progress', 'a'))
    .add(800, hold('begin'))
    .add(900, hold('end'))
    .sip(1500, 'network', 'sent', answer('200 OK', 'a'))
    .sip(1600, 'network', 'sent', answer('200 OK', 'a'));
  expect(spans(made)).toEqual([[100, 1500, 1400]]);
});

test('a BYE that is answered at once was not kept waiting, and one that the test side sent is not ours to answer', () => {
  const made = new MadeTimeline()
    .sip(100, 'network', 'received', bye('a'))
    .sip(103, 'network', 'sent', answer('200 OK', 'a'))
    .sip(200, 'network', 'sent', bye('b'))
    .sip(900, 'network', 'received', answer('200 OK', 'b'));
  expect(spans(made)).toEqual([]);
});

test('without a final response the last step that withheld it is the end', () => {
  const made = new MadeTimeline()
    .sip(100, 'network', 'received', bye('a'))
    .add(110, hold('begin'))
    .add(32_110, hold('end'));
  expect(spans(made)).toEqual([[100, 32_110, 32_010]]);
});

test('what is withheld where there is no BYE is the step’s', () => {
  expect(spans(new MadeTimeline().add(10, hold('begin')).add(510, hold('end')))).toEqual([[10, 510, 500]]);
});

test('a retry is another wait', () => {
  const made = new MadeTimeline();
  for (const [at, branch] of [
    [100, 'a'],
    [400, 'b'],
  ] as const)
    made
      .sip(at, 'network', 'received', bye(branch))
      .sip(at + 200, 'network', 'sent', answer('401 Unauthorized', branch));
  expect(spans(made)).toEqual([
    [100, 300, 200],
    [400, 600, 200],
  ]);
});
