import { contactUri, type SipMessage } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import { parseSipUri, sameUri } from '../../sip/uri.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { leaveFacts, NETWORK, reInviteOf, statusOf } from './facts.ts';
import { groupDialogOf } from './group-dialog.ts';
import { NO_BYE } from './no-bye.ts';

export const byeToRefreshedTarget: Check = {
  id: 'bye-to-refreshed-target',
  requirement: 'REQ-CL-03',
  title: 'The Request-URI follows a target refresh that names the same group',
  required:
    "After a re-INVITE with a new Contact the BYE goes there (RFC 3261 §12.2); to the first identity only where the client's IXIT says so.",
  consequence: 'The BYE goes to where the focus was, and the focus never learns of the leave.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const refresh = reInviteOf(evidence.timeline, 0);
    const refreshed = refresh?.finals.some((final) => statusOf(final) < 300) && contactUri(sipOf(refresh.request));
    if (!refreshed)
      return { verdict: 'inconc', message: 'the client did not accept the re-INVITE with the new Contact' };
    const first = groupDialogOf(evidence.timeline)?.focusContact ?? '';
    const uri = facts.bye.kind === 'request' ? facts.bye.requestUri : '';
    if (isTarget(uri, refreshed)) return { verdict: 'pass', message: `Request-URI ${uri}, as refreshed` };
    if (!sameUri(uri, first))
      return {
        verdict: 'fail',
        message: `Request-URI ${uri} is neither the refreshed target ${refreshed} nor the first, ${first}`,
      };
    return evidence.ixit.requestUri === 'IDENTITY'
      ? {
          verdict: 'pass',
          message: `Request-URI ${uri}`,
          notes: [`the refreshed target is ${refreshed}; the IXIT allows the identity`],
        }
      : {
          verdict: 'fail',
          message: `Request-URI ${uri} is the first target, which has been refreshed to ${refreshed}`,
        };
  },
};

/** RFC 3261 §19.1.4 leaves a parameter that only one URI has out of account; a target is to be repeated with all it has. */
function isTarget(uri: string, target: string): boolean {
  const [own, wanted] = [parseSipUri(uri), parseSipUri(target)];
  if (!own || !wanted || !sameUri(uri, target)) return false;
  return [...wanted.parameters].every(([name, value]) => own.parameters.get(name) === value);
}

const privacyOf = (message: SipMessage): string[] =>
  message.headers('privacy').flatMap((value) =>
    value
      .toLowerCase()
      .split(/[;,]/)
      .map((word) => word.trim()),
  );

export const byeAsksForPrivacy: Check = {
  id: 'bye-asks-for-privacy',
  requirement: 'REQ-CL-04',
  title: 'The BYE of an anonymous participant asks for privacy',
  required: 'The BYE has a Privacy header field with id among its values (RFC 3325 §9.3).',
  consequence: 'The leave tells the group who the anonymous participant was.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const invite = groupDialogOf(evidence.timeline)?.invite;
    const inviteHad = invite !== undefined && privacyOf(sipOf(invite.request)).includes('id');
    const values = privacyOf(facts.bye);
    return {
      verdict: values.includes('id') ? 'pass' : 'fail',
      message: values.length > 0 ? `Privacy: ${values.join(';')}` : 'the BYE has no Privacy header field',
      notes: inviteHad ? [] : ['the INVITE asked for no privacy either'],
    };
  },
};

export const byeAsksForNoPrivacy: Check = {
  id: 'bye-asks-for-no-privacy',
  requirement: 'REQ-CL-05',
  title: 'The BYE of one who is known asks for no privacy',
  required: 'Where anonymity was not asked for, no id in Privacy is expected; one that is there does no harm.',
  consequence: 'The group is told of the leave of a stranger.',
  takesNote: 'A client that asks for privacy without need breaks no rule.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const asks = privacyOf(facts.bye).includes('id');
    return {
      verdict: 'pass',
      message: asks ? 'the BYE asks for privacy' : 'the BYE asks for no privacy',
      notes: asks ? ['anonymity had not been asked for: Privacy: id is superfluous'] : [],
    };
  },
};

export const byeFollowsRouteSet: Check = {
  id: 'bye-follows-route-set',
  requirement: 'REQ-CL-06',
  title: 'The BYE takes the route of its dialog, over the registered flow',
  required:
    "Route is the dialog's route set, all of it, next hop first with lr, and the BYE comes from the address and port that the client registered from.",
  consequence: 'The BYE misses the proxies that hold the session, or is refused by the first one.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const { timeline } = evidence;
    const expected = (groupDialogOf(timeline)?.routeSet ?? []).map(uriOf);
    if (expected.length === 0)
      return { verdict: 'inconc', message: 'no proxy had put itself on the route of the dialog' };
    const routes = facts.bye.values('route').map(uriOf);
    const faults: string[] = [];
    const matches =
      routes.length === expected.length && routes.every((route, index) => sameUri(route, expected[index]!));
    if (!matches) faults.push(`Route is ${routes.join(', ') || 'absent'}, the route set is ${expected.join(', ')}`);
    else if (!/;lr(;|=|$)/i.test(routes[0]!)) faults.push('the first Route has lost its lr');
    const left = sentBy(facts.bye);
    const registered = new Set(timeline.flatMap(registeredFrom));
    if (registered.size > 0 && !registered.has(left))
      faults.push(`the BYE comes from ${left}, the client registered from ${[...registered].join(' and ')}`);
    return faults.length > 0
      ? { verdict: 'fail', message: faults.join('; ') }
      : { verdict: 'pass', message: `Route: ${routes.join(', ')}; sent from ${left}, as the REGISTER` };
  },
};

/** A client that registers again may do so from elsewhere; another device of its user has a network of its own. */
const registeredFrom = (event: TimelineEvent): string[] =>
  event.kind === 'sip' && event.actor === NETWORK && event.direction === 'received' && event.raw.startsWith('REGISTER ')
    ? [sentBy(sipOf(event))]
    : [];

const uriOf = (route: string): string => /<([^>]*)>/.exec(route)?.[1] ?? route.trim();

/** Where the client says that it sends from: host and port of its Via. */
const sentBy = (message: SipMessage): string =>
  /^SIP\s*\/\s*2\.0\s*\/\s*\S+\s+([^;\s]+)/i.exec(message.headers('via')[0] ?? '')?.[1] ?? '';
