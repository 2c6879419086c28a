/** Milliseconds as a reader wants them: to a tenth where they are few. */
export const ms = (value: number): string => {
  const size = Math.abs(value);
  if (size < 10) return `${value.toFixed(1)} ms`;
  return `${Math.round(value)} ms`;
};

/** On which side of something another lies, and how far, for a message: "3.0 ms after the BYE", "3.0 ms ahead of the BYE". */
export const relativeTo = (what: string, distanceMs: number): string =>
  `${ms(Math.abs(distanceMs))} ${distanceMs < 0 ? 'ahead of' : 'after'} ${what}`;

/** Under this distance two events of different observers may have happened in either order on the wire. */
export const TOO_CLOSE_MS = 1;

export const doubt = (distanceMs: number): string[] =>
  Math.abs(distanceMs) < TOO_CLOSE_MS
    ? [
        `the two events are ${ms(Math.abs(distanceMs))} apart: their order on the wire is known to within a millisecond only`,
      ]
    : [];
