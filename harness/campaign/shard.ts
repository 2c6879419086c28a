import { plannedCaseMs } from '../choreography/planned.ts';
import type { Selection } from './select.ts';
import { UsageError } from './usage-error.ts';

/** One part of a run that is done in several, on machines of their own: number `index` (from 1) of `of`. */
export interface Shard {
  index: number;
  of: number;
}

export const writeShard = ({ index, of }: Shard): string => `${index}/${of}`;

/**
 * What one shard has to do: whole purposes, so that each comes to its verdict in one place, dealt out so that every shard
 * waits for about the same time. All shards of a run deal the same way.
 * @throws {UsageError} where there are more shards than purposes
 */
export function shardOf({ cases, notApplicable }: Selection, shard: Shard): Selection {
  const waits = new Map<string, number>([...notApplicable.keys()].map((id) => [id, 0]));
  for (const { declaration, sut } of cases)
    waits.set(declaration.id, (waits.get(declaration.id) ?? 0) + plannedCaseMs(declaration, sut.ixit));
  if (waits.size < shard.of)
    throw new UsageError(
      `--shard is ${writeShard(shard)}, and only ${waits.size} purposes are selected; expected at most that many shards`,
    );
  const own = dealt(waits, shard.of)[shard.index - 1]!;
  return {
    cases: cases.filter(({ declaration }) => own.has(declaration.id)),
    notApplicable: new Map([...notApplicable].filter(([id]) => own.has(id))),
  };
}

/** The longest first, each to whoever has the least so far; of equals, to whoever has the fewest. */
function dealt(waits: ReadonlyMap<string, number>, hands: number): Set<string>[] {
  const all = Array.from({ length: hands }, () => ({ ms: 0, ids: new Set<string>() }));
  const longestFirst = [...waits].toSorted(([a, aMs], [b, bMs]) => bMs - aMs || (a < b ? -1 : 1));
  for (const [id, ms] of longestFirst) {
    const least = all.reduce((best, one) =>
      one.ms < best.ms || (one.ms === best.ms && one.ids.size < best.ids.size) ? one : best,
    );
    least.ms += ms;
    least.ids.add(id);
  }
  return all.map(({ ids }) => ids);
}
