import { expect, test } from '@jest/globals';
import { isOf } from './authorizing.ts';

const ue = { address: '192.0.2.1', port: 5060 };
const withFlows = (...fDescs: string[]) => ({
  ascReqData: {
    notifUri: 'http://192.0.2.9/1',
    ueIpv4: '192.0.2.1',
    medComponents: { 1: { medCompN: 1, medSubComps: { 1: { fDescs } } } },
  },
});

test.each([
  ['another address', { ascReqData: { ueIpv4: '192.0.2.2' } }, false],
  ['IPv6', { ascReqData: { ueIpv6: '2001:db8::1' } }, false],
  ['no flows', { ascReqData: { ueIpv4: '192.0.2.1' } }, true],
  ['flows without ports', withFlows('permit in 6 from 192.0.2.1 to any'), true],
  ['its own port', withFlows('permit in 6 from 192.0.2.1 5060 to 192.0.2.2 9'), true],
  ['its own port, downlink', withFlows('permit out 6 from 192.0.2.2 9 to 192.0.2.1 5060'), true],
  ['the port of another', withFlows('permit in 6 from 192.0.2.1 5070 to 192.0.2.2 5060'), false],
  ['nothing at all', {}, false],
])('whose media a session is for: %s', (_, context, own) => {
  expect(isOf(context, ue)).toBe(own);
});
