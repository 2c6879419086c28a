import type { Report } from './report.ts';

/** `report.json`: the canonical form, from which all the others can be made again. */
export const renderJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
