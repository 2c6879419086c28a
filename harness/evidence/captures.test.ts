import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MadeTimeline } from '../judge/made-timeline.ts';
import { Secrets } from '../secrets/secrets.ts';
import { writeCaptures } from './captures.ts';
import { madeUpRecord } from './made-up-record.ts';
import { SYNTHESISED } from './synthesis.ts';
import { renderTimeline, TIMELINE } from './timeline-file.ts';

const one = madeUpRecord([{ id: 'TP-CL-LV-01' }]).cases[0]!;

let folder: string;
let place: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'captures-'));
  place = join(folder, one.evidence);
  mkdirSync(place, { recursive: true });
  const bye = ['BYE sip:g@x SIP/2.0', 'Call-ID: c1', 'CSeq: 2 BYE', 'Authorization: Digest response="hunter2-is-it"'];
  const { timeline } = new MadeTimeline().sip(0, 'network', 'received', bye).evidence();
  writeFileSync(join(place, TIMELINE), renderTimeline(timeline));
});
afterEach(() => rmSync(folder, { recursive: true }));

const octets = () => readFileSync(join(place, SYNTHESISED), 'latin1');

test('the messages of a case are in its capture, and what is secret is not', async () => {
  await writeCaptures([one], folder, new Secrets({ PASSWORD: 'hunter2-is-it' }));
  expect(octets()).toContain('BYE sip:g@x SIP/2.0');
  expect(octets()).toContain('response="[secret PASSWORD]"');
  expect(octets()).not.toContain('hunter2');
  expect(readdirSync(place).toSorted()).toEqual([SYNTHESISED, TIMELINE]);
});

test('one that is there is left as it is', async () => {
  writeFileSync(join(place, SYNTHESISED), 'made before');
  await writeCaptures([one], folder, new Secrets({}));
  expect(octets()).toBe('made before');
});

test('a case that could not begin has none', async () => {
  await writeCaptures([{ ...one, evidence: '' }], folder, new Secrets({}));
  expect(readdirSync(folder)).toEqual(['evidence']);
  expect(readdirSync(place)).toEqual([TIMELINE]);
});
