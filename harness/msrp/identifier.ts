import { randomBytes } from 'node:crypto';

/** A fresh transaction id: 64 bits of chance in 16 characters (RFC 4975 §7.1 allows 4 to 32). */
export const newTransactionId = (): string => randomBytes(8).toString('hex');

/** A fresh Message-ID, never used again. */
export const newMessageId = (): string => randomBytes(10).toString('hex');

/** A fresh session-id: at least 80 bits of chance, as RFC 4975 §14.1 demands. */
export const newSessionId = (): string => randomBytes(10).toString('hex');
