import { sameUser } from '../../conference-info/user.ts';
import type { Check } from '../check.ts';
import { historyOf, identityOf } from '../focus/facts.ts';
import { ms } from '../measure.ts';
import { capitalised, leavesOf, nameOf, postingsOf, surveysOf, WATCHERS } from './facts.ts';

/** The one whose leave is looked at. */
const LEAVER = 'alice';

export const mediaKeptAfterFailedLeave: Check = {
  id: 'media-kept-after-failed-leave',
  requirement: 'REQ-CL-09',
  title: 'After a leave that failed the client still gets what the group says',
  required: 'Until a 2xx to its BYE has arrived the client keeps its media: messages of the group are delivered to it.',
  consequence: 'The user misses what the group says, while the group believes to be heard.',
  judge({ timeline }, profile) {
    if (profile === 'pre-cr') return { verdict: 'none', message: 'before the change request media went with the BYE' };
    const [first] = leavesOf(timeline, LEAVER);
    if (!first) return { verdict: 'inconc', message: 'Alice was not told to leave' };
    const posting = postingsOf(timeline).find(({ device, at }) => device !== LEAVER && at > first.at);
    const survey = posting && surveysOf(timeline).find(({ at }) => at > posting.at);
    const account = survey?.accounts.find(({ device }) => device === LEAVER);
    if (!posting || !account) return { verdict: 'inconc', message: 'nobody posted a message between the leave and the survey' };
    const deciding: [number, number] = [posting.seq, account.seq];
    const when = `${ms(posting.at - first.at)} after the user left`;
    if (account.messages.includes(posting.text))
      return { verdict: 'pass', message: `the message of ${capitalised(posting.device)}, ${when}, reached ${nameOf(LEAVER)}, which says ${account.state}`, deciding };
    const gist = `the message of ${capitalised(posting.device)}, ${when}, did not reach ${nameOf(LEAVER)}, which says ${account.state}`;
    return profile === 'harmonised' && account.state === 'UNCONFIRMED'
      ? { verdict: 'pass', message: gist, notes: ['a BYE that timed out ends the dialog (RFC 3261 §15.1.1)'], deciding }
      : { verdict: 'fail', message: gist, deciding };
  },
};

export const laterLeaveTold: Check = {
  id: 'later-leave-told-as-departed',
  requirement: 'REQ-CF-12',
  title: 'A leave in a network that has healed succeeds, and everybody is told',
  required: 'The second leave ends in LEFT, and every other participant is shown the leaver as departed.',
  consequence: 'Who failed to leave once can never leave.',
  judge({ timeline }) {
    const second = leavesOf(timeline, LEAVER)[1];
    if (!second) return { verdict: 'inconc', message: 'Alice was not told to leave again' };
    const account = surveysOf(timeline)
      .findLast(({ at }) => at > second.at)
      ?.accounts.find(({ device }) => device === LEAVER);
    const identity = identityOf(timeline, LEAVER);
    if (!account || identity === undefined) return { verdict: 'inconc', message: 'nobody was asked after the second leave' };
    if (account.state !== 'LEFT')
      return { verdict: 'fail', message: `after its second leave ${nameOf(LEAVER)} says ${account.state}`, deciding: [second.seq, account.seq] };
    const told = WATCHERS.map((watcher) => ({
      watcher,
      departure: historyOf(timeline, watcher)?.transitions.find(
        (t) => t.change === 'departure' && sameUser(t.user, identity) && t.event.at > second.at,
      ),
    }));
    const deaf = told.filter(({ departure }) => !departure);
    if (deaf.length > 0)
      return { verdict: 'fail', message: `${deaf.map(({ watcher }) => capitalised(watcher)).join(' and ')} was not told of the departure`, deciding: [second.seq, account.seq] };
    const otherwise = told.find(({ departure }) => departure!.shown?.methods.some((method) => method !== 'departed') ?? false);
    const last = told.map(({ departure }) => departure!.event).reduce((a, b) => (a.at > b.at ? a : b));
    const deciding: [number, number] = [second.seq, last.seq];
    if (otherwise)
      return { verdict: 'fail', message: `to ${capitalised(otherwise.watcher)} she was shown as ${otherwise.departure!.shown?.methods.join(', ')}`, deciding };
    return { verdict: 'pass', message: `Bob and Carol were shown Alice as departed ${ms(last.at - second.at)} after her second leave`, deciding, distanceMs: last.at - second.at };
  },
};
