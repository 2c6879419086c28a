import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import { MadeTimeline } from '../made-timeline.ts';
import { deviceOf, impairmentsOf, leavesOf, nameOf, personOf, postingsOf, surveysOf, upTo } from './facts.ts';

type Control = Extract<NewEvent, { kind: 'control' }>;

const control = (what: Partial<Control>): Control => ({
  kind: 'control',
  target: 'tp-1-alice',
  action: 'state',
  phase: 'answer',
  ...what,
});
const step = (name: string, phase: 'begin' | 'end' | 'failed'): NewEvent => ({
  kind: 'step',
  step: name,
  phase,
  caption: '',
  preamble: false,
});
const timelineOf = (...events: NewEvent[]) =>
  events.reduce((timeline, event, index) => timeline.add(10 * index, event), new MadeTimeline()).evidence().timeline;

describe('surveys', () => {
  const asked = (...between: NewEvent[]) =>
    surveysOf(timelineOf(step('survey', 'begin'), ...between, step('survey', 'end')));

  test('are what clients said between their begin and their end', () => {
    const said = control({ state: 'LEFT', messages: ['Hello'], roster: { 'sip:bob@b': 'connected' } });
    const plain = control({ state: 'JOINED', target: 'tp-1-alice-tablet' });
    expect(asked(said, plain)).toStrictEqual([
      {
        at: 30,
        accounts: [
          { device: 'alice', state: 'LEFT', messages: ['Hello'], roster: { 'sip:bob@b': 'connected' }, at: 10, seq: 1 },
          { device: 'alice-tablet', state: 'JOINED', messages: [], at: 20, seq: 2 },
        ],
      },
    ]);
  });

  test.each<[string, NewEvent]>([
    ['a question', control({ phase: 'request', state: 'LEFT' })],
    ['an answer without a state', control({})],
    ['the answer to another action', control({ action: 'leave', state: 'LEFT' })],
    ['another step', step('wait', 'end')],
    ['something else altogether', { kind: 'mark', mark: 'impaired' }],
  ])('leave out %s', (_, event) => {
    expect(asked(event)).toEqual([{ at: 20, accounts: [] }]);
  });

  test('one that failed counts with what was said until then, and what is said outside of any does not', () => {
    const said = control({ state: 'LEFT' });
    const timeline = timelineOf(said, step('survey', 'begin'), said, step('survey', 'failed'), said);
    expect(surveysOf(timeline)).toMatchObject([{ at: 30, accounts: [{ at: 20 }] }]);
    expect(surveysOf(timelineOf(step('survey', 'end'), said, step('survey', 'begin'), said))).toEqual([]);
  });
});

test.each([
  ['tp-1-alice', 'alice', "Alice's phone", 'alice'],
  ['tp-1-alice-tablet', 'alice-tablet', "Alice's tablet", 'alice'],
  ['tp-1-bob', 'bob', 'Bob', 'bob'],
  ['tp-1-carol', 'carol', 'Carol', 'carol'],
  ['tp-alice-1', 'tp-alice-1', 'Tp-alice-1', 'tp-alice-1'],
])('%s is the device %s, spoken of as %s, of %s', (target, device, name, person) => {
  expect(deviceOf(target)).toBe(device);
  expect(nameOf(device)).toBe(name);
  expect(personOf(device)).toBe(person);
});

test('postings are what devices were told to send', () => {
  const timeline = timelineOf(
    control({ action: 'send', phase: 'request', detail: 'Hello' }),
    control({ action: 'send', phase: 'answer', detail: 'Hello' }),
    control({ action: 'leave', phase: 'request' }),
    step('send', 'begin'),
    control({ action: 'send', phase: 'request', target: 'tp-1-bob' }),
  );
  expect(postingsOf(timeline)).toEqual([
    { device: 'alice', text: 'Hello', at: 0, seq: 0 },
    { device: 'bob', text: '', at: 40, seq: 4 },
  ]);
});

test('leaves are what one device was told', () => {
  const timeline = timelineOf(
    control({ action: 'leave', phase: 'request' }),
    control({ action: 'leave', phase: 'answer' }),
    control({ action: 'send', phase: 'request' }),
    control({ action: 'leave', phase: 'request', target: 'tp-1-alice-tablet' }),
    step('leave', 'begin'),
  );
  expect(leavesOf(timeline, 'alice').map(({ at }) => at)).toEqual([0]);
  expect(leavesOf(timeline, 'alice-tablet').map(({ at }) => at)).toEqual([30]);
});

test('impairments are the marks of that name', () => {
  const timeline = timelineOf({ kind: 'mark', mark: 'impaired', detail: 'x' }, { kind: 'mark', mark: 'answer-lost' });
  expect(impairmentsOf([...timeline, ...timelineOf(step('impaired', 'begin'))])).toMatchObject([{ detail: 'x' }]);
});

test('up to a moment is with that moment', () => {
  const timeline = timelineOf(step('a', 'begin'), step('b', 'begin'), step('c', 'begin'));
  expect(upTo(timeline, 10)).toMatchObject([{ step: 'a' }, { step: 'b' }]);
});
