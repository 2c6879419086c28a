import { request } from 'node:http';
import { connect } from 'node:net';

/** How long a Docker Engine may take to answer on a busy machine, in milliseconds, before it counts as absent. */
const limitMs = 2_000;

/** Whether a Docker Engine answers where `DOCKER_HOST` says, or at the usual socket. */
export function engineAnswers(
  dockerHost = process.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock',
): Promise<boolean> {
  if (!URL.canParse(dockerHost)) return Promise.resolve(false);
  const { protocol, pathname, hostname, port } = new URL(dockerHost);
  if (protocol === 'unix:') return pings(pathname);
  return protocol === 'tcp:' || protocol === 'http:' ? accepts(hostname, Number(port || 2375)) : Promise.resolve(false);
}

function pings(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { socketPath, path: '/_ping', agent: false, signal: AbortSignal.timeout(limitMs) },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

/** An engine on the network may want TLS; that it takes the connection is enough here. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: limitMs });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => settle(true));
    socket.on('timeout', () => settle(false));
    socket.on('error', () => settle(false));
  });
}
