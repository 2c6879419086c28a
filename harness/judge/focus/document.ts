/** The documents by which a focus tells of a group: whether they are what RFC 4575 has them be. */
import { CONFERENCE_INFO_TYPE } from '../../conference-info/document.ts';
import {
  conferenceSubscriptions,
  rosterHistory,
  type SubscriptionHistory,
} from '../../conference-info/subscription.ts';
import type { Roster, RosterUser } from '../../conference-info/roster.ts';
import { sameUser } from '../../conference-info/user.ts';
import { schemaFaults } from '../../conference-info/validity.ts';
import { bodyOfType } from '../../sip/body.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { eachSubscriber } from './departure.ts';
import { DEPARTING, departuresFor, historyOf, identityOf, nameOf, sipEventsOf, subscriptionOf } from './facts.ts';

/** Every NOTIFY of every subscription that has a document, fetches among them. */
const told = (timeline: readonly TimelineEvent[]): { event: SipEvent; xml: string }[] =>
  conferenceSubscriptions(sipEventsOf(timeline)).flatMap(({ notifications }) =>
    notifications.flatMap(({ event }) => {
      const xml = bodyOfType(sipOf(event), CONFERENCE_INFO_TYPE);
      return xml === undefined || xml.trim() === '' ? [] : [{ event, xml }];
    }),
  );

export const documentsValid: Check = {
  id: 'documents-valid',
  requirement: 'REQ-CF-30',
  title: 'Every document is valid by the schema of RFC 4575',
  required: 'Elements in the order of the schema, values of its types, nothing of its namespace that it does not have.',
  consequence: 'A client that validates what it reads throws the roster away.',
  judge({ timeline }) {
    const documents = told(timeline);
    if (documents.length === 0) return { verdict: 'inconc', message: 'no document was sent' };
    const faulty = documents
      .map(({ event, xml }) => ({ event, faults: schemaFaults(xml) }))
      .filter(({ faults }) => faults.length > 0);
    const [first] = faulty;
    if (!first) return { verdict: 'pass', message: `${documents.length} documents, all valid` };
    return {
      verdict: 'fail',
      message: `${faulty.length} of ${documents.length} documents are not valid; to ${nameOf(first.event.actor)}: ${first.faults[0]}`,
      deciding: [first.event.seq, first.event.seq],
    };
  },
};

export const versionsRise: Check = {
  id: 'versions-rise',
  requirement: 'REQ-CF-30',
  title: 'The version rises from document to document',
  required:
    'Within a subscription each document has a higher version than the one before it, a partial one exactly the next.',
  consequence: 'A client takes a new document for an old one and ignores it.',
  judge: (evidence) =>
    eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const anomaly = historyOf(evidence.timeline, subscriber)?.anomalies.find(
        ({ kind }) => kind !== 'users-state-missing',
      );
      const count = subscriptionOf(evidence.timeline, subscriber)?.notifications.filter((n) => n.document).length ?? 0;
      if (count < 2)
        return {
          verdict: 'inconc',
          message: `${name} got ${count} documents: a version has to be compared with another`,
        };
      if (!anomaly) return { verdict: 'pass', message: `${name} got ${count} documents with rising versions` };
      const { kind, version, expected, event } = anomaly;
      const seen =
        kind === 'no-version'
          ? 'has no version'
          : `has version ${version}${expected === undefined ? '' : `, ${expected} was due`}`;
      return {
        verdict: 'fail',
        message: `a document to ${name} ${seen}${kind === 'partial-first' ? ', and is partial before any full one' : ''}`,
        deciding: [event.seq, event.seq],
      };
    }),
};

