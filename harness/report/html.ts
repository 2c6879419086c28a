import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Liquid } from 'liquidjs';
import { pageOf } from './html-page.ts';
import type { Report } from './report.ts';
import type { Timelines } from './timelines.ts';

const part = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');

const liquid = new Liquid({
  root: join(import.meta.dirname, 'page'),
  outputEscape: 'escape',
  strictVariables: true,
  strictFilters: true,
  cache: true,
});
const template = liquid.parse(part('report.liquid'));
const stylesheet = part('report.css');
const script = part('report.js');

/** What the page's policy lets run: this one script, by its digest, and nothing else. */
const scriptDigest = createHash('sha256').update(script).digest('base64');

/**
 * `report.html`: one file that needs no other. Whatever a system under test said is escaped, and could not run if it
 * were not: the page's own policy allows one script, which filters.
 * @param timelines what the ladders are drawn from; a case without one has none
 */
export const renderHtml = (report: Report, timelines: Timelines = new Map()): string =>
  liquid.renderSync(template, { page: pageOf(report, timelines), stylesheet, script, scriptDigest });
