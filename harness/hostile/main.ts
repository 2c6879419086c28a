/** `npm run hostile [-- --only NAME]… [--json FILE] [--out FOLDER]`: the suite against every hostile system. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { corpus } from '../../fixtures/hostile/corpus.ts';
import { type HostileOutcome, runOrdeal } from './ordeal.ts';

interface Flags {
  only: string[];
  json?: string;
  out: string;
}

const command = new Command('hostile')
  .description('Put the suite to every hostile system under test.')
  .option('--only <name>', 'just this one; may be repeated', (name: string, before: string[]) => [...before, name], [])
  .option('--json <file>', 'write all outcomes there')
  .option('--out <folder>', 'for descriptions and reports', 'reports/hostile')
  .parse();
const { only, json, out } = command.opts<Flags>();
const unknown = only.find((name) => !corpus.has(name));
if (unknown !== undefined)
  command.error(`unknown hostile system ${unknown}; expected one of ${[...corpus.keys()].join(', ')}`);

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const names = only.length > 0 ? only : [...corpus.keys()];
const ordeal = await runOrdeal(names, resolve(out), interruption.signal);
const left = ordeal.sippsLeft.length;

const table = new Table({
  head: ['system', 'purpose', 'ends', 's', 'sentence'],
  colWidths: [28, 14, 12, 6, 80],
  wordWrap: true,
});
for (const one of ordeal.outcomes)
  table.push([one.name, one.purpose, one.end, (one.durationMs / 1000).toFixed(0), gist(one)]);
process.stdout.write(`${table.toString()}\n`);
process.stdout.write(
  `${ordeal.outcomes.length} hostile systems in ${(ordeal.durationMs / 1000).toFixed(0)} s, at most ${ordeal.peakMemoryMiB} MiB; ` +
    `afterwards ${Object.entries(ordeal.afterwards)
      .map(([id, verdict]) => `${id} ${verdict}`)
      .join(', ')}; ${left} SIPp processes left\n`,
);
if (json !== undefined) writeFileSync(json, `${JSON.stringify(ordeal, null, 2)}\n`);
const bad =
  ordeal.outcomes.some(({ complaint }) => complaint !== undefined) ||
  Object.values(ordeal.afterwards).some((verdict) => verdict !== 'pass');
process.exitCode = bad || left > 0 ? 1 : 0;

function gist({ sentence, complaint }: HostileOutcome): string {
  const [first = ''] = sentence.split('\n');
  return `${complaint === undefined ? '' : `!! ${complaint}. `}${first.length > 150 ? `${first.slice(0, 149)}…` : first}`;
}
