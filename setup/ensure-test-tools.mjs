// What `npm test` needs beyond what a run does. Without it the tests in question are skipped, or fail where CI=true; all
// others run. Plain JavaScript, as ensure.mjs is, after which it runs.
import { say, SetupProblem } from './project.mjs';
import { canInstall, installTools, thisMachine } from './system-packages.mjs';
import { firstComplaint, goingOnWithout, missingTestTools } from './test-tools.mjs';

const missing = missingTestTools();
const machine = thisMachine();
try {
  if (missing.length > 0 && !canInstall(machine)) say(goingOnWithout(missing, machine, process.env));
  else await installTools(missing, '30 s');
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(goingOnWithout(missing, machine, process.env, firstComplaint(error.message)));
}
