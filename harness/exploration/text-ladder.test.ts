import { expect, test } from '@jest/globals';
import { MadeTimeline } from '../judge/made-timeline.ts';
import { textLadder } from './text-ladder.ts';

const bye = (made: MadeTimeline, at: number, actor: string, direction: 'sent' | 'received'): MadeTimeline =>
  made.sip(at, actor, direction, [
    'BYE sip:gs-1@focus.test SIP/2.0',
    'Via: SIP/2.0/UDP h;branch=z9hG4bKa',
    'CSeq: 2 BYE',
  ]);
const answer = (made: MadeTimeline, at: number, actor: string, direction: 'sent' | 'received'): MadeTimeline =>
  made.sip(at, actor, direction, ['SIP/2.0 500 Whatever', 'Via: SIP/2.0/UDP h;branch=z9hG4bKa', 'CSeq: 2 BYE']);
const begun = (): MadeTimeline =>
  new MadeTimeline()
    .add(100, { kind: 'mark', mark: 'preamble-reached' })
    .add(110, { kind: 'control', target: 'local-ee-ex-01-1-alice', action: 'leave', phase: 'request' });
const drawn = (made: MadeTimeline): string[] =>
  textLadder(made.end(9000).evidence().timeline, ['alice'])
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll(/\s+/g, ' ').replaceAll(/─+/g, '─').trim());

test('what got through is one arrow, and how late it was', () => {
  const made = begun();
  bye(bye(made, 120, 'alice-client', 'received'), 720, 'alice', 'sent');
  expect(drawn(made)).toEqual(["10 Alice's phone is told to leave", "20 Alice's phone ─ BYE ─▶ (600 ms later)"]);
});

test('what was lost again and again is one arrow with a count', () => {
  const made = begun();
  for (const at of [120, 220, 420]) bye(made, at, 'alice-client', 'received');
  expect(drawn(made)).toEqual(["10 Alice's phone is told to leave", "20 Alice's phone ─ BYE ─✗ lost (3 times)"]);
});

test('what the network made up is told from what the focus said', () => {
  expect(drawn(answer(begun(), 130, 'alice-client', 'sent')).at(-1)).toContain('500 (BYE), by the network');
  const passed = begun();
  answer(answer(passed, 130, 'alice', 'received'), 131, 'alice-client', 'sent');
  expect(drawn(passed).at(-1)).toBe("30 Alice's phone ◀─ 500 (BYE) ─");
});

test('those who are not asked for are not shown', () => {
  expect(textLadder(begun().evidence().timeline, ['bob'])).not.toContain('leave');
});
