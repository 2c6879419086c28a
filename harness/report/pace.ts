import { milliseconds } from './duration.ts';
import type { LongestWait, PaceOf, Report } from './report.ts';
import { visible } from './visible.ts';

/** How the wall time stands to the longest wait that the protocol demands: a line for the run, and one without what takes minutes. */
export function paceLines({ pace }: Report): string[] {
  if (!pace) return [];
  const { apart } = pace;
  const names = apart?.purposes.map((id) => visible(id, 40)).join(' and ');
  return [spoken(pace), ...(apart ? [`without ${names}: ${spoken(apart.without)}`] : [])];
}

const spoken = ({ durationMs, longestWait, ratio }: PaceOf): string =>
  `${milliseconds(durationMs)}, ${ratio} × the longest single wait that the protocol demands (${waitOf(longestWait)})`;

const waitOf = ({ ms, what, purpose, variant }: LongestWait): string =>
  `${milliseconds(ms)} in ${visible(variant === undefined ? purpose : `${purpose}/${variant}`, 80)}: ${visible(what, 120)}`;
