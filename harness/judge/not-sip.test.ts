/** What a system under test sends and is no SIP is on the record like all else, and is no reason for the judge to give up. */
import { expect, test } from '@jest/globals';
import { requirement } from '../../catalogue/index.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';
import { evaluate } from './evaluate.ts';
import { storedCases, storedSetting, storedTimeline } from './stored-case.ts';

/** Every actor gets octets that are no SIP message after each thing that it has on record. */
const withNonsense = (timeline: readonly TimelineEvent[]): TimelineEvent[] =>
  timeline.flatMap((event): TimelineEvent[] => (event.kind === 'sip' ? [event, nonsenseAfter(event)] : [event]));

const nonsenseAfter = (event: SipEvent): SipEvent => ({
  ...event,
  direction: 'received',
  seq: event.seq + 0.5,
  raw: 'HELO there\r\n\r\n',
});

test.each(storedCases())('%s', (name) => {
  const { declaration, ixit } = storedSetting(name);
  const timeline = withNonsense(storedTimeline(name));
  const { findings } = evaluate(declaration.checks, { timeline, ixit }, (id) => requirement(id).clause);
  expect(findings.length).toBeGreaterThan(declaration.checks.length);
});
