import { expect, test } from '@jest/globals';
import { defectOutcome, renderDefectTable } from './defect-table.ts';
import { everyOutcome, madeUpReport } from './made-up-report.ts';

const outcome = defectOutcome({ role: 'client', name: 'release-on-bye' }, madeUpReport(everyOutcome()), [
  'TP-CL-LV-10',
  'TP-CL-NF-05',
]);

test('only FAIL catches a defect', () => {
  expect(outcome).toEqual({
    role: 'client',
    name: 'release-on-bye',
    caughtBy: ['TP-CL-LV-10'],
    missedBy: ['TP-CL-NF-05'],
  });
});

test('the table names who caught it, who missed it, and counts', () => {
  const nobody = { role: 'focus', name: 'keeps-media', caughtBy: [], missedBy: [] };
  const whole = { role: 'focus', name: 'booted-not-departed', caughtBy: ['TP-CF-RM-02'], missedBy: [] };
  const table = renderDefectTable([outcome, nobody, whole], { width: 80, colour: false });
  expect(table).toMatch(/client:release-on-bye +│ TP-CL-LV-10 /);
  expect(table).toContain('missed by TP-CL-NF-05');
  expect(table).toMatch(/focus:keeps-media +│ nobody/);
  expect(table).toContain('1 of 3 defects caught by every purpose that covers them');
});
