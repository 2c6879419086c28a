import { stringify } from 'yaml';
import { IXIT } from '../../catalogue/ixit.ts';
import type { Role } from './descriptor.ts';
import { questionsFor } from './form.ts';
import { splitWords } from './words.ts';

/** What a description cannot be without. */
export interface DraftAnswers {
  role: Role;
  vendor: string;
  product: string;
  version: string;
  host:
    | { kind: 'image'; image: string }
    | { kind: 'process'; command: string }
    | { kind: 'address'; ip: string; local: string };
  /** Absent: there is none, which a focus can do without. */
  upperTester?: { kind: 'http'; url: string } | { kind: 'exec' } | { kind: 'manual' };
}

/**
 * A description that is valid as it stands, and shows in comments what else can be said.
 * @param schema where editors find `sut.schema.json`
 */
export function draftDescriptor(answers: DraftAnswers, schema: string): string {
  const { role, vendor, product, version } = answers;
  return [
    `# yaml-language-server: $schema=${schema}`,
    '# Every value that is not written here has a default. Durations are milliseconds.',
    '',
    yaml({ role, product: { vendor, name: product, version } }),
    hostPart(answers),
    upperTesterPart(answers),
    '# What it does and does not do. What is not answered is tested. Uncomment what is answered:',
    '#ics:',
    ...questionsFor(role).map(({ id, question }) => `#  ${id}: false # ${question}`),
    '',
    '# What the tests need to know. Uncomment what is different:',
    'ixit:',
    '  concurrency: 1 # How many purposes may run against it side by side',
    ...[...IXIT.values()].flatMap(({ field, meaning, default: value }) =>
      field === undefined || value === undefined ? [] : [`#  ${field}: ${value} # ${meaning}`],
    ),
    '',
  ].join('\n');
}

function hostPart({ host }: DraftAnswers): string {
  switch (host.kind) {
    case 'image':
      return `${yaml({ host: { image: { name: host.image } } })}    # ready: READY # What it prints when it is ready\n`;
    case 'process':
      return `${yaml({ host: { process: { command: splitWords(host.command) } } })}    # ready: READY # What it prints when it is ready\n`;
    case 'address':
      return `${yaml({ host: { address: { ip: host.ip, localAddresses: [host.local] } } })}    # The test side's addresses, which the system must be able to reach\n`;
  }
}

function upperTesterPart({ upperTester }: DraftAnswers): string {
  switch (upperTester?.kind) {
    case 'http':
      return yaml({ upperTester: { http: upperTester.url, instances: 'many' } });
    case 'exec':
      return [
        'upperTester:',
        '  # One client that is configured beforehand; with `many`, `start` makes one for every purpose',
        '  instances: one',
        '  # Exit status 127 says that an action is not supported; {placeholders} are filled in',
        '  exec:',
        "    join: ./chatctl join '{group}'",
        '    leave: ./chatctl leave',
        "    send: ./chatctl send '{text}'",
        '    # The last line that it prints: IDLE, JOINED, LEAVING, LEAVE_FAILED, UNCONFIRMED, LEFT or REMOVED',
        '    state: ./chatctl state',
        '    stop: ./chatctl reset',
        '',
      ].join('\n');
    case 'manual':
      return yaml({ upperTester: { manual: true } });
    case undefined:
      return '';
  }
}

const yaml = (value: object): string => stringify(value, { lineWidth: 0 });
