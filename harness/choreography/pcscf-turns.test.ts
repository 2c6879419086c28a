import { expect, test } from '@jest/globals';
import { seconds } from './duration.ts';
import { answerBy, askDialog, byeByUe, probeBy, release } from './pcscf-steps.ts';
import { pcscfTurns } from './pcscf-turns.ts';

const shown = (...given: Parameters<typeof pcscfTurns>): string[] =>
  pcscfTurns(...given).turns.map((turn) => (turn.turn === 'request' ? turn.method : `${turn.code} to ${turn.to}`));

test('each side has the turns that are its own, after the INFO of the initial condition', () => {
  const when = [
    byeByUe(),
    answerBy('core', 500),
    byeByUe(),
    answerBy('core', 200),
    probeBy('core', 'INFO', seconds(1)),
  ];
  expect(shown(when, 'ue')).toEqual(['INFO', 'BYE', 'BYE']);
  expect(shown(when, 'core')).toEqual(['INFO', '500 to BYE', '200 to BYE', 'INFO']);
});

test('what the network does is no turn of either', () => {
  const when = [release(), answerBy('ue', 200), askDialog(), probeBy('ue', 'INVITE', seconds(1))];
  expect(shown(when, 'ue')).toEqual(['INFO', '200 to BYE', 'INVITE']);
  expect(shown(when, 'core')).toEqual(['INFO']);
});

test('the leave says why, and asks for privacy; a re-INVITE describes the session', () => {
  const [, bye, reInvite] = pcscfTurns([byeByUe(), probeBy('ue', 'INVITE', seconds(1))], 'ue').turns;
  expect(bye).toMatchObject({
    headers: expect.arrayContaining([expect.stringMatching(/^Reason: SIP;cause=200/), 'Privacy: id']),
  });
  expect(reInvite).toMatchObject({ sdp: true });
});
