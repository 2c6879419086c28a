import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { everyOutcome, madeUpReport } from '../report/made-up-report.ts';
import type { Baseline } from './baseline.ts';
import { compareWithBaseline } from './compare.ts';
import { draftBaseline } from './draft.ts';
import { loadBaseline } from './load.ts';
import { renderComparison } from './render.ts';

const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string): Baseline {
  const file = join(folder, 'known.yaml');
  writeFileSync(file, text);
  return loadBaseline(file);
}

const report = madeUpReport(everyOutcome());
const draft = draftBaseline(report, '../baseline.schema.json');

test('every failure gets an entry, with what was seen, that nobody answers for yet', () => {
  expect(draft).toMatch(/^# yaml-language-server: \$schema=\.\.\/baseline\.schema\.json\n/);
  expect(draft).toContain('- purpose: TP-CL-LV-10 # the client closed MSRP 3.1 ms after its BYE');
  expect(() => load(draft)).toThrow('deviations[0].reason is "", expected a text that says why');
});

test('filled in, it holds for the run that it was drafted from', () => {
  const known = load(draft.replaceAll(/(reason|ticket): ""/g, '$1: CHAT-1'));
  expect(known.deviations).toEqual([
    {
      purpose: 'TP-CL-LV-10',
      check: 'media-retained-until-final',
      reason: 'CHAT-1',
      ticket: 'CHAT-1',
      expires: '2027-02-20',
    },
  ]);
  const comparison = compareWithBaseline(report, known, () => true);
  expect(comparison.unexpected).toEqual([]);
  expect(renderComparison(comparison, { width: 100, colour: false })).toContain('1 known deviation');
});

test('drafted again, reasons that were given stay, and what is mended goes', () => {
  const text = draft.replaceAll(/(reason|ticket): ""/g, '$1: CHAT-1');
  expect(load(draftBaseline(report, 'x', load(text))).deviations[0]).toMatchObject({ reason: 'CHAT-1' });
  expect(load(draftBaseline(madeUpReport([]), 'x', load(text))).deviations).toEqual([]);
});

test('what is known to be flaky stays flaky', () => {
  const flaky: Baseline = { ...load(draft.replaceAll(/(reason|ticket): ""/g, '$1: CHAT-1')) };
  const again = load(draftBaseline(report, 'x', { ...flaky, deviations: [], flaky: flaky.deviations }));
  expect(again).toMatchObject({ deviations: [], flaky: [{ purpose: 'TP-CL-LV-10' }] });
});
