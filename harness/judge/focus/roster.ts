import { conferenceSubscriptions, rosterHistory } from '../../conference-info/subscription.ts';
import { shownUser } from '../../conference-info/user.ts';
import { mayHaveSentSince } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms, relativeTo } from '../measure.ts';
import { DEPARTING, identityOf, removalByeOf, removalEnd, sipEventsOf } from './facts.ts';

export const removedKeptInRoster: Check = {
  id: 'removed-kept-in-roster',
  requirement: 'REQ-CF-10',
  title: 'The removed participant stays in the participant information until the response',
  required:
    'A roster fetched while the BYE is outstanding still lists the participant; one fetched after the final response does not list it as connected.',
  consequence: 'The group loses sight of somebody whose removal has not been completed.',
  judge({ timeline, ixit }) {
    const bye = removalByeOf(timeline);
    const carol = identityOf(timeline, DEPARTING);
    if (!bye || carol === undefined) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    const end = removalEnd(timeline, ixit.t1);
    const fetches = conferenceSubscriptions(sipEventsOf(timeline, 'bob'))
      .slice(1)
      .flatMap((subscription) => {
        const told = subscription.notifications.find((notification) => notification.document);
        return told ? [{ event: told.event, user: shownUser(rosterHistory(subscription).roster, carol) }] : [];
      });
    const until = end?.lastKnownBefore ?? mayHaveSentSince(timeline, DEPARTING);
    const during = fetches.find(({ event }) => event.at > bye.request.at && event.at < until);
    const after = fetches.find(({ event }) => end !== undefined && event.at > end.at);
    if (!during) return { verdict: 'inconc', message: 'no roster could be fetched while the BYE was outstanding' };
    const describe = (user: (typeof during)['user']) =>
      user === undefined ? 'does not list her' : user.connected ? 'shows her connected' : 'shows her disconnected';
    if (!during.user)
      return {
        verdict: 'fail',
        message: `Carol was gone from the roster ${relativeTo('the BYE', during.event.at - bye.request.at)}, before any final response`,
        deciding: [bye.request.seq, during.event.seq],
        distanceMs: during.event.at - bye.request.at,
      };
    if (!after) return { verdict: 'inconc', message: 'no roster could be fetched after the final response' };
    if (after.user?.connected)
      return {
        verdict: 'fail',
        message: `the roster still shows Carol connected ${ms(after.event.at - end!.at)} after ${end!.name}`,
        deciding: [end!.seq, after.event.seq],
        distanceMs: after.event.at - end!.at,
      };
    return {
      verdict: 'pass',
      message: `while the BYE was outstanding the roster ${describe(during.user)}; after ${end!.name} it ${describe(after.user)}`,
      deciding: [bye.request.seq, during.event.seq],
      distanceMs: during.event.at - bye.request.at,
    };
  },
};
