import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of the SIPp that the PATH names; `undefined` where there is none. */
export function sippPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'sipp')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
