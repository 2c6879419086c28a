/** One entry of SIPp's error file (`-trace_err`). */
export interface SippError {
  /** Unix epoch, in milliseconds. */
  wallMs: number;
  text: string;
}

/** Two entries may share a line, and one may run over many: only the stamp tells where one begins. */
const STAMP = /\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\.\d+\t(\d+\.\d+): /g;

export function readErrorLog(text: string): SippError[] {
  const stamps = [...text.matchAll(STAMP)];
  return stamps.map((stamp, index) => ({
    wallMs: Number(stamp[1]) * 1000,
    text: text.slice(stamp.index + stamp[0].length, stamps[index + 1]?.index).trim(),
  }));
}

/**
 * Whether SIPp says that a message was lost on the scenario: what follows in the test rests on incomplete ground. What
 * it answered in the scenario's place, with the 200 that the scenario would have given, is not lost.
 */
export const tellsOfLostMessage = ({ text }: SippError): boolean =>
  /unexpected|discard/i.test(text) && !text.startsWith('Automatic response mode') && !isRepeatedAnswer(text);

/** A 2xx to an INVITE is repeated until the ACK has come, and only the repetition finds the scenario busy with the ACK. */
const isRepeatedAnswer = (text: string): boolean =>
  /received 'SIP\/2\.0 2\d\d /.test(text) && /^cseq[ \t]*:[ \t]*\d+[ \t]+INVITE/im.test(text);

/** The entry in one line: SIPp repeats whole messages, of which the first line is enough. */
export function summarise({ text }: SippError): string {
  const [first = '', second = ''] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return /[:']$/.test(first) ? `${first} ${second}` : first;
}
