// For maintainers, after every `npm install`: completes package-lock.json for the platforms whose packages the registry at
// hand does not carry, so that `npm ci` takes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLockfile } from './lockfile.mjs';
import { projectFolder, say } from './project.mjs';

const file = join(projectFolder, 'package-lock.json');
const { lockfile, added } = completeLockfile(JSON.parse(readFileSync(file, 'utf8')));
writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
say(`${added.length} entries added to package-lock.json${added.map((entry) => `\n  ${entry}`).join('')}`);
