import { type Conformance, conformanceOf } from './conformance.ts';
import type { Report } from './report.ts';

const LABEL = 'CPM leave';
const HEIGHT = 20;
const PADDING = 7;
/** Of an average character of an 11 px sans-serif, in px. */
const CHARACTER = 6.6;

const COLOURS: Record<Conformance, string> = {
  conformant: '#15703f',
  'not-conformant': '#b3261e',
  undecided: '#8a5a00',
  'nothing-run': '#5a6577',
};

/** `badge.svg`: the status, for a page of somebody else. It holds no text that a system under test had a say in. */
export function renderBadge(report: Report): string {
  const status = conformanceOf(report);
  const { pass, selected, notApplicable } = report.summary;
  const message = `${status.replace('-', ' ')} (${report.run.profile}) ${pass}/${selected - notApplicable}`;
  const [left, right] = [LABEL, message].map((text) => Math.round(text.length * CHARACTER + 2 * PADDING)) as [
    number,
    number,
  ];
  const word = (x: number, width: number, text: string) =>
    `<text x="${x + width / 2}" y="14" textLength="${width - 2 * PADDING}">${text}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${LABEL}: ${message}"><title>${LABEL}: ${message}</title><clipPath id="r"><rect width="${left + right}" height="${HEIGHT}" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#444c58"/><rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLOURS[status]}"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${word(0, left, LABEL)}${word(left, right, message)}</g></svg>\n`;
}
