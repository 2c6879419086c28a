import { describe, expect, test } from '@jest/globals';
import { PROFILES } from '../harness/judge/verdict.ts';
import { whyNotApplicable } from './applicability.ts';
import { ICS } from './ics.ts';
import { defect, defects, purpose, purposes, requirement, requirements, UnknownId } from './index.ts';
import { IXIT } from './ixit.ts';
import { PROFILE_DESCRIPTIONS } from './profiles.ts';
import { INITIAL_CONDITIONS } from './vocabulary.ts';

const texts = [...purposes.values()].map((entry) => Object.values(entry).flat().join(' '));

describe('what is there', () => {
  test('all requirements, all purposes, all defects', () => {
    expect(requirements.size).toBe(72);
    expect(purposes.size).toBe(204);
    expect(purposes.has('LOCAL-CL-NF-14')).toBe(true);
    expect(defects.size).toBeGreaterThan(50);
  });

  test('exactly these requirements cannot be falsified', () => {
    const unfalsifiable = [...requirements.values()].filter((entry) => entry.unfalsifiable !== undefined);
    expect(unfalsifiable.map(({ id }) => id).toSorted()).toEqual(
      ['CL-05', 'CL-07-OLD', 'CF-05', 'RFC-04', 'RFC-09', 'UE-02'].map((id) => `REQ-${id}`).toSorted(),
    );
  });

  test('an id gives its entry', () => {
    expect(requirement('REQ-CL-08').clause).toBe('CPM-CF 2.2 §7.3.4.2 step 5, as changed');
    expect(purpose('TP-CF-LV-19')).toMatchObject({ role: 'focus', ics: ['PC_E2E', 'PC_UDP'] });
    expect(defect('client:no-reason').caughtBy).toContain('TP-CL-LV-02');
  });

  test('an unknown id is an error that names it and the nearest one', () => {
    expect(() => purpose('TP-CL-LV-1O')).toThrow(new UnknownId('test purpose', 'TP-CL-LV-1O', purposes.keys()));
    expect(() => purpose('TP-CL-LV-1O')).toThrow('there is no test purpose TP-CL-LV-1O; did you mean TP-CL-LV-10?');
    expect(() => requirement('rubbish')).toThrow('there is no requirement rubbish');
    expect(() => defect('client:release-on-by')).toThrow('did you mean client:release-on-bye?');
  });
});

describe('how purposes apply', () => {
  test('robustness rows are about the client, but for four', () => {
    const focus = [...purposes.values()].filter(({ group, role }) => group === 'robustness' && role === 'focus');
    expect(focus.map(({ id }) => id)).toEqual(['TP-RB-09', 'TP-RB-10', 'TP-RB-11', 'TP-RB-12']);
  });

  test('whoever removes Carol needs a way to do that', () => {
    const removing = [...purposes.values()].filter(({ stimulus }) => stimulus.startsWith('Alice removes Carol'));
    expect(removing.length).toBeGreaterThan(30);
    expect(removing.filter(({ ics }) => !ics.includes('PC_CF_REMOVE'))).toEqual([]);
  });

  test.each(['TP-CL-TO-02', 'TP-CL-TO-07', 'TP-RB-06'])('%s needs TCP', (id) =>
    expect(purpose(id).ics).toContain('PC_TCP'),
  );

  test('an answer of no is the reason; no answer is none', () => {
    const nonfinal = purpose('TP-CL-NF-01');
    expect(whyNotApplicable(nonfinal, {})).toBeUndefined();
    expect(whyNotApplicable(nonfinal, { PC_UDP: true })).toBeUndefined();
    expect(whyNotApplicable(nonfinal, { PC_UDP: false })).toBe('PC_UDP is answered no: Does it speak SIP over UDP?');
  });

  test('a purpose may need one value of an IXIT item', () => {
    const anchored = purpose('TP-CL-MD-04');
    expect(whyNotApplicable(anchored, {})).toBeUndefined();
    expect(whyNotApplicable(anchored, {}, { PX_MD_MODEL: 'PF_ANCHORED' })).toBeUndefined();
    expect(whyNotApplicable(anchored, {}, { PX_MD_MODEL: 'PER_INSTANCE' })).toBe(
      'PX_MD_MODEL is PER_INSTANCE, not PF_ANCHORED',
    );
  });
});

describe('what it is written in', () => {
  test('profiles go by their names here', () => {
    expect(Object.keys(PROFILE_DESCRIPTIONS)).toEqual([...PROFILES]);
    expect(texts.filter((text) => /STRICT|HARM|LEGACY|\b(PASS|FAIL|INCONC|WARN)\b/.test(text))).toEqual([]);
  });

  test('every initial condition that is named is explained', () => {
    const named = texts.flatMap((text) => text.match(/\bI[CFP][0-9]b?\b/g) ?? []);
    expect(named.filter((name) => INITIAL_CONDITIONS[name] === undefined)).toEqual([]);
  });

  test('every id that a text names is there', () => {
    const everything = [...texts, ...[...requirements.values()].map((entry) => Object.values(entry).join(' '))].join(
      ' ',
    );
    const ids = [
      ...everything.matchAll(/\b(?:(?:TP|REQ|LOCAL)(?:-[A-Z0-9]+)+-[0-9]{2}(?:-OLD)?|P[CX]_[A-Z0-9_]+)/g),
    ].map(([id]) => id);
    const known = (id: string) => [requirements, purposes, ICS, IXIT].some((entries) => entries.has(id));
    expect(ids.length).toBeGreaterThan(500);
    expect(ids.filter((id) => !known(id))).toEqual([]);
  });

  test('every IXIT item that a purpose’s text names is in its list', () => {
    const missing = [...purposes.values()].flatMap(({ id, initial, stimulus, expected, verdict, ixit }) =>
      [...`${initial} ${stimulus} ${expected} ${verdict}`.matchAll(/PX_[A-Z0-9_]+/g)]
        .filter(([item]) => !ixit.includes(item))
        .map(([item]) => `${id} ${item}`),
    );
    expect(missing).toEqual([]);
  });

  test('a default is one of the values', () => {
    const impossible = [...IXIT.values()].filter(
      (item) => item.values && item.default !== undefined && !item.values.includes(String(item.default)),
    );
    expect(impossible).toEqual([]);
  });
});
