/**
 * What the caller needs of Docker:
 * - `required`: without it the set-up fails (`--host container`, or CI=true where no host was asked for);
 * - `preferred`: without it the run falls back to local processes;
 * - `unneeded`: `--host process`.
 * @typedef {'required' | 'preferred' | 'unneeded'} DockerNeed
 */

/**
 * Reads the need for Docker off the options that the run is going to get. Anything unknown there is the run's to refuse.
 * @param {readonly string[]} args
 * @param {{ CI?: string | undefined }} env
 * @returns {DockerNeed}
 */
export function dockerNeed(args, env) {
  const host = requestedHost(args);
  if (host === 'process') return 'unneeded';
  if (host === 'container' || env.CI === 'true') return 'required';
  return 'preferred';
}

/**
 * The value of the last `--host VALUE` or `--host=VALUE`.
 * @param {readonly string[]} args
 */
function requestedHost(args) {
  /** @type {string | undefined} */
  let host;
  args.forEach((argument, index) => {
    if (argument === '--host') host = args[index + 1];
    else if (argument.startsWith('--host=')) host = argument.slice('--host='.length);
  });
  return host;
}
