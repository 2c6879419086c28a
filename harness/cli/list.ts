import { purposes } from '../../catalogue/index.ts';
import { automatedPurposes, largePurposes, loadSuites } from '../campaign/automated.ts';
import { select } from '../campaign/select.ts';

/** One line of `list`. This shape is stable: other programs read it. */
export interface Listed {
  id: string;
  role: string;
  group: string;
  /** Whether a suite automates it. */
  automated: boolean;
  /** False where what the description of a given system answers or gives rules it out. */
  applicable: boolean;
  /** Why it is not. */
  because?: string;
}

/** Every purpose of the catalogue, in its order; as JSON, or in columns. */
export async function list({ json, sut = [] }: { json?: true; sut?: string[] }): Promise<string> {
  const rows = await listed(sut);
  return json ? `${JSON.stringify(rows, null, 2)}\n` : columns(rows, await largePurposes());
}

async function listed(files: readonly string[]): Promise<Listed[]> {
  const automated = await automatedPurposes();
  const ruledOut = await ruledOutBy(files);
  return [...purposes.values()].map((purpose) => {
    const because = ruledOut.get(purpose.id);
    return {
      id: purpose.id,
      role: purpose.role,
      group: purpose.group,
      automated: automated.has(purpose.id),
      applicable: because === undefined,
      ...(because === undefined ? {} : { because }),
    };
  });
}

/** Why purposes do not apply, by id, as a run of these systems would have it. Without a description everything applies. */
async function ruledOutBy(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (files.length === 0) return new Map();
  const { described } = await import('./described.ts');
  return select(await loadSuites(), described(files), ['*']).notApplicable;
}

/** @param onRequest ids of those that run only where they are selected, or by --scale */
function columns(rows: readonly Listed[], onRequest: ReadonlySet<string>): string {
  const table = [
    ['id', 'role', 'group', 'automated', 'applicable'],
    ...rows.map(({ id, role, group, automated, applicable, because }) => [
      id,
      role,
      group,
      automated && onRequest.has(id) ? 'on request' : yes(automated),
      because === undefined ? yes(applicable) : `no: ${because}`,
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
