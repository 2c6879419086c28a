import type { Report } from './report.ts';

/** The command that runs one purpose again, against the same systems and with the same options as the run had. */
export function rerunCommand(report: Report, id: string): string {
  const words = shellWords(report.run.command);
  const first = words.indexOf('run');
  if (first < 0) return `bin/cpm-leave run --select ${id}`;
  const options = words.slice(first + 1);
  const kept = options.filter(
    (word, i) => word !== '--select' && options[i - 1] !== '--select' && !/^'?--select=/.test(word),
  );
  return [...words.slice(0, first + 1), '--select', id, ...kept].join(' ');
}

/** Arguments as one line that a shell reads back as the same arguments. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`);

/** The words of a line that {@link shellLine} made, each still quoted. */
const shellWords = (line: string): string[] => line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
