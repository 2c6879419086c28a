import { describe, expect, test } from '@jest/globals';
import { AddressPool, upperHalf, writeBlock } from './address-pool.ts';
import { HostError } from './host.ts';

test.each([
  ['172.18.0.0/16', '172.18.128.0/17'],
  ['192.168.16.0/20', '192.168.24.0/21'],
  ['10.1.2.0/24', '10.1.2.128/25'],
  ['255.255.255.0/24', '255.255.255.128/25'],
])('the upper half of %s is %s', (whole, half) => {
  expect(writeBlock(upperHalf(whole))).toBe(half);
});

describe('a pool', () => {
  test('hands out every address once, but none that looks like a network or a broadcast address', () => {
    const pool = new AddressPool({ first: '10.0.0.0', prefix: 23 });
    const addresses = Array.from({ length: 508 }, () => pool.take());
    expect(new Set(addresses).size).toBe(508);
    expect([addresses[0], addresses[253], addresses[254], addresses.at(-1)]).toEqual([
      '10.0.0.1',
      '10.0.0.254',
      '10.0.1.1',
      '10.0.1.254',
    ]);
    expect(() => pool.take()).toThrow(HostError);
    expect(() => pool.take()).toThrow('all addresses of 10.0.0.0/23 are in use');
  });
});
