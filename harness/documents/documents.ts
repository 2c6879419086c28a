import { purposes } from '../../catalogue/index.ts';
import { automatedPurposes, declarationsOf } from '../campaign/automated.ts';
import { ALL_REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import { loadDescriptor } from '../sut/load.ts';
import { coverageDocument } from './coverage.ts';
import { purposeSection, table } from './test-purpose.ts';

/** The documents that are generated from catalogue and suites: path below `docs/`, and text. */
export async function documents(): Promise<Map<string, string>> {
  const { ixit } = loadDescriptor(ALL_REFERENCE_SYSTEMS[0]!);
  const automated = await automatedPurposes();
  const files = new Map<string, string>();
  const overview: string[][] = [];
  for (const [group, members] of Map.groupBy(purposes.values(), ({ group: of }) => of)) {
    const sections = await Promise.all(
      members.map(async (row) => purposeSection(row, await declarationsOf(row.id), ixit)),
    );
    files.set(`test-purposes/${group}.md`, `${[`# ${group}`, ...sections].join('\n\n')}\n`);
    const done = members.filter(({ id }) => automated.has(id)).length;
    overview.push([`[${group}](${group}.md)`, String(members.length), String(done)]);
  }
  files.set(
    'test-purposes/README.md',
    `${['# Test purposes', 'Generated from the catalogue and the suites by `npm run docs`.', table(['Group', 'Purposes', 'Automated'], overview)].join('\n\n')}\n`,
  );
  files.set('coverage.md', coverageDocument(automated));
  return files;
}
