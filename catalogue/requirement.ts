import type { Role } from '../harness/sut/descriptor.ts';

/** How binding a requirement is. `derived`: a converse or the declared intent; `policy`: up to the operator. */
export const LEVELS = ['MUST', 'MUST NOT', 'SHALL', 'SHOULD', 'MAY', 'derived', 'guidance', 'policy'] as const;
export type Level = (typeof LEVELS)[number];

/** One thing that a specification demands, in our words. */
export interface Requirement {
  id: string;
  /** Document and clause, as a report cites it. */
  clause: string;
  /** Whom it binds. */
  subject: Role[];
  level: Level;
  /** What limits the level: `conditional`, `implied`, `superseded` … */
  qualifier?: string;
  precondition: string;
  stimulus: string;
  /** What is demanded. */
  expected: string;
  /** How that is seen from outside. */
  observable: string;
  /** Set where no evidence could ever show a breach: the reason. */
  unfalsifiable?: string;
}

const text = { type: 'string', minLength: 1 };

export const requirementSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^REQ-[A-Z]+-[0-9]{2}(-OLD)?$' },
    clause: text,
    subject: { type: 'array', items: { enum: ['client', 'focus', 'pcscf'] }, minItems: 1, uniqueItems: true },
    level: { enum: [...LEVELS] },
    qualifier: text,
    precondition: text,
    stimulus: text,
    expected: text,
    observable: text,
    unfalsifiable: text,
  },
  required: ['id', 'clause', 'subject', 'level', 'precondition', 'stimulus', 'expected', 'observable'],
  additionalProperties: false,
};
