import { UsageError } from '../campaign/usage-error.ts';
import type { SutDescriptor } from '../sut/descriptor.ts';
import { DescriptorError, loadDescriptor } from '../sut/load.ts';

/** @throws {UsageError} for a file that is missing, malformed, or says what cannot be */
export function described(files: readonly string[]): SutDescriptor[] {
  try {
    return files.map((file) => loadDescriptor(file));
  } catch (error) {
    if (error instanceof DescriptorError) throw new UsageError(error.message);
    throw error;
  }
}
