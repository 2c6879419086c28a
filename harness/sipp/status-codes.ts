/**
 * Status codes with their usual reason phrases: those that a party to a group session may send. SIPp reads scenarios of
 * 64 KiB at most, and needs a line for each code in each list.
 */
const PHRASES: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  299: 'Success',
  302: 'Moved Temporarily',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  410: 'Gone',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  415: 'Unsupported Media Type',
  417: 'Unknown Resource-Priority',
  420: 'Bad Extension',
  422: 'Session Interval Too Small',
  423: 'Interval Too Brief',
  477: 'Next Hop Unreachable',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  489: 'Bad Event',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Server Time-out',
  580: 'Precondition Failure',
  600: 'Busy Everywhere',
  603: 'Decline',
  604: 'Does Not Exist Anywhere',
  606: 'Not Acceptable',
  607: 'Unwanted',
};

/** Codes that the test side only sends, to see what becomes of them. */
const PHRASES_SENT: Readonly<Record<number, string>> = {
  402: 'Payment Required',
  416: 'Unsupported URI Scheme',
  484: 'Address Incomplete',
  485: 'Ambiguous',
  493: 'Undecipherable',
  505: 'Version Not Supported',
  513: 'Message Too Large',
  604: 'Does Not Exist Anywhere',
  607: 'Unwanted',
};

/** What a scenario's lists take as responses: SIPp matches single codes only. */
export const STATUS_CODES: readonly number[] = Object.keys(PHRASES).map(Number);

export const reasonPhrase = (code: number): string => PHRASES[code] ?? PHRASES_SENT[code] ?? 'Unnamed';
