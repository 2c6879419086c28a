import { describe, expect, test } from '@jest/globals';
import { joined } from '../choreography/client-steps.ts';
import { gathered } from '../choreography/focus-steps.ts';
import { between } from '../choreography/pcscf-steps.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { rig } from '../choreography/rig-steps.ts';
import type { Role } from '../sut/descriptor.ts';
import type { RunningSut } from '../sut/host/host.ts';
import type { SutKeeper } from './keeper.ts';
import { companyFor, rolesNeeded, systemsFor } from './rig.ts';

const caseOf = (given: PurposeDeclaration['given']): PurposeDeclaration => ({
  id: 'TP-CF-LV-19',
  given,
  when: [],
  checks: [],
});

/** A keeper that gives out a system which is only a name, and tells that it was asked. */
function keeper(role: Role, name: string, started: string[] = []): SutKeeper {
  const running = (): Promise<RunningSut> => {
    started.push(name);
    return Promise.resolve(name as unknown as RunningSut);
  };
  return { descriptor: { role }, running } as unknown as SutKeeper;
}

describe('roles that a case needs', () => {
  test.each([
    [joined(), ['client']],
    [gathered(), ['focus']],
    [between(), ['pcscf']],
    [rig(), ['client', 'focus']],
    [rig({ pcscf: true }), ['client', 'focus', 'pcscf']],
  ])('%#', (given, roles) => {
    expect(rolesNeeded(caseOf(given))).toEqual(roles);
  });
});

describe('systems of a case', () => {
  test('are its own alone, where it is about one', async () => {
    const started: string[] = [];
    const others = new Map([['focus' as const, keeper('focus', 'a focus', started)]]);
    expect(await systemsFor(caseOf(joined()), keeper('client', 'a client', started), others)).toEqual({
      sut: 'a client',
    });
    expect(started).toEqual(['a client']);
  });

  test('are all there is, in a rig: the focus as what is tested, whoever it is counted to', async () => {
    const companions = new Map([
      ['client' as const, keeper('client', 'a sound client')],
      ['focus' as const, keeper('focus', 'a focus')],
      ['company' as const, keeper('client', 'the client of the others')],
    ]);
    const { sut, beside } = await systemsFor(caseOf(rig()), keeper('client', 'a client with a defect'), companions);
    expect(sut).toBe('a focus');
    expect(Object.fromEntries(beside!)).toEqual({
      client: 'a client with a defect',
      company: 'the client of the others',
    });
  });

  test('are none without a focus', async () => {
    await expect(systemsFor(caseOf(rig()), keeper('client', 'a client'))).rejects.toThrow('a rig needs a focus');
  });
});

test('the company of a rig is wanted where there is a rig among the cases', () => {
  const company = keeper('client', 'the client of the others');
  const companions = new Map([
    ['focus' as const, keeper('focus', 'a focus')],
    ['company' as const, company],
  ]);
  expect(companyFor([caseOf(gathered()), caseOf(joined())], companions)).toEqual([]);
  expect(companyFor([caseOf(gathered()), caseOf(rig())], companions)).toEqual([company]);
});
