import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from '../../tls/authority.ts';

const FILES = { ca: 'ca.pem', certificate: 'certificate.pem', key: 'key.pem' } as const;

/** Placeholders of a system's command and environment, each a path; empty where the run needs no certificates. */
export const credentialPaths = (folder: string | undefined): Record<keyof typeof FILES, string> => {
  const path = (file: string): string => (folder === undefined ? '' : join(folder, file));
  return { ca: path(FILES.ca), certificate: path(FILES.certificate), key: path(FILES.key) };
};

/** Folders with a certificate for each system that the run starts, and the authority's, gone with the run. */
export class CredentialFolders {
  #root: string | undefined;
  #count = 0;

  /** @returns the folder, for {@link credentialPaths} */
  async make(authority: Authority, domains: readonly string[]): Promise<string> {
    const { cert, key } = await authority.issue({ domains });
    const root = (this.#root ??= mkdtempSync(join(tmpdir(), 'cpm-leave-tls-')));
    // A container need not run as the user who started it, and these are worth nothing after the run.
    await chmod(root, 0o755);
    const folder = join(root, String(++this.#count));
    await mkdir(folder);
    const contents = { ca: authority.certificate, certificate: cert, key };
    for (const [name, file] of Object.entries(FILES))
      await writeFile(join(folder, file), contents[name as keyof typeof FILES]);
    return folder;
  }

  remove(): void {
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
    this.#root = undefined;
  }
}
