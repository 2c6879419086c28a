import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBaseImage } from './base-image.mjs';
import { run, tail } from './command.mjs';
import { contentHash, sourcesIn } from './content-hash.mjs';
import { jssipClientImage } from './intent.mjs';
import { copyPackages, manifestIn, neededPackages } from './needed-packages.mjs';
import { projectFolder, say, SetupProblem } from './project.mjs';
import { contentLabel, labelledContent } from './registry.mjs';

const sources = join(projectFolder, 'fixtures/jssip-client');

/**
 * Makes the image of the client on JsSIP. The library comes from this project's packages, so that its version is that of
 * the lockfile and no registry is needed.
 * @throws {SetupProblem}
 */
export async function ensureJssipClientImage() {
  const base = await ensureBaseImage();
  const packages = neededPackages(['jssip'], projectFolder);
  const versions = packages.map((folder) => manifestIn(folder)).map(({ name, version }) => `${name} ${version}`);
  const content = contentHash(sources, sourcesIn(sources), [base.id, ...versions]);
  if ((await labelledContent(jssipClientImage)) === content) return;
  say(`building the image ${jssipClientImage} …`);
  const context = mkdtempSync(join(tmpdir(), 'cpm-leave-jssip-'));
  try {
    cpSync(sources, context, { recursive: true });
    copyPackages(packages, projectFolder, context);
    const options = ['--build-arg', `BASE_IMAGE=${base.name}`, '--label', `${contentLabel}=${content}`];
    const result = await run('docker', ['build', ...options, '--tag', jssipClientImage, context]);
    if (!result.ok)
      throw new SetupProblem(`the image ${jssipClientImage} was not built:\n${tail(result.stdout + result.stderr)}`);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}
