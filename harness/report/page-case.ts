import type { Profile } from '../judge/verdict.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { milliseconds } from './duration.ts';
import { messageId, renderLadder } from './ladder/ladder.ts';
import { labelOf } from './ladder/label.ts';
import { fromSut, SUT_LIFELINE } from './ladder/layout.ts';
import { decidingPair } from './ladder/pair.ts';
import { rowsOf } from './ladder/rows.ts';
import type { CaseReport, CheckReport } from './report.ts';
import { visible, visibleLines } from './visible.ts';

/** One case as the page shows it: its diagram, and every message of it in order. */
export interface CaseView {
  variant: string;
  duration: string;
  planned: string;
  attempts: number;
  href: string;
  /** The diagram, ready to be put into the page; empty where there is no timeline. */
  ladder: string;
  /** What decided, in words; empty where no two events did. */
  decided: string;
  trace: TraceItem[];
  count: number;
}

/** One event, or several in one fold. */
interface TraceItem {
  id: string;
  at: string;
  title: string;
  /** Set for the two events that decided. */
  deciding: boolean;
  /** The message; empty where there is none. */
  raw: string;
  /** The earlier message that this one repeats octet by octet. */
  sameAs: string;
  items: TraceItem[];
}

/**
 * @param checks those of this case
 * @param anchor unique in the page
 */
export function caseView(
  one: CaseReport,
  checks: readonly CheckReport[],
  gate: Profile,
  anchor: string,
  timeline: readonly TimelineEvent[] | undefined,
): CaseView {
  const drawn = timeline
    ? drawnCase(one, checks, gate, anchor, timeline)
    : { ladder: '', decided: '', trace: [], count: 0 };
  return {
    variant: visible(one.variant ?? ''),
    duration: milliseconds(one.durationMs),
    planned: milliseconds(one.plannedMs),
    attempts: one.attempts,
    href: one.evidence.split('/').map(encodeURIComponent).join('/'),
    ...drawn,
  };
}

function drawnCase(
  one: CaseReport,
  checks: readonly CheckReport[],
  gate: Profile,
  anchor: string,
  timeline: readonly TimelineEvent[],
): Pick<CaseView, 'ladder' | 'decided' | 'trace' | 'count'> {
  const pair = decidingPair(checks, gate, one.verdicts[gate], timeline);
  const deciding = new Set(pair ? [pair.first.seq, pair.second.seq] : []);
  const firstCopies = new Map<string, TimelineEvent>();
  const item = (event: TimelineEvent): TraceItem => {
    const raw = rawOf(event);
    const first = firstCopies.get(raw);
    if (raw !== '' && !first) firstCopies.set(raw, event);
    return {
      id: messageId(anchor, event),
      at: `${event.at.toFixed(1)} ms`,
      title: visible(titleOf(event), 160),
      deciding: deciding.has(event.seq),
      raw: first ? '' : visibleLines(raw),
      sameAs: first ? messageId(anchor, first) : '',
      items: [],
    };
  };
  const rows = rowsOf(timeline, deciding);
  return {
    ladder: renderLadder(timeline, pair, anchor),
    decided: pair
      ? visible(
          `${pair.check}: ${milliseconds(pair.distanceMs)} from “${titleOf(pair.first)}” to “${titleOf(pair.second)}”${pair.doubts.map((doubt) => `; ${doubt}`).join('')}`,
          400,
        )
      : '',
    trace: rows.map((row) => {
      if (row.kind !== 'fold') return item(row.event);
      const items = row.events.map(item);
      return { ...items[0]!, id: '', title: visible(row.caption), raw: '', sameAs: '', items };
    }),
    count: rows.reduce((sum, row) => sum + (row.kind === 'fold' ? row.events.length : 1), 0),
  };
}

/** `system under test → network: BYE`. */
function titleOf(event: TimelineEvent): string {
  const label = labelOf(event);
  if (event.kind === 'control') return `${event.phase === 'request' ? '→' : '←'} upper tester: ${label}`;
  if (!('actor' in event)) return label;
  if (event.kind === 'msrp-silence') return `${event.actor}: ${label}`;
  return fromSut(event) ? `${SUT_LIFELINE} → ${event.actor}: ${label}` : `${event.actor} → ${SUT_LIFELINE}: ${label}`;
}

function rawOf(event: TimelineEvent): string {
  if (event.kind === 'sip' || event.kind === 'msrp') return event.raw;
  return 'detail' in event ? (event.detail ?? '') : '';
}
