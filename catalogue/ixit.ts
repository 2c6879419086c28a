import type { Ixit } from '../harness/sut/descriptor.ts';

/** A value that the tests need to know about an implementation (implementation extra information for testing). */
export interface IxitItem {
  id: string;
  meaning: string;
  /** Absent for words and counts. */
  unit?: 'ms';
  /** What holds where the vendor says nothing; absent where nothing can be assumed. */
  default?: number | string;
  /** The words that it may have. */
  values?: string[];
  /** Where a SUT descriptor has it. */
  field?: keyof Ixit;
}

const items: IxitItem[] = [
  { id: 'PX_T1', meaning: 'T1 of RFC 3261 §17', unit: 'ms', default: 500, field: 't1' },
  { id: 'PX_T2', meaning: 'T2 of RFC 3261 §17', unit: 'ms', default: 4000, field: 't2' },
  {
    id: 'PX_REL_MAX',
    meaning: 'How long a release of media may take after what triggers it',
    unit: 'ms',
    default: 2000,
    field: 'relMax',
  },
  { id: 'PX_HOLD', meaning: 'How long a final response is held', unit: 'ms', default: 5000, field: 'hold' },
  {
    id: 'PX_OBSERVE',
    meaning: 'How long the test side watches that nothing happens',
    unit: 'ms',
    default: 10_000,
    field: 'observe',
  },
  {
    id: 'PX_NOTIFY_MAX',
    meaning: 'How long a NOTIFY may take; RFC 4575 recommends no more than one in 5 s for a subscriber',
    unit: 'ms',
    default: 7000,
    field: 'notifyMax',
  },
  {
    id: 'PX_MSRP_TO',
    meaning: 'How long the answer to a SEND may take (RFC 4975 §7.1)',
    unit: 'ms',
    default: 30_000,
    field: 'msrpTimeout',
  },
  {
    id: 'PX_PROBE',
    meaning: 'Distance between probe SENDs',
    unit: 'ms',
    default: 1000,
    field: 'probeInterval',
  },
  {
    id: 'PX_SCALE_MAX',
    meaning: 'How long a large group may take to be told',
    unit: 'ms',
    default: 10_000,
    field: 'scaleMax',
  },
  {
    id: 'PX_CHURN',
    meaning: 'How long participants of a large group join and leave',
    unit: 'ms',
    default: 300_000,
    field: 'churn',
  },
  {
    id: 'PX_SESSION_INTERVAL',
    meaning: 'The session interval that a participant asks the focus to keep up by refreshes (RFC 4028 §4)',
    unit: 'ms',
    default: 90_000,
    field: 'sessionInterval',
  },
  {
    id: 'PX_AUTH_MAX',
    meaning: 'How many BYEs a client may send into a loop of challenges',
    default: 3,
    field: 'authMax',
  },
  { id: 'PX_RETRY', meaning: 'How many INVITEs a client may send to restart a session', default: 3, field: 'retry' },
  { id: 'PX_RETRY_MAX', meaning: 'How often a client repeats a failed BYE of its own accord' },
  {
    id: 'PX_RURI_MODE',
    meaning: 'Request-URI of a BYE after a target refresh: the refreshed target, or the Group Session Identity',
    default: 'TARGET',
    values: ['TARGET', 'IDENTITY'],
    field: 'requestUri',
  },
  {
    id: 'PX_WINDOW_RX',
    meaning: 'What a client does with a SEND between BYE and final response',
    values: ['ACK200', 'REJECT4xx', 'SILENT'],
  },
  {
    id: 'PX_MD_MODEL',
    meaning: 'Several devices of one user: one leg that the participating function anchors, or an endpoint each',
    values: ['PF_ANCHORED', 'PER_INSTANCE'],
    field: 'devices',
  },
  {
    id: 'PX_RESTART_FACTORY',
    meaning: 'Whether a client restarts at the conference factory where the rejoin gets 404',
    default: 'no',
    values: ['yes', 'no'],
    field: 'restartFactory',
  },
  {
    id: 'PX_RECOVERY',
    meaning: 'What a client does about a leave that ended in 481',
    values: ['RESTART', 'UNCONFIRMED'],
  },
  {
    id: 'PX_ICSI',
    meaning: 'IMS communication service identifier of group sessions',
    default: 'urn:urn-7:3gpp-service.ims.icsi.oma.cpm.session.group',
  },
  {
    id: 'PX_603_METHOD',
    meaning: 'disconnection-method of one that declined a restart with 603',
    default: 'departed',
    values: ['departed', 'failed'],
    field: 'declinedMethod',
  },
  {
    id: 'PX_OPEN',
    meaning: 'Whether the group is open: one that left may join again',
    default: 'yes',
    values: ['yes', 'no'],
    field: 'open',
  },
  {
    id: 'PX_MIN_PART',
    meaning: 'The fewest participants with whom a session goes on',
    default: 1,
    field: 'minParticipants',
  },
  {
    id: 'PX_REMOVE_POLICY',
    meaning: 'Who may remove a participant',
    default: 'authorised',
    values: ['authorised', 'everybody'],
    field: 'removePolicy',
  },
  {
    id: 'PX_RFC4575_PURE',
    meaning: 'Whether one that was removed is shown as booted, as RFC 4575 alone has it, for a focus outside CPM',
    default: 'no',
    values: ['yes', 'no'],
    field: 'rfc4575Pure',
  },
  {
    id: 'PX_MEDIA',
    meaning: 'What MSRP is over: TCP/MSRP, or TCP/TLS/MSRP with fingerprints',
    default: 'tcp',
    values: ['tcp', 'tls'],
    field: 'media',
  },
  {
    id: 'PX_VERIFY_CERTIFICATE',
    meaning: 'Whether a system is refused whose certificate for SIP over TLS does not hold',
    default: 'no',
    values: ['yes', 'no'],
    field: 'verifyCertificate',
  },
  {
    id: 'PX_ASSERTED_BY',
    meaning: 'Who says whom a request to a focus is from: the test side, or a core between the two',
    default: 'suite',
    values: ['suite', 'core'],
    field: 'assertedBy',
  },
  {
    id: 'PX_N5_PORT',
    meaning: "Port of the test side's policy function, at its first address",
    default: 7777,
    field: 'policyPort',
  },
  {
    id: 'PX_PCSCF_PROBE',
    meaning: 'How the state of a P-CSCF is looked into',
    default: 'in-dialog-request',
    values: ['in-dialog-request', 'control-interface'],
  },
];

export const IXIT: ReadonlyMap<string, IxitItem> = new Map(items.map((item) => [item.id, item]));

/** What a descriptor says of the IXIT items that it has a field for, by id, as the words and numbers of {@link IxitItem}. */
export const ixitValues = (ixit: Ixit): Record<string, string> =>
  Object.fromEntries(
    items.flatMap(({ id, field }) => {
      const value = field && ixit[field];
      return value === undefined ? [] : [[id, String(value)]];
    }),
  );
