import { describe, expect, test } from '@jest/globals';
import { lint, lintArguments } from './lint.ts';

const GO = '<recvCmd/>';
const NOTIFY = (attributes = '', branch = 'z9hG4bKx[cseq]'): string =>
  `<send ${attributes}><![CDATA[\n\n  NOTIFY sip:x SIP/2.0\n  Via: SIP/2.0/UDP x;branch=${branch}\n  Content-Length: 0\n\n]]></send>`;
const OK = (attributes = ''): string =>
  `<send ${attributes}><![CDATA[\n\n  SIP/2.0 200 OK\n  [last_Via:]\n  Content-Length: 0\n\n]]></send>`;

const scenario = (...steps: string[]): string =>
  `<?xml version="1.0"?>\n<scenario name="x">\n${steps.join('\n')}\n</scenario>\n`;
const rules = (xml: string): string[] => lint(xml).map(({ rule }) => rule);

describe('a fit scenario', () => {
  test('has no traps', () => {
    const watcher = scenario(
      NOTIFY('next="list"'),
      '<label id="list"/>',
      '<recv request="SUBSCRIBE" optional="true" next="answer"/>',
      '<recv response="200" optional="true" next="list"/>',
      GO,
      '<label id="answer"/>',
      OK('next="list"'),
    );
    expect(lint(watcher)).toEqual([]);
  });
});

describe('refused', () => {
  test('xml-declaration: something stands before it', () => {
    expect(rules(`\n${scenario(GO)}`)).toEqual(['xml-declaration']);
    expect(rules(scenario(GO).replace('<?xml version="1.0"?>\n', ''))).toEqual(['xml-declaration']);
  });

  test('not-xml: no well-formed document', () => {
    expect(rules('<?xml version="1.0"?>\n<scenario><recvCmd></scenario>')).toEqual(['not-xml']);
  });

  test('size: SIPp would not read it all', () => {
    expect(rules(scenario(GO, `<!-- ${'x'.repeat(65_536)} -->`))).toEqual(['size']);
  });

  test('gate-direction: a sendCmd, or no recvCmd at all', () => {
    expect(rules(scenario('<sendCmd><![CDATA[Call-ID: x]]></sendCmd>', GO))).toEqual(['gate-direction']);
    expect(rules(scenario(OK()))).toEqual(['gate-direction']);
  });

  test('labels: one that is nowhere, one that is there twice', () => {
    expect(rules(scenario('<recvCmd next="nowhere"/>'))).toEqual(['labels']);
    expect(rules(scenario('<label id="a"/>', GO, '<label id="a"/>', GO))).toEqual(['labels']);
  });

  test('ontimeout-at-end: the label stands after the last step', () => {
    const steps = [GO, '<recv request="BYE" timeout="100" ontimeout="end"/>', '<label id="end"/>'];
    expect(rules(scenario(...steps))).toEqual(['ontimeout-at-end']);
    expect(rules(scenario(...steps, '<nop/>'))).toEqual([]);
  });

  test('variables: one that is used once', () => {
    const taking = '<recvCmd><action><ereg regexp="a(.*)" search_in="msg" assign_to="whole,part"/></action></recvCmd>';
    expect(lint(scenario(taking)).map(({ message }) => message)).toEqual([
      expect.stringContaining('whole'),
      expect.stringContaining('part'),
    ]);
    expect(rules(scenario(taking, '<Reference variables="whole,part"/>'))).toEqual([]);
  });

  test('response-above-request: the list stands above the only request that it is for', () => {
    const list = ['<label id="list"/>', '<recv response="200" optional="true" next="list"/>', GO];
    expect(rules(scenario(...list, NOTIFY('next="list"')))).toEqual(['response-above-request']);
    expect(rules(scenario(GO, NOTIFY(), ...list, NOTIFY('next="list"')))).toEqual([]);
  });

  test('nop-before-ack: the ACK would meet the nop', () => {
    const before = [GO, OK('retrans="500"')];
    const ack = '<recv request="ACK"/>';
    expect(rules(scenario(...before, '<nop/>', ack))).toEqual(['nop-before-ack']);
    expect(rules(scenario(...before, ack))).toEqual([]);
  });

  test('branch-in-loop: the second request would have the branch of the first', () => {
    const loop = (branch: string): string =>
      scenario('<label id="again"/>', GO, NOTIFY('', branch), '<recv response="200" next="again"/>');
    expect(rules(loop('[branch]'))).toEqual(['branch-in-loop']);
    expect(rules(loop('z9hG4bK[pid]x[cseq]'))).toEqual([]);
  });

  test('body-without-crlf: a variable is the last thing of the message', () => {
    const answer = (end: string): string =>
      scenario(
        '<recvCmd><action><ereg regexp="v=0.*" search_in="msg" assign_to="sdp"/></action></recvCmd>',
        `<send><![CDATA[\n\nSIP/2.0 200 OK\nContent-Length: [len]\n\n[$sdp]${end}]]></send>`,
      );
    expect(rules(answer(''))).toEqual(['body-without-crlf']);
    expect(rules(answer('\n'))).toEqual([]);
  });

  test('retransmission-blocks: something may have to be sent before the answer has come', () => {
    const steps = [
      '<label id="list"/>',
      '<recv response="202" optional="true" next="list"/>',
      '<recv request="NOTIFY" optional="true" next="answer"/>',
      GO,
      '<label id="answer"/>',
      OK('next="list"'),
    ];
    expect(rules(scenario(NOTIFY('retrans="500"'), ...steps))).toEqual(['retransmission-blocks']);
    expect(rules(scenario(NOTIFY(), ...steps))).toEqual([]);
  });

  test('options: -nr, and -aa over UDP', () => {
    expect(lintArguments(['-nr', '-aa', '-nostdin'], 'udp')).toHaveLength(2);
    expect(lintArguments(['-aa', '-nostdin'], 'tcp')).toEqual([]);
  });
});
