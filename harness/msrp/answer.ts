import type { AnswerStatus } from './encoder.ts';
import { headerOf } from './message.ts';
import type { MsrpRequest } from './message.ts';

/**
 * How the test side answers a request (RFC 4975 §7.2, §7.3), or `undefined` where it keeps silent: a REPORT is never
 * answered, nor a request that asks for no answer (Failure-Report) or names nobody to answer to.
 */
export function answerTo(request: MsrpRequest, sessionKnown: boolean): AnswerStatus | undefined {
  if (request.method === 'REPORT' || request.fromPath.length === 0) return undefined;
  const status = !sessionKnown ? 481 : request.method === 'SEND' ? 200 : 501;
  const wanted = headerOf(request, 'Failure-Report')?.toLowerCase() ?? 'yes';
  if (wanted === 'no' || (wanted === 'partial' && status === 200)) return undefined;
  return status;
}
