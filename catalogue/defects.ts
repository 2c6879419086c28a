import type { Role } from '../harness/sut/descriptor.ts';
import { CLIENT_DEVICE_DEFECTS } from './defects-client-devices.ts';
import { CLIENT_ROBUSTNESS_DEFECTS } from './defects-client-robustness.ts';
import { CLIENT_LEAVING_DEFECTS } from './defects-client-leaving.ts';
import { FOCUS_LEAVING_DEFECTS } from './defects-focus-leaving.ts';
import { FOCUS_REMOVAL_DEFECTS } from './defects-focus-removal.ts';
import { PCSCF_DEFECTS } from './defects-pcscf.ts';

/** A way in which a reference system can be made wrong, to show that the suite notices. */
export interface Defect {
  name: string;
  role: Role;
  /** Ids of the requirements that it breaks. */
  breaks: string[];
  /** What the system then does. */
  description: string;
  /** Ids of the purposes that must fail under profile `cr`; others may fail too. */
  caughtBy: string[];
}

const client = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'client', ...defect });
const focus = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'focus', ...defect });

export const DEFECTS: readonly Defect[] = [
  client({
    name: 'release-on-bye',
    breaks: ['REQ-CL-09', 'REQ-CL-10'],
    description:
      'Closes its MSRP connection with the BYE and reports LEFT, whatever the answer: a client from before the change request.',
    caughtBy: [
      'TP-CF-LV-19',
      'LOCAL-EE-LV-03',
      'TP-CL-LV-10',
      'TP-CL-NF-01',
      'TP-CL-NF-02',
      'TP-CL-NF-05',
      'TP-CL-NF-07',
      'TP-CL-ER-01',
      'TP-CL-ER-03',
      'TP-CL-ER-06',
      'TP-CL-ER-15',
      'TP-CL-TO-01',
      'TP-CL-TO-04',
      'TP-CL-MD-02',
      'TP-CL-RC-05',
      'TP-CL-RC-10',
      'TP-RB-01',
      'TP-RB-02',
      'TP-RB-05',
      'TP-RB-13',
      'TP-RB-14',
      'TP-RB-15',
    ],
  }),
  client({
    name: 'release-after-1s',
    breaks: ['REQ-CL-09', 'REQ-CL-10'],
    description: 'Closes its MSRP connection 1 s after the BYE and reports LEFT, whatever was answered.',
    // Not TP-CL-TO-04, whose 200 comes before the second is over.
    caughtBy: [
      'TP-CL-LV-10',
      'TP-CL-NF-01',
      'TP-CL-NF-02',
      'TP-CL-NF-07',
      'TP-CL-ER-01',
      'TP-CL-ER-03',
      'TP-CL-ER-06',
      'TP-CL-TO-01',
      'TP-CL-MD-02',
      'TP-CL-RC-05',
      'TP-RB-01',
      'TP-RB-02',
      'TP-RB-05',
      'TP-RB-13',
      'TP-RB-14',
      'TP-RB-15',
    ],
  }),
  client({
    name: 'release-on-100',
    breaks: ['REQ-CL-09'],
    description: 'Takes a 100, or any other 1xx, for the confirmation: closes its MSRP connection and reports LEFT.',
    caughtBy: ['TP-CL-NF-01', 'TP-CL-NF-02'],
  }),
  client({
    name: 'release-on-any-final',
    breaks: ['REQ-CL-09', 'REQ-CL-10'],
    description: 'Takes any final response for the confirmation: closes its MSRP connection and reports LEFT.',
    caughtBy: [
      'LOCAL-EE-LV-03',
      'TP-CL-ER-01',
      'TP-CL-ER-03',
      'TP-CL-ER-06',
      'TP-CL-ER-15',
      'TP-CL-MD-02',
      'TP-CL-RC-10',
      'TP-RB-13',
      'TP-RB-14',
    ],
  }),
  client({
    name: 'deaf-after-bye',
    breaks: ['REQ-CL-09', 'REQ-CL-10'],
    description: 'Keeps its MSRP connection after the BYE, but answers no SEND on it.',
    caughtBy: ['TP-CL-NF-07', 'TP-CL-ER-15', 'TP-CL-MD-02', 'TP-RB-15'],
  }),
  client({
    name: 'never-release',
    breaks: ['REQ-CL-08'],
    description: 'Keeps its MSRP connection open and answers SENDs after the 2XX too.',
    caughtBy: [
      'TP-CL-LV-09',
      'TP-CL-LV-10',
      'TP-CL-LV-11',
      'TP-CL-NF-01',
      'TP-CL-NF-02',
      'TP-CL-TO-04',
      'TP-CL-MD-03',
      'TP-CL-RC-05',
      'TP-RB-01',
      'TP-RB-05',
      'TP-RB-06',
      'TP-RB-07',
      'TP-RB-08',
      'TP-RB-15',
    ],
  }),
  client({
    name: 'no-reason',
    breaks: ['REQ-CL-02'],
    description: 'Sends the BYE without a Reason header field.',
    caughtBy: ['TP-CL-LV-02', 'TP-CL-RC-01', 'TP-CL-3G-07', 'TP-CL-3G-10'],
  }),
  client({
    name: 'ignores-reinvite-after-failed-leave',
    breaks: ['REQ-CL-11'],
    description: 'Does not answer a re-INVITE after a leave that failed.',
    caughtBy: ['TP-CL-ER-15', 'TP-CL-ER-03'],
  }),
  client({
    name: 'restarts-live-session',
    breaks: ['REQ-RCC-01'],
    description: 'Restarts the session with an INVITE in order to leave it, although it is alive.',
    caughtBy: ['TP-CL-RC-01'],
  }),
  client({
    name: 'leaves-without-restart',
    breaks: ['REQ-RCC-02'],
    description: 'Where the session has ended it reports LEFT at its user’s word, and sends nothing.',
    caughtBy: ['TP-CL-RC-02', 'TP-CL-RC-03'],
  }),
  client({
    name: 'restarts-with-new-ids',
    breaks: ['REQ-RCC-02'],
    description: 'Restarts the session under a new Conversation-ID and Contribution-ID.',
    caughtBy: ['TP-CL-RC-02', 'TP-CL-RC-03'],
  }),
  client({
    name: 'no-factory-restart',
    breaks: ['REQ-RCC-02'],
    description: 'Takes a 404 to the restart for the end of it, although it is declared to go on to the factory.',
    caughtBy: ['TP-CL-RC-03'],
  }),
  client({
    name: 'restarts-without-leaving',
    breaks: ['REQ-RCC-03'],
    description: 'Restarts the session in order to leave, and sends no BYE in it.',
    caughtBy: ['TP-CL-RC-02', 'TP-CL-RC-03', 'TP-CL-RC-06'],
  }),
  client({
    name: 'cancels-restart',
    breaks: ['REQ-RCC-03'],
    description: 'Cancels a restart that is not accepted at once.',
    caughtBy: ['TP-CL-RC-06'],
  }),
  client({
    name: 'restarts-for-ever',
    breaks: ['REQ-CL-10'],
    description: 'Tries a refused restart again every 200 ms.',
    caughtBy: ['TP-CL-RC-04'],
  }),
  client({
    name: 'busy-at-restart',
    breaks: ['REQ-RCC-04'],
    description: 'Answers the restart that its user wants to leave by with 486, as if they were busy.',
    caughtBy: ['TP-CL-RC-07'],
  }),
  client({
    name: 'binds-after-decline',
    breaks: ['REQ-RCC-04'],
    description: 'Declines a restart, and then opens MSRP and subscribes all the same.',
    caughtBy: ['TP-CL-RC-08'],
  }),
  client({
    name: 'ignores-restart-while-leaving',
    breaks: ['REQ-CL-11', 'REQ-RCC-04'],
    description: 'Once it has asked to leave it leaves an INVITE to the group unanswered.',
    caughtBy: ['TP-CL-RC-07', 'TP-CL-RC-09', 'TP-CL-RC-10'],
  }),
  client({
    name: 'rejoins-after-410',
    breaks: ['REQ-RCC-07'],
    description: 'Joins again by itself when the focus has removed it.',
    caughtBy: ['TP-CL-RC-11'],
  }),
  client({
    name: 'no-release-cause',
    breaks: ['REQ-UE-01'],
    description: 'Sends its BYE without a Reason of protocol RELEASE_CAUSE.',
    caughtBy: ['TP-CL-3G-01', 'TP-CL-3G-03', 'TP-CL-3G-04'],
  }),
  client({
    name: 'release-cause-1-always',
    breaks: ['REQ-UE-01'],
    description: 'Says "user ends call" whatever ended the session.',
    caughtBy: ['TP-CL-3G-03', 'TP-CL-3G-04'],
  }),
  client({
    name: 'never-607',
    breaks: ['REQ-UE-03'],
    description: 'Leaves an unwanted session with cause 200, although its registration was granted +sip.607.',
    caughtBy: ['TP-CL-3G-05'],
  }),
  client({
    name: 'unasked-607',
    breaks: ['REQ-UE-05'],
    description: 'Says 607 for an unwanted session whatever its registration was granted.',
    caughtBy: ['TP-CL-3G-06', 'TP-CL-3G-08'],
  }),
  client({
    name: '607-by-any-registration',
    breaks: ['REQ-UE-05'],
    description: 'Says 607 where any of its registrations was granted +sip.607, not that of the INVITE alone.',
    caughtBy: ['TP-CL-3G-08'],
  }),
  client({
    name: 'sends-607-always',
    breaks: ['REQ-UE-05', 'REQ-CL-02'],
    description: 'Says 607 at every leave.',
    caughtBy: ['TP-CL-3G-06', 'TP-CL-3G-07', 'TP-CL-3G-08', 'TP-CL-LV-02'],
  }),
  client({
    name: 'two-sip-reasons',
    breaks: ['REQ-UE-06', 'REQ-UE-03', 'REQ-UE-05'],
    description: 'Gives both SIP;cause=200 and SIP;cause=607.',
    caughtBy: ['TP-CL-3G-05', 'TP-CL-3G-06', 'TP-CL-3G-07', 'TP-CL-3G-08', 'TP-CL-3G-10'],
  }),
  focus({
    name: 'notify-on-bye-sent',
    breaks: ['REQ-CF-11'],
    description:
      'Tells the subscribers that the participant departed when it sends the BYE, not when that is answered.',
    caughtBy: [
      'TP-CF-FR-01',
      'TP-CF-FR-02',
      'TP-CF-FR-03',
      'TP-CF-FR-05',
      'TP-CF-FR-04',
      'TP-CF-FR-10',
      'TP-CF-FR-12',
      'TP-CF-FR-16',
      'TP-CF-FR-17',
    ],
  }),
  focus({
    name: 'notify-on-1xx',
    breaks: ['REQ-CF-11'],
    description: 'Takes a provisional response to the BYE for a final one and tells the subscribers.',
    caughtBy: ['TP-CF-FR-16'],
  }),
  focus({
    name: 'silent-on-error-final',
    breaks: ['REQ-CF-11', 'REQ-CF-12'],
    description: 'Tells the subscribers only after a 2xx to the BYE; after 3xx to 6xx, or no answer, nobody is told.',
    caughtBy: [
      'TP-CF-FR-03',
      'TP-CF-FR-04',
      'TP-CF-FR-05',
      'TP-CF-FR-06',
      'TP-CF-FR-07',
      'TP-CF-FR-08',
      'TP-CF-FR-09',
      'TP-CF-FR-10',
      'TP-CF-FR-11',
      'TP-CF-FR-12',
      'TP-CF-FR-13',
      'TP-CF-FR-14',
      'TP-CF-FR-15',
      'TP-CF-FR-17',
      'TP-CF-FR-18',
    ],
  }),
  focus({
    name: 'booted-not-departed',
    breaks: ['REQ-CF-13', 'REQ-CF-22'],
    description: 'Shows a participant that was removed or has left with disconnection-method booted.',
    caughtBy: ['TP-CF-SU-07', 'TP-CF-FR-01', 'TP-CF-FR-04', 'TP-CF-FR-10', 'TP-CF-FR-12', 'TP-CF-FR-17', 'TP-CF-LV-02'],
  }),
  focus({
    name: 'drops-from-roster',
    breaks: ['REQ-CF-10', 'REQ-CF-13'],
    description:
      'Drops the participant from its participant information when it sends the BYE, so that it is never shown as departed.',
    caughtBy: ['TP-CF-RM-08', 'TP-CF-SU-07', 'TP-CF-FR-01', 'TP-CF-FR-04', 'TP-CF-FR-10', 'TP-CF-FR-12', 'TP-CF-FR-17'],
  }),
  focus({
    name: 'keeps-subscription',
    breaks: ['REQ-CF-15', 'REQ-CF-23'],
    description: 'Does not end the subscription of a participant that was removed or has left.',
    caughtBy: ['TP-CF-FR-01', 'TP-CF-FR-04', 'TP-CF-FR-10', 'TP-CF-FR-12', 'TP-CF-LV-03', 'TP-CF-FR-17'],
  }),
  focus({
    name: 'keeps-media',
    breaks: ['REQ-CF-08', 'REQ-CF-21'],
    description:
      'Keeps the MSRP session of a participant that was removed or has left, takes its messages and delivers to it.',
    caughtBy: ['TP-CF-RM-05', 'TP-CF-RM-07', 'TP-CF-LV-04'],
  }),
  ...CLIENT_LEAVING_DEFECTS,
  ...FOCUS_REMOVAL_DEFECTS,
  ...FOCUS_LEAVING_DEFECTS,
  ...PCSCF_DEFECTS,
  ...CLIENT_ROBUSTNESS_DEFECTS,
  ...CLIENT_DEVICE_DEFECTS,
];
