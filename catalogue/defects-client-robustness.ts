import type { Defect } from './defects.ts';

const client = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'client', ...defect });

/** Clients that take for an answer what is none, or do not bear what a network may send them. */
export const CLIENT_ROBUSTNESS_DEFECTS: readonly Defect[] = [
  client({
    name: 'matches-by-call-id',
    breaks: ['REQ-RFC-11', 'REQ-CL-09'],
    description: 'Takes a response for that to its BYE by its Call-ID, whatever its branch.',
    caughtBy: ['TP-RB-01'],
  }),
  client({
    name: 'matches-by-branch-alone',
    breaks: ['REQ-RFC-11', 'REQ-CL-09'],
    description: 'Takes a response for that to its BYE by its branch, whatever the method in its CSeq.',
    caughtBy: ['TP-RB-02'],
  }),
  client({
    name: 'takes-response-without-cseq',
    breaks: ['REQ-RFC-11', 'REQ-CL-09'],
    description: 'Takes a response without CSeq for that to its BYE.',
    caughtBy: ['TP-RB-05'],
  }),
  client({
    name: 'takes-truncated-response',
    breaks: ['REQ-RFC-11', 'REQ-CL-09'],
    description: 'Takes a datagram that ends before its Content-Length for a whole response.',
    caughtBy: ['TP-RB-05'],
  }),
  client({
    name: 'crashes-on-malformed',
    breaks: ['REQ-CL-09'],
    description: 'Goes down, and its media with it, when a message comes that it cannot read.',
    caughtBy: ['TP-RB-05'],
  }),
  client({
    name: 'knows-no-compact-form',
    breaks: ['REQ-CL-08'],
    description: 'Drops messages with header names of one letter, and a confirmation of its leave among them.',
    caughtBy: ['TP-RB-07'],
  }),
  client({
    name: 'takes-segment-for-message',
    breaks: ['REQ-CL-08'],
    description: 'Over TCP takes what comes in one segment for one message.',
    caughtBy: ['TP-RB-06'],
  }),
  client({
    name: 'takes-first-of-segment',
    breaks: ['REQ-RFC-07'],
    description: 'Over TCP takes the first message of a segment, and drops what is behind it.',
    caughtBy: ['TP-RB-06'],
  }),
  client({
    name: 'bye-on-repeated-2xx',
    breaks: ['REQ-CL-08'],
    description: 'Answers a repeated 2XX to its BYE with another BYE.',
    caughtBy: ['TP-RB-08'],
  }),
  client({
    name: 'loops-on-huge-retry-after',
    breaks: ['REQ-CL-09'],
    description: 'Takes a Retry-After that no timer can hold for no wait at all, and sends BYE after BYE.',
    caughtBy: ['TP-RB-14'],
  }),
  client({
    name: 'deaf-under-load',
    breaks: ['REQ-CL-09'],
    description: 'Answers no more than a hundred SENDs a second.',
    caughtBy: ['TP-RB-15'],
  }),
];
