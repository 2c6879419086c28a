import { findCommand } from './command.mjs';
import { chromium, installationOrder, tshark } from './system-packages.mjs';

/** The commands by which tests/browser.ts finds a browser, and must agree with it. */
const browsers = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/**
 * What only the project's own tests need of the operating system, as far as it is missing: a browser for the page of the
 * report, and tshark with dumpcap for captures.
 * @param {string[]} [folders] where to look; the PATH and the system folders if not given
 */
export function missingTestTools(folders) {
  const has = (/** @type {string} */ command) => findCommand(command, folders) !== undefined;
  return [...(browsers.some(has) ? [] : [chromium]), ...(['tshark', 'dumpcap'].every(has) ? [] : [tshark])];
}

/**
 * The one line for a machine that does not get them: what that means, and what to do.
 * @param {readonly import('./system-packages.mjs').SystemTool[]} missing at least one
 * @param {import('./system-packages.mjs').Machine} machine
 * @param {{ CI?: string | undefined }} env
 * @param {string} [reason] why they could not be installed, where that was tried
 */
export function goingOnWithout(missing, machine, env, reason) {
  const order = installationOrder(missing, machine);
  const consequence = env.CI === 'true' ? 'fail' : 'are skipped';
  const cause = reason === undefined ? '' : ` (apt could not: ${reason})`;
  return `the tests that need them ${consequence}: ${order}${cause}`;
}

/**
 * The line of apt's complaints that says most.
 * @param {string} message
 */
export function firstComplaint(message) {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.find((line) => line.startsWith('E:')) ?? lines[0] ?? '';
}
