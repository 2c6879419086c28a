import { request, type IncomingMessage } from 'node:http';
import {
  excerpt,
  NoAnswer,
  readAnswer,
  Unsupported,
  UpperTesterError,
  type Answer,
  type AskedAction,
  type Channel,
} from './channel.ts';

/** An answer longer than this, in bytes, is refused: a roster of a thousand participants takes a tenth of it. */
const bodyLimit = 1024 * 1024;

/** Actions as requests: `POST <base>/<action>` with a JSON body, `GET <base>/state`. */
export function httpChannel(base: string): Channel {
  const root = base.replace(/\/+$/, '');
  return {
    async ask(action, parameters, signal) {
      const method = action === 'state' ? 'GET' : 'POST';
      const url = `${root}/${action}`;
      const who = `the upper tester at ${method} ${url}`;
      const { status, headers, body } = await exchange(method, url, JSON.stringify(parameters), signal, who);
      return read(action, status, headers, body, who);
    },
  };
}

interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

async function exchange(method: string, url: string, body: string, signal: AbortSignal, who: string): Promise<Reply> {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      // A connection of its own for each action: none is left behind, and none is broken from the time before.
      const asked = request(url, { method, agent: false, signal, headers: { accept: 'application/json' } }, resolve);
      asked.on('error', reject);
      if (method === 'GET') asked.end();
      else asked.setHeader('content-type', 'application/json').end(body);
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Leaving the loop destroys the response, and with it the connection.
      if (size > bodyLimit)
        throw new UpperTesterError(`${who} answered more than ${bodyLimit} bytes, expected a short JSON object`);
      chunks.push(chunk);
    }
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
  } catch (error) {
    if (error instanceof UpperTesterError || signal.aborted) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new NoAnswer(`${who} does not answer: ${code ?? message}`);
  }
}

function read(action: AskedAction, status: number, headers: Reply['headers'], body: string, who: string): Answer {
  if (status === 501) throw new Unsupported(`${who} says that ${action} is not supported`);
  if (status >= 300 && status < 400)
    throw new UpperTesterError(
      `${who} redirects to ${excerpt(headers.location ?? 'nowhere')} (${status}), expected an answer of its own`,
    );
  if (status < 200 || status >= 300) throw new UpperTesterError(`${who} answered ${status}: ${reasonIn(body)}`);
  if (body.trim() === '' && action !== 'state') return {};
  const type = headers['content-type'] ?? 'application/json';
  if (!/json/i.test(type)) throw new UpperTesterError(`${who} answered ${excerpt(type)}, expected JSON`);
  return readAnswer(parsed(body, who), who);
}

function parsed(body: string, who: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new UpperTesterError(`${who} answered ${JSON.stringify(excerpt(body))}, expected JSON`);
  }
}

/** The `error` of a JSON body, or what else there is to read. */
function reasonIn(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') return excerpt(error);
  } catch {
    // Not JSON: shown as it is.
  }
  return excerpt(body) || 'no reason given';
}
