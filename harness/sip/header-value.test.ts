import { expect, test } from '@jest/globals';
import { parameterOf, parseParameterised } from './header-value.ts';

test.each([
  'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-1;rport',
  'SIP/2.0/UDP 10.0.0.1 ; rport ; Branch = z9hG4bK-1',
  'SIP/2.0/UDP [::1]:5060;received=::1;branch=a;branch=b',
  'x;branch',
  'x;branch=;y=branch',
  'x;text="; branch=no";branch=yes',
  'x;branch="a;b"',
  'branch=1',
  'x;brancher=1',
  '',
])('one parameter of %s is what it is among all', (text) => {
  expect(parameterOf(text, 'branch')).toBe(parseParameterised(text).parameters.get('branch'));
});
