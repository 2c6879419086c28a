import { describe, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import { registrationOnRecord } from './registration.ts';

const LIMIT_MS = 20;
const { signal } = new AbortController();

function registers(recorder: Recorder, callId: string, contact: string): void {
  recorder.record({
    kind: 'sip',
    actor: 'network',
    direction: 'received',
    transport: 'udp',
    raw: `REGISTER sip:example.com SIP/2.0\r\nCall-ID: ${callId}\r\nContact: ${contact}\r\n\r\n`,
  });
}

function recorded(): Recorder {
  const recorder = new Recorder();
  registers(recorder, 'first', '<sip:a@b>');
  registers(recorder, 'second', '<sip:a@b;line=2>;reg-id=2');
  registers(recorder, 'last', '<sip:a@b>;reg-id=1');
  return recorder;
}

describe('the registration over which a client is called', () => {
  test.each([
    [undefined, 'last'],
    [2, 'second'],
  ])('number %s', async (number, callId) => {
    expect((await registrationOnRecord({ recorder: recorded(), signal }, number)).callId).toBe(callId);
  });

  test('is waited for where the client is ahead of the record', async () => {
    const recorder = new Recorder();
    const found = registrationOnRecord({ recorder, signal });
    registers(recorder, 'late', '<sip:a@b>');
    expect((await found).callId).toBe('late');
  });

  test('is missed where it does not come', async () => {
    const none = registrationOnRecord({ recorder: new Recorder(), signal }, undefined, LIMIT_MS);
    await expect(none).rejects.toThrow('the client has not registered, so there is no way to invite it');
    const other = registrationOnRecord({ recorder: recorded(), signal }, 3, LIMIT_MS);
    await expect(other).rejects.toThrow('the client holds no registration with reg-id 3');
  });
});
