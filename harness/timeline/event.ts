import type { SipTransport } from '../sip/transport.ts';

/**
 * The events of one test, as data. Everything that a verdict may rest on is one of these; what is not
 * here cannot be judged. `at` is in milliseconds since the test began, on the harness's monotonic clock.
 */

/** Somebody on the test side: the network that a client talks to, or a participant that a focus talks to. */
export type ActorName = string;

interface Stamped {
  /** Milliseconds since the test began. */
  at: number;
  /** Position in the order of recording; breaks ties between events of one instant. */
  seq: number;
}

/** One SIP message as the trace of the test side's SIPp process has it. */
export interface SipEvent extends Stamped {
  kind: 'sip';
  actor: ActorName;
  /** Seen from the test side: `received` came from the system under test. */
  direction: 'sent' | 'received';
  /** Over TLS `raw` is what was inside. */
  transport: SipTransport;
  raw: string;
}

/** Why the harness sent an MSRP SEND of its own accord. */
export type ProbePurpose = 'bind' | 'probe' | 'control' | 'canary' | 'message' | 'load';

/** One complete MSRP request or response (RFC 4975 §7). */
export interface MsrpEvent extends Stamped {
  kind: 'msrp';
  actor: ActorName;
  direction: 'sent' | 'received';
  connection: number;
  /** The actor's own name for the session; absent where the To-Path names none that the actor has. */
  session?: string;
  transaction: string;
  /** Requests only. */
  method?: string;
  /** Responses only; REPORTs carry theirs in the Status header field. */
  status?: number;
  messageId?: string;
  contentType?: string;
  flag?: '$' | '+' | '#';
  /** Octets of the body. */
  size: number;
  /** Set on SENDs of the harness and on the responses to them. */
  purpose?: ProbePurpose;
  /** The message; a body over 4 KiB is cut, with its length kept in `size`. */
  raw: string;
}

/** A probe that got no answer within its limit, or whose connection went away first. */
export interface MsrpSilenceEvent extends Stamped {
  kind: 'msrp-silence';
  actor: ActorName;
  session: string;
  transaction: string;
  purpose: ProbePurpose;
  /** `timeout`: no answer in time; `closed`: the connection ended first; `no-connection`: there was none to send on. */
  reason: 'timeout' | 'closed' | 'no-connection';
  /** When the unanswered SEND went out, in milliseconds since the test began. */
  sentAt: number;
}

/** What happened to an MSRP TCP connection (RFC 6135). `by` is whose act it was. */
export interface TcpEvent extends Stamped {
  kind: 'tcp';
  actor: ActorName;
  event: 'listening' | 'connecting' | 'open' | 'bound' | 'refused' | 'fin' | 'rst' | 'error';
  by: 'sut' | 'tester';
  connection?: number;
  /** Sessions that were bound to the connection at that moment. */
  sessions: string[];
  detail?: string;
}

/** What happened to a TLS connection that carries SIP (RFC 3261 §26.3.2.1). `by` is whose act it was. */
export interface TlsEvent extends Stamped {
  kind: 'tls';
  actor: ActorName;
  /** `refused`: the handshake came to nothing. `fin` stands for close_notify too. */
  event: 'open' | 'refused' | 'fin' | 'rst' | 'error';
  by: 'sut' | 'tester';
  connection?: number;
  detail?: string;
}

/** An upper-tester action, and what the upper tester answered. */
export interface ControlEvent extends Stamped {
  kind: 'control';
  /** The system under test's instance that was asked. */
  target: string;
  action: string;
  phase: 'request' | 'answer' | 'failure';
  /** The state that the system under test says it is in, where the answer carries one (see `ClientState`). */
  state?: string;
  /** Texts that the system under test has received in the group, where the answer carries them. */
  messages?: string[];
  /** Status by participant URI, as the system under test shows it to its user. */
  roster?: Record<string, string>;
  detail?: string;
}

