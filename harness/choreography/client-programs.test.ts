import { describe, expect, test } from '@jest/globals';
import { loadSuites } from '../campaign/automated.ts';
import { lint } from '../sipp/lint.ts';
import { networkScenario } from '../sipp/scenario.ts';
import { clientPrograms } from './client-programs.ts';
import { invited, joined, leave } from './client-steps.ts';
import type { ClientGiven } from './client-steps.ts';
import { nameOf } from './declare.ts';
import { awaitBye, callWithoutAck, registered } from './registered-steps.ts';
import { askToLeave, callAgain, idle } from './restart-steps.ts';
import { answer } from './steps.ts';

const declared = await loadSuites();
const ofClient = declared.filter(({ given }) => given.role === 'client');

test.each(ofClient.map((declaration) => [nameOf(declaration), declaration] as const))(
  'SIPp can do what %s asks for',
  (_, { given, when }) => {
    const programs = clientPrograms(given as ClientGiven, when);
    expect(lint(networkScenario({ ...programs, transport: 'tcp' }))).toEqual([]);
  },
);

describe('what is read off a purpose', () => {
  const seconds = { seconds: 1 };
  test('a BYE that nobody was told to answer gets 200 where it is awaited', () =>
    expect(clientPrograms(joined(), [awaitBye(seconds)]).dialog).toMatchObject({ turns: [], afterwards: 200 }));
  test('the session of an idle client is ended first, and its restarts are answered in order', () =>
    expect(clientPrograms(idle({ code: 404 }, { code: 200, rings: seconds }), [leave(), answer(200)])).toMatchObject({
      dialog: { turns: [{ turn: 'request', method: 'BYE' }] },
      restarts: [{ refusal: 404 }, { rings: true, dialog: { turns: [{ turn: 'respond', code: 200 }] } }],
      invitation: false,
    }));
  test('a call by the focus has a program of its own', () =>
    expect(clientPrograms(idle(), [askToLeave({ onRestart: true }), callAgain(seconds)]).invitation).toEqual({
      dialog: { turns: [], afterwards: 200 },
    }));
  test('an invitation without ACK', () =>
    expect(clientPrograms(registered(), [callWithoutAck(seconds)]).invitation).toMatchObject({ unacknowledged: true }));
  test('the registrar grants what it is to grant, and nothing else', () => {
    expect(clientPrograms(invited({ grants607: true }), []).featureCaps).toBe('*;+sip.607');
    expect(clientPrograms(invited(), []).featureCaps).toBeUndefined();
    const [granting, plain] = [true, false].map((grants) =>
      networkScenario({ transport: 'udp', dialog: { turns: [] }, ...(grants && { featureCaps: '*;+sip.607' }) }),
    );
    expect(granting).toContain('Feature-Caps: *;+sip.607');
    expect(plain).not.toContain('Feature-Caps');
  });
});
