import type { Composition } from './dialogs.ts';

/** Ends a command on SIPp's 3PCC connection. */
const END = '\x1b';

/**
 * A command to a run of the scenario, with everything that the message it lets out may need. `scenarios/parts/go.xml`
 * takes it apart; each kind of send uses its own sections.
 * @param usage what a new call is for; absent for a call that exists.
 */
export function command(
  callId: string,
  composition: Composition,
  headers: Record<string, string>,
  body: string,
  usage?: string,
): string {
  const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const request = composition.request.filter((line) => !given.has(line.slice(0, line.indexOf(':')).toLowerCase()));
  const sections = [
    `==reply==${[...composition.reply, ...extra].join('\r\n')}`,
    `==route==${composition.route.join('\r\n')}`,
    `==request==${[...request, ...extra].join('\r\n')}`,
    `==cseq==${composition.cseq}`,
    `==target==${composition.target}`,
    `==body==${body}`,
    '==end==',
    `==after==${composition.cseq + 1}==close==`,
  ];
  return `Call-ID: ${callId}\r\n${usage === undefined ? '' : `Do: ${usage}\r\n`}${sections.join('')}\r\n\r\n${END}`;
}

/** What the first request of a call needs from outside: nothing, it has no dialog yet. */
export const NO_DIALOG: Composition = { reply: [], route: [], request: [], cseq: 1, target: '' };
