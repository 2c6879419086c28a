import { describe, expect, test } from '@jest/globals';
import { ICS } from '../../catalogue/ics.ts';
import { IXIT } from '../../catalogue/ixit.ts';
import { type DraftAnswers, draftDescriptor } from './draft.ts';
import { form } from './form.ts';
import { parseDescriptor } from './load.ts';

const hosts: DraftAnswers['host'][] = [
  { kind: 'image', image: 'example/chat:4' },
  { kind: 'process', command: `./chat --name 'Example: "chat" #1'` },
  { kind: 'address', ip: '192.0.2.20', local: '192.0.2.10' },
];
const upperTesters: DraftAnswers['upperTester'][] = [
  { kind: 'http', url: 'http://{address}:8080/{instance}' },
  { kind: 'exec' },
  { kind: 'manual' },
];
const named = { vendor: 'Example & Sons: #1', product: 'no', version: '4.10' };

describe('a drafted description', () => {
  const cases = hosts.flatMap((host) =>
    upperTesters.map((upperTester) => [host.kind, upperTester!.kind, host, upperTester!] as const),
  );
  test.each(cases)('of a client, %s, %s, is valid as it stands', (_, __, host, upperTester) => {
    const text = draftDescriptor({ role: 'client', ...named, host, upperTester }, 'sut.schema.json');
    expect(parseDescriptor(text, '/lab/sut.yaml')).toMatchObject({
      role: 'client',
      product: { vendor: 'Example & Sons: #1', name: 'no', version: '4.10' },
      ics: {},
    });
  });

  test.each(['focus', 'pcscf'] as const)('of a %s needs no upper tester', (role) => {
    const text = draftDescriptor({ role, ...named, host: hosts[0]! }, 'sut.schema.json');
    expect(parseDescriptor(text, '/lab/sut.yaml').upperTester).toBeUndefined();
  });

  test('is still valid when every comment of it is taken for an answer', () => {
    for (const role of ['client', 'focus', 'pcscf'] as const) {
      const text = draftDescriptor({ role, ...named, host: hosts[2]!, upperTester: upperTesters[0]! }, 'x');
      const answered = text.replaceAll(/^#(?=ics:|  )/gm, '');
      const asked = [...ICS.values()].filter(({ roles }) => roles.includes(role)).length;
      expect(Object.keys(parseDescriptor(answered, '/lab/sut.yaml').ics)).toHaveLength(asked);
    }
  });
});

describe('the form', () => {
  test('asks every question of a role, and no other', () => {
    for (const role of ['client', 'focus', 'pcscf'] as const) {
      const text = form(role);
      for (const { id, roles } of ICS.values()) expect(text.includes(`| ${id} |`)).toBe(roles.includes(role));
      for (const id of IXIT.keys()) expect(text).toContain(`| ${id} |`);
    }
  });

  test('says what a description says already', () => {
    const text = draftDescriptor({ role: 'client', ...named, host: hosts[2]!, upperTester: upperTesters[0]! }, 'x');
    const descriptor = parseDescriptor(text, '/lab/sut.yaml');
    const filled = form('client', {
      ...descriptor,
      ics: { PC_ANON: false, PC_SUB: true },
      ixit: { ...descriptor.ixit, t1: 2000 },
    });
    expect(filled).toMatch(/\| PC_ANON \|.*\| ☐ \| ☒ \|/);
    expect(filled).toMatch(/\| PC_SUB \|.*\| ☒ \| ☐ \|/);
    expect(filled).toMatch(/\| PX_T1 \|.*\| 500 ms \| 2000 ms \|/);
    expect(filled).toContain('| Vendor | Example & Sons: #1 |');
  });
});
