import { describe, expect, test } from '@jest/globals';
import { MadeGroup, type Said } from './made-group.ts';
import { surveysOf } from './facts.ts';
import { sightOf } from './witness.ts';

const T1 = 500;

/** Who sees whom as connected, and who does not, at the last survey. */
function seen(
  group: MadeGroup,
  { person = 'alice', at = 1000, said = {} }: { person?: string; at?: number; said?: Record<string, Said> } = {},
) {
  const { timeline } = group.surveyed(at, { alice: ['LEFT'], ...said }).evidence();
  return sightOf(timeline, surveysOf(timeline).at(-1)!, person, T1);
}

const BOTH = ['bob', 'carol'];

describe('what those see who are in the group', () => {
  test('is what the focus told them by then', () => {
    expect(seen(new MadeGroup())).toEqual({ connected: BOTH, absent: [] });
    expect(seen(new MadeGroup().told(200, { alice: 'departed' }))).toEqual({ connected: [], absent: BOTH });
    expect(seen(new MadeGroup().told(2000, { alice: 'departed' }))).toEqual({ connected: BOTH, absent: [] });
  });

  test('is nothing of themselves, nor of strangers', () => {
    expect(seen(new MadeGroup(), { person: 'bob' })).toEqual({ connected: ['carol'], absent: [] });
    expect(seen(new MadeGroup(), { person: 'dora' })).toEqual({ connected: [], absent: [] });
  });

  test.each<[string, boolean]>([
    ['JOINED', true],
    ['LEAVE_FAILED', true],
    ['LEFT', false],
    ['UNCONFIRMED', false],
  ])('who says %s is in: %s', (state, inside) => {
    expect(seen(new MadeGroup(), { said: { bob: [state] } }).connected).toEqual(inside ? BOTH : ['carol']);
  });

  test('somebody whom no document has is absent', () => {
    const group = new MadeGroup();
    group.timeline.sip(1, 'dora', 'sent', [
      'INVITE sip:gs-1@focus.test SIP/2.0',
      'Via: SIP/2.0/UDP x;branch=z9hG4bKdora',
      'From: <sip:dora@ims.test>;tag=d',
      'Call-ID: dora',
      'CSeq: 1 INVITE',
    ]);
    expect(seen(group, { person: 'dora' })).toEqual({ connected: [], absent: BOTH });
  });
});

describe('a subscription stands', () => {
  const notify = (
    group: MadeGroup,
    at: number,
    state: string,
    status?: number,
    from: 'received' | 'sent' = 'received',
  ) => {
    const lines = [
      `Via: SIP/2.0/UDP x;branch=z9hG4bKn${at}`,
      'From: <sip:gs-1@focus.test>;tag=focus',
      'To: <sip:bob@ims.test>;tag=bob',
      'Call-ID: subscription-bob',
      `CSeq: ${at} NOTIFY`,
    ];
    group.timeline.sip(at, 'bob', from, [
      'NOTIFY sip:bob@192.0.2.5 SIP/2.0',
      ...lines,
      'Event: conference',
      `Subscription-State: ${state}`,
    ]);
    if (status !== undefined) group.timeline.sip(at + 1, 'bob', 'sent', [`SIP/2.0 ${status} X`, ...lines]);
    return group;
  };

  test('until its end is told', () => {
    expect(seen(notify(new MadeGroup(), 300, 'active', 200)).connected).toEqual(BOTH);
    expect(seen(notify(new MadeGroup(), 300, 'terminated', 200)).connected).toEqual(['carol']);
    const later = notify(notify(new MadeGroup(), 300, 'active', 200), 400, 'terminated', 200);
    expect(seen(later).connected).toEqual(['carol']);
  });

  test.each([
    [299, BOTH],
    [300, ['carol']],
    [481, ['carol']],
  ])('until a NOTIFY is refused: %i', (status, expected) => {
    expect(seen(notify(new MadeGroup(), 300, 'active', status)).connected).toEqual(expected);
  });

  test('until a NOTIFY is given up: after 60·T1', () => {
    expect(seen(new MadeGroup().gaveUp(300, 'bob'), { at: 30_298 }).connected).toEqual(BOTH);
    expect(seen(new MadeGroup().gaveUp(300, 'bob'), { at: 30_299 }).connected).toEqual(['carol']);
  });

  test('whatever becomes of other requests, and of what the watcher sends', () => {
    const group = new MadeGroup();
    const other = (method: string, direction: 'sent' | 'received', callId: string) =>
      group.timeline.sip(300, 'bob', direction, [
        `${method} sip:x SIP/2.0`,
        `Via: SIP/2.0/UDP x;branch=z9hG4bK${method}${direction}${callId}`,
        `Call-ID: ${callId}`,
        `CSeq: 5 ${method}`,
      ]);
    other('NOTIFY', 'received', 'another');
    other('INFO', 'received', 'subscription-bob');
    other('NOTIFY', 'sent', 'subscription-bob');
    expect(seen(group, { at: 50_000 }).connected).toEqual(BOTH);
  });

  test('no more where none was begun', () => {
    const { timeline } = new MadeGroup().surveyed(1000, {}).evidence();
    const deaf = timeline.filter((event) => !(event.kind === 'sip' && event.actor === 'bob'));
    expect(sightOf(deaf, surveysOf(deaf)[0]!, 'alice', T1)).toEqual({ connected: ['carol'], absent: [] });
  });
});
