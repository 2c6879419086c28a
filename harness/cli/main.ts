import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Before anything else is loaded: what was stripped of its types and compiled once starts in half the time.
enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)));

const { commandLine } = await import('./command-line.ts');
process.exitCode = await commandLine(process.argv);
