import { expect, test } from '@jest/globals';
import { madeUpReport } from './made-up-report.ts';
import { rerunCommand, shellLine } from './rerun.ts';

const again = (...words: string[]) => rerunCommand(madeUpReport([], { command: shellLine(words) }), 'TP-CL-LV-10');

test('the selection is replaced, all else is kept', () => {
  expect(again('bin/cpm-leave', 'run', '--select', 'TP-*', '--select=TP-CF-*', '--host', 'process')).toBe(
    'bin/cpm-leave run --select TP-CL-LV-10 --host process',
  );
});

test('words that a shell would take apart stay together', () => {
  expect(again('bin/cpm-leave', 'run', '--sut', `my client's "phone".yaml`)).toBe(
    `bin/cpm-leave run --select TP-CL-LV-10 --sut 'my client'"'"'s "phone".yaml'`,
  );
});

test('a run that no command line began can be repeated by one', () => {
  expect(again('npx', 'jest')).toBe('bin/cpm-leave run --select TP-CL-LV-10');
});
