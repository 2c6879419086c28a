import { MadeTimeline } from '../made-timeline.ts';

export const BYE_AT = 1000;

const URIS: Record<string, string> = { alice: 'sip:alice@a', bob: 'sip:bob@b', carol: 'sip:carol@c' };

export interface MadeRemoval {
  /** Header lines of the BYE beside those of every request. */
  headers?: string[];
  /** Overrides in the BYE to Carol. */
  requestUri?: string;
  fromTag?: string;
  cseq?: number;
  /** Carol's responses: status and time of the record, the go being 1 ms earlier. */
  responses?: [status: number, at: number][];
  retransmissions?: number[];
  /** When whom a NOTIFY shows Carol gone, and how. */
  told?: Partial<Record<'alice' | 'bob', number>>;
  how?: string;
  /** When Carol's subscription is ended. */
  ended?: number;
  endedReason?: string;
  /** Status of the answer to Alice's REFER. */
  refer?: number;
  until?: number;
  /** Who subscribed; by default everybody. */
  watchers?: string[];
}

/** A group of three from which Alice has Carol removed: the REFER at 990 ms, the BYE at 1 s. */
export function madeRemoval(removal: MadeRemoval = {}): MadeTimeline {
  const { told = {}, how = 'departed', until = 10_000 } = removal;
  const timeline = madeGroup(removal.watchers);
  referral(timeline, removal.refer ?? 202);
  const bye = [
    'Via: SIP/2.0/UDP f;branch=z9hG4bKbye',
    `From: <sip:gs-1@f>;tag=${removal.fromTag ?? 'f-carol'}`,
    'To: <sip:carol@c>;tag=carol',
    'Call-ID: i-carol',
    `CSeq: ${removal.cseq ?? 1} BYE`,
  ];
  const line = `BYE ${removal.requestUri ?? 'sip:carol@192.0.2.3:5060'} SIP/2.0`;
  for (const at of [BYE_AT, ...(removal.retransmissions ?? [])])
    timeline.sip(at, 'carol', 'received', [
      line,
      ...bye,
      'Max-Forwards: 70',
      ...(removal.headers ?? ['Reason: SIP;cause=410']),
    ]);
  for (const [status, at] of removal.responses ?? [])
    timeline
      .go(at - 1, 'carol', 'i-carol', `${status} to BYE`)
      .sip(at, 'carol', 'sent', [`SIP/2.0 ${status} X`, ...bye]);
  for (const [name, at] of Object.entries(told)) notify(timeline, at, name, 2, carolGone(2, how));
  if (removal.ended !== undefined)
    notify(timeline, removal.ended, 'carol', 2, '', `terminated;reason=${removal.endedReason ?? 'noresource'}`);
  return timeline.end(until);
}

/** Alice, Bob and Carol joined, and everybody is connected in the roster of those who subscribed. */
export function madeGroup(watchers: readonly string[] = Object.keys(URIS)): MadeTimeline {
  const timeline = new MadeTimeline();
  for (const [index, [name, uri]] of Object.entries(URIS).entries()) {
    const dialog = (toTag: string) => [
      `From: <${uri}>;tag=${name}`,
      `To: <sip:gs-1@f>${toTag}`,
      `Call-ID: i-${name}`,
      'CSeq: 1 INVITE',
      `Via: SIP/2.0/UDP x;branch=z9hG4bKi${name}`,
    ];
    timeline
      .sip(100 + index, name, 'sent', [
        'INVITE sip:gs-1@f SIP/2.0',
        ...dialog(''),
        `Contact: <sip:${name}@192.0.2.${index + 1}:5060>`,
      ])
      .sip(110 + index, name, 'received', [
        'SIP/2.0 200 OK',
        ...dialog(`;tag=f-${name}`),
        'Contact: <sip:gs-1@f>;isfocus',
      ])
      .send(150, name, name, 'control', 481);
    if (!watchers.includes(name)) continue;
    const subscription = [
      `Via: SIP/2.0/UDP x;branch=z9hG4bKs${name}`,
      `From: <${uri}>;tag=s-${name}`,
      'To: <sip:gs-1@f>',
      `Call-ID: s-${name}`,
      'CSeq: 1 SUBSCRIBE',
      'Event: conference',
      'Expires: 3600',
    ];
    timeline
      .sip(180, name, 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...subscription])
      .sip(190, name, 'received', ['SIP/2.0 200 OK', ...subscription]);
    notify(timeline, 200, name, 1, everybody());
  }
  return timeline.add(300, { kind: 'mark', mark: 'preamble-reached' });
}

