import { LEFT_SESSION } from '../judge/client/facts.ts';
import { messageEvent } from '../msrp/evidence.ts';
import type { MsrpMessage } from '../msrp/message.ts';
import type { EventOf, NewEvent, TimelineEvent } from '../timeline/event.ts';
import type { Captured } from './messages.ts';

/** One thing that happened between a participant and the focus, whoever of them is going to be judged. */
export interface Happening {
  at: number;
  fromParticipant: boolean;
  what:
    | { kind: 'sip'; transport: 'udp' | 'tcp'; raw: string }
    | { kind: 'msrp'; connection: number; message: MsrpMessage; octets: Buffer }
    | { kind: 'tcp'; connection: number; event: 'open' | 'bound' | 'fin' | 'rst' }
    | { kind: 'gap' };
  /** Position in the order of the capture. */
  seq: number;
  /** The event that this is, by viewpoint: one object, so that it is parsed once however many departures it is part of. */
  seen: Map<string, TimelineEvent>;
}

/** The addresses between which a dialog runs. */
export interface Ends {
  /** `ip:port`, of the one that takes part. */
  participant: string;
  /** Of the focus, or of the next hop towards it. */
  focus: string;
}

const hostOf = (endpoint: string): string => endpoint.slice(0, endpoint.lastIndexOf(':'));

/** Whose message this is; `undefined` where it ran between two others, as on a further hop of the same dialog. */
export function fromParticipant({ participant, focus }: Ends, { source, destination }: Captured): boolean | undefined {
  if (source === participant || destination === focus) return true;
  if (destination === participant || source === focus) return false;
  const [own, from, to] = [hostOf(participant), hostOf(source), hostOf(destination)];
  if (from === to) return undefined;
  if (from === own) return true;
  return to === own ? false : undefined;
}

/** What a run would have recorded, had it stood where the participant or the focus does not. */
export interface Viewpoint {
  actor: string;
  /** Who is judged: its messages are those that were received. */
  judged: 'participant' | 'focus';
  /** Milliseconds since the Unix epoch that count as 0. */
  epoch: number;
}

/** Happenings as events of a timeline; the same happening from the same viewpoint is the same event. */
export function eventsOf(happenings: readonly Happening[], viewpoint: Viewpoint): TimelineEvent[] {
  const key = `${viewpoint.judged} ${viewpoint.actor}`;
  const probes = new Set<string>();
  return happenings.map((happening) => {
    const known = happening.seen.get(key);
    if (known) return known;
    const event = { ...eventOf(happening, viewpoint, probes), seq: happening.seq } as TimelineEvent;
    happening.seen.set(key, event);
    return event;
  });
}

function eventOf(happening: Happening, { actor, judged, epoch }: Viewpoint, probes: Set<string>): NewEvent {
  const at = happening.at - epoch;
  const bySut = happening.fromParticipant === (judged === 'participant');
  const direction = bySut ? 'received' : 'sent';
  const { what } = happening;
  switch (what.kind) {
    case 'sip':
      return { kind: 'sip', actor, direction, transport: what.transport, raw: what.raw, at };
    case 'msrp':
      return { ...msrpEvent(what, { actor, at, direction }, probes), at };
    case 'tcp':
      return {
        kind: 'tcp',
        actor,
        event: what.event,
        by: bySut ? 'sut' : 'tester',
        connection: what.connection,
        sessions: what.event === 'open' ? [] : [LEFT_SESSION],
        at,
      };
    case 'gap':
      return {
        kind: 'harness',
        event: 'evidence-gap',
        severity: 'inconc',
        message: 'octets of the MSRP connection are missing in the capture',
        at,
      };
  }
}

/** Whatever reaches the judged side is a probe: the answer shows that its media is alive. */
function msrpEvent(
  { connection, message, octets }: Extract<Happening['what'], { kind: 'msrp' }>,
  { actor, at, direction }: { actor: string; at: number; direction: EventOf<'msrp'>['direction'] },
  probes: Set<string>,
): NewEvent {
  const isProbe =
    message.kind === 'request' ? direction === 'sent' && message.method === 'SEND' : probes.has(message.transaction);
  if (isProbe && message.kind === 'request') probes.add(message.transaction);
  return messageEvent(message, octets, {
    at,
    actor,
    direction,
    connection,
    session: LEFT_SESSION,
    ...(isProbe ? { purpose: 'probe' as const } : {}),
  });
}

/** A timeline as a judge takes it: in the order of time, with the marks that a run would have set. */
export function timelineOf(events: readonly TimelineEvent[], until: number): TimelineEvent[] {
  const ordered = events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  const begin = ordered[0]?.at ?? 0;
  const end = Math.max(until, ordered.at(-1)?.at ?? 0);
  return [
    { kind: 'mark', mark: 'preamble-reached', at: begin, seq: -1 },
    ...ordered,
    { kind: 'mark', mark: 'observation-ended', at: end, seq: Number.MAX_SAFE_INTEGER },
  ];
}
