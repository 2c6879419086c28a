import { sameUser } from '../../conference-info/user.ts';
import { absent, cameToItsEnd } from '../absence.ts';
import type { Check } from '../check.ts';
import { isShownAs } from '../focus/departure.ts';
import { departuresFor, historyOf, identityOf } from '../focus/facts.ts';
import { ms } from '../measure.ts';
import { capitalised, leavesOf, nameOf, personOf, postingsOf, surveysOf, WATCHERS } from './facts.ts';
import { sightOf } from './witness.ts';

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
    if (!posting || !account)
      return { verdict: 'inconc', message: 'nobody posted a message between the leave and the survey' };
    const deciding: [number, number] = [posting.seq, account.seq];
    const when = `${ms(posting.at - first.at)} after the user left`;
    if (account.messages.includes(posting.text))
      return {
        verdict: 'pass',
        message: `the message of ${capitalised(posting.device)}, ${when}, reached ${nameOf(LEAVER)}, which says ${account.state}`,
        deciding,
      };
    const gist = `the message of ${capitalised(posting.device)}, ${when}, did not reach ${nameOf(LEAVER)}, which says ${account.state}`;
    return profile === 'harmonised' && account.state === 'UNCONFIRMED'
      ? { verdict: 'pass', message: gist, notes: ['a BYE that timed out ends the dialog (RFC 3261 §15.1.1)'], deciding }
      : { verdict: 'fail', message: gist, deciding };
  },
};

export const leaveTold: Check = {
  id: 'leave-told-as-departed',
  requirement: 'REQ-CF-12',
  title: 'A leave that gets through succeeds, and everybody is told',
  required: 'The last leave ends in LEFT, and every other participant is shown the leaver as departed.',
  consequence: 'Who failed to leave once can never leave, or leaves and is still seen.',
  judge({ timeline, ixit }) {
    const last = leavesOf(timeline, LEAVER).at(-1);
    if (!last) return { verdict: 'inconc', message: 'Alice was not told to leave' };
    const account = surveysOf(timeline)
      .findLast(({ at }) => at > last.at)
      ?.accounts.find(({ device }) => device === LEAVER);
    const identity = identityOf(timeline, LEAVER);
    if (!account || identity === undefined) return { verdict: 'inconc', message: 'nobody was asked after the leave' };
    if (account.state !== 'LEFT' && !cameToItsEnd(timeline))
      return { verdict: 'inconc', message: 'the observation was broken off, perhaps ahead of another leave' };
    if (account.state !== 'LEFT')
      return {
        verdict: 'fail',
        message: `after its leave ${nameOf(LEAVER)} says ${account.state}`,
        deciding: [last.seq, account.seq],
      };
    const told = WATCHERS.map((watcher) => ({
      watcher,
      departure: historyOf(timeline, watcher)?.transitions.find(
        (t) => t.change === 'departure' && sameUser(t.user, identity) && t.event.at > last.at,
      ),
    }));
    const deaf = told.filter(({ departure }) => !departure);
    if (deaf.length > 0) {
      const what = `${deaf.map(({ watcher }) => capitalised(watcher)).join(' and ')} ${deaf.length > 1 ? 'were' : 'was'} not told of the departure`;
      return absent(timeline, { what, since: last.at, within: ixit.relMax }, { deciding: [last.seq, account.seq] });
    }
    const otherwise = told.find(({ departure }) => !isShownAs('departed', departure!.shown?.methods ?? []));
    const latest = told.map(({ departure }) => departure!.event).reduce((a, b) => (a.at > b.at ? a : b));
    const deciding: [number, number] = [last.seq, latest.seq];
    if (otherwise)
      return {
        verdict: 'fail',
        message: `to ${capitalised(otherwise.watcher)} she was shown as ${otherwise.departure!.shown?.methods.join(', ') || 'gone, without a disconnection-method'}`,
        deciding,
      };
    return {
      verdict: 'pass',
      message: `Bob and Carol were shown Alice as departed ${ms(latest.at - last.at)} after her leave`,
      deciding,
      distanceMs: latest.at - last.at,
    };
  },
};

