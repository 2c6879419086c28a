import type { Defect } from './defects.ts';

const pcscf = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'pcscf', ...defect });

/** Ways in which the reference P-CSCF can be made wrong. */
export const PCSCF_DEFECTS: readonly Defect[] = [
  pcscf({
    name: 'forgets-on-bye',
    breaks: ['REQ-PC-02', 'REQ-PC-06'],
    description:
      'Deletes what it has stored of a dialog with the BYE request, whoever sends it and whatever becomes of it.',
    caughtBy: ['TP-PC-RL-03', 'TP-PC-RL-05', 'TP-PC-RL-07', 'TP-PC-RL-12'],
  }),
  pcscf({
    name: 'forgets-on-any-final',
    breaks: ['REQ-PC-02', 'REQ-PC-06'],
    description: 'Deletes what it has stored of a dialog with any final response to a BYE, failures included.',
    caughtBy: ['TP-PC-RL-03', 'TP-PC-RL-05', 'TP-PC-RL-07', 'TP-PC-RL-12'],
  }),
  pcscf({
    name: 'never-forgets',
    breaks: ['REQ-PC-01', 'REQ-PC-05'],
    description: 'Keeps what it has stored of a dialog after its end, and forwards its requests.',
    caughtBy: ['TP-PC-RL-02', 'TP-PC-RL-06', 'TP-PC-RL-12'],
  }),
  pcscf({
    name: 'fabricates-2xx',
    breaks: ['REQ-PC-07'],
    description: 'Answers a BYE 200 when the core gives no answer, or cannot be reached.',
    caughtBy: ['TP-PC-RL-08', 'TP-PC-RL-09'],
  }),
  pcscf({
    name: 'answers-bye-itself',
    breaks: ['REQ-PC-07'],
    description: 'Answers a BYE 200 and sends it no further: a hop that ends sessions for itself.',
    caughtBy: ['LOCAL-EE-LV-07', 'TP-PC-RL-06', 'TP-PC-RL-07', 'TP-PC-RL-08', 'TP-PC-RL-09', 'TP-PC-RL-11'],
  }),
  pcscf({
    name: 'strips-reason',
    breaks: ['REQ-PC-03', 'REQ-PC-07'],
    description: 'Takes Reason out of what it forwards, and gives none in a BYE of its own.',
    caughtBy: ['TP-PC-RL-01', 'TP-PC-RL-10'],
  }),
  pcscf({
    name: 'strips-privacy',
    breaks: ['REQ-PC-07'],
    description: 'Takes Privacy out of what it forwards.',
    caughtBy: ['TP-PC-RL-10'],
  }),
  pcscf({
    name: 'strips-route',
    breaks: ['REQ-PC-07'],
    description: 'Sends requests of a dialog straight to their target, without the Routes beyond itself.',
    caughtBy: ['TP-PC-RL-10'],
  }),
  pcscf({
    name: 'releases-one-side',
    breaks: ['REQ-PC-03'],
    description: 'Ends a session towards the UE only.',
    caughtBy: ['TP-PC-RL-01'],
  }),
  pcscf({
    name: 'forwards-while-releasing',
    breaks: ['REQ-PC-04'],
    description: 'Goes on forwarding the requests of a dialog while its own BYEs are outstanding.',
    caughtBy: ['TP-PC-RL-04'],
  }),
  pcscf({
    name: 'repeats-release-bye',
    breaks: ['REQ-PC-02'],
    description: 'Sends a BYE of its own that failed again and again, each T2 after the failure.',
    caughtBy: ['TP-PC-RL-05'],
  }),
  pcscf({
    name: 'gives-up-release',
    breaks: ['REQ-PC-02'],
    description: 'Stops retransmitting a BYE of its own after 8 T1, long before Timer F.',
    caughtBy: ['TP-PC-RL-03'],
  }),
  pcscf({
    name: 'ends-authorization-on-bye',
    breaks: ['REQ-PC-01'],
    description: 'Has the policy function delete its session with the BYEs of a release, before anybody has answered.',
    caughtBy: ['TP-PC-RL-12'],
  }),
  pcscf({
    name: 'keeps-authorization',
    breaks: ['REQ-PC-01'],
    description: 'Never has the policy function delete its session.',
    caughtBy: ['TP-PC-RL-12'],
  }),
];
