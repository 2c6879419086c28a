import { basename, extname } from 'node:path';
import { UsageError } from '../campaign/usage-error.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { declarationOf } from '../exploration/declaration.ts';
import { loadSchedule, ScheduleError } from '../exploration/schedule-file.ts';
import type { RunFlags } from './run.ts';

/** A saved schedule as a case, and how the systems are to be set for it. */
export interface Replay {
  declaration: PurposeDeclaration;
  /** What the file says of that, where the command line says nothing. */
  flags: Partial<Pick<RunFlags, 'timers' | 'behaviour' | 'defect'>>;
}

/** @throws {UsageError} where the file cannot be used, or the command line asks for something else besides */
export function replayOf(file: string, { select, timers, behaviour, defect }: Partial<RunFlags>): Replay {
  if (select !== undefined) throw new UsageError('--replay and --select are both given; expected one of them');
  const { with: found = {}, tablet, acts } = readSchedule(file);
  const variant = basename(file, extname(file)).replaceAll(/[^\w.-]/g, '-');
  return {
    declaration: declarationOf({ tablet, acts }, variant),
    flags: { ...found, ...present({ timers, behaviour, defect }) },
  };
}

function readSchedule(file: string): ReturnType<typeof loadSchedule> {
  try {
    return loadSchedule(file);
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(error.message);
    throw error;
  }
}

const present = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
