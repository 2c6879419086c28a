import type { Ixit } from '../sut/descriptor.ts';

/** A wait that a purpose asks for: in seconds, in multiples of the system's T1, or an IXIT value by its name. */
export type Duration =
  | { seconds: number }
  | { t1: number }
  | { ixit: 'hold' | 'observe' | 'relMax' | 'notifyMax' | 'sessionInterval' | 'scaleMax' | 'churn' };

/** A wait that stands against somebody's local timers, or against nobody's. */
export const seconds = (n: number): Duration => ({ seconds: n });

/** A wait that stands against a SIP timer of the system under test, in multiples of its T1. */
export const timesT1 = (n: number): Duration => ({ t1: n });

/** RFC 3261 §17.1.2.2: a non-INVITE client transaction gives up after 64·T1. */
export const timerF = timesT1(64);

export const HOLD: Duration = { ixit: 'hold' };
export const OBSERVE: Duration = { ixit: 'observe' };
export const RELEASE_LIMIT: Duration = { ixit: 'relMax' };
export const NOTIFY_LIMIT: Duration = { ixit: 'notifyMax' };
export const SCALE_LIMIT: Duration = { ixit: 'scaleMax' };
export const CHURN: Duration = { ixit: 'churn' };
export const SESSION_INTERVAL: Duration = { ixit: 'sessionInterval' };

/** In milliseconds, for a given system under test. */
export function inMs(duration: Duration, ixit: Ixit): number {
  if ('seconds' in duration) return duration.seconds * 1000;
  if ('t1' in duration) return duration.t1 * ixit.t1;
  return ixit[duration.ixit];
}

export const spoken = (duration: Duration, ixit: Ixit): string => {
  const ms = inMs(duration, ixit);
  return ms % 1000 === 0 ? `${ms / 1000} s` : ms > 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms} ms`;
};
