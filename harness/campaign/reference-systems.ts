import { fileURLToPath } from 'node:url';

const described = (file: string): string => fileURLToPath(new URL(`../../fixtures/sut/${file}`, import.meta.url));

/** The systems that a run without `--sut` is put to: what the change request is about. */
export const REFERENCE_SYSTEMS: string[] = ['reference-client.yaml', 'reference-focus.yaml'].map(described);

/** All systems that the suite brings along, one of each role. */
export const ALL_REFERENCE_SYSTEMS: string[] = [...REFERENCE_SYSTEMS, described('reference-pcscf.yaml')];
