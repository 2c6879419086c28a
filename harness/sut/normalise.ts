import { dirname, resolve } from 'node:path';
import type { HostDescription, SutDescriptor, UpperTesterAction, UpperTesterDescription } from './descriptor.ts';
import { splitWords } from './words.ts';

type Written<T, Changed> = Omit<T, keyof Changed> & Changed;
type WrittenEnvironment = { environment?: Record<string, string | number | boolean> };

/** A descriptor as its file says it: checked against the schema and with the schema's defaults. */
export type WrittenDescriptor = Written<
  Omit<SutDescriptor, 'file'>,
  {
    host: {
      image?: Written<NonNullable<HostDescription['image']>, WrittenEnvironment>;
      process?: Written<NonNullable<HostDescription['process']>, WrittenEnvironment>;
      address?: NonNullable<HostDescription['address']>;
    };
    upperTester?: {
      http?: string;
      exec?: Partial<Record<UpperTesterAction, string | string[]>>;
      manual?: true;
      limit?: number;
      instances: 'one' | 'many';
    };
  }
>;

/** How long somebody at the terminal may take for an action, in milliseconds. */
const operatorLimitMs = 60_000;

/** The words of a command, whichever way it was written. */
export const wordsOf = (command: string | string[]): string[] =>
  typeof command === 'string' ? splitWords(command) : command;

function withTexts<H extends WrittenEnvironment>(
  host: H,
): Omit<H, 'environment'> & { environment?: Record<string, string> } {
  const { environment, ...rest } = host;
  if (!environment) return rest;
  return { ...rest, environment: Object.fromEntries(Object.entries(environment).map(([k, v]) => [k, String(v)])) };
}

function imageOf(
  written: NonNullable<WrittenDescriptor['host']['image']>,
  folder: string,
): NonNullable<HostDescription['image']> {
  const { mounts, ...image } = written;
  const absolute = mounts?.map((mount) => ({ ...mount, source: resolve(folder, mount.source) }));
  return { ...withTexts(image), ...(absolute && { mounts: absolute }) };
}

function upperTesterOf(written: NonNullable<WrittenDescriptor['upperTester']>): UpperTesterDescription {
  const { http, exec, manual, ...rest } = written;
  if (http !== undefined) return { http, ...rest };
  // Nobody finds the phone, the group and the button within the time that a program gets.
  if (manual) return { manual, ...rest, limit: rest.limit ?? operatorLimitMs };
  const commands = Object.entries(exec ?? {}).map(([action, command]) => [action, wordsOf(command)]);
  return { exec: Object.fromEntries(commands), ...rest };
}

/** The descriptor in the one form that the harness works with. `file` is absolute. */
export function normalise(written: WrittenDescriptor, file: string): SutDescriptor {
  const { host, upperTester, tls, ...rest } = written;
  return {
    ...rest,
    file,
    host: {
      ...(host.image && { image: imageOf(host.image, dirname(file)) }),
      ...(host.process && {
        process: { ...withTexts(host.process), directory: resolve(dirname(file), host.process.directory) },
      }),
      ...(host.address && { address: host.address }),
    },
    ...(tls && {
      tls: Object.fromEntries(Object.entries(tls).map(([name, path]) => [name, resolve(dirname(file), path)])),
    }),
    ...(upperTester && { upperTester: upperTesterOf(upperTester) }),
  };
}
