import { fileURLToPath } from 'node:url';

/** The systems that the suite brings along: what a run without `--sut` is put to. */
export const REFERENCE_SYSTEMS = ['reference-client.yaml', 'reference-focus.yaml'].map((file) =>
  fileURLToPath(new URL(`../../fixtures/sut/${file}`, import.meta.url)),
);
