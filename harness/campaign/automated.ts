import { readdir } from 'node:fs/promises';
import { declarations } from '../choreography/declare.ts';
import { isLarge } from './select.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';

const SUITES = new URL('../../suites/', import.meta.url);

let loading: Promise<readonly PurposeDeclaration[]> | undefined;

/** Every declaration of every suite, read once per process. */
export function loadSuites(): Promise<readonly PurposeDeclaration[]> {
  loading ??= (async () => {
    const files = (await readdir(SUITES)).filter((file) => file.endsWith('.test.ts')).toSorted();
    for (const file of files) await import(new URL(file, SUITES).href);
    return declarations();
  })();
  return loading;
}

/** Ids of the purposes that a suite automates. */
export async function automatedPurposes(): Promise<Set<string>> {
  return new Set((await loadSuites()).map((declaration) => declaration.id));
}

/** The cases of one purpose, in the order of the suite; empty where it is not automated. */
export async function declarationsOf(id: string): Promise<PurposeDeclaration[]> {
  return (await loadSuites()).filter((declaration) => declaration.id === id);
}

/** Ids of the purposes that are about large groups, which run on request. */
export async function largePurposes(): Promise<Set<string>> {
  return new Set((await loadSuites()).filter(isLarge).map((declaration) => declaration.id));
}
