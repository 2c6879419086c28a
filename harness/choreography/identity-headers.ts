import type { Ixit } from '../sut/descriptor.ts';

/**
 * Who somebody is, in a request to a focus: as a network says it that vouches for its users (P-Asserted-Identity), or as
 * a user says it to a network that will (P-Preferred-Identity; RFC 3325 §9).
 */
export const identityHeaders = (
  identity: string,
  { assertedBy }: Pick<Ixit, 'assertedBy'>,
): Record<string, string> => ({
  'P-Preferred-Identity': `<${identity}>`,
  ...(assertedBy === 'suite' && { 'P-Asserted-Identity': `<${identity}>` }),
});
