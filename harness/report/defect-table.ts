import Table from 'cli-table3';
import type { Role } from '../sut/descriptor.ts';
import { painter } from './paint.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { visible } from './visible.ts';

/** What became of one named defect when the suite was run against it. */
export interface DefectOutcome {
  role: Role;
  name: string;
  /** Purposes that came to FAIL. */
  caughtBy: string[];
  /** Purposes that cover the broken rule and did not come to FAIL: each is a hole in the suite. */
  missedBy: string[];
}

/** The table of defects and of the purposes that caught each, with a line that counts them. */
export function renderDefectTable(outcomes: readonly DefectOutcome[], style: TerminalStyle): string {
  const chalk = painter(style.colour);
  const names = outcomes.map(({ role, name }) => visible(`${role}:${name}`));
  const nameWidth = Math.max(6, ...names.map((name) => name.length));
  const table = new Table({
    head: ['Defect', 'Caught by'].map((title) => chalk.bold(title)),
    colWidths: [nameWidth + 2, Math.max(24, style.width - nameWidth - 5)],
    wordWrap: true,
    style: { head: [], border: style.colour ? ['grey'] : [], compact: true },
  });
  for (const [i, { caughtBy, missedBy }] of outcomes.entries()) {
    const cell = [
      caughtBy.length > 0 ? chalk.green(caughtBy.map((id) => visible(id)).join(' ')) : chalk.red('nobody'),
      ...(missedBy.length > 0 ? [chalk.red(`missed by ${missedBy.map((id) => visible(id)).join(' ')}`)] : []),
    ];
    table.push([names[i], cell.join('\n')]);
  }
  const caught = outcomes.filter(({ caughtBy, missedBy }) => caughtBy.length > 0 && missedBy.length === 0).length;
  return `${table.toString()}\n${caught} of ${outcomes.length} defects caught by every purpose that covers them\n`;
}
