import type { Verdict } from '../judge/verdict.ts';
import { visible } from '../report/visible.ts';
import type { CaptureReport, DepartureReport } from './judge-capture.ts';

/** So many breaches are told one by one; the report file has them all. */
const MOST_TOLD = 50;

const COLUMNS: readonly Verdict[] = ['pass', 'fail', 'inconc', 'none'];

/** What a capture tells, for a terminal: the breaches first, then the counts by check. */
export function renderCaptureSummary(report: CaptureReport): string {
  const { capture, departures, unjudged, otherSessions, profile, checks } = report;
  const failed = departures.filter(({ verdicts }) => verdicts[profile] === 'fail');
  const told = failed.slice(0, MOST_TOLD).map(breach);
  const rows = Object.entries(checks).map(([check, counts]) => [
    check,
    ...COLUMNS.map((verdict) => String(counts[verdict] ?? 0)),
  ]);
  return `${[
    ...told,
    ...(failed.length > MOST_TOLD ? [`… and ${failed.length - MOST_TOLD} more`] : []),
    ...(rows.length > 0 ? ['', ...table([['check', ...COLUMNS], ...rows])] : []),
    '',
    `${capture.frames} frames, ${capture.messages.sip} SIP and ${capture.messages.msrp} MSRP messages${capture.cutShort ? '; the file ends in the middle of a frame' : ''}`,
    `${departures.length} judgements under ${profile}, ${failed.length} with a breach${unjudged > 0 ? `; ${unjudged} departures from sessions that began before the capture were not judged` : ''}${otherSessions > 0 ? `; ${otherSessions} other sessions without a focus ended` : ''}`,
  ].join('\n')}\n`;
}

function breach({ role, kind, group, participant, at, findings }: DepartureReport): string {
  const decided = findings.find(({ verdict }) => verdict === 'fail');
  const who = role === 'client' ? participant : `focus of ${group}, ${kind} of ${participant}`;
  return `FAIL ${at} ${visible(who, 200)}: ${decided?.check ?? ''} (${decided?.requirement ?? ''}): ${visible(decided?.message ?? '', 300)}`;
}

function table(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}
