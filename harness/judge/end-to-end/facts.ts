import type { EventOf, TimelineEvent } from '../../timeline/event.ts';

/** Those of the rig who watch what becomes of Alice: their subscriptions tell what the focus says. */
export const WATCHERS = ['bob', 'carol'] as const;

/** What a client says of itself when it believes to be in the group. */
export const INSIDE: readonly string[] = ['JOINED', 'LEAVE_FAILED'];

/** What one client said of itself. */
export interface Account {
  device: string;
  state: string;
  messages: string[];
  /** Status by URI, as it shows it to its user; absent where it cannot tell. */
  roster?: Record<string, string>;
  at: number;
  seq: number;
}

/** All clients, asked at one quiet moment. */
export interface Survey {
  at: number;
  accounts: Account[];
}

/** What every client said at each survey, in order. */
export function surveysOf(timeline: readonly TimelineEvent[]): Survey[] {
  const surveys: Survey[] = [];
  let open: Account[] | undefined;
  for (const event of timeline) {
    if (event.kind === 'step' && event.step === 'survey') {
      if (event.phase === 'begin') open = [];
      else if (open) surveys.push({ at: event.at, accounts: open });
      if (event.phase !== 'begin') open = undefined;
    } else if (open && isStateAnswer(event)) open.push(accountOf(event));
  }
  return surveys;
}

type StateAnswer = EventOf<'control'> & { state: string };

const isStateAnswer = (event: TimelineEvent): event is StateAnswer =>
  event.kind === 'control' && event.action === 'state' && event.phase === 'answer' && event.state !== undefined;

const accountOf = (event: StateAnswer): Account => ({
  device: deviceOf(event.target),
  state: event.state,
  messages: event.messages ?? [],
  ...(event.roster !== undefined && { roster: event.roster }),
  at: event.at,
  seq: event.seq,
});

/** The name of an instance ends with that of its device. */
export const deviceOf = (target: string): string => /-(alice-tablet|alice|bob|carol)$/.exec(target)?.[1] ?? target;

/** The person whose device it is. */
export const personOf = (device: string): string => device.replace('-tablet', '');

export const nameOf = (device: string): string =>
  ({ alice: "Alice's phone", 'alice-tablet': "Alice's tablet" })[device] ?? capitalised(device);

export const capitalised = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

/** A message that somebody posted. */
export interface Posting {
  device: string;
  text: string;
  at: number;
  seq: number;
}

export const postingsOf = (timeline: readonly TimelineEvent[]): Posting[] =>
  timeline
    .filter(
      (event): event is EventOf<'control'> =>
        event.kind === 'control' && event.action === 'send' && event.phase === 'request',
    )
    .map(({ target, detail = '', at, seq }) => ({ device: deviceOf(target), text: detail, at, seq }));

/** What the faults of the network did, in order. */
export const impairmentsOf = (timeline: readonly TimelineEvent[]): EventOf<'mark'>[] =>
  timeline.filter((event): event is EventOf<'mark'> => event.kind === 'mark' && event.mark === 'impaired');

/** When a user told a device to leave, in order. */
export const leavesOf = (timeline: readonly TimelineEvent[], device: string): EventOf<'control'>[] =>
  timeline.filter(
    (event): event is EventOf<'control'> =>
      event.kind === 'control' &&
      event.action === 'leave' &&
      event.phase === 'request' &&
      deviceOf(event.target) === device,
  );

export const upTo = (timeline: readonly TimelineEvent[], at: number): TimelineEvent[] =>
  timeline.filter((event) => event.at <= at);
