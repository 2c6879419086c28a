import { ConferenceInfoError, parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

export { ConferenceInfoError } from './xml.ts';

export const CONFERENCE_INFO_TYPE = 'application/conference-info+xml';
export const CONFERENCE_INFO_NAMESPACE = 'urn:ietf:params:xml:ns:conference-info';

/** Whether an element replaces, amends or removes what was told before (RFC 4575 §4.2, §4.4). */
export type State = 'full' | 'partial' | 'deleted';

/** One conference-info document (RFC 4575 §5): what one NOTIFY tells. */
export interface ConferenceInfo {
  entity: string;
  state: State;
  /** Absent where the document has none, or one that is no number. */
  version?: number;
  userCount?: number;
  active?: boolean;
  /** Absent where the document says nothing of users. */
  users?: {
    state: State;
    /** Whether the document says so itself; without a word it is `full`. */
    stated: boolean;
    users: UserInfo[];
  };
}

export interface UserInfo {
  entity: string;
  state: State;
  displayText?: string;
  endpoints: EndpointInfo[];
}

/** One device of a user (RFC 4575 §5.7). */
export interface EndpointInfo {
  entity: string;
  state: State;
  /** `connected`, `disconnected`, `on-hold`, `disconnecting` …, as written. */
  status?: string;
  /** `departed`, `booted`, `failed`, `busy`, as written. */
  disconnectionMethod?: string;
  /** `dialed-in`, `dialed-out`, `focus-owner`, as written. */
  joiningMethod?: string;
}

/**
 * Reads a conference-info document. Namespace prefixes do not matter, foreign elements are passed over, a document
 * without any namespace is read too; validity by the schema is not judged here.
 * @throws ConferenceInfoError where it is not well-formed, too large, has a document type, or is another document
 */
export function parseConferenceInfo(xml: string): ConferenceInfo {
  const root = parseXml(xml);
  const known = root.namespace === CONFERENCE_INFO_NAMESPACE || root.namespace === '';
  if (root.name !== 'conference-info' || !known)
    throw new ConferenceInfoError(`the document is ${root.name} of "${root.namespace}", not conference-info`);
  const conferenceState = root.child('conference-state');
  const users = root.child('users');
  const active = conferenceState?.child('active')?.text;
  return {
    entity: root.attribute('entity') ?? '',
    state: stateOf(root),
    ...present('version', count(root.attribute('version'))),
    ...present('userCount', count(conferenceState?.child('user-count')?.text)),
    ...present('active', active === undefined ? undefined : active === 'true' || active === '1'),
    ...present('users', users && readUsers(users)),
  };
}

const readUsers = (users: XmlElement): NonNullable<ConferenceInfo['users']> => ({
  state: stateOf(users),
  stated: users.attribute('state') !== undefined,
  users: users.children('user').map(readUser),
});

function readUser(element: XmlElement): UserInfo {
  const entity = element.attribute('entity') ?? '';
  const endpoints = element.children('endpoint').map(readEndpoint);
  const displayText = element.child('display-text')?.text;
  return { entity, state: stateOf(element), ...(displayText === undefined ? {} : { displayText }), endpoints };
}

function readEndpoint(element: XmlElement): EndpointInfo {
  const endpoint: EndpointInfo = { entity: element.attribute('entity') ?? '', state: stateOf(element) };
  const status = element.child('status')?.text;
  const disconnectionMethod = element.child('disconnection-method')?.text;
  const joiningMethod = element.child('joining-method')?.text;
  if (status !== undefined) endpoint.status = status;
  if (disconnectionMethod !== undefined) endpoint.disconnectionMethod = disconnectionMethod;
  if (joiningMethod !== undefined) endpoint.joiningMethod = joiningMethod;
  return endpoint;
}

/** Absent means full, by the schema's default. */
function stateOf(element: XmlElement): State {
  const state = element.attribute('state');
  return state === 'partial' || state === 'deleted' ? state : 'full';
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** A property that is there only where it has a value. */
const present = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