/** The beginning or end of a choreography step. */
export interface StepEvent extends Stamped {
  kind: 'step';
  step: string;
  phase: 'begin' | 'end' | 'failed';
  /** What a reader of the ladder is told. */
  caption: string;
  preamble: boolean;
  detail?: string;
}

/** The preamble was reached: what follows may be judged. */
export interface MarkEvent extends Stamped {
  kind: 'mark';
  mark:
    | 'preamble-reached'
    | 'answer-lost'
    | 'answer-passed-on'
    | 'participant-lost'
    | 'queue-filled'
    | 'watchers-dead'
    | 'impaired'
    | 'observation-ended';
  detail?: string;
}

/** The harness let an actor's SIPp process go on. It drives; the trace bears witness. */
export interface GoEvent extends Stamped {
  kind: 'go';
  actor: ActorName;
  callId: string;
  what: string;
}

/** Something about the test side itself. `error` and `inconc` findings bound every verdict from below. */
export interface HarnessEvent extends Stamped {
  kind: 'harness';
  event:
    | 'sipp-exit'
    | 'sipp-finding'
    | 'lag'
    | 'pressure'
    | 'clock-step'
    | 'evidence-gap'
    | 'sut-exit'
    | 'sut-log'
    | 'time-limit'
    | 'interrupted'
    | 'fault';
  severity: 'note' | 'inconc' | 'error';
  message: string;
  /** Of a `lag`: whose SIPp it was; otherwise the event loop, which is everybody's. */
  actor?: ActorName;
  /**
   * For `lag`: by how many milliseconds that was late. For `pressure`: for how many of the last second
   * somebody on this machine had to wait for a processor.
   */
  ms?: number;
}

/**
 * One NOTIFY of the conference package, as a subscriber of a large group understood it. Its text is in the case's folder,
 * in `notifications.sip.gz`; here is what it changed.
 */
export interface NoticeEvent extends Stamped {
  kind: 'notice';
  actor: ActorName;
  /** Public identity of the subscriber. */
  subscriber: string;
  /** CSeq number; a retransmission is no event of its own. */
  cseq: number;
  /** Of Subscription-State, in lower case. */
  state: string;
  /** Octets of the body. */
  size: number;
  /** Of the document, where there is one that has a version. */
  version?: number;
  /** How many users are connected in the state that the subscriber has merged. */
  connected?: number;
  /** Who stopped being connected in that state, with the disconnection-methods shown. */
  departures?: { user: string; methods: string[] }[];
  /** Who came to be connected in it, unless that was the first document. */
  arrivals?: string[];
  /** What RFC 4575 §4 does not provide for in the sequence of documents. */
  anomalies?: string[];
  /** Why the body cannot be read. */
  unreadable?: string;
}

/** What an exchange on N5 is about; `other` where the policy function knows no such thing. */
export type N5Operation = 'create' | 'update' | 'delete' | 'notify' | 'other';

/** One HTTP request or response between a P-CSCF and the test side's policy function (TS 29.514, over HTTP/2). */
export interface N5Event extends Stamped {
  kind: 'n5';
  actor: ActorName;
  direction: 'sent' | 'received';
  operation: N5Operation;
  /** Identifier of the application session context; absent where a request names none. */
  session?: string;
  /** Requests only. */
  method?: string;
  /** Responses only; 0 where none came. */
  status?: number;
  /** Start line and JSON body; a body over 4 KiB is cut. */
  raw: string;
}

export type TimelineEvent =
  | SipEvent
  | MsrpEvent
  | MsrpSilenceEvent
  | TcpEvent
  | TlsEvent
  | ControlEvent
  | StepEvent
  | MarkEvent
  | GoEvent
  | HarnessEvent
  | NoticeEvent
  | N5Event;

export type EventKind = TimelineEvent['kind'];
export type EventOf<K extends EventKind> = Extract<TimelineEvent, { kind: K }>;

/** An event as its source hands it in: the recorder adds `seq`, and `at` where the source did not measure it. */
export type NewEvent = TimelineEvent extends infer E
  ? E extends TimelineEvent
    ? Omit<E, 'at' | 'seq'> & { at?: number }
    : never
  : never;
