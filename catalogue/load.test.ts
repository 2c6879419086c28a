import { describe, expect, test } from '@jest/globals';
import { DEFECTS } from './defects.ts';
import { ICS } from './ics.ts';
import { IXIT } from './ixit.ts';
import { purposes, requirements } from './index.ts';
import { CatalogueError, loadCatalogue } from './load.ts';
import type { CatalogueSource } from './load.ts';
import type { Requirement } from './requirement.ts';
import type { TestPurpose } from './test-purpose.ts';

const source = (change: Partial<CatalogueSource> = {}): CatalogueSource => ({
  requirements: [...requirements.values()],
  purposes: [...purposes.values()],
  ics: ICS,
  ixit: IXIT,
  defects: DEFECTS,
  ...change,
});

/** The real catalogue with one purpose altered. */
const withPurpose = (id: string, change: Partial<TestPurpose>): CatalogueSource =>
  source({
    purposes: [...purposes.values()].map((purpose) => (purpose.id === id ? { ...purpose, ...change } : purpose)),
  });

const withRequirement = (id: string, change: object): CatalogueSource =>
  source({
    requirements: [...requirements.values()].map((requirement) =>
      requirement.id === id ? { ...requirement, ...change } : requirement,
    ),
  });

function mistakesOf(changed: CatalogueSource): readonly string[] {
  try {
    loadCatalogue(changed);
  } catch (error) {
    if (error instanceof CatalogueError) return error.mistakes;
    throw error;
  }
  return [];
}

test('the catalogue as it stands is sound', () => expect(mistakesOf(source())).toEqual([]));

describe('cross references', () => {
  test.each<[string, CatalogueSource, string]>([
    [
      'an unknown requirement',
      withPurpose('TP-CL-LV-01', { requirements: ['REQ-CL-01', 'REQ-RCC-01', 'REQ-CL-99'] }),
      'TP-CL-LV-01 names REQ-CL-99, which is no requirement',
    ],
    [
      'a requirement on somebody else',
      withPurpose('TP-CL-NF-09', { requirements: ['REQ-RFC-12', 'REQ-CF-20'] }),
      'TP-CL-NF-09 tests a client, which REQ-CF-20 does not bind',
    ],
    [
      'an unknown ICS item',
      withPurpose('TP-CL-LV-01', { ics: ['PC_NONE'] }),
      'TP-CL-LV-01 names PC_NONE, which is no ICS item',
    ],
    [
      'an ICS item for another role',
      withPurpose('TP-CL-LV-01', { ics: ['PC_CF_REFER'] }),
      'TP-CL-LV-01 tests a client, which PC_CF_REFER does not ask about',
    ],
    [
      'an unknown IXIT item',
      withPurpose('TP-CL-LV-01', { ixit: ['PX_NONE'] }),
      'TP-CL-LV-01 names PX_NONE, which is no IXIT item',
    ],
    [
      'an IXIT value that cannot be',
      withPurpose('TP-CL-MD-04', { onlyWith: { PX_MD_MODEL: 'NEITHER' } }),
      'TP-CL-MD-04: PX_MD_MODEL cannot be NEITHER',
    ],
    [
      'a requirement that nothing covers',
      withPurpose('TP-CL-LV-06', { requirements: ['REQ-CL-02'] }),
      'REQ-CL-04 is covered by no test purpose',
    ],
    [
      'an id twice',
      source({ purposes: [...purposes.values(), purposes.get('TP-CL-LV-01')] }),
      'TP-CL-LV-01 is there twice',
    ],
    [
      'a defect that breaks nothing known',
      source({ defects: [{ ...DEFECTS[0]!, breaks: ['REQ-CL-98'] }] }),
      'defect client:release-on-bye breaks REQ-CL-98, which is no requirement',
    ],
    [
      'a defect that an unknown purpose catches',
      source({ defects: [{ ...DEFECTS[0]!, caughtBy: ['TP-CL-LV-98'] }] }),
      'defect client:release-on-bye is caught by TP-CL-LV-98, which is no test purpose',
    ],
    [
      'a defect that another role’s purpose catches',
      source({ defects: [{ ...DEFECTS[0]!, caughtBy: ['TP-CF-LV-01'] }] }),
      'defect client:release-on-bye is caught by TP-CF-LV-01, which tests no client',
    ],
    [
      'a defect that nothing catches',
      source({ defects: [{ ...DEFECTS[0]!, caughtBy: [] }] }),
      'defect client:release-on-bye is caught by no test purpose',
    ],
  ])('%s', (_, changed, mistake) => expect(mistakesOf(changed)).toEqual([mistake]));

  test('an uncovered requirement is no mistake where nothing can falsify it', () => {
    expect(
      mistakesOf(
        source({
          purposes: [...purposes.values()].map((purpose) =>
            purpose.id === 'TP-CL-LV-07' ? { ...purpose, requirements: ['REQ-CL-04'] } : purpose,
          ),
        }),
      ),
    ).toEqual([]);
  });
});

describe('shapes', () => {
  test.each<[string, CatalogueSource, RegExp]>([
    [
      'a field too many',
      withPurpose('TP-CL-LV-01', { more: 1 } as object),
      /TP-CL-LV-01 must NOT have additional.*\(more\)/,
    ],
    ['a verdict that never passes', withPurpose('TP-CL-LV-01', { verdict: 'fail: always' }), /TP-CL-LV-01\/verdict/],
    ['an unknown role', withPurpose('TP-CL-LV-01', { role: 'server' as TestPurpose['role'] }), /TP-CL-LV-01\/role/],
    [
      'an unknown level',
      withRequirement('REQ-CL-01', { level: 'OUGHT' } satisfies { level: string }),
      /REQ-CL-01\/level/,
    ],
    [
      'an empty text',
      withRequirement('REQ-CL-01', { expected: '' } satisfies Partial<Requirement>),
      /REQ-CL-01\/expected/,
    ],
    ['no list at all', source({ requirements: {} }), /requirements: entry \? must be array/],
    ['an empty list', source({ purposes: [] }), /test purposes: entry \? must NOT have fewer/],
  ])('%s', (_, changed, mistake) => {
    const mistakes = mistakesOf(changed);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(mistake);
  });
});
