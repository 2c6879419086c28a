import { PROFILES } from '../harness/judge/verdict.ts';
import type { Profile } from '../harness/judge/verdict.ts';
import type { Role } from '../harness/sut/descriptor.ts';

/** One thing that is tested, in words. Whether it is automated is for the suites to say. */
export interface TestPurpose {
  id: string;
  group: string;
  /** What the system under test is. */
  role: Role;
  purpose: string;
  /** Ids of the requirements that its verdict stands for. */
  requirements: string[];
  /** What holds before the stimulus; names such as IC1 are in `vocabulary.ts`. */
  initial: string;
  stimulus: string;
  expected: string;
  /** What each verdict means here, with profiles where they differ. */
  verdict: string;
  /** ICS items that must not be answered `no`. */
  ics: string[];
  /** IXIT items that play a part. */
  ixit: string[];
  /** IXIT items that must have this value for the purpose to apply. */
  onlyWith?: Record<string, string>;
  /** The stimulus breaks a protocol rule on purpose. */
  abnormal?: true;
  /** The profiles that judge it, where not all do; under the others its verdict is `none`. */
  profiles?: Profile[];
  /** The cases of a parameterised purpose. */
  variants?: string[];
}

const text = { type: 'string', minLength: 1 };
const list = (pattern: string) => ({ type: 'array', items: { type: 'string', pattern }, uniqueItems: true });

export const testPurposeSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^(TP|LOCAL)-([A-Z0-9]+-)+[0-9]{2}$' },
    group: { type: 'string', pattern: '^[a-z0-9-]+$' },
    role: { enum: ['client', 'focus', 'pcscf'] },
    purpose: text,
    requirements: { ...list('^REQ-'), minItems: 1 },
    initial: text,
    stimulus: text,
    expected: text,
    verdict: { type: 'string', pattern: '^(As |.*pass)' },
    ics: list('^PC_'),
    ixit: list('^PX_'),
    onlyWith: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
    abnormal: { const: true },
    profiles: { type: 'array', items: { enum: [...PROFILES] }, minItems: 1, uniqueItems: true },
    variants: { type: 'array', items: text, minItems: 1, uniqueItems: true },
  },
  required: [
    'id',
    'group',
    'role',
    'purpose',
    'requirements',
    'initial',
    'stimulus',
    'expected',
    'verdict',
    'ics',
    'ixit',
  ],
  additionalProperties: false,
};
