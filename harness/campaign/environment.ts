import { SIP_TRANSPORTS } from '../sip/transport.ts';
import { resolve } from 'node:path';
import { PROFILES, type Profile } from '../judge/verdict.ts';
import type { Role } from '../sut/descriptor.ts';
import { hostKinds, type HostKind } from '../sut/host/host.ts';
import type { CampaignOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/**
 * The options of a run, as jest gets them: from `CPM_LEAVE_SUT`, `_SELECT` (both lists, separated by commas),
 * `_PROFILE`, `_HOST`, `_DEFECT` (`role:name`), `_BEHAVIOUR`, `_TIMERS`, `_TRANSPORT` and `_OUT`.
 * @throws {UsageError} where a value is none of those that are possible
 */
export function optionsFromEnvironment(environment: NodeJS.ProcessEnv): Omit<CampaignOptions, 'signal'> {
  const value = (name: string): string | undefined => environment[`CPM_LEAVE_${name}`] || undefined;
  const list = (name: string): string[] => value(name)?.split(',') ?? [];
  const oneOf = <T extends string>(name: string, possible: readonly T[]): T | undefined => {
    const given = value(name);
    if (given !== undefined && !(possible as readonly string[]).includes(given))
      throw new UsageError(`CPM_LEAVE_${name} is ${given}; expected one of ${possible.join(', ')}`);
    return given as T | undefined;
  };
  const [role, defect] = value('DEFECT')?.split(':') ?? [];
  return {
    suts: list('SUT'),
    select: list('SELECT'),
    profile: oneOf<Profile>('PROFILE', PROFILES) ?? 'cr',
    host: oneOf<HostKind>('HOST', hostKinds),
    behaviour: oneOf('BEHAVIOUR', PROFILES),
    timers: oneOf('TIMERS', ['rfc3261', 'scaled'] as const),
    transport: oneOf('TRANSPORT', SIP_TRANSPORTS),
    ip: oneOf('IP', ['4', '6'] as const) === '6' ? 6 : undefined,
    media: oneOf('MEDIA', ['tcp', 'tls'] as const),
    ...(role !== undefined && defect !== undefined ? { defect: { role: role as Role, name: defect } } : {}),
    out: resolve(value('OUT') ?? 'reports/jest'),
    command: 'npx jest suites',
    onProgress: () => {},
  };
}
