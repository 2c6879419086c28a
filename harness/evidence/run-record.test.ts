import { expect, test } from '@jest/globals';
import { madeUpRecord } from './made-up-record.ts';
import { parseRunRecord, renderRunRecord } from './run-record.ts';

test('a record reads back as the same record', () => {
  const record = madeUpRecord([{ id: 'TP-CL-LV-10' }]);
  expect(parseRunRecord(renderRunRecord(record))).toEqual(record);
});

test.each(['../outside', '/etc', 'evidence/../../etc', 'evidence/..', 'evidence\\..', 'evidence//x', 'elsewhere/x'])(
  'evidence at %s is refused: no record leads out of its folder',
  (evidence) => {
    const record = madeUpRecord([{ id: 'TP-CL-LV-10', evidence }]);
    expect(() => parseRunRecord(renderRunRecord(record))).toThrow('/cases/0/evidence');
  },
);

test.each([
  ['', 'is not JSON'],
  ['{}', 'must have required property'],
  [JSON.stringify({ ...madeUpRecord([]), schemaVersion: 2 }), '/schemaVersion must be equal to constant'],
])('%j is no record', (text, complaint) => {
  expect(() => parseRunRecord(text)).toThrow(complaint);
});
