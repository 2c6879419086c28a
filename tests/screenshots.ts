/**
 * Pictures of a report for the documents: one purpose of it in light, in dark and on paper.
 * `node tests/screenshots.ts reports/<run> [purpose]`
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from './browser.ts';

const [run, purpose = 'TP-CL-LV-10'] = process.argv.slice(2);
if (run === undefined) throw new Error('expected the folder of a run');
const address = `${pathToFileURL(resolve(run, 'report.html')).href}#${purpose}`;
const folder = resolve(import.meta.dirname, '../docs/images');

const browser = await openBrowser();
for (const [name, media, colorScheme, width] of [
  ['report-light', 'screen', 'light', 1180],
  ['report-dark', 'screen', 'dark', 1180],
  ['report-print', 'print', 'light', 900],
] as const) {
  const page = await browser.newPage({ viewport: { width, height: 1180 }, colorScheme });
  await page.goto(address);
  await page.emulateMedia({ media, colorScheme });
  await page
    .locator('details.purpose', { has: page.locator(`[id="${purpose}"]`) })
    .evaluate((one) => one.scrollIntoView());
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
