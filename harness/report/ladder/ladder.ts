import type { TimelineEvent } from '../../timeline/event.ts';
import { milliseconds } from '../duration.ts';
import { visible } from '../visible.ts';
import { labelOf, planeOf } from './label.ts';
import { type Layout, layOut, type Lifeline, MEASURE_WIDTH, type PlacedRow, TIMES_WIDTH } from './layout.ts';
import type { DecidingPair } from './pair.ts';
import { firstOf } from './rows.ts';

/**
 * The ladder diagram of one case as an inline SVG: a pure function of what was recorded and what was found. Colours are
 * the page's, by class. Every arrow is a link to `#<anchor>-<seq>`, where the page has the message; the diagram itself
 * is hidden from screen readers, for which the list of messages says the same.
 */
export function renderLadder(
  timeline: readonly TimelineEvent[],
  pair: DecidingPair | undefined,
  anchor: string,
): string {
  const always = new Set(pair ? [pair.first.seq, pair.second.seq] : []);
  const layout = layOut(timeline, always);
  const parts = [
    ...layout.held.map((interval) => heldShade(interval, layout)),
    ...layout.lifelines.map((line) => lifeline(line, layout)),
    ...layout.rows.map((placed) => row(placed, layout, anchor, always, pair?.verdict ?? '')),
    ...(pair ? [measure(pair, layout)] : []),
  ];
  const { width, height } = layout;
  return `<svg class="ladder" aria-hidden="true" focusable="false" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${parts.join('')}</svg>`;
}

/** Id of the place where a page shows the message of an event. */
export const messageId = (anchor: string, event: TimelineEvent): string => `${anchor}-${event.seq}`;

const escape = (content: string): string =>
  content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const n = (value: number): string => String(Math.round(value * 10) / 10);

function text(x: number, y: number, content: string, kind: string, limit = 60): string {
  return `<text x="${n(x)}" y="${n(y)}" class="${kind}">${escape(visible(shortened(content, limit)))}</text>`;
}

const shortened = (content: string, limit: number): string =>
  content.length > limit ? `${content.slice(0, limit - 1)}…` : content;

const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" class="${kind}"/>`;

function lifeline({ name, x }: Lifeline, { height, rows }: Layout): string {
  const top = 34;
  const breaks = rows.filter(({ waited }) => waited !== undefined).map(({ y }) => y - 24);
  return [
    text(x, 22, name, 'actor', 24),
    line(x, top, x, height - 8, 'life'),
    ...breaks.map((y) => `<path d="M${n(x - 5)} ${n(y - 1)}l10 -4m-10 8l10 -4" class="break"/>`),
  ].join('');
}

function heldShade({ top, bottom, ms }: Layout['held'][number], { lifelines }: Layout): string {
  const left = lifelines[0]!.x - 14;
  const width = lifelines.at(-1)!.x + 14 - left;
  return `<rect x="${n(left)}" y="${n(top)}" width="${n(width)}" height="${n(bottom - top)}" class="held"><title>the response was withheld for ${escape(milliseconds(ms))}</title></rect>`;
}

function row(placed: PlacedRow, layout: Layout, anchor: string, always: ReadonlySet<number>, verdict: string): string {
  const { row: shown, y, at, waited } = placed;
  const right = layout.lifelines.at(-1)!.x;
  const left = layout.lifelines[0]!.x;
  const parts = [
    ...(waited === undefined ? [] : [text(TIMES_WIDTH - 6, y - 20, `⋮ ${milliseconds(waited)}`, 'time wait')]),
    text(TIMES_WIDTH - 6, y + 4, `${at.toFixed(1)} ms`, 'time'),
  ];
  switch (shown.kind) {
    case 'event':
      parts.push(arrow(shown.event, y, layout));
      break;
    case 'fold':
      parts.push(
        `<rect x="${n(left - 14)}" y="${n(y - 9)}" width="${n(right - left + 28)}" height="18" rx="4" class="fold"/>`,
        text((left + right) / 2, y + 4, shown.caption, 'caption', Math.floor((right - left + 20) / 6.7)),
      );
      break;
    case 'step':
      parts.push(
        line(left - 14, y + 8, right + 14, y + 8, 'step'),
        text(left - 12, y + 4, labelOf(shown.event), 'step-caption', 80),
      );
      break;
    case 'note':
      parts.push(text(left - 12, y + 4, labelOf(shown.event), 'note', 90));
  }
  const event = firstOf(shown);
  const kind = always.has(event.seq) ? `row deciding ${verdict}` : 'row';
  if (shown.kind === 'step') return parts.join('');
  // Its width and height are the stylesheet's.
  const ground = `<rect y="${n(y - 12)}"/>`;
  return `<a class="${kind}" href="#${escape(messageId(anchor, event))}" tabindex="-1">${ground}${parts.join('')}</a>`;
}

function arrow(event: TimelineEvent, y: number, layout: Layout): string {
  const [from, to] = layout.ends(event);
  const plane = planeOf(event) ?? 'control';
  const label = layout.again.has(event.seq) ? `${labelOf(event)}, again` : labelOf(event);
  if (from === to) {
    const last = from === layout.lifelines.at(-1);
    const beside = text(from.x + (last ? -10 : 10), y + 4, label, last ? 'label aside left' : 'label aside', 26);
    return `<circle cx="${n(from.x)}" cy="${n(y)}" r="4" class="${plane} lost"/>${beside}`;
  }
  const direction = Math.sign(to.x - from.x);
  const tip = to.x - direction * 2;
  const head = `M${n(tip)} ${n(y)}l${-direction * 8} -4v8z`;
  const shape = `<path d="M${n(from.x)} ${n(y)}H${n(tip - direction * 8)}${head}" class="${plane}"/>`;
  const end =
    (event.kind === 'tcp' || event.kind === 'tls') && (event.event === 'rst' || event.event === 'refused')
      ? cross((from.x + to.x) / 2, y)
      : '';
  // The label stands beside the actor's own line: in a group of several the arrows cross other people's lines.
  const outer = Math.abs(from.x - layout.lifelines[0]!.x) > Math.abs(to.x - layout.lifelines[0]!.x) ? from : to;
  const inner = outer === from ? to : from;
  const middle = outer.x - Math.sign(outer.x - inner.x) * Math.min(88, Math.abs(outer.x - inner.x) / 2);
  return `${shape}${end}${text(middle, y - 5, label, 'label', 27)}`;
}

const cross = (x: number, y: number): string => `<path d="M${n(x - 4)} ${n(y - 4)}l8 8m0 -8l-8 8" class="cross"/>`;

/** The bracket beside the two rows that decided, with the distance between them and what is in doubt about it. */
function measure(
  { first, second, distanceMs, doubts, verdict }: DecidingPair,
  { rows, lifelines, width }: Layout,
): string {
  const yOf = (event: TimelineEvent) => rows.find((placed) => firstOf(placed.row).seq === event.seq)!.y;
  const [top, bottom] = [yOf(first), yOf(second)];
  const x = width - MEASURE_WIDTH + 12;
  const start = lifelines.at(-1)!.x + 6;
  const centre = (top + bottom) / 2 - (doubts.length * 14) / 2;
  return `<g class="measure ${verdict}">${line(start, top, x, top, 'tick')}${line(start, bottom, x, bottom, 'tick')}${line(x, top, x, bottom, 'span')}${text(x + 10, centre + 5, milliseconds(distanceMs), 'distance')}${doubts.map((doubt, index) => text(x + 10, centre + 21 + index * 14, doubt, 'doubt', 34)).join('')}</g>`;
}
