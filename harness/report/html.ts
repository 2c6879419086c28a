import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Liquid } from 'liquidjs';
import { pageOf } from './html-page.ts';
import type { Report } from './report.ts';

const part = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');

const liquid = new Liquid({ outputEscape: 'escape', strictVariables: true, strictFilters: true });
const template = liquid.parse(part('report.liquid'));
const stylesheet = part('report.css');

/** `report.html`: one file that needs no other and runs nothing; whatever a system under test said is escaped. */
export const renderHtml = (report: Report): string => liquid.renderSync(template, { page: pageOf(report), stylesheet });
