import type { Role } from '../harness/sut/descriptor.ts';

/** A question of the implementation conformance statement. Answered `no`, the purposes that carry it do not apply. */
export interface IcsItem {
  id: string;
  question: string;
  roles: Role[];
}

const client = (id: string, question: string): IcsItem => ({ id, question, roles: ['client'] });
const focus = (id: string, question: string): IcsItem => ({ id, question, roles: ['focus'] });
const pcscf = (id: string, question: string): IcsItem => ({ id, question, roles: ['pcscf'] });

const items: IcsItem[] = [
  { id: 'PC_UDP', question: 'Does it speak SIP over UDP?', roles: ['client', 'focus'] },
  { id: 'PC_TCP', question: 'Does it speak SIP over TCP?', roles: ['client', 'focus'] },
  client('PC_IMS_TIMERS', 'Does it use the SIP timers of TS 24.229 (T1 2 s, T2 16 s)?'),
  client('PC_SUB', 'Does it subscribe to the conference event package?'),
  client('PC_ANON', 'Can its user ask for anonymity?'),
  client('PC_MULTISESSION', 'Can it be in several group sessions at once?'),
  client('PC_MSRP_SHARE', 'Does it share one TCP connection between MSRP sessions?'),
  client('PC_PASSIVE', 'Can it be the passive side of MSRP (a=setup:passive)?'),
  client('PC_CHUNK', 'Does it send long messages in chunks?'),
  client('PC_IMDN', 'Does it answer requests for IMDN delivery notification?'),
  client('PC_TIMER', 'Does it use session timers (RFC 4028)?'),
  client('PC_DIGEST', 'Does it answer Digest challenges to requests in a dialog?'),
  client('PC_MD', 'Can one user have several instances of it?'),
  client('PC_603', 'Can it decline the restart of a session that its user wants to leave?'),
  client('PC_3GPP_RC', 'Is the Reason protocol RELEASE_CAUSE applicable to it (TS 24.229 §5.1.5)?'),
  client('PC_607', 'Can its user mark a session as unwanted (RFC 8197)?'),
  client('PC_MULTIREG', 'Can it hold several registrations at once?'),
  client('PC_MEDIALOSS', 'Does it end a session with BYE when its media is lost?'),
  client('PC_UT_STATE', 'Can the upper tester read its state?'),
  client('PC_UT_KILL', 'Can the upper tester kill and restart it?'),
  client('PC_SEC', 'Does it have a secured SIP flow (IPsec or TLS)?'),
  focus('PC_CF_REMOVE', 'Can a participant be removed (by REFER, or through the upper tester)?'),
  focus('PC_CF_REFER', 'Does it take REFER with method=BYE for the removal of a participant?'),
  focus('PC_MULTIREFER', 'Does it take a REFER with a list of targets (RFC 5368)?'),
  focus('PC_REFERSUB', 'Does it report the outcome of a REFER (no norefersub)?'),
  focus('PC_CF_END', 'Can it be made to end a session?'),
  focus('PC_CF_ANON', 'Does it support anonymous participants?'),
  focus('PC_SCALE', 'May it be tested with large groups?'),
  focus('PC_E2E', 'Is a real client at hand, to be tested together with it?'),
  focus('PC_CF_RESTART', 'Can the upper tester kill and restart it?'),
  pcscf('PC_PCSCF_RESTART', 'Can it be killed and restarted through its control interface?'),
  pcscf('PC_PCSCF_TRIG', 'Can it be made to release a session of its own accord?'),
  pcscf('PC_RX', 'Does it speak N5 to a policy function that the test side can play?'),
  pcscf('PC_PF', 'Is there a participating function or B2BUA between it and the focus?'),
];

export const ICS: ReadonlyMap<string, IcsItem> = new Map(items.map((item) => [item.id, item]));
