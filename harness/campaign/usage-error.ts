/**
 * The caller asked for something that cannot be done as asked: an unknown id, defect or profile, a malformed
 * descriptor, nothing selected. The message is one line and says what was expected. The command line exits 2 on it.
 */
export class UsageError extends Error {
  override name = 'UsageError';
}
