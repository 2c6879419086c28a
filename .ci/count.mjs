// Prints the closing line of a CI run. Arguments: the results that `npm test` leaves, and the exit code of `npm test`.
import { existsSync, readFileSync } from 'node:fs';
import { countTests } from '../setup/test-count.mjs';

const [file = '', exitCode = '1'] = process.argv.slice(2);
const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const { passed, failed } = countTests(results, Number(exitCode));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
