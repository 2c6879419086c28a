import { ICS } from './ics.ts';
import type { TestPurpose } from './test-purpose.ts';

/**
 * Why a purpose does not apply to an implementation, or `undefined` where it does. An ICS question that was not
 * answered means that it applies; so does an IXIT item without a value.
 * @param ics answers by ICS id
 * @param ixit values by IXIT id, of the items that a purpose may depend on
 */
export function whyNotApplicable(
  purpose: TestPurpose,
  ics: Readonly<Record<string, boolean>>,
  ixit: Readonly<Record<string, string>> = {},
): string | undefined {
  const answeredNo = purpose.ics.find((id) => ics[id] === false);
  if (answeredNo !== undefined) return `${answeredNo} is answered no: ${ICS.get(answeredNo)?.question}`;
  for (const [id, value] of Object.entries(purpose.onlyWith ?? {}))
    if (ixit[id] !== undefined && ixit[id] !== value) return `${id} is ${ixit[id]}, not ${value}`;
  return undefined;
}
