import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Who has an IPv4 address and port bound, in words, as far as this user may look; `undefined` where nobody is found.
 * For messages only: by the time they are read, it may have changed.
 */
export function portHolder(address: string, port: number, transport: 'udp' | 'tcp'): string | undefined {
  const inode = boundInode(address, port, transport);
  if (inode === undefined) return undefined;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (descriptorsOf(pid).includes(`socket:[${inode}]`)) return `process ${pid} (${commandOf(pid)})`;
  }
  return 'a process that this user may not look at';
}

function boundInode(address: string, port: number, transport: 'udp' | 'tcp'): string | undefined {
  const wanted = hexadecimalPort(port);
  const hosts = [hexadecimalAddress(address), '00000000'];
  for (const line of readText(`/proc/net/${transport}`).split('\n').slice(1)) {
    const [, local = '', , state = '', , , , , , inode] = line.trim().split(/\s+/);
    const [host = '', bound = ''] = local.split(':');
    const waiting = transport === 'udp' || state === '0A';
    if (waiting && bound === wanted && hosts.includes(host)) return inode;
  }
  return undefined;
}

const hexadecimalPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** The kernel prints the address as one number in the host's byte order. */
const hexadecimalAddress = (address: string): string =>
  address
    .split('.')
    .toReversed()
    .map((octet) => Number(octet).toString(16).toUpperCase().padStart(2, '0'))
    .join('');

function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

const commandOf = (pid: string): string => readText(`/proc/${pid}/cmdline`).split('\0').slice(0, 4).join(' ').trim();

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
