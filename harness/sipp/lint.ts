import { readScenario } from './scenario-graph.ts';
import type { Element, ScenarioGraph } from './scenario-graph.ts';

/** A scenario that would run and give wrong evidence, or not run at all. */
export interface Trap {
  rule: Rule;
  /** What is wrong, and where. */
  message: string;
}

export type Rule =
  | 'xml-declaration'
  | 'size'
  | 'not-xml'
  | 'gate-direction'
  | 'labels'
  | 'ontimeout-at-end'
  | 'variables'
  | 'response-above-request'
  | 'nop-before-ack'
  | 'branch-in-loop'
  | 'body-without-crlf'
  | 'retransmission-blocks'
  | 'options';

/** What SIPp reads of a scenario file; a longer one it calls unparsable. */
const MOST_OCTETS = 65_536;

/** Looks for the known traps of SIPp in a rendered scenario; an empty list means fit to run. */
export function lint(scenario: string): Trap[] {
  const traps: Trap[] = [];
  if (!/^<\?xml [^\n]*\?>/.test(scenario))
    traps.push({ rule: 'xml-declaration', message: 'the first line is no XML declaration, so SIPp does not load it' });
  const size = Buffer.byteLength(scenario);
  if (size >= MOST_OCTETS)
    traps.push({ rule: 'size', message: `${size} octets, of which SIPp reads fewer than ${MOST_OCTETS}` });
  let graph: ScenarioGraph;
  try {
    graph = readScenario(scenario);
  } catch (error) {
    return [...traps, { rule: 'not-xml', message: (error as Error).message }];
  }
  return [...traps, ...RULES.flatMap(({ rule, find }) => find(graph).map((message) => ({ rule, message })))];
}

/**
 * Looks for options that spoil evidence.
 * @param transport over TCP `-aa` is wanted: several messages in a segment find SIPp busy with the first of them.
 */
export function lintArguments(options: readonly string[], transport: 'udp' | 'tcp'): Trap[] {
  const refused = transport === 'tcp' ? ['-nr'] : ['-nr', '-aa'];
  return options
    .filter((option) => refused.includes(option))
    .map((option) => ({ rule: 'options', message: `${option} makes SIPp answer what the scenario should answer` }));
}

const RULES: { rule: Rule; find: (graph: ScenarioGraph) => string[] }[] = [
  { rule: 'gate-direction', find: gateDirection },
  { rule: 'labels', find: labels },
  { rule: 'ontimeout-at-end', find: timeoutAtEnd },
  { rule: 'variables', find: variables },
  { rule: 'response-above-request', find: responseAboveRequest },
  { rule: 'nop-before-ack', find: nopBeforeAck },
  { rule: 'branch-in-loop', find: branchInLoop },
  { rule: 'body-without-crlf', find: bodyWithoutEnd },
  { rule: 'retransmission-blocks', find: retransmissionBlocks },
];

/** A `sendCmd` leaves SIPp blind for a while, and as the first command it makes SIPp connect where it should listen. */
function gateDirection({ elements }: ScenarioGraph): string[] {
  const found = elements
    .filter((element) => element.name === 'sendCmd')
    .map((element) => `${element.where} is a sendCmd`);
  if (!elements.some((element) => element.name === 'recvCmd'))
    found.push('no recvCmd, so SIPp does not listen for a go');
  return found;
}

function labels({ labels: known, duplicateLabels, elements }: ScenarioGraph): string[] {
  const missing = elements.flatMap((element) =>
    [element.next, element.ontimeout]
      .filter((label) => label !== undefined && !known.has(label))
      .map((label) => `${element.where} goes to ${label}, which is nowhere`),
  );
  return [...duplicateLabels.map((label) => `label ${label} stands more than once`), ...missing];
}

/** A time-out that leads past the last message fails the call. */
function timeoutAtEnd({ labels: known, elements }: ScenarioGraph): string[] {
  return elements
    .filter(({ ontimeout }) => ontimeout !== undefined && known.get(ontimeout) === elements.length)
    .map((element) => `${element.where} goes to ${element.ontimeout} in time, where the scenario ends`);
}

function variables({ variables: references }: ScenarioGraph): string[] {
  return [...references]
    .filter(([, count]) => count < 2)
    .map(([name]) => `variable ${name} is used once, so SIPp does not load the scenario`);
}

/** SIPp takes responses only to methods that a send further up in the file has used. */
function responseAboveRequest(graph: ScenarioGraph): string[] {
  return graph.elements.flatMap((send) => {
    const { method } = send;
    if (method === undefined || method === 'ACK') return [];
    return graph
      .reachable(send, (element) => element.method !== undefined && element.method !== 'ACK')
      .filter((element) => element.name === 'recv' && element.response !== undefined && element.index < send.index)
      .filter((list) => !graph.elements.slice(0, list.index).some((earlier) => earlier.method === method))
      .slice(0, 1)
      .map((list) => `${list.where} waits for what ${send.where} below it asks, and will not know the response`);
  });
}

/** An ACK comes a millisecond after its 2xx, and a nop takes longer than that. */
function nopBeforeAck(graph: ScenarioGraph): string[] {
  return graph.elements
    .filter((send) => send.status !== undefined && send.status >= 200)
    .flatMap((send) => graph.successors(send))
    .filter((element) => element.name === 'nop')
    .filter((nop) =>
      graph
        .reachable(nop, (element) => element.name === 'send')
        .some((element) => element.name === 'recv' && element.request === 'ACK'),
    )
    .map((nop) => `${nop.where} stands between a final response and the ACK`);
}

/** `[branch]` is made of process, call and place in the scenario: the second time round it is the same. */
function branchInLoop(graph: ScenarioGraph): string[] {
  return graph.elements
    .filter((send) => send.text.includes('[branch]'))
    .filter((send) => graph.reachable(send, () => false).includes(send))
    .map((send) => `${send.where} may run again, with the branch of the first time`);
}

/** SIPp drops line ends at the end of a scenario's message, so a body that is a variable needs one of its own after it. */
function bodyWithoutEnd({ elements }: ScenarioGraph): string[] {
  return elements
    .filter(
      (send) =>
        send.name === 'send' && send.text.endsWith(']') && /\n[ \t]*\n[^]*\[\$[^\]]+\]$/.test(send.text.trimStart()),
    )
    .map((send) => `${send.where} ends with a variable as body, and its last line end will be missing`);
}

/** While SIPp retransmits a request it sends nothing else in that call, and drops the answer that would free it. */
function retransmissionBlocks(graph: ScenarioGraph): string[] {
  const frees = (element: Element): boolean =>
    element.response !== undefined || ['ACK', 'BYE', 'CANCEL', 'PRACK'].includes(element.request ?? '');
  return graph.elements
    .filter((send) => send.retrans)
    .flatMap((send) =>
      graph
        .reachable(send, frees)
        .filter((element) => element.name === 'send')
        .slice(0, 1)
        .map((blocked) => `${blocked.where} may have to wait until ${send.where} is answered`),
    );
}
