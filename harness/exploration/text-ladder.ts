import type { SipMessage } from '../sip/message.ts';
import { sipOf } from '../sip/of-event.ts';
import { DEVICE_NAMES, type DeviceName, spokenDevice } from '../choreography/rig-steps.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../timeline/event.ts';
import { visible } from '../report/visible.ts';

/** Columns of the arrows, at which the access network stands in the middle. */
const SPAN = 46;

interface Row {
  at: number;
  device: string;
  arrow: string;
}

/**
 * What passed between the clients and the network, for a terminal: who sent what, how far it got, and what users did.
 * @param devices whose messages are shown
 */
export function textLadder(timeline: readonly TimelineEvent[], devices: readonly DeviceName[]): string {
  const from = timeline.find((event) => event.kind === 'mark' && event.mark === 'preamble-reached')?.at ?? 0;
  const end = timeline.find((event) => event.kind === 'mark' && event.mark === 'observation-ended')?.at ?? Infinity;
  const shown = timeline.filter(({ at }) => at >= from && at <= end);
  const rows = DEVICE_NAMES.filter((name) => devices.includes(name)).flatMap((name) => rowsOf(shown, name));
  const width = Math.max(...rows.map(({ device }) => device.length), 0);
  const lines = collapsed(rows.toSorted((a, b) => a.at - b.at)).map(
    ({ at, device, arrow }) => `${(at - from).toFixed(0).padStart(7)}  ${device.padEnd(width)}  ${arrow}`,
  );
  return [
    `     ms  ${' '.repeat(width)}  client${'network'.padStart(SPAN / 2 + 1)}${'focus'.padStart(SPAN / 2 - 1)}`,
    ...lines,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function rowsOf(timeline: readonly TimelineEvent[], name: DeviceName): Row[] {
  const device = spokenDevice(name);
  const ends = timeline.filter(
    (event): event is SipEvent => event.kind === 'sip' && (event.actor === name || event.actor === `${name}-client`),
  );
  const passed = new Set<SipEvent>();
  const arrows = ends
    .filter(({ direction }) => direction === 'received')
    .map((event): Row => {
      const up = event.actor !== name;
      const onward = ends.find(
        (other) =>
          other.at >= event.at &&
          other.direction === 'sent' &&
          other.actor === (up ? name : `${name}-client`) &&
          !passed.has(other) &&
          labelOf(sipOf(other)) === labelOf(sipOf(event)) &&
          sipOf(other).cseq?.number === sipOf(event).cseq?.number,
      );
      if (onward) passed.add(onward);
      const late = onward && onward.at - event.at > 50 ? ` (${Math.round(onward.at - event.at)} ms later)` : '';
      return { at: event.at, device, arrow: arrowOf(labelOf(sipOf(event)), up, onward !== undefined) + late };
    });
  const madeUp = ends
    .filter((event) => event.direction === 'sent' && !passed.has(event))
    .map(({ at, actor, ...event }): Row => ({
      at,
      device,
      arrow:
        actor === name
          ? `${' '.repeat(SPAN / 2)}${arrowOf(labelOf(sipOf({ at, actor, ...event })), true, true, 2)}`
          : arrowOf(`${labelOf(sipOf({ at, actor, ...event }))}, by the network`, false, true, 2),
    }));
  return [...arrows, ...madeUp, ...deeds(timeline, name)];
}

/** What the user did, and what the client said of itself when it was asked last. */
const deeds = (timeline: readonly TimelineEvent[], name: DeviceName): Row[] =>
  timeline
    .filter(
      (event): event is EventOf<'control'> =>
        event.kind === 'control' &&
        event.target.endsWith(`-${name}`) &&
        (event.action === 'state' ? event.state !== undefined : event.phase === 'request' && event.action !== 'send'),
    )
    .map(({ at, action, state }) => ({
      at,
      device: spokenDevice(name),
      arrow: action === 'state' ? `is asked, and says ${state}` : `is told to ${action}`,
    }));

const labelOf = (message: SipMessage): string =>
  visible(message.kind === 'request' ? message.method : `${message.status} (${message.cseq?.method ?? 'no CSeq'})`, 20);

function arrowOf(label: string, up: boolean, arrives: boolean, share = 1): string {
  const length = Math.floor(SPAN / share);
  const reach = arrives ? length : Math.floor(length / 2);
  const text = ` ${label} `;
  const line = `──${text}${'─'.repeat(Math.max(2, reach - text.length - 3))}`;
  if (up) return arrives ? `${line}▶` : `${line}✗ lost`;
  return arrives ? `◀${line}` : `${' '.repeat(length - reach)}✗${line} lost`;
}

/** The same again and again, as retransmissions and questions are, is one line with a count. */
function collapsed(rows: readonly Row[]): Row[] {
  const result: (Row & { times: number })[] = [];
  for (const row of rows) {
    const last = result.findLast(({ device }) => device === row.device);
    if (last && last.arrow === row.arrow) last.times += 1;
    else result.push({ ...row, times: 1 });
  }
  return result.map(({ times, ...row }) => (times > 1 ? { ...row, arrow: `${row.arrow}  (${times} times)` } : row));
}
