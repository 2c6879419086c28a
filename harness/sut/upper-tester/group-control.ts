import type { Recorder } from '../../timeline/recorder.ts';
import { recordedActions, type UpperTesterContext, type Reachable } from './upper-tester.ts';

/** The operator's hand on a focus. What it does is recorded; it rejects as the actions of an upper tester do. */
export interface GroupControl {
  /** Has the focus end a group session of its own accord. Resolves when it has been told. */
  end(group: string): Promise<void>;
  /** Has the focus die without a word and run again, knowing nothing of that group. Resolves when it runs again. */
  restart(group: string): Promise<void>;
}

/**
 * @param name for the record
 * @throws {UpperTesterError} where the descriptor has no upper tester
 */
export function openGroupControl(
  sut: Reachable,
  name: string,
  recorder: Recorder,
  context: UpperTesterContext,
): GroupControl {
  const perform = recordedActions(sut, name, recorder, context);
  return {
    end: async (group) => void (await perform('release', { group }, group)),
    restart: async (group) => void (await perform('restart', { group }, group)),
  };
}
