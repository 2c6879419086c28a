import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Channel, NoAnswer, unknownAction, Unsupported, UpperTesterError } from './channel.ts';
import { manualChannel } from './manual.ts';
import { operatorAt, type Terminal } from './operator.ts';

/** A terminal that keeps what it was told to show, and whose keys the test presses. */
class MadeUpTerminal extends EventEmitter {
  isTTY = true;
  raw = false;
  shown = '';
  setRawMode = (raw: boolean) => ((this.raw = raw), this);
  resume = () => this;
  pause = () => this;
  write = (text: string) => ((this.shown += text), true);
  press = (keys: string) => this.emit('data', Buffer.from(keys));
}

let terminal: MadeUpTerminal;
let interrupted: number;
let channel: Channel;
const never = new AbortController().signal;
beforeEach(() => {
  terminal = new MadeUpTerminal();
  interrupted = 0;
  const both = { input: terminal, output: terminal } as unknown as Terminal;
  channel = manualChannel(
    operatorAt(both, () => interrupted++),
    'TP-CL-LV-10',
    60_000,
  );
});
/** What the operator sees is there once the prompt has been asked for. */
const asked = () => new Promise(setImmediate);

describe('somebody at the terminal', () => {
  test('is told what to do, by when, and says that it is done', async () => {
    const joined = channel.ask('join', { group: 'sip:gs-1@example.com' }, never);
    await asked();
    expect(terminal.shown).toMatch(/^\n\d\d:\d\d:\d\d\.\d{3} >>> TP-CL-LV-10: join the group sip:gs-1@example\.com/);
    expect(terminal.shown).toContain('Enter = done, f = it failed, u = it cannot be done   (60 s left)');
    expect(terminal.raw).toBe(true);
    terminal.press('x');
    terminal.press('\r');
    expect(await joined).toEqual({});
    expect(terminal.shown).toMatch(/\d\d:\d\d:\d\d\.\d{3}     done\n$/);
  });

  test('says what the client shows', async () => {
    const state = channel.ask('state', {}, never);
    await asked();
    expect(terminal.shown).toContain('1 = IDLE, 2 = JOINED');
    terminal.press('9');
    terminal.press('6');
    expect(await state).toEqual({ state: 'LEFT' });
  });

  test.each([
    ['f', 'leave', UpperTesterError, 'the operator says that leave failed'],
    ['U', 'send', Unsupported, 'the operator says that send is not supported'],
    ['u', 'state', Unsupported, 'the operator says that the state cannot be seen'],
  ] as const)('says %s to %s', async (key, action, kind, message) => {
    const answer = channel.ask(action, { text: 'hi' }, never).catch((error: unknown) => error);
    await asked();
    terminal.press(key);
    const error = await answer;
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toBe(message);
  });

  test('is told one thing at a time', async () => {
    const both = [channel.ask('join', { group: 'g' }, never), channel.ask('leave', {}, never)];
    await asked();
    expect(terminal.shown).not.toContain('leave the group now');
    terminal.press('\r');
    await both[0];
    await asked();
    expect(terminal.shown).toContain('leave the group now');
    terminal.press('\n');
    expect(await both[1]).toEqual({});
  });

  test('is not waited for longer than the action may take', async () => {
    const late = new AbortController();
    const answer = channel.ask('leave', {}, late.signal);
    await asked();
    late.abort(new Error('late'));
    await expect(answer).rejects.toThrow('late');
    expect(terminal.shown).toContain('not waited for any longer');
  });

  test.each(['\r', 'f', 'x'])('finds the terminal as it was, whatever became of the prompt (%j)', async (key) => {
    const late = new AbortController();
    const answer = channel.ask('leave', {}, late.signal).catch(() => {});
    await asked();
    terminal.press(key);
    late.abort(new Error('late'));
    await answer;
    expect({ raw: terminal.raw, listeners: terminal.listenerCount('data') }).toEqual({ raw: false, listeners: 0 });
  });

  test('may interrupt the run', async () => {
    const ending = new AbortController();
    const answer = channel.ask('leave', {}, ending.signal);
    await asked();
    terminal.press('\u0003');
    expect(interrupted).toBe(1);
    ending.abort(new Error('interrupted'));
    await expect(answer).rejects.toThrow('interrupted');
  });

  test('is not asked for what does not exist', async () => {
    await expect(channel.ask(unknownAction, {}, never)).rejects.toThrow(Unsupported);
    expect(terminal.shown).toBe('');
  });
});

test('without a terminal there is nobody', async () => {
  terminal.isTTY = false;
  await expect(channel.ask('leave', {}, never)).rejects.toThrow(NoAnswer);
});
