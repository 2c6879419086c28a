import { lstat, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renderBadge } from './badge.ts';
import { renderConformanceYaml } from './conformance-yaml.ts';
import { renderCsv } from './csv.ts';
import { renderCtrf } from './ctrf.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';
import { type Timelines, timelinesOf } from './timelines.ts';

const RENDERERS: Record<string, (report: Report, timelines: Timelines) => string> = {
  'report.json': renderJson,
  'junit.xml': renderJunit,
  'report.html': renderHtml,
  'report.md': renderMarkdown,
  'ctrf.json': renderCtrf,
  'requirements.csv': renderCsv,
  'conformance-report.yaml': renderConformanceYaml,
  'badge.svg': renderBadge,
};

/**
 * Writes every form of the report into the run's folder and points its neighbour `latest` at it. Each file appears
 * whole or not at all, so that a watcher never reads half a report.
 * @param folder `<out>/<run id>`, with the evidence in it; made where it is missing.
 */
export async function writeReport(report: Report, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const timelines = await timelinesOf(report, folder);
  await Promise.all(
    Object.entries(RENDERERS).map(([name, render]) =>
      appear(join(folder, name), (path) => writeFile(path, render(report, timelines))),
    ),
  );
  await pointLatestAt(folder);
}

/** Writes `report.json` alone, for a run that goes on, and points `latest` at it. */
export async function writeInterim(report: Report, folder: string): Promise<void> {
  await appear(join(folder, 'report.json'), (path) => writeFile(path, JSON.stringify(report)));
  await pointLatestAt(folder);
}

async function pointLatestAt(folder: string): Promise<void> {
  const latest = join(dirname(folder), 'latest');
  const standing = await lstat(latest).catch(() => undefined);
  if (standing && !standing.isSymbolicLink())
    throw new Error(`${latest} is in the way: a symbolic link to the newest run belongs there; move it elsewhere`);
  await appear(latest, (path) => symlink(basename(folder), path));
}

/** Makes something under a name of its own and moves it over `path` in one step. */
async function appear(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${crypto.randomUUID()}`);
  try {
    await make(temporary);
    await rename(temporary, path);
  } catch (failure) {
    await rm(temporary, { force: true });
    throw failure;
  }
}
