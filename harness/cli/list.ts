import { whyNotApplicable } from '../../catalogue/applicability.ts';
import { purposes } from '../../catalogue/index.ts';
import { automatedPurposes, largePurposes } from '../campaign/automated.ts';

/** One line of `list`. This shape is stable: other programs read it. */
export interface Listed {
  id: string;
  role: string;
  group: string;
  /** Whether a suite automates it. */
  automated: boolean;
  /** False where an answer in the conformance statement of a given system rules it out. */
  applicable: boolean;
}

/** Every purpose of the catalogue, in its order; as JSON, or in columns. */
export async function list({ json, sut = [] }: { json?: true; sut?: string[] }): Promise<string> {
  const rows = await listed(sut);
  return json ? `${JSON.stringify(rows, null, 2)}\n` : columns(rows, await largePurposes());
}

async function listed(files: readonly string[]): Promise<Listed[]> {
  const [automated, statements] = await Promise.all([automatedPurposes(), statementsOf(files)]);
  return [...purposes.values()].map((purpose) => ({
    id: purpose.id,
    role: purpose.role,
    group: purpose.group,
    automated: automated.has(purpose.id),
    applicable: whyNotApplicable(purpose, statements.get(purpose.role) ?? {}) === undefined,
  }));
}

/** Conformance statements by role. Without a description nothing is answered, and everything applies. */
async function statementsOf(files: readonly string[]): Promise<Map<string, Record<string, boolean>>> {
  if (files.length === 0) return new Map();
  const { described } = await import('./described.ts');
  return new Map(described(files).map(({ role, ics }) => [role, ics]));
}

/** @param onRequest ids of those that run only where they are selected, or by --scale */
function columns(rows: readonly Listed[], onRequest: ReadonlySet<string>): string {
  const table = [
    ['id', 'role', 'group', 'automated', 'applicable'],
    ...rows.map(({ id, role, group, automated, applicable }) => [
      id,
      role,
      group,
      automated && onRequest.has(id) ? 'on request' : yes(automated),
      yes(applicable),
    ]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const yes = (value: boolean): string => (value ? 'yes' : 'no');
