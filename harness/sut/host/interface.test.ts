import { expect, test } from '@jest/globals';
import { interfaceTowards, loopbackDevice } from './interface.ts';

test('every loopback address is at the loopback interface', () => {
  expect(interfaceTowards('127.20.0.1', ['127.20.0.2', '127.20.0.3'])).toBe(loopbackDevice());
});

test('so are packets between two addresses of this machine', () => {
  expect(interfaceTowards('127.0.0.1', ['192.0.2.77'])).toBe(loopbackDevice());
});

test('an address that this machine has not is at none', () => {
  expect(interfaceTowards('192.0.2.1', ['192.0.2.77'])).toBeUndefined();
});
