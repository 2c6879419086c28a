import type { SipMessage } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { inviteAt, leavesOf, type Passage, UE } from './facts.ts';

const NOT_THERE: Judgement = { verdict: 'inconc', message: 'no BYE of the UE reached the core' };

/** Judges the BYE as it was sent and as it arrived. */
function comparing(
  { timeline }: Evidence,
  compare: (sent: SipMessage, arrived: SipMessage) => Omit<Judgement, 'deciding'>,
): Judgement {
  const leave = leavesOf(timeline).find(
    (passage): passage is Passage & Required<Pick<Passage, 'arrived'>> => passage.arrived !== undefined,
  );
  if (!leave) return NOT_THERE;
  return {
    ...compare(sipOf(leave.sent.request), sipOf(leave.arrived.request)),
    deciding: [leave.sent.request.seq, leave.arrived.request.seq],
  };
}

/** Whether every value of a header field arrives as it was sent, in that order. */
function survives(name: 'Reason' | 'Privacy', evidence: Evidence): Judgement {
  return comparing(evidence, (sent, arrived) => {
    const [before, after] = [sent.values(name), arrived.values(name)];
    const words = (values: readonly string[]): string => (values.length > 0 ? values.join(', ') : `no ${name}`);
    return before.join() === after.join()
      ? { verdict: 'pass', message: `${name} arrived as sent: ${words(after)}` }
      : { verdict: 'fail', message: `sent with ${words(before)}, it arrived with ${words(after)}` };
  });
}

export const byeReasonSurvives: Check = {
  id: 'bye-reason-unchanged',
  requirement: 'REQ-PC-07',
  title: 'The Reason of the BYE survives the P-CSCF',
  required: 'All Reason values of the BYE arrive at the core as the UE sent them.',
  consequence: 'The focus cannot tell that the user left of their own will.',
  judge: (evidence) => survives('Reason', evidence),
};

export const byePrivacySurvives: Check = {
  id: 'bye-privacy-unchanged',
  requirement: 'REQ-PC-07',
  title: 'The Privacy of the BYE survives the P-CSCF',
  required: 'The Privacy header field arrives at the core as the UE sent it: the trust domain ends further on.',
  consequence: 'Who asked for anonymity is shown to the group by name.',
  judge(evidence) {
    const judgement = survives('Privacy', evidence);
    if (judgement.verdict !== 'pass') return judgement;
    const asserted = leavesOf(evidence.timeline)[0]?.arrived;
    const identity = asserted && sipOf(asserted.request).header('p-asserted-identity');
    return identity === undefined ? judgement : { ...judgement, notes: [`P-Asserted-Identity: ${identity}`] };
  },
};

export const byeRouteRespected: Check = {
  id: 'bye-route-respected',
  requirement: 'REQ-PC-07',
  title: 'The BYE keeps its Request-URI and the Routes beyond the P-CSCF',
  required:
    'Of the route set the P-CSCF takes off its own entries and leaves the others as they are; the Request-URI stays (RFC 3261 §16.4, §16.6).',
  consequence: 'The BYE passes by the network that serves the user, or never finds the focus.',
  judge(evidence) {
    return comparing(evidence, (sent, arrived) => {
      const invite = inviteAt(evidence.timeline, UE);
      const accepted = invite?.finals[0];
      if (!accepted) return { verdict: 'inconc', message: 'the INVITE was not answered' };
      if (sent.kind !== 'request' || arrived.kind !== 'request') return NOT_THERE;
      const beyond = sipOf(accepted).values('record-route').slice(0, 1);
      const routes = arrived.values('route');
      if (arrived.requestUri !== sent.requestUri)
        return { verdict: 'fail', message: `Request-URI ${sent.requestUri} arrived as ${arrived.requestUri}` };
      return routes.join() === beyond.join()
        ? { verdict: 'pass', message: `Request-URI unchanged, Route: ${routes.join(', ')}` }
        : {
            verdict: 'fail',
            message: `it arrived with ${routes.length > 0 ? `Route: ${routes.join(', ')}` : 'no Route'}; ${beyond.join(', ')} is due`,
          };
    });
  },
};
