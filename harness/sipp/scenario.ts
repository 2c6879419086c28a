import { fileURLToPath } from 'node:url';
import { Liquid } from 'liquidjs';
import { stationsOf } from './dialog-program.ts';
import type { DialogProgram } from './dialog-program.ts';
import { hostPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import { reasonPhrase, STATUS_CODES } from './status-codes.ts';

const SOURCES = fileURLToPath(new URL('../../scenarios', import.meta.url));

const engine = new Liquid({
  root: SOURCES,
  partials: `${SOURCES}/parts`,
  extname: '.xml',
  relativeReference: false,
  strictFilters: true,
  cache: true,
});

/** Where others find somebody, and the scheme of URIs that lead there; `sip` by default. */
export type Appearance = SipPlace & { scheme?: 'sip' | 'sips' };

export interface NetworkScenario {
  /** As Via and Contact have it. */
  transport: SipTransport;
  /** As Via and Contact have it, where somebody else takes messages in and passes them on; by default where SIPp is. */
  at?: Appearance | undefined;
  /** What becomes of every INVITE dialog with the client. */
  dialog: DialogProgram;
  /** Every INVITE gets this final response, at a go, in place of 200. */
  refusal?: { code: number; phrase?: string };
  /** What becomes of the client's further INVITEs; the go names which by {@link Variation.restart}. */
  restarts?: readonly RestartProgram[];
  /**
   * Whether the focus will invite the client, once it has registered: {@link SippProcess.open} with the usage INVITE.
   * What becomes of that dialog is `dialog` too, or a program of its own.
   */
  invitation?: boolean | InvitationProgram;
  /** Feature-capability indicators that the 200 to REGISTER grants (RFC 6809), but for a registration with reg-id 2. */
  featureCaps?: string;
}

/** A further INVITE of the client: refused, or accepted, after 180 at a go of its own where it `rings`. */
export type RestartProgram = { refusal: number } | { dialog: DialogProgram; rings?: boolean };

export interface InvitationProgram {
  dialog: DialogProgram;
  /** Whether the client's 2xx gets no ACK. */
  unacknowledged?: boolean;
}

/** The network side of a client under test, as SIPp XML. */
export const networkScenario = ({
  transport,
  at,
  dialog,
  refusal,
  restarts = [],
  invitation = false,
  featureCaps,
}: NetworkScenario): string =>
  render('network/network', {
    transport,
    at,
    stations: stationsOf(dialog, { begunHere: invitation === true }),
    restarts: restarts.map(restartStretch),
    invitation: invitation !== false,
    invitationStations: typeof invitation === 'object' ? invitationStations(invitation) : [],
    unacknowledged: typeof invitation === 'object' && invitation.unacknowledged === true,
    featureCaps,
    refusal: refusal && { code: refusal.code, phrase: refusal.phrase ?? reasonPhrase(refusal.code) },
    publication: ['SIP-ETag: e[pid]x[call_number]', 'Expires: [$expires]'],
    subscription: ['Expires: [$expires]'],
  });

function restartStretch(program: RestartProgram, index: number) {
  const label = `restart-${index + 1}`;
  if ('refusal' in program) return { label, refusal: { code: program.refusal, phrase: reasonPhrase(program.refusal) } };
  return { label, rings: program.rings === true, stations: stationsOf(program.dialog, { prefix: `${label}-` }) };
}

const invitationStations = ({ dialog }: InvitationProgram) =>
  stationsOf(dialog, { prefix: 'invitation-', begunHere: true });

export interface ParticipantScenario {
  transport: SipTransport;
  /** See {@link NetworkScenario.at}. */
  at?: Appearance | undefined;
  /** Group Session Identity or conference URI: request-URI and To of what is sent out of dialog. */
  group: string;
  /** The participant's own public identity. */
  identity: string;
  /** What becomes of the INVITE dialog. */
  dialog: DialogProgram;
  /** Appended to the Contact, e.g. `;+sip.instance="<urn:uuid:…>"`. */
  contactParameters?: string;
  /** The final response that every INVITE to this participant gets. */
  declines?: { code: number; phrase?: string };
  /** Whether its subscriptions stop answering NOTIFY at a go, and answer again at the next. */
  slow?: boolean;
  /** What its subscriptions answer to every NOTIFY from a go on. */
  refusesNotify?: number;
  /** Whom the From of its REFERs names; by default itself. */
  referrer?: string;
}

/**
 * Many participants of a group at one address and port, each call begun for the identity that its command prefers; all
 * their dialogs take the same turns.
 */
export const crowdScenario = (options: Pick<ParticipantScenario, 'transport' | 'at' | 'group' | 'dialog'>): string =>
  render('participant/participant', {
    contactParameters: '',
    slow: false,
    many: true,
    ...options,
    identity: '[$identity]',
    referrer: '[$identity]',
    user: '[$user]',
    // A 2xx to the INVITE may come again where the ACK was slow.
    stations: stationsOf(options.dialog, { begunHere: true }),
    usages: ['INVITE', 'SUBSCRIBE', 'REFER', 'BYE'],
  });

/** One participant of a group, towards a focus under test, as SIPp XML. */
export const participantScenario = (options: ParticipantScenario): string =>
  render('participant/participant', {
    contactParameters: '',
    slow: false,
    referrer: options.identity,
    ...options,
    declines: options.declines && { phrase: reasonPhrase(options.declines.code), ...options.declines },
    user: /^[a-z]+:([^@;]+)@/i.exec(options.identity)?.[1] ?? 'participant',
    refusal: options.refusesNotify && { code: options.refusesNotify, phrase: reasonPhrase(options.refusesNotify) },
    // A 2xx to the INVITE may come again where the ACK was slow.
    stations: stationsOf(options.dialog, { begunHere: true }),
    usages: ['INVITE', 'SUBSCRIBE', 'REFER', 'BYE'],
  });

export interface AccessScenario {
  transport: SipTransport;
  /** See {@link NetworkScenario.at}. */
  at?: Appearance | undefined;
  /** Request-URI and To of the INVITE. */
  group: string;
  identity: string;
  dialog: DialogProgram;
}

/** A UE, towards a P-CSCF under test, as SIPp XML. */
export const accessScenario = (options: AccessScenario): string =>
  render('access/access', {
    ...options,
    user: /^[a-z]+:([^@;]+)@/i.exec(options.identity)?.[1] ?? 'ue',
    stations: stationsOf(options.dialog),
  });

/** The core behind a P-CSCF under test, as SIPp XML. */
export const coreScenario = ({ transport, at, dialog }: Pick<NetworkScenario, 'transport' | 'at' | 'dialog'>): string =>
  render('core/core', { transport, at, stations: stationsOf(dialog) });

/** What SIPp takes for one of its keywords. */
const IPV6_REFERENCE = /\[(?=[0-9a-f]*:[0-9a-f:.]*\])/gi;

/** Keyword that stands for a left bracket; `launchSipp` gives it that value. */
export const LEFT_BRACKET = 'left-bracket';

interface Scope {
  transport: SipTransport;
  at?: Appearance | undefined;
  [name: string]: unknown;
}

/** What templates print as it is and ask nothing of: whom a case is about. */
const NAMES = ['group', 'identity', 'referrer', 'user'];
const MARK = '\u0001';

/** Beyond this many kinds of scenario somebody makes them up as they go. */
const MOST_REMEMBERED = 1000;

const remembered = new Map<string, string>();

/** Scenarios that differ in names alone are rendered once: filling in the names is a hundred times as quick. */
function render(source: string, scope: Scope): string {
  const marked = Object.fromEntries(NAMES.filter((name) => name in scope).map((name) => [name, MARK + name + MARK]));
  const kind = JSON.stringify([source, { ...scope, ...marked }]);
  let xml = remembered.get(kind);
  if (xml === undefined) {
    xml = renderAnew(source, { ...scope, ...marked });
    if (remembered.size < MOST_REMEMBERED) remembered.set(kind, xml);
  }
  return xml.replace(MARKED, (_, name: string) => String(scope[name]));
}

const MARKED = new RegExp(`${MARK}(\\w+)${MARK}`, 'g');

/** Parts see what is global, and not what their caller was given. */
function renderAnew(source: string, { at, transport, ...scope }: Scope): string {
  const globals = {
    via: transport.toUpperCase(),
    // A SIPS URI says that it is over TLS by its scheme (RFC 5630 §3.1.3).
    scheme: at?.scheme ?? 'sip',
    parameter: at?.scheme === 'sips' ? 'tcp' : transport,
    here: at === undefined ? '[local_ip]:[local_port]' : hostPort(at),
  };
  const xml = String(engine.renderFileSync(source, { codes: STATUS_CODES, transport, ...scope }, { globals }));
  return xml.replace(/\n{3,}/g, '\n\n').replaceAll(IPV6_REFERENCE, `[${LEFT_BRACKET}]`);
}
