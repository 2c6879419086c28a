import type { DialogProgram, Turn } from '../sipp/dialog-program.ts';
import { rawTurns } from './raw-turns.ts';
import { isRawStep } from './raw-steps.ts';
import type { Step } from './steps.ts';
import { isWindowStep } from './window-steps.ts';
import { windowTurns } from './window-turns.ts';

/**
 * What one actor's SIPp process has to be able to do in its INVITE dialog, in order: read off the choreography before
 * anything runs, so that every go lets out exactly one message that is already there.
 * @param actor the test side's only actor for a client; the participant in question for a focus
 */
export function turnsFor(when: readonly Step[], actor: string): DialogProgram {
  const turns: Turn[] = [];
  let afterwards: number | undefined;
  let removed: string | undefined;
  for (const step of when) {
    if (step.step === 'remove' || step.step === 'ask-removal') removed = step.who;
    if (step.step === 'answer' && (removed === undefined || removed === actor)) {
      turns.push({
        turn: 'respond',
        to: 'BYE',
        code: step.code,
        ...(step.headers && { headers: step.headers }),
        ...(step.sdp && { sdp: true }),
      });
      afterwards = step.retryGets;
    }
    if (step.step === 'repeat-answer' && removed === actor) turns.push(lastAnswer(turns));
    if (step.step === 're-invite') turns.push({ turn: 'request', method: 'INVITE', sdp: true });
    if (isRawStep(step)) turns.push(...rawTurns(step));
    if (isWindowStep(step)) turns.push(...windowTurns(step));
    if ('who' in step && step.who === actor) turns.push(...ownTurns(step));
  }
  return {
    turns,
    ...(afterwards !== undefined && { afterwards }),
    ...(when.some((step) => holdsReInvites(step, actor)) && { reInvites: 'hold' }),
  };
}

const holdsReInvites = (step: Step, actor: string): boolean =>
  step.step === 'answer-own-refresh' || (step.step === 'answer-refresh' && step.who === actor);

/** What a participant does in its dialog of its own accord, and in answer to a refresh. */
function ownTurns(step: Step): Turn[] {
  switch (step.step) {
    case 'leave-by':
      return [{ turn: 'request', method: 'BYE', ...(step.bye?.cseqMethod && { cseqMethod: step.bye.cseqMethod }) }];
    case 'repeat-bye':
      return [{ turn: 'request', method: 'BYE', again: true }];
    case 'leave-amid-re-invite':
      return [
        {
          turn: 'request',
          method: 'INVITE',
          sdp: true,
          followedBy: { method: 'BYE', headers: ['Reason: SIP;cause=200;text="Call completed"'] },
        },
      ];
    case 'answer-as':
      return [{ turn: 'respond', to: 'BYE', code: step.code }];
    case 'answer-refresh':
      return [{ turn: 'respond', to: 'INVITE', code: step.code }];
    default:
      return [];
  }
}

function lastAnswer(turns: readonly Turn[]): Turn {
  const answer = turns.findLast((turn) => turn.turn === 'respond');
  if (!answer) throw new Error('an answer is repeated that was never given');
  return answer;
}
