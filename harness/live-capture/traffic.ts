import type { Traffic } from '../sut/host/host.ts';

/** In MiB, for each interface: what a busy machine reads late has to lie somewhere. */
const BUFFER_MIB = 16;

/**
 * The arguments of one dumpcap for all the places where a run has traffic: an interface each, and for each the filter
 * that keeps everybody else's packets out.
 * @param file where the packets go, as pcapng
 */
export function dumpcapArguments(traffic: readonly Traffic[], file: string): string[] {
  const filters = new Map<string, string[]>();
  for (const { device, filter } of traffic) filters.set(device, [...(filters.get(device) ?? []), filter]);
  const sources = [...filters].flatMap(([device, own]) => [
    '-i',
    device,
    '-f',
    own.map((filter) => `(${filter})`).join(' or '),
    '-B',
    String(BUFFER_MIB),
    '-p',
  ]);
  return [...sources, '-w', file];
}
