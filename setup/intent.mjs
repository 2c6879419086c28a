import { readFileSync } from 'node:fs';

/** The image of Kamailio, which only the runs that test it need. */
export const kamailioImage = 'cpm-leave/kamailio:latest';

/** The image of the client on JsSIP, likewise. */
export const jssipClientImage = 'cpm-leave/jssip-client:latest';

/**
 * What the caller needs of Docker:
 * - `required`: without it the set-up fails (`--host container`, or CI=true where no host was asked for);
 * - `preferred`: without it the run falls back to local processes;
 * - `unneeded`: `--host process`.
 * @typedef {'required' | 'preferred' | 'unneeded'} DockerNeed
 */

/**
 * The options of the run that is to follow: those on the command line, behind those by which jest is told of systems and host
 * (`CPM_LEAVE_SUT`, a list separated by commas, and `CPM_LEAVE_HOST`).
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {string[]}
 */
export function optionsOfRun(args, env) {
  const files = (env['CPM_LEAVE_SUT'] ?? '').split(',').filter((file) => file !== '');
  const host = env['CPM_LEAVE_HOST'];
  return [...files.flatMap((file) => ['--sut', file]), ...(host ? ['--host', host] : []), ...args];
}

/**
 * Reads the need for Docker off the options that the run is going to get. Anything unknown there is the run's to refuse.
 * @param {readonly string[]} args
 * @param {{ CI?: string | undefined }} env
 * @returns {DockerNeed}
 */
export function dockerNeed(args, env) {
  const host = valuesOf(args, '--host').at(-1);
  if (host === 'process') return 'unneeded';
  if (host === 'container' || env.CI === 'true') return 'required';
  return 'preferred';
}

/**
 * Whether one of the systems under test, `--sut FILE`, lives in a container of that image.
 * @param {string} image
 * @param {readonly string[]} args
 * @param {(file: string) => string} [read] may throw
 */
export function wantsImage(image, args, read = (file) => readFileSync(file, 'utf8')) {
  return valuesOf(args, '--sut').some((file) => {
    try {
      return read(file).includes(image);
    } catch {
      return false;
    }
  });
}

/**
 * The values of every `NAME VALUE` and `NAME=VALUE`, in order.
 * @param {readonly string[]} args
 * @param {string} name
 */
function valuesOf(args, name) {
  return args.flatMap((argument, index) => {
    if (argument === name) return args[index + 1] ?? [];
    return argument.startsWith(`${name}=`) ? argument.slice(name.length + 1) : [];
  });
}