export const otherDeviceStays: Check = {
  id: 'other-device-stays',
  requirement: 'REQ-CL-13',
  title: 'One device leaves, the other one of the same user stays',
  required: 'After the leave of the tablet the phone is still in the group, gets its messages, and the user is listed.',
  consequence: 'Whoever closes the chat on one device loses it on all.',
  judge({ timeline, ixit: { t1 } }) {
    const [left] = leavesOf(timeline, 'alice-tablet');
    const survey = surveysOf(timeline).findLast(({ at }) => left !== undefined && at > left.at);
    const [phone, tablet] = ['alice', 'alice-tablet'].map((name) =>
      survey?.accounts.find(({ device }) => device === name),
    );
    const posting = postingsOf(timeline).findLast(({ at }) => left !== undefined && at > left.at);
    if (!left || !phone || !tablet || !posting)
      return { verdict: 'inconc', message: 'nobody posted a message after the leave of the tablet, or was asked' };
    const gist = `the tablet says ${tablet.state}, the phone ${phone.state}`;
    const deciding: [number, number] = [left.seq, phone.seq];
    if (tablet.state !== 'LEFT') return { verdict: 'inconc', message: gist, deciding };
    if (phone.state !== 'JOINED') return { verdict: 'fail', message: gist, deciding };
    const { connected, absent: unseen } = sightOf(timeline, survey!, personOf(LEAVER), t1);
    if (connected.length === 0 && unseen.length > 0)
      return { verdict: 'fail', message: `${gist}, but the focus does not list Alice as connected any more`, deciding };
    return phone.messages.includes(posting.text)
      ? { verdict: 'pass', message: `${gist} and got the message of ${capitalised(posting.device)}`, deciding }
      : {
          verdict: 'fail',
          message: `${gist}, but it did not get the message of ${capitalised(posting.device)}`,
          deciding,
        };
  },
};

export const leaverDepartsOnce: Check = {
  id: 'leaver-departs-once',
  requirement: 'REQ-CF-12',
  title: 'Who is removed amid a leave departs once',
  required: 'Every other participant is shown the departure, and one departure only.',
  consequence: 'Members see somebody leave, come back and leave again.',
  judge({ timeline, ixit }) {
    const seen = WATCHERS.map((watcher) => ({ watcher, departures: departuresFor(timeline, watcher, LEAVER) }));
    const odd = seen.find(({ departures }) => departures.length !== 1);
    if (!odd) return { verdict: 'pass', message: 'Bob and Carol saw one departure of Alice' };
    const [first, second] = odd.departures;
    if (!first) {
      const since = leavesOf(timeline, LEAVER).at(-1)?.at ?? Infinity;
      const what = `${capitalised(odd.watcher)} saw no departure of Alice`;
      return absent(timeline, { what, since, within: ixit.relMax });
    }
    return {
      verdict: 'fail',
      message: `${capitalised(odd.watcher)} saw ${odd.departures.length} departures of Alice`,
      ...(second && { deciding: [first.event.seq, second.event.seq] as [number, number] }),
    };
  },
};

export const rostersShown: Check = {
  id: 'rosters-shown',
  requirement: 'REQ-CF-12',
  title: 'What users are shown is what the focus lists',
  required: 'In the end the clients of Bob and Carol do not show the one who has left as connected.',
  consequence: 'Members look at a list that is not true, and nobody tells them.',
  judge({ timeline }) {
    const identity = identityOf(timeline, LEAVER);
    const accounts = surveysOf(timeline)
      .at(-1)
      ?.accounts.filter(({ device }) => device !== LEAVER);
    if (!accounts || identity === undefined) return { verdict: 'inconc', message: 'nobody was asked' };
    const telling = accounts.filter(({ roster }) => roster !== undefined);
    if (telling.length === 0)
      return { verdict: 'pass', message: 'no client can say whom it shows', notes: ['the roster is optional to tell'] };
    const stale = telling.find(({ roster }) =>
      Object.entries(roster!).some(([user, status]) => sameUser(user, identity) && status === 'connected'),
    );
    if (stale)
      return {
        verdict: 'fail',
        message: `the client of ${capitalised(stale.device)} still shows Alice as connected`,
        deciding: [stale.seq, stale.seq],
      };
    return {
      verdict: 'pass',
      message: `the ${telling.length > 1 ? 'clients' : 'client'} of ${telling.map(({ device }) => capitalised(device)).join(' and ')} ${telling.length > 1 ? 'do' : 'does'} not show Alice as connected`,
    };
  },
};