export const userCountRight: Check = {
  id: 'user-count-right',
  requirement: 'REQ-CF-30',
  title: 'user-count counts those who are in the group',
  required:
    'Where the document that tells of the departure has a user-count, it is the number of users who are connected.',
  consequence: 'Clients show that there are more people in the group than there are.',
  judge: (evidence) =>
    eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const departure = departuresFor(evidence.timeline, subscriber)[0];
      if (!departure) return { verdict: 'inconc', message: `${name} was told of no departure` };
      const notification = subscriptionOf(evidence.timeline, subscriber)?.notifications.find(
        ({ event }) => event === departure.event,
      );
      const count = notification?.document?.userCount;
      const connected = [...(historyOf(evidence.timeline, subscriber)?.roster.users.values() ?? [])].filter(
        (user) => user.connected,
      ).length;
      if (count === undefined)
        return {
          verdict: 'pass',
          message: `the document to ${name} has no user-count`,
          notes: ['user-count is optional'],
        };
      return {
        verdict: count === connected ? 'pass' : 'fail',
        message: `the document to ${name} counts ${count}, ${connected} are connected`,
        deciding: [departure.event.seq, departure.event.seq],
      };
    }),
};

export const mergedEqualsFetched: Check = {
  id: 'merged-equals-fetched',
  requirement: 'REQ-CF-30',
  title: 'What a subscriber has put together is what there is',
  required: 'The state merged from all documents of a subscription is the one that a fetch shows afterwards.',
  consequence: 'Members who were there all the time see another group than those who have just come.',
  judge({ timeline }) {
    const held = historyOf(timeline, 'bob');
    const fetched = fetchedBy(timeline, 'bob');
    const departure = departuresFor(timeline, 'bob')[0];
    if (!held || !departure) return { verdict: 'inconc', message: 'Bob was told of no departure' };
    if (!fetched || fetched.event.at < departure.event.at)
      return { verdict: 'inconc', message: 'Bob could not fetch the roster after the departure' };
    const deciding: [number, number] = [departure.event.seq, fetched.event.seq];
    const carol = identityOf(timeline, DEPARTING);
    const differences: string[] = [];
    const notes: string[] = [];
    for (const uri of urisOf(held.roster, fetched.history.roster)) {
      const [merged, shown] = [userOf(held.roster, uri), userOf(fetched.history.roster, uri)];
      if (described(merged) === described(shown)) continue;
      const departed = carol !== undefined && sameUser(uri, carol) && !merged?.connected && !shown?.connected;
      (departed ? notes : differences).push(
        `${uri} is ${described(merged)} by the documents, ${described(shown)} by the fetch`,
      );
    }
    if (carol !== undefined && userOf(fetched.history.roster, carol)?.connected)
      return {
        verdict: 'fail',
        message: `the fetch shows Carol connected ${ms(fetched.event.at - departure.event.at)} after her departure`,
        deciding,
      };
    return differences.length > 0
      ? { verdict: 'fail', message: differences.join('; '), deciding, notes }
      : {
          verdict: 'pass',
          message: `the ${held.roster.users.size} users that Bob knows of are those of the fetch, and as they are there`,
          deciding,
          notes,
        };
  },
};

/** The last roster that somebody fetched. */
function fetchedBy(
  timeline: readonly TimelineEvent[],
  actor: string,
): { event: SipEvent; history: SubscriptionHistory } | undefined {
  return conferenceSubscriptions(sipEventsOf(timeline, actor))
    .slice(1)
    .flatMap((subscription) => {
      const document = subscription.notifications.find((notification) => notification.document);
      return document ? [{ event: document.event, history: rosterHistory(subscription) }] : [];
    })
    .at(-1);
}

const urisOf = (...rosters: Roster[]): string[] => {
  const all = rosters.flatMap(({ users }) => [...users.keys()]);
  return all.filter((uri, index) => all.findIndex((other) => sameUser(uri, other)) === index);
};

const userOf = ({ users }: Roster, uri: string): RosterUser | undefined =>
  [...users.values()].find(({ entity }) => sameUser(entity, uri));

function described(user: RosterUser | undefined): string {
  if (!user) return 'absent';
  const endpoints = [...user.endpoints.values()].map(({ status, disconnectionMethod }) =>
    [status ?? 'of no status', ...(disconnectionMethod === undefined ? [] : [disconnectionMethod])].join(' '),
  );
  return endpoints.length === 0 ? 'without an endpoint' : endpoints.toSorted().join(' and ');
}
