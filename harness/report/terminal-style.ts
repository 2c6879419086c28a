/** What a terminal, or the lack of one, allows. */
export interface TerminalStyle {
  /** Columns. */
  width: number;
  colour: boolean;
}

/** Output that goes to a file or a pipe has no width of its own. */
const UNBOUND_WIDTH = 120;

/** `NO_COLOR` and `FORCE_COLOR` have the meaning that most programs give them: any value but `''`, and `FORCE_COLOR=0`. */
export function terminalStyle(
  stream: { isTTY?: boolean; columns?: number },
  environment: Record<string, string | undefined> = process.env,
): TerminalStyle {
  const forced = environment['FORCE_COLOR'];
  const wanted = forced ? forced !== '0' : stream.isTTY === true && environment['TERM'] !== 'dumb';
  return {
    width: stream.columns || Number(environment['COLUMNS']) || UNBOUND_WIDTH,
    colour: wanted && !environment['NO_COLOR'],
  };
}
