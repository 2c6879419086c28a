import { parseParameterised } from './header-value.ts';
import type { SipMessage } from './message.ts';

/** One value of the Reason header field (RFC 3326 §2). */
export interface Reason {
  /** As written: `SIP`, `Q.850`, `RELEASE_CAUSE`. Compare with {@link hasProtocol}. */
  protocol: string;
  /** Absent where there is none, or it is no number. */
  cause?: number;
  text?: string;
  parameters: ReadonlyMap<string, string>;
}

/** Every Reason value of a message, over all its Reason lines and comma-separated lists, in order. */
export function reasonsOf(message: SipMessage): Reason[] {
  return message.values('reason').map(parseReason);
}

export function parseReason(value: string): Reason {
  const { value: protocol, parameters } = parseParameterised(value);
  const cause = parameters.get('cause');
  const text = parameters.get('text');
  return {
    protocol,
    ...(cause !== undefined && /^\d+$/.test(cause) ? { cause: Number(cause) } : {}),
    ...(text !== undefined ? { text } : {}),
    parameters,
  };
}

/** Protocol tokens compare without case (RFC 3261 §7.3.1). */
export const hasProtocol = (reason: Reason, protocol: string): boolean =>
  reason.protocol.toLowerCase() === protocol.toLowerCase();