/** Alice's REFER for the removal of Carol, and its answer. */
export function referral(timeline: MadeTimeline, status: number, headers: readonly string[] = []): MadeTimeline {
  const lines = [
    'Via: SIP/2.0/UDP a;branch=z9hG4bKrefer',
    'From: <sip:alice@a>;tag=r',
    'To: <sip:gs-1@f>',
    'Call-ID: r-alice',
    'CSeq: 1 REFER',
  ];
  return timeline
    .sip(990, 'alice', 'sent', ['REFER sip:gs-1@f SIP/2.0', ...lines, 'Refer-To: <sip:carol@c;method=BYE>'])
    .sip(995, 'alice', 'received', [`SIP/2.0 ${status} X`, ...lines, ...headers]);
}

/** One NOTIFY of the conference package; `call` is another subscription of the same actor. */
export function notify(
  timeline: MadeTimeline,
  at: number,
  actor: string,
  cseq: number,
  body: string,
  state = 'active;expires=3600',
  call = 's',
): MadeTimeline {
  return timeline.sip(
    at,
    actor,
    'received',
    [
      `NOTIFY ${URIS[actor]} SIP/2.0`,
      `Via: SIP/2.0/UDP f;branch=z9hG4bKn${actor}${cseq}${call}`,
      `From: <sip:gs-1@f>;tag=sf-${actor}${call}`,
      `To: <${URIS[actor]}>;tag=s-${actor}`,
      `Call-ID: ${call}-${actor}`,
      `CSeq: ${cseq} NOTIFY`,
      'Event: conference',
      `Subscription-State: ${state}`,
      'Content-Type: application/conference-info+xml',
    ],
    body,
  );
}

/** A chunk of a message of the group, as it reached somebody. */
export const chunk = (timeline: MadeTimeline, at: number, actor: string, messageId: string, size = 100): MadeTimeline =>
  timeline.add(at, {
    kind: 'msrp',
    actor,
    direction: 'received',
    connection: 1,
    transaction: `${actor}${at}`,
    method: 'SEND',
    messageId,
    size,
    raw: '',
  });

const document = (version: number, state: string, users: string) =>
  `<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:gs-1@f" state="${state}" version="${version}"><users state="${state}">${users}</users></conference-info>`;

const member = (uri: string, inner: string, state = 'full') =>
  `<user entity="${uri}" state="${state}"><endpoint entity="${uri}">${inner}</endpoint></user>`;

export const everybody = (without?: string): string =>
  document(
    1,
    'full',
    Object.entries(URIS)
      .filter(([name]) => name !== without)
      .map(([, uri]) => member(uri, '<status>connected</status>'))
      .join(''),
  );

/** A later full list. */
export const withVersion = (list: string, version: number): string =>
  list.replace('version="1"', `version="${version}"`);

/** `how`: the disconnection-method, or `deleted`, or `disconnecting`. */
export function carolGone(version: number, how: string): string {
  if (how === 'deleted') return document(version, 'partial', '<user entity="sip:carol@c" state="deleted"/>');
  if (how === 'disconnecting')
    return document(version, 'partial', member('sip:carol@c', '<status>disconnecting</status>', 'partial'));
  return document(
    version,
    'partial',
    member(
      'sip:carol@c',
      `<status>disconnected</status><disconnection-method>${how}</disconnection-method>`,
      'partial',
    ),
  );
}
