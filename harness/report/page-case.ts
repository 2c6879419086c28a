import type { Profile } from '../judge/verdict.ts';
import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import { milliseconds } from './duration.ts';
import { messageId, renderLadder } from './ladder/ladder.ts';
import { labelOf } from './ladder/label.ts';
import { fromSut, SUT_LIFELINE } from './ladder/layout.ts';
import { decidingPair } from './ladder/pair.ts';
import { rowsOf } from './ladder/rows.ts';
import { type Pack, type PackedItem } from './packed.ts';
import type { CaseReport, CheckReport } from './report.ts';
import { inAddress, visible, visibleLines } from './visible.ts';

/** One case as the page shows it: its diagram, and every message of it in order. */
export interface CaseView {
  variant: string;
  duration: string;
  planned: string;
  attempts: number;
  href: string;
  captured: boolean;
  /** The diagram, ready to be put into the page; empty where there is no timeline. */
  ladder: string;
  /** What decided, in words; empty where no two events did. */
  decided: string;
  trace: TraceItem[];
  count: number;
  /** Some of the messages need the page's script. */
  packed: boolean;
}

/** One event, or several in one fold. */
interface TraceItem {
  /** Empty for an event in a fold, which nothing leads to. */
  id: string;
  at: string;
  title: string;
  /** Set for the two events that decided. */
  deciding: boolean;
  /** The message, as text that needs no script; empty where there is none, or it is packed. */
  raw: string;
  /** Where its message, or the messages of the fold, are in the {@link Pack}; -1 where they are not. */
  packed: number;
  /** The earlier message that this one repeats octet by octet. */
  sameAs: string;
  /** The messages of a fold, where they need no script. */
  items: TraceItem[];
}

/** A fold says of more events than this only how many they are; the stored timeline has them all. */
const MOST_IN_A_FOLD = 10_000;

/**
 * @param checks those of this case
 * @param anchor unique in the page
 * @param pack takes what the page's script unfolds
 */
export function caseView(
  one: CaseReport,
  checks: readonly CheckReport[],
  gate: Profile,
  anchor: string,
  timeline: readonly TimelineEvent[] | undefined,
  pack: Pack,
): CaseView {
  const drawn = timeline
    ? drawnCase(one, checks, gate, anchor, timeline, pack)
    : { ladder: '', decided: '', trace: [], count: 0, packed: false };
  return {
    variant: visible(one.variant ?? ''),
    duration: milliseconds(one.durationMs),
    planned: milliseconds(one.plannedMs),
    attempts: one.attempts,
    href: one.evidence.split('/').map(inAddress).join('/'),
    captured: one.captured === true,
    ...drawn,
  };
}

function drawnCase(
  one: CaseReport,
  checks: readonly CheckReport[],
  gate: Profile,
  anchor: string,
  timeline: readonly TimelineEvent[],
  pack: Pack,
): Pick<CaseView, 'ladder' | 'decided' | 'trace' | 'count' | 'packed'> {
  const verdict = one.verdicts[gate];
  const pair = decidingPair(checks, gate, verdict, timeline);
  const deciding = new Set(pair ? [pair.first.seq, pair.second.seq] : []);
  const rows = rowsOf(timeline, deciding);
  const firstCopies = new Map<string, string>();
  const plainly = (raw: string): boolean => verdict !== 'pass' && pack.takesPlain(raw.length);

  const eventItem = (event: TimelineEvent): TraceItem => {
    const id = messageId(anchor, event);
    const raw = visibleLines(rawOf(event));
    const sameAs = firstCopies.get(raw) ?? '';
    if (raw !== '' && sameAs === '') firstCopies.set(raw, id);
    const shown = { ...bare(event), id, sameAs, deciding: deciding.has(event.seq) };
    if (raw === '' || sameAs !== '') return shown;
    return plainly(raw) ? { ...shown, raw } : { ...shown, packed: pack.add(raw) };
  };

  const foldItem = (events: readonly TimelineEvent[], caption: string): TraceItem => {
    const items = foldedItems(events);
    const fold = { ...bare(events[0]!), id: messageId(anchor, events[0]!), title: visible(caption) };
    if (!plainly(items.flat().join(''))) return { ...fold, packed: pack.add(items) };
    return { ...fold, items: items.map(([at, title, raw]) => ({ ...BARE, at, title, raw })) };
  };

  const trace = rows.map((row) => (row.kind === 'fold' ? foldItem(row.events, row.caption) : eventItem(row.event)));
  return {
    ladder: renderLadder(timeline, pair, anchor),
    decided: pair
      ? visible(
          `${pair.check}: ${milliseconds(pair.distanceMs)} from “${titleOf(pair.first)}” to “${titleOf(pair.second)}”${pair.doubts.map((doubt) => `; ${doubt}`).join('')}`,
          400,
        )
      : '',
    trace,
    packed: trace.some(({ packed }) => packed >= 0),
    count: rows.reduce((sum, row) => sum + (row.kind === 'fold' ? row.events.length : 1), 0),
  };
}

const BARE: Omit<TraceItem, 'at' | 'title'> = {
  id: '',
  deciding: false,
  raw: '',
  packed: -1,
  sameAs: '',
  items: [],
};

const bare = (event: TimelineEvent): TraceItem => ({ ...BARE, at: timeOf(event), title: shortTitleOf(event) });

function foldedItems(events: readonly TimelineEvent[]): PackedItem[] {
  const left = events.length - MOST_IN_A_FOLD;
  return [
    ...events
      .slice(0, MOST_IN_A_FOLD)
      .map((event): PackedItem => [timeOf(event), shortTitleOf(event), visibleLines(rawOf(event))]),
    ...(left > 0 ? [['', `and ${left} more in timeline.jsonl`, ''] satisfies PackedItem] : []),
  ];
}

const timeOf = (event: TimelineEvent): string => `${event.at.toFixed(1)} ms`;
const shortTitleOf = (event: TimelineEvent): string => visible(titleOf(event), 160);

/** `system under test → network: BYE`. */
function titleOf(event: TimelineEvent): string {
  const label = labelOf(event);
  if (event.kind === 'control') return `${event.phase === 'request' ? '→' : '←'} upper tester: ${label}`;
  if (!('actor' in event)) return label;
  if (event.kind === 'msrp-silence') return `${event.actor}: ${label}`;
  return fromSut(event) ? `${SUT_LIFELINE} → ${event.actor}: ${label}` : `${event.actor} → ${SUT_LIFELINE}: ${label}`;
}

function rawOf(event: TimelineEvent): string {
  if (event.kind === 'notice') return noticeText(event);
  if (event.kind === 'sip' || event.kind === 'msrp' || event.kind === 'n5') return event.raw;
  return 'detail' in event ? (event.detail ?? '') : '';
}

/** A NOTIFY that was read on the way: what it said; its octets are in `notifications.sip.gz`. */
function noticeText({ kind: _kind, actor: _actor, at: _at, seq: _seq, ...told }: EventOf<'notice'>): string {
  return Object.entries(told)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('\r\n');
}
