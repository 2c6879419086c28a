import { reasonPhrase } from './status-codes.ts';

/** What the test side does in an established INVITE dialog at one go of the harness. */
export type Turn = RespondTurn | RequestTurn;

/** Answers the BYE received last, or the re-INVITE where the program holds those. */
export interface RespondTurn {
  turn: 'respond';
  to: 'BYE' | 'INVITE';
  code: number;
  phrase?: string;
  /** Header field lines beside those that any response has. */
  headers?: string[];
  /** Whether the session description of the first INVITE transaction is repeated as body. */
  sdp?: boolean;
  /** It is none to the client's transaction, and leaves the BYE unanswered. */
  misses?: boolean;
  /** The line of Content-Length, where not the right one. */
  length?: string;
}

/** Sends a request within the dialog, once; SIPp acknowledges the response to an INVITE by itself. */
export interface RequestTurn {
  turn: 'request';
  method: 'INVITE' | 'OPTIONS' | 'BYE' | 'INFO';
  headers?: string[];
  /** Whether the session description of the first INVITE transaction is repeated as body. */
  sdp?: boolean;
  /** URI parameters that the Contact has from now on, beside its own: another target of the same dialog. */
  contact?: string;
  /** The request of the turn before goes out once more, as it was: a retransmission. */
  again?: boolean;
  /** Another request, with the next CSeq, that follows in the same instant: no go could be that fast. */
  followedBy?: { method: 'BYE'; headers?: string[] };
  /** What CSeq names as method where that is not the request's own: a malformed request. */
  cseqMethod?: string;
}

/**
 * The turns that a dialog takes, in order, one for each go. SIPp cannot choose a status code while it runs (it must
 * stand in the scenario), and dispatching costs more than a millisecond a step; so the turns are known beforehand.
 */
export interface DialogProgram {
  turns: Turn[];
  /**
   * What a BYE gets that no turn is left for: by default what the last final response among the turns was, or silence
   * where there was none. A BYE that had its final response gets that one again in any case.
   */
  afterwards?: number | 'silence';
  /** What a re-INVITE gets: 200 with the session description at once, which is the default, or nothing without a turn. */
  reInvites?: 'answer' | 'hold';
}

/** A response that SIPp gives by itself, without a go. */
export interface StandingAnswer {
  code: number;
  phrase: string;
  headers: string[];
}

export type StationTurn = Turn & {
  /** Of an INVITE: the name of its transaction. */
  transaction?: string;
  /** Of a response: whether a station after it has to tell a BYE that it answered from a new one. */
  remembered?: boolean;
};

/** Where a dialog stands before a turn, as `scenarios/parts/station.xml` takes it. */
export interface Station {
  label: string;
  next?: string;
  turn?: StationTurn;
  bye: 'absorb' | 'answer' | 'repeat' | 'distinguish';
  known?: StandingAnswer;
  fresh?: StandingAnswer;
  reInvites: 'answer' | 'hold';
  /** Whether a request of ours may still be answered here; SIPp refuses to know of responses before that. */
  responses: boolean;
  /** Names of the INVITE transactions among them, whose final responses want an ACK. */
  invites: string[];
}

export interface StationOptions {
  /** Sets the labels of one dialog apart from those of another in the same scenario. */
  prefix?: string;
  /** Responses may come from the first station on: to an INVITE of ours that began the dialog. */
  begunHere?: boolean;
}

/** One station before each turn, and one after the last. */
export function stationsOf(program: DialogProgram, { prefix = '', begunHere = false }: StationOptions = {}): Station[] {
  const labelOf = (index: number): string => `${prefix}turn-${index + 1}`;
  const compared = program.turns.some((_, index) => comparesAt(program, index + 1));
  const turns = program.turns.map((turn, index) => complete(turn, `${prefix}invite-${index + 1}`, compared));
  const stations: Station[] = [];
  for (let index = 0; index <= turns.length; index++) {
    const before = turns.slice(0, index);
    const turn = turns[index];
    stations.push({
      label: labelOf(index),
      ...(turn === undefined ? {} : { turn, next: labelOf(index + 1) }),
      ...byeAt(program, index),
      reInvites: program.reInvites ?? 'answer',
      responses: begunHere || before.some((earlier) => earlier.turn === 'request'),
      invites: before.flatMap((earlier) => earlier.transaction ?? []),
    });
  }
  return stations;
}

const comparesAt = (program: DialogProgram, index: number): boolean =>
  ['repeat', 'distinguish'].includes(byeAt(program, index).bye);

function complete(turn: Turn, transaction: string, compared: boolean): StationTurn {
  if (turn.turn === 'respond') {
    const remembered = compared && isAnswerToBye(turn) && turn.code >= 200;
    return { ...turn, phrase: turn.phrase ?? reasonPhrase(turn.code), remembered };
  }
  return turn.method === 'INVITE' ? { ...turn, transaction } : turn;
}

function byeAt(program: DialogProgram, index: number): Pick<Station, 'bye' | 'known' | 'fresh'> {
  const given = program.turns
    .slice(0, index)
    .findLast((turn): turn is RespondTurn => isAnswerToBye(turn) && turn.code >= 200);
  const known = given && answerOf(given.code, given);
  if (program.turns.slice(index).some(isAnswerToBye)) return known ? { bye: 'repeat', known } : { bye: 'absorb' };

  const afterwards = program.afterwards ?? given?.code ?? 'silence';
  if (afterwards === 'silence') return known ? { bye: 'repeat', known } : { bye: 'absorb' };
  if (!known) return { bye: 'answer', known: answerOf(afterwards) };
  if (known.code === afterwards) return { bye: 'answer', known };
  return { bye: 'distinguish', known, fresh: answerOf(afterwards) };
}

const isAnswerToBye = (turn: Turn): turn is RespondTurn => turn.turn === 'respond' && turn.to === 'BYE' && !turn.misses;

const answerOf = (code: number, turn?: RespondTurn): StandingAnswer => ({
  code,
  phrase: turn?.phrase ?? reasonPhrase(code),
  headers: turn?.headers ?? [],
});
