/** What a focus does with large groups: every participant and every NOTIFY is looked at, none stands for others. */
import { firstFinal } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { Ixit } from '../../sut/descriptor.ts';
import { absent, lostTrace, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { distributionOf, type Measurements, spokenDistribution } from '../measurements.ts';
import { lagWithin } from '../order.ts';
import { type CrowdFacts, crowdFacts, type Telling } from './crowd-facts.ts';
import { statusOf } from './facts.ts';
import { NO_REFER, noAnswer, requestOf } from './removal-request.ts';

interface Told {
  early: Telling[];
  missing: Telling[];
  doubled: Telling[];
  late: Telling[];
  delays: number[];
}

function sorted({ tellings }: CrowdFacts, limitMs: number): Told {
  const result: Told = { early: [], missing: [], doubled: [], late: [], delays: [] };
  for (const telling of tellings) {
    const { departed, told } = telling;
    const first = told[0];
    if (!first) {
      result.missing.push(telling);
      continue;
    }
    const delay = first.at - departed.due!.at;
    result.delays.push(Math.max(0, delay));
    if (told.length > 1) result.doubled.push(telling);
    if (first.at < departed.due!.earliest) result.early.push(telling);
    if (delay > limitMs) result.late.push(telling);
  }
  return result;
}

/** The distributions and counts of a case with a large group; `undefined` for any other. */
export function crowdMeasurements(timeline: readonly TimelineEvent[], ixit: Ixit): Measurements | undefined {
  if (!timeline.some((event) => event.kind === 'notice')) return undefined;
  const facts = crowdFacts(timeline, ixit.t1);
  const { early, missing, doubled, delays } = sorted(facts, ixit.scaleMax);
  const answers = facts.departed.flatMap(({ bye }) => {
    const final = bye?.by === 'tester' ? firstFinal(bye) : undefined;
    return final ? [final.at - bye!.request.at] : [];
  });
  return {
    distributions: [
      distributionOf('from what made a departure due to the NOTIFY, per subscriber', delays),
      distributionOf('from the BYE of who leaves to its response', answers),
    ].filter((distribution) => distribution !== undefined),
    counts: {
      participants: facts.members.length,
      departures: facts.departed.length,
      notifications: facts.notices.length,
      told: delays.length,
      'too early': early.length,
      missing: missing.length,
      doubled: doubled.length,
    },
  };
}

/** Why nothing can be said of so much lateness: the test side was late itself; `undefined` where it was not. */
function testSideIsTheLimit(timeline: readonly TimelineEvent[], facts: CrowdFacts, late: number): string | undefined {
  const from = Math.min(...facts.departed.map(({ bye }) => bye!.request.at));
  const own = lagWithin(timeline, from, facts.end);
  return own > late / 2 ? `the test side itself was ${ms(own)} late in all: it is the limit here` : undefined;
}

const NOBODY_LEFT: Judgement = { verdict: 'inconc', message: 'nobody departed, so nobody had anything to be told' };

const counted = ({ early, missing, doubled }: Told): string =>
  `${early.length} too early, ${missing.length} missing, ${doubled.length} doubled`;

/** The first few by name, for the reader who wants to look one up. */
const named = (tellings: readonly Telling[]): string =>
  tellings
    .slice(0, 3)
    .map(({ subscriber, departed }) => `${subscriber.identity} of ${departed.identity}`)
    .join(', ') + (tellings.length > 3 ? ` and ${tellings.length - 3} more` : '');

/**
 * Every subscriber is told of every departure, once and in time.
 * @param requirement by which it is to be told: of a removal, or of a leave
 */
export const crowdTold = (requirement: string, limit: 'scaleMax' | 'notifyMax' = 'scaleMax'): Check => ({
  id: 'crowd-told',
  requirement,
  title: 'Everybody in a large group is told of every departure, once',
  required: "Each subscriber that stays is told of each departure within the IXIT's limit, and not a second time.",
  consequence: 'In large groups lists of members differ from device to device.',
  judge({ timeline, ixit }) {
    const facts = crowdFacts(timeline, ixit.t1);
    if (facts.departed.length === 0) return NOBODY_LEFT;
    const told = sorted(facts, ixit[limit]);
    const delays = distributionOf('', told.delays);
    const spread = `${told.delays.length} of ${facts.tellings.length} tellings: ${delays ? spokenDistribution(delays) : 'none'}; ${counted(told)}`;
    const last = Math.max(...facts.departed.map(({ due }) => due!.at));
    if (told.missing.length > 0 && facts.end - last < ixit[limit])
      return {
        verdict: 'inconc',
        message: `${spread}; only ${ms(facts.end - last)} after the last departure were observed`,
      };
    if (told.missing.length > 0) return { verdict: 'fail', message: `${spread}: not told were ${named(told.missing)}` };
    if (told.doubled.length > 0)
      return { verdict: 'fail', message: `${spread}: told twice were ${named(told.doubled)}` };
    if (told.late.length > 0) {
      const excuse = testSideIsTheLimit(timeline, facts, (delays?.max ?? 0) - ixit[limit]);
      if (excuse) return { verdict: 'inconc', message: `${spread}; ${excuse}` };
      return {
        verdict: 'fail',
        message: `${spread}: ${told.late.length} later than ${ms(ixit[limit])}, ${named(told.late)}`,
      };
    }
    return { verdict: 'pass', message: spread };
  },
});

export const crowdNotToldEarly: Check = {
  id: 'crowd-not-told-early',
  requirement: 'REQ-CF-11',
  title: 'Nobody in a large group is told of a departure before it is one',
  required: 'No subscriber is shown somebody as gone before the final response to the BYE, or the BYE of who leaves.',
  consequence: 'The group is told that somebody has gone whose device may still be in the session.',
  judge({ timeline, ixit }) {
    const facts = crowdFacts(timeline, ixit.t1);
    if (facts.departed.length === 0) return NOBODY_LEFT;
    const told = sorted(facts, ixit.scaleMax);
    const first = told.early.toSorted((a, b) => a.told[0]!.at - b.told[0]!.at)[0];
    if (!first) return { verdict: 'pass', message: `of ${told.delays.length} tellings none was too early` };
    const notice = first.told[0]!;
    const due = first.departed.due!;
    return {
      verdict: 'fail',
      message: `${told.early.length} of ${told.delays.length} tellings were too early, by up to ${ms(Math.max(...told.early.map((t) => t.departed.due!.at - t.told[0]!.at)))}: ${named(told.early)}`,
      deciding: [notice.seq, due.seq],
      distanceMs: notice.at - due.at,
    };
  },
};

export const crowdVersions: Check = {
  id: 'crowd-versions',
  requirement: 'REQ-CF-30',
  title: 'Versions rise in every subscription of a large group',
  required:
    'In each subscription every document has a higher version than the last, a partial one by one (RFC 4575 §4).',
  consequence: 'Devices take old lists for new ones, or miss a change and never notice.',
  judge({ timeline, ixit }) {
    const { notices } = crowdFacts(timeline, ixit.t1);
    const documents = notices.filter(({ version }) => version !== undefined).length;
    if (documents === 0) return { verdict: 'inconc', message: 'no document with a version was received' };
    const wrong = notices.filter(({ anomalies, unreadable }) => anomalies !== undefined || unreadable !== undefined);
    const [first] = wrong;
    if (!first) return { verdict: 'pass', message: `${documents} documents, each in its turn` };
    const kinds = [
      ...new Set(wrong.flatMap(({ anomalies, unreadable }) => anomalies ?? [`unreadable (${unreadable})`])),
    ];
    return {
      verdict: 'fail',
      message: `${wrong.length} of ${documents} documents are out of turn (${kinds.join(', ')}), the first to ${first.subscriber}`,
      deciding: [first.seq, first.seq],
    };
  },
};

export const crowdByesAnswered: Check = {
  id: 'crowd-byes-answered',
  requirement: 'REQ-CF-20',
  title: 'Whoever leaves a large group is answered at once',
  required: 'Every BYE gets a 2xx within the time that a release may take, whatever the others do.',
  consequence: 'In large groups a leave takes so long that users give up on it.',
  judge({ timeline, ixit }) {
    const facts = crowdFacts(timeline, ixit.t1);
    const byes = facts.departed.flatMap(({ identity, bye }) => (bye?.by === 'tester' ? [{ identity, bye }] : []));
    if (byes.length === 0) return { verdict: 'inconc', message: 'nobody left' };
    const unanswered = byes.filter(({ bye }) => !firstFinal(bye));
    const refused = byes.filter(({ bye }) => firstFinal(bye) && statusOf(firstFinal(bye)!) >= 300);
    const times = byes.flatMap(({ bye }) => {
      const final = firstFinal(bye);
      return final ? [final.at - bye.request.at] : [];
    });
    const delays = distributionOf('', times);
    const spread = `${byes.length} BYEs: ${delays ? spokenDistribution(delays) : 'no response'}`;
    const wrong = [...unanswered, ...refused][0];
    if (wrong) {
      const what = `${spread}; ${unanswered.length} not answered, ${refused.length} refused, the first that of ${wrong.identity}`;
      if (refused.length > 0) return { verdict: 'fail', message: what };
      return absent(timeline, { what, since: wrong.bye.request.at, within: ixit.relMax, to: wrong.bye.actor });
    }
    const slowest = byes.toSorted((a, b) => waited(b.bye) - waited(a.bye))[0]!.bye;
    const excuse = testSideIsTheLimit(timeline, facts, delays!.max - ixit.relMax);
    if (delays!.max > ixit.relMax && excuse) return { verdict: 'inconc', message: `${spread}; ${excuse}` };
    if (delays!.max > ixit.relMax)
      return {
        verdict: 'fail',
        message: `${spread}; at most ${ms(ixit.relMax)} are allowed`,
        deciding: [slowest.request.seq, firstFinal(slowest)!.seq],
        distanceMs: waited(slowest),
      };
    return {
      verdict: 'pass',
      message: spread,
      notes: delays!.max > ixit.t1 ? [`the slowest later than T1 (${ms(ixit.t1)})`] : [],
    };
  },
};

const waited = (bye: Parameters<typeof firstFinal>[0]): number => (firstFinal(bye)?.at ?? Infinity) - bye.request.at;

/**
 * The focus sends a BYE to everybody whom it is to remove.
 * @param requirement by which it has to
 * @param whom how many: all of them, or so many, at most half
 */
export const crowdByesSent = (requirement: string, whom: 'all' | number): Check => ({
  id: 'crowd-byes-sent',
  requirement,
  title: 'Everybody concerned is sent a BYE, and nobody has to wait for another',
  required: "One BYE to each, all within the IXIT's limit of the first, whatever the others answer.",
  consequence: 'One dead device keeps a session from ending for all the others.',
  judge({ timeline, ixit }) {
    const { members, end } = crowdFacts(timeline, ixit.t1);
    const byes = members.flatMap(({ bye }) => (bye?.by === 'sut' ? [bye] : []));
    const due = whom === 'all' ? members.length : Math.min(whom, Math.floor(members.length / 2));
    const inOrder = byes.toSorted(byTime);
    const [first] = inOrder;
    if (!first) {
      const what = `none of ${due} BYEs was sent`;
      const refer = requestOf(timeline);
      if (!refer) return NO_REFER;
      const answer = firstFinal(refer);
      if (!answer) return noAnswer({ timeline, ixit }, refer);
      if (statusOf(answer) >= 300) return { verdict: 'fail', message: what };
      return absent(timeline, { what, since: answer.at, within: SET_OFF_MS, to: refer.actor });
    }
    const last = inOrder.at(-1)!;
    const spread = last.request.at - first.request.at;
    const deciding: [number, number] = [first.request.seq, last.request.seq];
    if (byes.length !== due)
      return end - first.request.at < ixit.scaleMax && byes.length < due
        ? {
            verdict: 'inconc',
            message: `${byes.length} of ${due} BYEs within the ${ms(end - first.request.at)} observed`,
          }
        : { verdict: 'fail', message: `${byes.length} BYEs were sent, and ${due} are due`, deciding };
    return {
      verdict: spread <= ixit.scaleMax ? 'pass' : 'fail',
      message: `${byes.length} BYEs within ${ms(spread)}; at most ${ms(ixit.scaleMax)} are allowed`,
      deciding,
      distanceMs: spread,
    };
  },
});

const byTime = (a: { request: { at: number } }, b: { request: { at: number } }): number => a.request.at - b.request.at;

export const crowdFinalRoster: Check = {
  id: 'crowd-final-roster',
  requirement: 'REQ-CF-22',
  title: 'In the end everybody is shown who is still there',
  required: 'What each subscriber that stays has merged in the end shows as many connected as there are.',
  consequence: 'After a rush the lists of members stay wrong for good.',
  judge({ timeline, ixit }) {
    const { members, departed, end } = crowdFacts(timeline, ixit.t1);
    const staying = members.length - departed.length;
    const subscribers = members.filter(({ due, dead, notices }) => !due && !dead && notices.length > 0);
    if (subscribers.length === 0) return { verdict: 'inconc', message: 'nobody stayed' };
    const wrong = subscribers.filter(({ notices }) => connectedIn(notices) !== staying);
    const last = Math.max(0, ...departed.map(({ due }) => due!.at));
    if (wrong.length > 0 && members.some(({ actor }) => lostTrace(timeline, actor)))
      return { verdict: 'inconc', message: 'what was let go is not on record: how many departed is not known' };
    if (wrong.length > 0 && end - last < ixit.scaleMax)
      return { verdict: 'inconc', message: `only ${ms(end - last)} after the last departure were observed` };
    return wrong.length > 0
      ? {
          verdict: 'fail',
          message: `${wrong.length} of ${subscribers.length} are shown another number than ${staying} connected, the first ${wrong[0]!.identity}: ${connectedIn(wrong[0]!.notices) ?? 'none at all'}`,
        }
      : { verdict: 'pass', message: `${subscribers.length} subscribers are shown ${staying} connected` };
  },
};

const connectedIn = (notices: readonly { connected?: number }[]): number | undefined =>
  notices.findLast(({ connected }) => connected !== undefined)?.connected;

export const crowdSubscriptionsEnded: Check = {
  id: 'crowd-subscriptions-ended',
  requirement: 'REQ-CF-02',
  title: 'The end of a session ends every subscription',
  required:
    "Each participant's subscription is terminated after its BYE has come to an end, and within the IXIT's limit of that.",
  consequence: 'Devices go on waiting for news of a session that there is not any more.',
  judge({ timeline, ixit }) {
    const facts = crowdFacts(timeline, ixit.t1);
    const { departed, members, end } = facts;
    if (members.length === 0) return { verdict: 'inconc', message: 'nobody had joined' };
    if (departed.length < members.length)
      return {
        verdict: 'inconc',
        message: `${members.length - departed.length} of ${members.length} sessions had not ended`,
      };
    const open = departed.filter(({ endedAt }) => endedAt === undefined);
    const last = Math.max(...departed.map(({ due }) => due!.at));
    const late = departed.filter(({ endedAt = 0, due }) => endedAt - due!.at > ixit.notifyMax);
    const delays = distributionOf(
      '',
      departed.flatMap(({ endedAt, due }) => (endedAt === undefined ? [] : [Math.max(0, endedAt - due!.at)])),
    );
    const spread = `${departed.length - open.length} of ${departed.length} subscriptions ended: ${delays ? spokenDistribution(delays) : 'none'}`;
    if (open.length > 0)
      return end - last < ixit.notifyMax
        ? { verdict: 'inconc', message: `${spread}; only ${ms(end - last)} after the last BYE were observed` }
        : { verdict: 'fail', message: `${spread}; that of ${open[0]!.identity} was not` };
    const excuse = testSideIsTheLimit(timeline, facts, (delays?.max ?? 0) - ixit.notifyMax);
    if (late.length > 0 && excuse) return { verdict: 'inconc', message: `${spread}; ${excuse}` };
    return late.length > 0
      ? { verdict: 'fail', message: `${spread}; ${late.length} later than ${ms(ixit.notifyMax)}` }
      : { verdict: 'pass', message: spread };
  },
};

export const crowdNothingLeft: Check = {
  id: 'crowd-nothing-left',
  requirement: 'REQ-CF-20',
  title: 'Who came and went leaves nothing behind',
  required: 'For each that has left: the MSRP connection was closed by the focus, and the subscription terminated.',
  consequence: 'The focus runs out of connections after some days.',
  judge({ timeline, ixit }) {
    const { departed, end } = crowdFacts(timeline, ixit.t1);
    if (departed.length === 0) return NOBODY_LEFT;
    const closed = new Set(
      timeline.flatMap((e) =>
        e.kind === 'tcp' && e.by === 'sut' && (e.event === 'fin' || e.event === 'rst') ? e.sessions : [],
      ),
    );
    const began = timeline.find((e) => e.kind === 'step' && e.step === 'churn')?.at;
    const ran = timeline.find((e) => e.kind === 'step' && e.step === 'churn' && e.phase === 'end')?.at;
    const lasted = ran === undefined ? '' : ` in ${((ran - began!) / 1000).toFixed(0)} s`;
    const after = (limit: number) => departed.filter(({ due }) => end - due!.at >= limit);
    const open = after(ixit.relMax).filter(({ identity }) => !closed.has(identity));
    const watching = after(ixit.notifyMax).filter(({ endedAt }) => endedAt === undefined);
    const message = `${departed.length} came and went${lasted}: ${open.length} MSRP connections and ${watching.length} subscriptions are left`;
    const left = [...open, ...watching][0];
    return left
      ? { verdict: 'fail', message: `${message}, among them those of ${left.identity}` }
      : { verdict: 'pass', message };
  },
};
