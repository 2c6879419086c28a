import { describe, expect, test } from '@jest/globals';
import { MadeTimeline } from '../made-timeline.ts';
import { groupDialogOf } from './group-dialog.ts';
import { withExchange } from './made-exchange.ts';
import { GROUP, madeLeave } from './made-leave.ts';

describe('the dialog of the group', () => {
  test('of a client that has joined', () =>
    expect(groupDialogOf(madeLeave().evidence().timeline)).toMatchObject({
      callId: 'call-1',
      localTag: 'alice',
      remoteTag: 'focus',
      focusContact: GROUP,
      routeSet: [],
    }));

  test('of a client that was invited: the roles are the other way round', () => {
    const timeline = withExchange(new MadeTimeline(), {
      by: 'tester',
      method: 'INVITE',
      at: 100,
      callId: 'call-2',
      headers: [`Contact: <${GROUP}>;isfocus`, 'Record-Route: <sip:p1;lr>, <sip:p2;lr>'],
      answer: [200, 110],
    });
    expect(groupDialogOf(timeline.evidence().timeline)).toMatchObject({
      callId: 'call-2',
      localTag: 'alice',
      remoteTag: 'focus',
      focusContact: GROUP,
      routeSet: ['<sip:p1;lr>', '<sip:p2;lr>'],
    });
  });

  test.each([300, 404])('an INVITE that got %i makes none', (status) => {
    const refused = withExchange(new MadeTimeline(), {
      by: 'sut',
      method: 'INVITE',
      at: 100,
      answer: [status, 110],
      toTag: null,
    });
    expect(groupDialogOf(refused.evidence().timeline)).toBeUndefined();
  });
});
