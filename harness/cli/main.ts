import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Before anything else is loaded: what was stripped of its types and compiled once starts in half the time.
enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)));

// Whoever reads our output may stop reading; the exit code still tells the verdict.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { commandLine } = await import('./command-line.ts');
process.exitCode = await commandLine(process.argv);
