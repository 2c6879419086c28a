import type { TimelineEvent } from '../../timeline/event.ts';
import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { transactionsOf } from '../focus/facts.ts';
import { ms } from '../measure.ts';
import {
  type Account,
  capitalised,
  impairmentsOf,
  INSIDE,
  leavesOf,
  nameOf,
  personOf,
  postingsOf,
  type Survey,
  surveysOf,
  upTo,
} from './facts.ts';
import { clientEnd, lostFarewell } from './passage.ts';
import { sightOf } from './witness.ts';

export const noGhostParticipant: Check = {
  id: 'no-ghost-participant',
  requirement: 'REQ-CL-10',
  title: 'Nobody is a ghost: who says that they have left is not seen in the group, and who says that they are in is',
  required:
    'Once things are quiet, no user whose clients all say LEFT is listed as connected, and none whose client believes to be in the group is missing, unless the message that was to tell it so was lost.',
  consequence:
    'The group talks to somebody who is not there any more, and who cannot leave, being gone already in their own eyes.',
  judge({ timeline, ixit: { t1, relMax } }) {
    const surveys = surveysOf(timeline);
    if (surveys.length === 0) return { verdict: 'inconc', message: 'no client was asked for its state' };
    const notes: string[] = [];
    let seen = 0;
    for (const survey of surveys)
      for (const person of new Set(survey.accounts.map(({ device }) => personOf(device)))) {
        const own = survey.accounts.filter(({ device }) => personOf(device) === person);
        const sight = sightOf(timeline, survey, person, t1);
        seen += sight.connected.length + sight.absent.length;
        const view: View = { timeline, survey, own, sight, relMax };
        const judgement = ghost(view, person) ?? missing(view, person, notes);
        if (judgement) return judgement;
      }
    const last = surveys.at(-1)!.accounts.map(({ device, state }) => `${nameOf(device)} ${state}`);
    const states = `in the end: ${last.join(', ')}`;
    // A group whose last members have been sent home has nobody in it to be a ghost.
    const ended = surveys.at(-1)!.accounts.some(({ state }) => state === 'REMOVED');
    if (seen === 0 && !ended)
      return { verdict: 'inconc', message: `nobody was left in the group to see who else is; ${states}` };
    return {
      verdict: 'pass',
      message: `${seen === 0 ? 'the group has ended' : `states and roster agree at ${surveys.length} quiet moments`}; ${states}`,
      ...(notes.length > 0 && { notes }),
    };
  },
};

/** One person at one survey: what their devices say, and what the others are told. */
interface View {
  timeline: readonly TimelineEvent[];
  survey: Survey;
  own: readonly Account[];
  sight: ReturnType<typeof sightOf>;
  /** The IXIT's limit for what a BYE brings about, in milliseconds: the news of a leave takes no longer. */
  relMax: number;
}

function ghost({ timeline, survey, own, sight: { connected }, relMax }: View, person: string): Judgement | undefined {
  if (!own.every(({ state }) => state === 'LEFT') || connected.length === 0) return undefined;
  const past = upTo(timeline, survey.at);
  const asked = own.map(({ device }) => leavesOf(past, device)[0]).find((leave) => leave !== undefined);
  const lost = impairmentsOf(past).some(({ detail = '' }) => / BYE /.test(` ${detail} `));
  const since = asked ? `, ${ms(survey.at - asked.at)} after the user left` : '';
  const farewells = own.flatMap(({ device }) => byesAt(past, device));
  const what = `ghost participant: ${own.map(({ device }) => nameOf(device)).join(' and ')} says LEFT, but the focus still lists ${capitalised(person)} as connected, as ${connected.map(capitalised).join(' and ')} can see${since}${lost ? ' (the BYE was impaired on its way)' : ''}`;
  const found = asked && { deciding: [asked.seq, own[0]!.seq] as [number, number], distanceMs: own[0]!.at - asked.at };
  // No news is on its way: the network answered each BYE, and let none through.
  if (farewells.length === 0 && own.every(({ device }) => isRefused(past, device)))
    return { verdict: 'fail', message: what, ...found };
  return absent(past, { what, since: Math.max(asked?.at ?? 0, ...farewells), within: relMax }, found);
}

/** Whether a device has sent BYEs, and all have had their final response. */
function isRefused(past: readonly TimelineEvent[], device: string): boolean {
  const byes = transactionsOf(past, clientEnd(device)).filter(({ method }) => method === 'BYE');
  return byes.length > 0 && byes.every(({ finals }) => finals.length > 0);
}

/** When the BYEs of a device's dialog, whoever sent them, went by between its network and the focus: the first copy of each. */
const byesAt = (past: readonly TimelineEvent[], device: string): number[] =>
  transactionsOf(past, device)
    .filter(({ method }) => method === 'BYE')
    .map(({ request }) => request.at);

function missing(view: View, person: string, notes: string[]): Judgement | undefined {
  const { timeline, survey, own, sight } = view;
  const inside = own.find(({ state }) => INSIDE.includes(state));
  if (!inside || sight.absent.length === 0 || sight.connected.length > 0) return undefined;
  if (isAddressed(view, inside)) {
    notes.push(`${nameOf(inside.device)} says ${inside.state} and is not listed, but gets what the group says`);
    return undefined;
  }
  const lost = lostFarewell(upTo(timeline, survey.at), inside.device);
  if (lost !== undefined) {
    notes.push(
      `${nameOf(inside.device)} says ${inside.state} and is not listed, since the network lost what was to tell it: ${lost}`,
    );
    return undefined;
  }
  return {
    verdict: 'fail',
    message: `shut out unawares: ${nameOf(inside.device)} says ${inside.state}, but the focus does not list ${capitalised(person)} as connected, as ${sight.absent.map(capitalised).join(' and ')} can see`,
    deciding: [inside.seq, inside.seq],
  };
}

/** Whether what one of the witnesses posted last, since the survey before, has reached this client. */
function isAddressed({ timeline, survey, sight }: View, { messages }: Account): boolean {
  const before = surveysOf(timeline).findLast(({ at }) => at < survey.at)?.at ?? 0;
  const last = postingsOf(timeline).findLast(
    ({ at, device }) => at > before && at < survey.at && sight.absent.includes(device),
  );
  return last !== undefined && messages.includes(last.text);
}
