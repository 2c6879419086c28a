import { outcomeOf } from '../report/outcome.ts';
import { splitWords } from '../sut/words.ts';
import { storedReport } from './compare.ts';

/** What one run has to do with itself alone, each with a value. */
const ITS_OWN = ['--select', '--shard', '--write-baseline'];

/**
 * The words of a `run` that does again what was not green in a stored one, against the same systems and with the same
 * options; `undefined` where everything was green.
 * @param path folder of the run
 * @throws {UsageError} where there is no report
 */
export async function wordsOfRerun(path: string): Promise<string[] | undefined> {
  const report = await storedReport(path);
  const open = report.purposes.filter((purpose) => !['pass', 'not-applicable'].includes(outcomeOf(purpose)));
  if (open.length === 0) return undefined;
  const words = splitWords(report.run.command);
  const options = words.slice(words.indexOf('run') + 1);
  const kept = options.filter(
    (word, i) => !ITS_OWN.some((own) => word === own || options[i - 1] === own || word.startsWith(`${own}=`)),
  );
  return ['run', ...kept, ...open.flatMap(({ id }) => ['--select', id])];
}
