import { corpus, onRequest } from '../../fixtures/hostile/corpus.ts';
import { purposeFor } from './ordeal.ts';

const BEGIN = '<!-- hostile systems: written by UPDATE_DOCS=1 npx jest tests/hostile -->';
const END = '<!-- end of hostile systems -->';

/** What may come of each, as readers call it. */
const WORDS = { untestable: 'refused by the contract', fail: 'FAIL', inconc: 'INCONC', error: 'ERROR' } as const;

/**
 * The page with the table of hostile systems as it must be.
 * @throws Error where the page has no place for it
 */
export function documentWithTable(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page needs the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table()}\n\n${page.slice(end)}`;
}

function table(): string {
  const rows = [...corpus].map(([name, hostile]) => {
    const { role, does, ends } = hostile;
    const outcome = ends.map((end) => WORDS[end]).join(', ');
    return `| \`${name}\`${onRequest.has(name) ? ' †' : ''} | ${role} | ${purposeFor(hostile)} | ${does} | ${outcome} |`;
  });
  return ['| system | role | purpose | what it does | what the suite says |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}
