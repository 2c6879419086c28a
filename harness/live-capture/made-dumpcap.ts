import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A folder with a program in it that is called dumpcap and comes before all others on the PATH. */
export interface MadeDumpcap {
  folder: string;
  /** @param script for a shell; `$file` is what the program is to write to */
  write(script: string): void;
  remove(): void;
}

export function makeDumpcap(): MadeDumpcap {
  const folder = mkdtempSync(join(tmpdir(), 'dumpcap-'));
  const { PATH: before } = process.env;
  process.env['PATH'] = `${folder}${delimiter}${before}`;
  return {
    folder,
    write(script) {
      const program = join(folder, 'dumpcap');
      writeFileSync(program, `#!/bin/sh\nfor file in "$@"; do :; done\n${script}\n`);
      chmodSync(program, 0o755);
    },
    remove() {
      process.env['PATH'] = before;
      rmSync(folder, { recursive: true });
    },
  };
}
