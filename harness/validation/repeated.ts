import type { MatrixRow, MatrixSystem } from '../campaign/kill-matrix.ts';
import { missing } from './validation.ts';

/**
 * Rows with a defect that a covering purpose missed are made again, one by one: a crowded machine blurs what takes
 * milliseconds to tell apart. What a defect was caught by in either row counts. A conformant system has no such second
 * chance: one FAIL is a false alarm.
 */
export async function repeated(
  rows: readonly MatrixRow[],
  automated: ReadonlySet<string>,
  run: (systems: readonly MatrixSystem[]) => Promise<MatrixRow[]>,
): Promise<MatrixRow[]> {
  const blurred = rows.filter((row) => missing(row, automated).length > 0).map(({ system }) => system);
  if (blurred.length === 0) return [...rows];
  const anew = new Map((await run(blurred)).map((row) => [row.system, row]));
  return rows.map((row) => {
    const cells = new Map(row.cells);
    for (const [id, cell] of anew.get(row.system)?.cells ?? [])
      if (cells.get(id)?.verdict !== 'fail') cells.set(id, cell);
    return { ...row, cells };
  });
}
