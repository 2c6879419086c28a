import { expect, test } from '@jest/globals';
import { dumpcapArguments } from './traffic.ts';

test('each interface is captured once, and of it only what is of the run', () => {
  const words = dumpcapArguments(
    [
      { device: 'lo', filter: 'net 127.20.0.0/16' },
      { device: 'br-1', filter: 'net 172.18.0.0/16' },
      { device: 'lo', filter: 'host 127.0.0.9 and (host 127.0.0.1)' },
    ],
    '/runs/x.pcapng',
  );
  expect(words.filter((_, index) => ['-i', '-f', '-w'].includes(words[index - 1]!))).toEqual([
    'lo',
    '(net 127.20.0.0/16) or (host 127.0.0.9 and (host 127.0.0.1))',
    'br-1',
    '(net 172.18.0.0/16)',
    '/runs/x.pcapng',
  ]);
  // Packets that are for other machines are not asked for.
  expect(words.filter((word) => word === '-p')).toHaveLength(2);
});
