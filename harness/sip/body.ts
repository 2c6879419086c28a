import { parseParameterised } from './header-value.ts';
import type { SipMessage } from './message.ts';

export interface BodyPart {
  /** Media type in lower case, without parameters. */
  contentType: string;
  content: string;
}

/** The body, or the parts of a multipart body (RFC 5621; a group invitation carries SDP beside a resource list). */
export function bodyParts(message: SipMessage): BodyPart[] {
  const contentType = message.header('content-type');
  if (contentType === undefined || message.body === '') return [];
  const { value, parameters } = parseParameterised(contentType);
  const type = value.toLowerCase();
  const boundary = parameters.get('boundary');
  if (!type.startsWith('multipart/') || boundary === undefined) return [{ contentType: type, content: message.body }];
  return splitAtBoundary(message.body, boundary).map(readPart);
}

/** Content of the first part of that media type. */
export const bodyOfType = (message: SipMessage, contentType: string): string | undefined =>
  bodyParts(message).find((part) => part.contentType === contentType.toLowerCase())?.content;

function splitAtBoundary(body: string, boundary: string): string[] {
  const [, ...pieces] = `\r\n${body}`.split(`\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  return (end < 0 ? pieces : pieces.slice(0, end)).map((piece) => piece.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''));
}

function readPart(part: string): BodyPart {
  const boundary = /^\r?\n|\r?\n\r?\n/.exec(part);
  const head = boundary ? part.slice(0, boundary.index) : '';
  const type = /^content-type[ \t]*:(.*)$/im.exec(head)?.[1] ?? 'text/plain';
  return {
    contentType: parseParameterised(type).value.toLowerCase(),
    content: boundary ? part.slice(boundary.index + boundary[0].length) : part,
  };
}
