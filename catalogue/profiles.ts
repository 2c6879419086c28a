import type { Profile } from '../harness/judge/verdict.ts';

export interface ProfileDescription {
  name: Profile;
  title: string;
  /** What releases media, and what does not. */
  reading: string;
  use: string;
}

/** The three readings of one trace, in words. */
export const PROFILE_DESCRIPTIONS: Readonly<Record<Profile, ProfileDescription>> = {
  cr: {
    name: 'cr',
    title: 'The change request to the letter',
    reading:
      'A client releases its media when a 2XX to its BYE has arrived, and on nothing else: not on a provisional response, not on a failure, not on a timeout.',
    use: 'The default gate.',
  },
  harmonised: {
    name: 'harmonised',
    title: 'The change request with RFC 3261 §15.1.1',
    reading:
      'As cr, but 481, 408 and a timeout of the transaction, these three only, end the dialog: release after them is right and demanded. The client is then unconfirmed, not left.',
    use: 'Shown beside the gate. What fails cr and passes here deviates from the letter of the change request as RFC 3261 permits.',
  },
  'pre-cr': {
    name: 'pre-cr',
    title: 'The text before the change request',
    reading:
      'A client releases its media with the BYE, within 2 s, whatever the answer; every other check stays as it is.',
    use: 'Tells the clients that have not implemented the change.',
  },
};
