import type { Report } from './report.ts';

/** The command that runs one purpose again, against the same systems and with the same options as the run had. */
export function rerunCommand(report: Report, id: string): string {
  const words = shellWords(report.run.command);
  const first = words.indexOf('run');
  if (first < 0) return `bin/cpm-leave run --select ${id}`;
  const kept: string[] = [];
  for (let i = first + 1; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--select') i++;
    else if (!word.startsWith('--select=')) kept.push(word);
  }
  return [...words.slice(0, first + 1), '--select', id, ...kept].join(' ');
}

/** Arguments as one line that a shell reads back as the same arguments. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;

/** The words of a line that {@link shellLine} made, each still quoted. */
const shellWords = (line: string): string[] => line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
