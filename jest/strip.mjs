// TypeScript to JavaScript by Node's own type stripping: line numbers stay true, no compiler is needed.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

const strip = (source, file) => ({ code: stripTypeScriptTypes(source, { mode: 'strip', sourceUrl: file }) });

export default {
  process: strip,
  processAsync: async (source, file) => strip(source, file),
  getCacheKey: (source, file, options) =>
    createHash('sha1')
      .update(process.version + String(options?.instrument) + file + source)
      .digest('hex'),
};
