import { expect, test } from '@jest/globals';
import { optionsFromEnvironment } from './environment.ts';

test('nothing set means the reference systems under the change request', () => {
  expect(optionsFromEnvironment({})).toMatchObject({ suts: [], select: [], profile: 'cr' });
});

test('lists, a defect and a profile are read', () => {
  const options = optionsFromEnvironment({
    CPM_LEAVE_SELECT: 'TP-CL-*,TP-CF-LV-01',
    CPM_LEAVE_DEFECT: 'client:no-reason',
    CPM_LEAVE_PROFILE: 'harmonised',
  });
  expect(options).toMatchObject({
    select: ['TP-CL-*', 'TP-CF-LV-01'],
    defect: { role: 'client', name: 'no-reason' },
    profile: 'harmonised',
  });
});

test('a value that is not possible is refused with those that are', () => {
  expect(() => optionsFromEnvironment({ CPM_LEAVE_PROFILE: 'strict' })).toThrow(
    'expected one of cr, harmonised, pre-cr',
  );
});
