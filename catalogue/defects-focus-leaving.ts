import type { Defect } from './defects.ts';

const focus = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'focus', ...defect });

/** What the reference focus can get wrong about participants that leave of their own accord, or do not leave at all. */
export const FOCUS_LEAVING_DEFECTS: readonly Defect[] = [
  focus({
    name: 'refuses-leave',
    breaks: ['REQ-CF-20'],
    description: 'Answers the BYE of a participant with 403, and keeps it in the group.',
    caughtBy: ['TP-CF-LV-01', 'TP-CF-LV-05', 'TP-CF-LV-12', 'TP-CF-LV-17', 'TP-RB-09', 'TP-CF-SC-02'],
  }),
  focus({
    name: 'bye-back',
    breaks: ['REQ-CF-20', 'REQ-CF-21'],
    description: 'Sends a BYE to a participant whose BYE it has just answered.',
    caughtBy: ['TP-CF-LV-05'],
  }),
  focus({
    name: 'forgets-answered-bye',
    breaks: ['REQ-CF-25'],
    description: 'Keeps no server transaction: a retransmitted BYE is taken for a new one, and finds no dialog.',
    caughtBy: ['TP-CF-LV-06'],
  }),
  focus({
    name: 'keeps-dialog',
    breaks: ['REQ-CF-24', 'REQ-CF-25'],
    description: 'Keeps the dialog of a participant that has left, so that a second BYE is answered 200.',
    caughtBy: ['TP-CF-LV-07', 'TP-CF-LV-13'],
  }),
  focus({
    name: 'ends-unknown-dialog',
    breaks: ['REQ-CF-24'],
    description: 'Takes a BYE that belongs to no dialog for the leave of whoever sent it.',
    caughtBy: ['TP-CF-LV-08', 'TP-RB-10'],
  }),
  focus({
    name: 'takes-stale-cseq',
    breaks: ['REQ-CF-26'],
    description: 'Takes the requests of a dialog in whatever order they come.',
    caughtBy: ['TP-CF-LV-09'],
  }),
  focus({
    name: 'forgets-pending-request',
    breaks: ['REQ-CF-27'],
    description: 'Leaves a re-INVITE without an answer once the BYE has come.',
    caughtBy: ['TP-CF-LV-10'],
  }),
  focus({
    name: 'refuses-bye-amid-refresh',
    breaks: ['REQ-CF-20'],
    description: 'Answers a BYE 491 while a re-INVITE of its own is outstanding in the dialog.',
    caughtBy: ['TP-CF-LV-11'],
  }),
  focus({
    name: 'waits-for-subscribers',
    breaks: ['REQ-CF-20'],
    description: 'Answers a BYE only when every subscriber has taken the news of the departure.',
    caughtBy: ['TP-CF-LV-12', 'TP-CF-SC-06'],
  }),
  focus({
    name: 'keeps-empty-session',
    breaks: ['REQ-CF-28'],
    description: 'Goes on with a session that has no participants any more.',
    caughtBy: ['TP-CF-LV-13'],
  }),
  focus({
    name: 'reveals-anonymous',
    breaks: ['REQ-CF-29'],
    description: 'Shows who joined anonymously by name when leaving.',
    caughtBy: ['TP-CF-LV-14'],
  }),
  focus({
    name: 'refuses-rejoin',
    breaks: ['REQ-RCC-06'],
    description: 'Does not let a participant that has left come back into an open group.',
    caughtBy: ['TP-CF-LV-15'],
  }),
  focus({
    name: 'invites-again',
    breaks: ['REQ-RCC-05'],
    description: 'Invites a participant once more that has declined with 603.',
    caughtBy: ['TP-CF-LV-16'],
  }),
  focus({
    name: 'wants-usual-reason',
    breaks: ['REQ-CF-20', 'REQ-CF-22'],
    description: 'Answers 400 to a BYE whose Reason is not, to the letter, the one that the suite usually sends.',
    caughtBy: ['TP-CF-LV-17', 'TP-RB-09'],
  }),
  focus({
    name: 'ends-user-with-device',
    breaks: ['REQ-CF-22'],
    description: 'Shows all devices of a user as gone when one of them leaves.',
    caughtBy: ['LOCAL-EE-LV-06', 'TP-CF-LV-18'],
  }),
  focus({
    name: 'takes-any-refer-to',
    breaks: ['REQ-CF-01'],
    description:
      'Removes the first one that a REFER names, whatever method the Refer-To has and however many there are.',
    caughtBy: ['TP-RB-11'],
  }),
  focus({
    name: 'reset-is-leave',
    breaks: ['REQ-CF-21'],
    description: 'Shows a participant as departed that has lost its MSRP connection.',
    caughtBy: ['TP-RB-12'],
  }),
];
