import { shownUser } from '../../conference-info/user.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { identityOf, rosterOf } from '../focus/facts.ts';
import { ms } from '../measure.ts';
import {
  type Account,
  capitalised,
  impairmentsOf,
  leavesOf,
  nameOf,
  personOf,
  type Survey,
  surveysOf,
  upTo,
  WATCHERS,
} from './facts.ts';

/** What a client says of itself when it believes to be in the group. */
const INSIDE = ['JOINED', 'LEAVE_FAILED'];

export const noGhostParticipant: Check = {
  id: 'no-ghost-participant',
  requirement: 'REQ-CL-10',
  title: 'Nobody is a ghost: who says that they have left is not seen in the group, and who says that they are in is',
  required:
    'Once things are quiet, no user whose clients all say LEFT is listed as connected, and none whose client believes to be in the group is missing, unless the message that was to tell it so was lost.',
  consequence:
    'The group talks to somebody who is not there any more, and who cannot leave, being gone already in their own eyes.',
  judge({ timeline }) {
    const surveys = surveysOf(timeline);
    if (surveys.length === 0) return { verdict: 'inconc', message: 'no client was asked for its state' };
    const notes: string[] = [];
    for (const survey of surveys)
      for (const person of new Set(survey.accounts.map(({ device }) => personOf(device)))) {
        const own = survey.accounts.filter(({ device }) => personOf(device) === person);
        const judgement = ghost(timeline, survey, person, own) ?? missing(timeline, survey, person, own, notes);
        if (judgement) return judgement;
      }
    const last = surveys.at(-1)!.accounts.map(({ device, state }) => `${nameOf(device)} ${state}`);
    return {
      verdict: 'pass',
      message: `states and roster agree at ${surveys.length} quiet moments; in the end: ${last.join(', ')}`,
      ...(notes.length > 0 && { notes }),
    };
  },
};

/** Everybody in the group who watches somebody else. */
const witnesses = (survey: Survey, person: string): string[] =>
  WATCHERS.filter(
    (watcher) =>
      watcher !== person && survey.accounts.some(({ device, state }) => device === watcher && INSIDE.includes(state)),
  );

function seenBy(
  timeline: readonly TimelineEvent[],
  survey: Survey,
  person: string,
): { connected: string[]; absent: string[] } {
  const identity = identityOf(timeline, person);
  const past = upTo(timeline, survey.at);
  const all = witnesses(survey, person);
  const connected = all.filter(
    (watcher) => identity !== undefined && shownUser(rosterOf(past, watcher), identity)?.connected === true,
  );
  return { connected, absent: all.filter((watcher) => !connected.includes(watcher)) };
}

function ghost(
  timeline: readonly TimelineEvent[],
  survey: Survey,
  person: string,
  own: readonly Account[],
): Judgement | undefined {
  if (!own.every(({ state }) => state === 'LEFT')) return undefined;
  const { connected } = seenBy(timeline, survey, person);
  if (connected.length === 0) return undefined;
  const asked = leavesOf(upTo(timeline, survey.at), own[0]!.device)[0];
  const lost = impairmentsOf(timeline).find(({ detail = '', at }) => / BYE /.test(` ${detail} `) && at <= survey.at);
  const since = asked ? `, ${ms(survey.at - asked.at)} after the user left` : '';
  return {
    verdict: 'fail',
    message: `ghost participant: ${own.map(({ device }) => nameOf(device)).join(' and ')} says LEFT, but the focus still lists ${capitalised(person)} as connected, as ${connected.map(capitalised).join(' and ')} can see${since}${lost ? ' (the BYE was impaired on its way)' : ''}`,
    ...(asked && { deciding: [asked.seq, own[0]!.seq] as [number, number], distanceMs: own[0]!.at - asked.at }),
  };
}

function missing(
  timeline: readonly TimelineEvent[],
  survey: Survey,
  person: string,
  own: readonly Account[],
  notes: string[],
): Judgement | undefined {
  const inside = own.find(({ state }) => INSIDE.includes(state));
  if (!inside) return undefined;
  const { absent, connected } = seenBy(timeline, survey, person);
  if (absent.length === 0 || connected.length > 0) return undefined;
  const lost = impairmentsOf(timeline).find(
    ({ detail = '', at }) => at <= survey.at && detail.includes(` to ${inside.device}`),
  );
  if (lost) {
    notes.push(
      `${nameOf(inside.device)} says ${inside.state} and is not listed, since the network lost what was to tell it: ${lost.detail}`,
    );
    return undefined;
  }
  return {
    verdict: 'fail',
    message: `shut out unawares: ${nameOf(inside.device)} says ${inside.state}, but the focus does not list ${capitalised(person)} as connected, as ${absent.map(capitalised).join(' and ')} can see`,
    deciding: [inside.seq, inside.seq],
  };
}
