import { expect, test } from '@jest/globals';
import { type DefectOutcome, renderDefectTable } from './defect-table.ts';

const outcomes: DefectOutcome[] = [
  { role: 'client', name: 'release-on-bye', caughtBy: ['TP-CL-LV-10'], missedBy: ['TP-CL-NF-05'] },
  { role: 'focus', name: 'keeps-media', caughtBy: [], missedBy: [] },
  { role: 'focus', name: 'booted-not-departed', caughtBy: ['TP-CF-RM-02'], missedBy: [] },
];

test('the table names who caught it, who missed it, and counts', () => {
  const table = renderDefectTable(outcomes, { width: 80, colour: false });
  expect(table).toMatch(/client:release-on-bye +│ TP-CL-LV-10 /);
  expect(table).toContain('missed by TP-CL-NF-05');
  expect(table).toMatch(/focus:keeps-media +│ nobody/);
  expect(table).toContain('1 of 3 defects caught by every purpose that covers them');
});
