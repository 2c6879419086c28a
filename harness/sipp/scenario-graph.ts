import { parseString } from 'xml2js';

/** One step of a scenario: a message, a command, a nop or a pause. */
export interface Element {
  /** Position among the steps, in the order of the file. */
  index: number;
  name: string;
  /** For messages to people. */
  where: string;
  next?: string;
  /** Whether `next` depends on a variable, so that the step after it may follow as well. */
  conditional: boolean;
  ontimeout?: string;
  optional: boolean;
  /** `recv`: the request, or the status code of the response, that is waited for. */
  request?: string;
  response?: string;
  /** `send`: method of a request, or status code of a response. */
  method?: string;
  status?: number;
  retrans: boolean;
  text: string;
}

interface Node {
  '#name': string;
  $?: Record<string, string>;
  $$?: Node[];
  _?: string;
}

/** A scenario as SIPp walks it. */
export interface ScenarioGraph {
  elements: Element[];
  /** Where each label leads: the index of the step after it. */
  labels: Map<string, number>;
  duplicateLabels: string[];
  /** How often each variable is named. */
  variables: Map<string, number>;
  successors(element: Element): Element[];
  /** All steps that may follow, `stop` being the last ones looked at on their way. Those before it are included. */
  reachable(from: Element, stop: (element: Element) => boolean): Element[];
}

/** @throws Error where the text is no XML, or no scenario. */
export function readScenario(xml: string): ScenarioGraph {
  const root = parse(xml);
  const elements: Element[] = [];
  const labels = new Map<string, number>();
  const duplicateLabels: string[] = [];
  const variables = new Map<string, number>();
  for (const node of root.$$ ?? []) {
    countVariables(node, variables);
    if (node['#name'] === 'label') {
      const label = node.$?.['id'] ?? '';
      if (labels.has(label)) duplicateLabels.push(label);
      else labels.set(label, elements.length);
    } else if (node['#name'] !== 'Reference') elements.push(elementOf(node, elements.length));
  }

  const successors = (element: Element): Element[] => {
    const following: Element[] = [];
    const target = element.next === undefined ? undefined : elements[labels.get(element.next) ?? -1];
    if (target) following.push(target);
    const after = elements[element.index + 1];
    const fallsThrough = element.next === undefined || element.conditional || element.optional;
    if (after && fallsThrough) following.push(after);
    return following;
  };
  const reachable = (from: Element, stop: (element: Element) => boolean): Element[] => {
    const seen = new Set<Element>();
    const open = successors(from);
    for (let element = open.pop(); element; element = open.pop()) {
      if (seen.has(element)) continue;
      seen.add(element);
      // An optional recv that stops the walk once its message came is passed by while it has not come.
      if (!stop(element)) open.push(...successors(element));
      else if (element.optional) open.push(...elements.slice(element.index + 1, element.index + 2));
    }
    return [...seen];
  };
  return { elements, labels, duplicateLabels, variables, successors, reachable };
}

function parse(xml: string): Node {
  let root: Node | undefined;
  let failure: Error | null = null;
  parseString(xml, { explicitRoot: false, explicitChildren: true, preserveChildrenOrder: true }, (error, result) => {
    failure = error;
    root = result as Node;
  });
  if (failure) throw failure;
  if (!root) throw new Error('no scenario');
  return root;
}

function elementOf(node: Node, index: number): Element {
  const attributes = node.$ ?? {};
  const text = (node._ ?? '').replace(/^[ \t]+/gm, '');
  const start = text.trimStart().split('\n', 1)[0] ?? '';
  const name = node['#name'];
  const what = attributes['request'] ?? attributes['response'] ?? (name === 'send' ? start.trim() : '');
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  const method = name === 'send' && status === undefined ? /^([A-Z]+) /.exec(start)?.[1] : undefined;
  return {
    index,
    name,
    where: `step ${index} (${[name, what].filter(Boolean).join(' ')})`,
    ...given('next', attributes['next']),
    ...given('ontimeout', attributes['ontimeout']),
    ...given('request', attributes['request']),
    ...given('response', attributes['response']),
    ...given('method', method),
    ...(status === undefined ? {} : { status: Number(status) }),
    conditional: attributes['test'] !== undefined,
    optional: attributes['optional'] !== undefined && attributes['optional'] !== 'false',
    retrans: attributes['retrans'] !== undefined,
    text,
  };
}

const given = <K extends string>(key: K, value: string | undefined): { [key in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [key in K]: string });

function countVariables(node: Node, counts: Map<string, number>): void {
  const { assign_to: assigned = '', variables = '', variable, variable2, test } = node.$ ?? {};
  const named = [...`${assigned},${variables}`.split(','), variable, variable2, test];
  const inserted = [...(node._ ?? '').matchAll(/\[\$([^\]]+)\]/g)].map((match) => match[1]);
  for (const name of [...named, ...inserted])
    if (name !== undefined && name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const child of node.$$ ?? []) countVariables(child, counts);
}
