import type { HarnessEvent } from '../timeline/event.ts';
import type { Recorder } from '../timeline/recorder.ts';

/** For tests: what went wrong on the test side. A busy machine may hold SIPp up; that is on record, and no trouble. */
export const troublesOf = (recorder: Recorder): HarnessEvent[] =>
  recorder.events().filter((event): event is HarnessEvent => event.kind === 'harness' && event.event !== 'lag');
