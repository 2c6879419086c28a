import { inMs } from './duration.ts';
import type { ParticipantName } from './focus-steps.ts';
import type { LeaveStep, MalformedReferTo } from './leave-steps.ts';
import type { Participant } from './participant.ts';
import type { StageContext } from './stage.ts';

/** What the acts of leaving need of their stage. */
export interface LeaveScene {
  readonly participant: (name: ParticipantName) => Participant;
  context: StageContext;
}

/** Performs one step of the vocabulary of leaving. */
export async function performLeaveStep(step: LeaveStep, { participant, context }: LeaveScene): Promise<void> {
  const { ixit } = context.sut.descriptor;
  const who = participant(step.who);
  const alice = participant('alice');
  /** No request of this vocabulary may stay without an answer for longer. */
  const timerF = 64 * ixit.t1;
  switch (step.step) {
    case 'repeat-bye':
      return who.dialog.repeatBye(timerF);
    case 'stray-bye':
      return who.ask('BYE', { Reason: 'SIP;cause=200' }, timerF);
    case 'leave-amid-re-invite':
      return who.dialog.byeAmidReInvite(timerF);
    case 'await-refresh':
      return who.dialog.awaitReInvite(inMs(step.limit, ixit));
    case 'answer-refresh':
      return who.dialog.answerReInvite(step.code);
    case 'withhold-notify-answers':
      return who.watch.withholdAnswers();
    case 'give-notify-answers':
      return who.watch.giveAnswers();
    case 'rejoin':
      return who.rejoin(timerF);
    case 'invite-in-vain':
      return alice.ask('REFER', refer(alice, [`<${who.identity};method=INVITE>`]), timerF);
    case 'refer-malformed':
      return alice.ask('REFER', refer(alice, malformed(step.referTo, who.identity)), timerF);
    case 'reset-media':
      return who.resetMedia();
  }
}

function malformed(how: MalformedReferTo, target: string): string[] {
  return how === 'two-targets' ? [`<${target};method=BYE>`, `<${target};method=BYE>`] : [`<${target};method=FOO>`];
}

/** Without Refer-Sub, so that a focus that accepts it says later what came of it. */
const refer = ({ identity }: Participant, targets: string[]): Record<string, string> => ({
  'Refer-To': targets.join('\r\nRefer-To: '),
  'Referred-By': `<${identity}>`,
});
