import type { Defect } from './defects.ts';

const focus = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'focus', ...defect });

/** Ways in which a focus can be wrong about removals, subscriptions and the documents by which it tells of them. */
export const FOCUS_REMOVAL_DEFECTS: readonly Defect[] = [
  focus({
    name: 'departs-twice',
    breaks: ['REQ-CF-12'],
    description: 'Shows who is gone as connected again for a moment, and then as departed once more.',
    caughtBy: ['LOCAL-EE-RM-01', 'TP-CF-FR-01', 'TP-CF-FR-19', 'TP-CF-FR-20', 'TP-CF-SU-11'],
  }),
  focus({
    name: 'tells-at-timer-f',
    breaks: ['REQ-CF-11', 'REQ-CF-12'],
    description:
      'Tells of a removal when Timer F of the BYE would have run out, although the BYE was answered long before.',
    caughtBy: ['TP-CF-FR-01', 'TP-CF-FR-02', 'TP-CF-FR-06', 'TP-CF-FR-10', 'TP-CF-FR-12', 'TP-CF-FR-14'],
  }),
  focus({
    name: 'refuses-crossing-bye',
    breaks: ['REQ-CF-20'],
    description: 'Answers a BYE that crosses its own with 481.',
    caughtBy: ['TP-CF-FR-20'],
  }),
  focus({
    name: 'sends-once',
    breaks: ['REQ-RFC-03'],
    description: 'Retransmits no request over UDP.',
    caughtBy: ['LOCAL-EE-LV-05', 'TP-CF-FR-17', 'TP-CF-SU-11'],
  }),
  focus({
    name: 'ends-wrong-subscription',
    breaks: ['REQ-CF-15', 'REQ-CF-12'],
    description: 'Ends the subscription of who asked for the removal in place of that of who was removed.',
    caughtBy: ['TP-CF-FR-01', 'TP-CF-FR-06', 'TP-CF-SU-03', 'TP-CF-SU-04', 'TP-CF-SU-09'],
  }),
  focus({
    name: 'invites-back',
    breaks: ['REQ-CF-15'],
    description: 'Ends the subscription of who is gone with reason deactivated, which asks for a new one.',
    caughtBy: ['TP-CF-SU-03'],
  }),
  focus({
    name: 'tells-the-refused',
    breaks: ['REQ-CF-15'],
    description: 'Refuses the new subscription of one who was removed, and sends the roster all the same.',
    caughtBy: ['TP-CF-SU-05'],
  }),
  focus({
    name: 'notify-after-terminated',
    breaks: ['REQ-CF-15'],
    description: 'Sends a further NOTIFY after the one that ended the subscription.',
    caughtBy: ['TP-CF-SU-09', 'TP-CF-FR-01'],
  }),
  focus({
    name: 'notifies-everybody',
    breaks: ['REQ-CF-14', 'REQ-CF-16'],
    description: 'Tells of a departure, in their INVITE dialogs, those as well who have no subscription.',
    caughtBy: ['TP-CF-SU-01', 'TP-CF-SU-02', 'TP-CF-SU-12'],
  }),
  focus({
    name: 'never-expires',
    breaks: ['REQ-CF-14'],
    description: 'Goes on with a subscription after its time.',
    caughtBy: ['TP-CF-SU-12'],
  }),
  focus({
    name: 'stops-at-failed-notify',
    breaks: ['REQ-CF-12'],
    description: 'Tells subscribers one after another, and nobody more after one who did not answer 2xx.',
    caughtBy: ['TP-CF-SU-10'],
  }),
  focus({
    name: 'version-stands-still',
    breaks: ['REQ-CF-30'],
    description: 'Gives every document of a subscription the same version.',
    caughtBy: ['TP-CF-SU-06', 'TP-CF-SC-01'],
  }),
  focus({
    name: 'state-after-users',
    breaks: ['REQ-CF-30'],
    description: 'Writes documents with the state of the conference behind its users, against the schema.',
    caughtBy: ['TP-CF-SU-06'],
  }),
  focus({
    name: 'counts-the-gone',
    breaks: ['REQ-CF-30'],
    description: 'Counts in user-count those as well who were in the group.',
    caughtBy: ['TP-CF-SU-06'],
  }),
  focus({
    name: 'partial-as-full',
    breaks: ['REQ-CF-30'],
    description: 'Says of a document that tells of one user that it tells of all.',
    caughtBy: ['TP-CF-SU-08'],
  }),
  focus({
    name: 'no-reason-on-bye',
    breaks: ['REQ-CF-04'],
    description: 'Gives no Reason in the BYE of a removal.',
    caughtBy: ['TP-CF-RM-02'],
  }),
  focus({
    name: 'unquoted-reason-text',
    breaks: ['REQ-CF-04'],
    description: 'Gives a Reason whose text is no quoted string.',
    caughtBy: ['TP-CF-RM-03'],
  }),
  focus({
    name: 'bye-astray',
    breaks: ['REQ-CF-07'],
    description: 'Sends the BYE of a removal to another address than the route of the dialog leads to.',
    caughtBy: ['TP-CF-RM-01'],
  }),
  focus({
    name: 'bye-to-group',
    breaks: ['REQ-CF-03'],
    description: 'Sends the BYE of a removal to the identity of the group in place of the participant’s Contact.',
    caughtBy: ['TP-CF-RM-01'],
  }),
  focus({
    name: 'believes-referred-by',
    breaks: ['REQ-CF-06'],
    description: 'Names in the BYE as originator whom the REFER names, not who was authenticated.',
    caughtBy: ['TP-CF-RM-04'],
  }),
  focus({
    name: 'delivers-queue',
    breaks: ['REQ-CF-09'],
    description: 'Delivers what waits for one who is removed before it ends the MSRP session.',
    caughtBy: ['TP-CF-RM-06'],
  }),
  focus({
    name: 'removes-for-anybody',
    breaks: ['REQ-CF-01'],
    description: 'Removes at anybody’s request, although only who made the group may have that done.',
    caughtBy: ['TP-CF-RM-09'],
  }),
  focus({
    name: 'removes-somebody-else',
    breaks: ['REQ-CF-01'],
    description: 'Removes who joined last where a REFER names nobody in the group.',
    caughtBy: ['TP-CF-RM-10'],
  }),
  focus({
    name: 'reports-success',
    breaks: ['REQ-CF-01'],
    description: 'Reports a REFER as a success whatever came of it.',
    caughtBy: ['TP-CF-RM-11'],
  }),
  focus({
    name: 'removes-one-of-several',
    breaks: ['REQ-CF-01', 'REQ-CF-03'],
    description: 'Removes the first only of a list of people to remove.',
    caughtBy: ['TP-CF-RM-12', 'TP-CF-SC-04'],
  }),
  focus({
    name: 'ignores-self-removal',
    breaks: ['REQ-CF-01'],
    description: 'Accepts a REFER about who sent it, and does nothing.',
    caughtBy: ['TP-CF-RM-15'],
  }),
  focus({
    name: 'ends-without-bye',
    breaks: ['REQ-CF-02'],
    description: 'Ends the media and subscriptions of a session that is to end, and sends nobody a BYE.',
    caughtBy: ['TP-CF-RM-13', 'TP-CF-SC-03'],
  }),
  focus({
    name: 'keeps-too-few',
    breaks: ['REQ-CF-28', 'REQ-CF-02'],
    description: 'Goes on with fewer participants than its policy allows.',
    caughtBy: ['TP-CF-RM-14'],
  }),
];
