import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { defect } from '../../catalogue/index.ts';
import type { Cell, MatrixRow } from '../campaign/kill-matrix.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { validatorOf } from '../evidence/schema.ts';
import { published } from './document.ts';
import { repeated } from './repeated.ts';
import { CONFORMANT_SYSTEMS, withDefect } from './systems.ts';
import { holds, type Validation, validationOf } from './validation.ts';

const pass: Cell = { verdict: 'pass', failed: [], because: [] };
const fail = (...failed: string[]): Cell => ({ verdict: 'fail', failed, because: failed.map((id) => `${id}: no`) });

/** One purpose with a check that can fail, and one whose check only takes note. */
const declarations = [
  { id: 'TP-CL-LV-02', checks: [{ id: 'bye-reason-200' }] },
  { id: 'TP-CL-LV-07', checks: [{ id: 'bye-asks-for-no-privacy', takesNote: 'It harms nobody.' }] },
] as unknown as PurposeDeclaration[];

const noReason = withDefect({ ...defect('client:no-reason'), caughtBy: ['TP-CL-LV-02', 'TP-CL-3G-07'] });
const sound = CONFORMANT_SYSTEMS[0]!;
const row = (system: MatrixRow['system'], cells: Record<string, Cell>): MatrixRow => ({
  system,
  cells: new Map(Object.entries(cells)),
});
const run: Validation['run'] = {
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 120_000,
  suite: { name: 'cpm-leave', version: '0.1.0', node: '24.0.0', sipp: 'v3.6.1', digest: '0123456789abcdef' },
  host: 'process',
  against: 'all',
  scale: 20,
  whole: true,
};
const validated = (...rows: MatrixRow[]): Validation => validationOf(rows, run, declarations);

describe('what the rows show', () => {
  const good = validated(
    row(noReason, { 'TP-CL-LV-02': fail('bye-reason-200'), 'TP-CL-LV-07': pass }),
    row(sound, { 'TP-CL-LV-02': pass, 'TP-CL-LV-07': pass }),
  );

  test('a defect that was caught, and nobody failed without cause', () => {
    expect(good).toMatchObject({
      defects: [{ name: 'no-reason', role: 'client', caughtBy: ['TP-CL-LV-02'] }],
      uncaught: [],
      falseAlarms: [],
      conformant: [{ system: 'client, cr, udp', profile: 'cr', purposes: 2 }],
      checks: { seenToFail: ['bye-reason-200'], neverFailed: [] },
    });
    expect(good.checks.cannotFail).toEqual({ 'bye-asks-for-no-privacy': 'It harms nobody.' });
    expect(holds(good)).toBe(true);
  });

  test('it is what its schema says', () => {
    const complaint = validatorOf(new URL('validation.schema.json', import.meta.url));
    expect(complaint(structuredClone(good))).toBeUndefined();
    expect(complaint({ ...good, uncaught: ['client:no-reason'] })).toContain('uncaught');
  });

  test('a purpose that covers the rule and did not fail is a hole', () => {
    const missed = validated(row(noReason, { 'TP-CL-LV-02': pass, 'TP-CL-LV-07': fail('bye-reason-200') }));
    expect(missed.uncaught).toEqual([{ name: 'no-reason', role: 'client', missedBy: ['TP-CL-LV-02'] }]);
    expect(holds(missed)).toBe(false);
  });

  test('a FAIL of a conformant system is a false alarm, and what was left open is told', () => {
    const alarmed = validated(
      row(noReason, { 'TP-CL-LV-02': fail('bye-reason-200') }),
      row(sound, { 'TP-CL-LV-02': fail('bye-reason-200'), 'TP-CL-LV-07': { ...pass, verdict: 'inconc' } }),
    );
    expect(alarmed.falseAlarms).toEqual([
      { purpose: 'TP-CL-LV-02', system: 'client, cr, udp', because: ['bye-reason-200: no'] },
    ]);
    expect(alarmed.undecided.map(({ purpose }) => purpose)).toEqual(['TP-CL-LV-07']);
    expect(holds(alarmed)).toBe(false);
  });

  test('a check that fails nobody with a defect has not been seen to fail, whatever a false alarm did', () => {
    const idle = validated(row(sound, { 'TP-CL-LV-02': fail('bye-reason-200') }));
    expect(idle.checks.neverFailed).toEqual(['bye-reason-200']);
    expect(holds({ ...idle, falseAlarms: [] })).toBe(false);
    expect(holds({ ...idle, falseAlarms: [], run: { ...run, whole: false } })).toBe(true);
  });
});

describe('a defect that was missed is tried once more', () => {
  const automated = new Set(declarations.map(({ id }) => id));
  const blurred = row(noReason, { 'TP-CL-LV-02': { ...pass, verdict: 'inconc' }, 'TP-CL-LV-07': fail('other') });
  const alarm = row(sound, { 'TP-CL-LV-02': fail('bye-reason-200') });

  test('and what caught it in either row counts', async () => {
    const asked: unknown[] = [];
    const rows = await repeated([blurred, alarm], automated, (systems) => {
      asked.push(...systems);
      return Promise.resolve([row(noReason, { 'TP-CL-LV-02': fail('bye-reason-200'), 'TP-CL-LV-07': pass })]);
    });
    expect(asked).toEqual([noReason]);
    expect([...rows[0]!.cells].map(([id, { verdict }]) => [id, verdict])).toEqual([
      ['TP-CL-LV-02', 'fail'],
      ['TP-CL-LV-07', 'fail'],
    ]);
    expect(rows[1]).toEqual(alarm);
  });

  test('but not where all were caught', async () => {
    const never = () => Promise.reject(new Error('nothing is to be repeated'));
    await expect(repeated([alarm], automated, never)).resolves.toEqual([alarm]);
  });
});

describe('what is published', () => {
  const validation = validated(row(noReason, { 'TP-CL-LV-02': fail('bye-reason-200') }), row(sound, {}));

  test('stands between the markers, in the place of what stood there', () => {
    const document = readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8');
    const once = published(document, validation);
    expect(once).toContain('| client:no-reason | **TP-CL-LV-02** |');
    expect(once).toContain('2026-01-02, cpm-leave 0.1.0');
    expect(published(once, validation)).toBe(once);
    expect(once.length - document.length).toBeLessThan(5000);
  });

  test('needs its markers', () => {
    expect(() => published('# Validation\n', validation)).toThrow('kill matrix');
  });
});
