/** In what a 200 to the BYE departs from the right one. All but `compact` are none, to the client's transaction. */
export type Oddity = 'other-branch' | 'other-method' | 'other-call-id' | 'no-cseq' | 'truncated' | 'compact';

interface OddAnswer {
  /** For captions: "a 200 …". */
  spoken: string;
  /** Whether it answers the BYE all the same. */
  answers: boolean;
  /** Alters the lines Via to Record-Route. */
  alter: (lines: string[]) => string[];
  /** Content-Length as it goes out; absent: as it is. */
  length?: string;
}

const rewrite = (name: RegExp, change: (line: string) => string) => (lines: string[]) =>
  lines.map((line) => (name.test(line) ? change(line) : line));

export const oddAnswers: Record<Oddity, OddAnswer> = {
  'other-branch': {
    spoken: 'with another branch in its Via',
    answers: false,
    alter: rewrite(/^Via:/, (line) => line.replace(/;branch=[^;,\s]+/, ';branch=z9hG4bK-of-nobody')),
  },
  'other-method': {
    spoken: 'whose CSeq names INVITE',
    answers: false,
    alter: rewrite(/^CSeq:/, (line) => line.replace(/BYE/, 'INVITE')),
  },
  'other-call-id': {
    spoken: 'with another Call-ID',
    answers: false,
    alter: rewrite(/^Call-ID:/, () => 'Call-ID: of-nobody@elsewhere.example.com'),
  },
  'no-cseq': {
    spoken: 'without CSeq',
    answers: false,
    alter: (lines) => lines.filter((line) => !line.startsWith('CSeq:')),
  },
  truncated: {
    spoken: 'that ends before its Content-Length',
    answers: false,
    alter: (lines) => lines,
    length: 'Content-Length: 500',
  },
  // RFC 3261 §7.3.1 and §7.3.3: folded lines, names in any case and in compact form.
  compact: {
    spoken: 'with compact, lower-case and folded header fields',
    answers: true,
    alter: (lines) =>
      lines.map((line) =>
        line
          .replace(/^Via: /, 'v: ')
          .replace(/^From: /, 'f:\r\n ')
          .replace(/^To: /, 't:\r\n\t')
          .replace(/^Call-ID: /, 'i: ')
          .replace(/^CSeq: (\d+) /, 'cseq:\r\n  $1\r\n '),
      ),
    length: 'l: 0',
  },
};
