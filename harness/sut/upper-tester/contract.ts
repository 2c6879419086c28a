import { NoAnswer, unknownAction, UpperTesterError } from './channel.ts';
import { whyNobodyCanBeAsked } from './operator.ts';
import { channelTo, withinLimit, type Reachable } from './upper-tester.ts';

/** The instance that is asked: one that no purpose uses. */
const instance = 'contract-check';

export interface ContractContext {
  testPurpose: string;
  runId: string;
  signal: AbortSignal;
}

/**
 * Why an upper tester cannot be relied on, in a sentence; `undefined` where it answers, and refuses what nobody can do.
 * What it does when it is told to join and leave is seen only by doing it. A system without one has none to rely on.
 */
export async function upperTesterFault(
  sut: Reachable,
  { testPurpose, runId, signal }: ContractContext,
): Promise<string | undefined> {
  const { upperTester } = sut.descriptor;
  if (!upperTester) return undefined;
  // Who reads the prompts is seen soon enough; who could not, is known at once.
  if ('manual' in upperTester) return whyNobodyCanBeAsked();
  const channel = channelTo(sut, instance, { testPurpose, runId });
  try {
    await withinLimit(channel, 'state', {}, { signal }).catch(unlessSilent);
    const answered = withinLimit(channel, unknownAction, {}, { signal }).then(() => true, unlessSilent);
    return (await answered)
      ? `its upper tester says that it has done "${unknownAction}", an action that does not exist; expected 501, for what it says of other actions cannot be believed then`
      : undefined;
  } catch (error) {
    if (error instanceof NoAnswer) return error.message;
    throw error;
  }
}

/** A refusal is an answer: an instance that was never started may have no state to tell. */
function unlessSilent(error: unknown): false {
  if (error instanceof UpperTesterError && !(error instanceof NoAnswer)) return false;
  throw error;
}
