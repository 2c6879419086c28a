import { expect, test } from '@jest/globals';
import { rig } from '../choreography/rig-steps.ts';
import { loadDescriptor } from '../sut/load.ts';
import { noGhostParticipant } from '../judge/end-to-end/ghost.ts';
import { ALL_REFERENCE_SYSTEMS } from './reference-systems.ts';
import { select } from './select.ts';

const [client, focus, pcscf] = ALL_REFERENCE_SYSTEMS.map((file) => loadDescriptor(file));
const inARig = { id: 'LOCAL-EE-LV-08', given: rig({ pcscf: true }), when: [], checks: [noGhostParticipant] };
const selected = (suts: (typeof client)[]) =>
  select(
    [inARig],
    suts.map((sut) => sut!),
    [],
  );

test('a case of a rig runs where every system that it needs is there and able', () => {
  expect(selected([client, focus, pcscf]).cases).toHaveLength(1);
});

test.each([
  ['is not there', [client, focus], 'no pcscf among the systems under test'],
  [
    'cannot what it takes',
    [client, focus, { ...pcscf!, ics: { PC_PCSCF_RESTART: false } }],
    expect.stringMatching(/^PC_PCSCF_RESTART is answered no/),
  ],
  [
    'says no, whatever the others say',
    [{ ...client!, ics: { PC_UDP: false } }, { ...focus!, ics: { PC_UDP: true } }, pcscf],
    expect.stringMatching(/^PC_UDP is answered no/),
  ],
])('it does not apply where one %s', (_, suts, reason) => {
  const { cases, notApplicable } = selected(suts);
  expect([cases, notApplicable.get('LOCAL-EE-LV-08')]).toEqual([[], reason]);
});
