/** `npm run docs`: writes the generated documents. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from './documents.ts';

const folder = fileURLToPath(new URL('../../docs', import.meta.url));
for (const [name, text] of await documents()) {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
