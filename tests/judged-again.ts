import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';

/**
 * Has the command line judge a stored run from its evidence into a folder of its own, and compares every file of the two,
 * octet by octet.
 * @param folder of the stored run
 * @param out an empty folder
 * @param key private key that the run was signed with
 * @returns what the command said of differences, and the names of files that one has and the other has not, or that differ
 */
export async function differencesWhenJudgedAgain(folder: string, out: string, key?: string): Promise<string[]> {
  const sign = key === undefined ? [] : ['--sign', key];
  const { stderr } = await execa('bin/cpm-leave', ['judge', folder, '--out', out, ...sign], { reject: false });
  const again = join(out, 'latest');
  const names = new Set([...(await filesOf(folder)), ...(await filesOf(again))]);
  const different: string[] = [];
  for (const name of [...names].toSorted()) {
    const [stored, derived] = await Promise.all([folder, again].map((where) => octetsOf(join(where, name))));
    if (!stored || !derived?.equals(stored)) different.push(name);
  }
  return [...stderr.split('\n').filter((line) => line.startsWith('not reproduced')), ...different];
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const octetsOf = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined);
