import type { Verdict } from '../judge/verdict.ts';

/** Which case of which purpose: `variant` tells the cases of a parameterised purpose apart. */
export interface CaseName {
  id: string;
  variant?: string | undefined;
}

/**
 * What a run tells its watcher while it goes on. A campaign sends `stage` any number of times, `planned` once, then
 * for every case `begin`, any number of `waiting`, and `end`, cases side by side; and `finished` at the very end.
 */
export type RunProgress =
  /** Set-up or tear-down that no case owns: building images, starting the system under test, writing the report. */
  | { type: 'stage'; caption: string }
  /** The plan. `plannedMs`: how long the whole run should take, in milliseconds, with cases running side by side. */
  | { type: 'planned'; cases: number; plannedMs: number }
  /** A case begins. `plannedMs`: the waits that the protocol demands of it, in milliseconds. */
  | ({ type: 'begin'; caption: string; plannedMs: number } & CaseName)
  /** A case waits. `untilMs`: for how many milliseconds from now at the longest; absent where nothing bounds it. */
  | ({ type: 'waiting'; caption: string; untilMs?: number | undefined } & CaseName)
  /** A case ended. `verdict` is the one under the gating profile, `message` the finding that decided it. */
  | ({ type: 'end'; verdict: Verdict; message: string } & CaseName)
  /** Worth a reader's knowing while the run goes on: a system under test that died, a port that was taken. */
  | { type: 'note'; message: string }
  /** No more events. */
  | { type: 'finished' };
