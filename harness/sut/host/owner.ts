import { readFileSync, readlinkSync } from 'node:fs';

/** Fields 3 and later of `/proc/<pid>/stat` follow the program's name, which may hold spaces and parentheses. */
function startTimeOf(pid: number | string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

const processNamespace = (): string => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');

/** This process, in a form that no other process ever has: boot, process namespace, number, time of its start. */
export const ownerLabel = (): string => [bootId(), processNamespace(), process.pid, startTimeOf(process.pid)].join('/');

/** Whether the process that an owner label names is gone for sure. One that cannot be seen from here may be alive. */
export function ownerIsGone(label: string): boolean {
  const [boot, namespace, pid, startTime] = label.split('/');
  if (boot !== bootId()) return true;
  return namespace === processNamespace() && startTimeOf(pid ?? '') !== startTime;
}
