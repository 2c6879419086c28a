import type { Socket } from 'node:net';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import type { Credentials } from '../tls/authority.ts';

/** The server's side of TLS over a connection that was accepted. The certificate of the other side is asked for (RFC 4572 §6.2). */
export const securedAsServer = (socket: Socket, credentials: Credentials): Promise<TLSSocket> => {
  const secureContext = createSecureContext(credentials);
  const options = { isServer: true, secureContext, requestCert: true, rejectUnauthorized: false };
  return handshake(new TLSSocket(socket, options), 'secure', socket);
};

/** The client's side. Who the other side is, is told by its fingerprint, which is for the caller to look at. */
export const securedAsClient = (socket: Socket, credentials: Credentials): Promise<TLSSocket> =>
  handshake(connect({ socket, ...credentials, rejectUnauthorized: false }), 'secureConnect', socket);

/** The certificate that the other side has shown, in DER. */
export const certificateOf = (socket: TLSSocket): Buffer | undefined => {
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer };
  return raw;
};

function handshake(secured: TLSSocket, done: 'secure' | 'secureConnect', socket: Socket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const failed = (error?: Error) => {
      reject(error ?? new Error('the connection was closed during the handshake'));
      socket.destroy();
    };
    const closed = () => failed();
    secured.once('error', failed);
    secured.once('close', closed);
    secured.once(done, () => {
      secured.off('error', failed);
      secured.off('close', closed);
      resolve(secured);
    });
  });
}
