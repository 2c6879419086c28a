import type { Defect } from './defects.ts';

const client = (defect: Omit<Defect, 'role'>): Defect => ({ role: 'client', ...defect });

/** Clients that take the devices of one user for one, or one of them for all. */
export const CLIENT_DEVICE_DEFECTS: readonly Defect[] = [
  client({
    name: 'all-devices-leave',
    breaks: ['REQ-CL-12', 'REQ-CL-13'],
    description: 'Leaves on every device of its user when one of them leaves.',
    caughtBy: ['TP-CL-MD-01', 'TP-CL-MD-02', 'TP-CL-MD-03', 'TP-CL-MD-06', 'LOCAL-EE-LV-06'],
  }),
  client({
    name: 'rejoins-after-leave-elsewhere',
    breaks: ['REQ-CL-13'],
    description: 'Joins again by itself when its user has left on another device.',
    caughtBy: ['TP-CL-MD-04'],
  }),
  client({
    name: 'left-on-any-bye',
    breaks: ['REQ-CL-13'],
    description: 'Takes every BYE of the network for a leave of its user.',
    caughtBy: ['TP-CL-MD-05'],
  }),
  client({
    name: 'shows-endpoint-for-user',
    breaks: ['REQ-CL-13'],
    description: 'Shows a user as gone of whom one endpoint has departed.',
    caughtBy: ['TP-CL-MD-07'],
  }),
];
