/** Milliseconds for a reader: three places below ten milliseconds, where they decide; seconds where they do not. */
export function milliseconds(ms: number): string {
  const size = Math.abs(ms);
  if (size < 10) return `${Number(ms.toFixed(3))} ms`;
  return size < 1000 ? `${Number(ms.toFixed(1))} ms` : `${Number((ms / 1000).toFixed(3))} s`;
}
