// Makes everything ready that a run or a test needs; quick where it is. Plain JavaScript without packages, for Node >= 20.20,
// because it is what installs the packages and the newer Node. Its arguments are those of the run that is to follow.
import { findCommand } from './command.mjs';
import { engineIsMissing, engineState, startEngine } from './docker-engine.mjs';
import { ensureImages } from './images.mjs';
import { dockerNeed, jssipClientImage, kamailioImage, optionsOfRun, wantsImage } from './intent.mjs';
import { ensurePackages } from './packages.mjs';
import { say, SetupProblem } from './project.mjs';
import { dockerEngine, installTools, sipp } from './system-packages.mjs';

/** @param {import('./intent.mjs').DockerNeed} need */
async function ensure(need) {
  await ensurePackages();
  await ensureSipp(need);
  if (need === 'unneeded' || !(await ensureEngine(need))) return;
  await ensureImages({
    kamailio: wantsImage(kamailioImage, options),
    jssipClient: wantsImage(jssipClientImage, options),
  });
}

/**
 * Where SIPp and the engine are both missing they are installed, or asked for, together.
 * @param {import('./intent.mjs').DockerNeed} need
 */
async function ensureSipp(need) {
  if (findCommand('sipp') !== undefined) return;
  const engineToo = need !== 'unneeded' && engineIsMissing(await engineState());
  await installTools(engineToo ? [sipp, dockerEngine] : [sipp]);
}

/**
 * @param {'required' | 'preferred'} need
 * @returns {Promise<boolean>} whether a Docker Engine answers
 * @throws {SetupProblem} where it is required and does not
 */
async function ensureEngine(need) {
  try {
    let state = await engineState();
    if (engineIsMissing(state)) {
      await installTools([dockerEngine]);
      state = await engineState();
    }
    await startEngine(state);
    return true;
  } catch (error) {
    if (need === 'required' || !(error instanceof SetupProblem)) throw error;
    say(`going on without Docker, with local processes: ${error.message}`);
    return false;
  }
}

const options = optionsOfRun(process.argv.slice(2), process.env);
try {
  await ensure(dockerNeed(options, process.env));
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(error.message);
  process.exitCode = 2;
}
