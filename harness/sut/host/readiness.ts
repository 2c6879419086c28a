import { HostError, readyLimitMs } from './host.ts';
import type { OutputTail } from './output-tail.ts';

/**
 * Resolves when a system that has just been started says that it is ready.
 * @param name of the system, for the error
 * @param text that it prints when it is; without one, it is ready already
 * @param gone resolves with words on how it ended, `ended with exit status 1`, if it does
 * @throws {HostError} where it ends first, or takes longer than {@link readyLimitMs}
 */
export async function untilReady(
  name: string,
  text: string | undefined,
  output: OutputTail,
  gone: Promise<string>,
  limitMs = readyLimitMs,
): Promise<void> {
  if (text === undefined) return;
  const calledOff = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`did not print ${JSON.stringify(text)} within ${limitMs / 1000} s`), limitMs);
  });
  const failure = await Promise.race([output.holds(text, calledOff.signal), gone, late]);
  clearTimeout(timer);
  calledOff.abort();
  if (failure !== undefined) throw new HostError(`${name} was not ready: it ${failure}`);
}

/** A program's last line, to stand at the end of a sentence. */
export function withLastWords(how: string, output: OutputTail): string {
  const line = output.lastLine();
  return line === undefined ? how : `${how}; its last line was: ${line}`;
}
