/** The report's page in a real browser; skipped, and said to be, where the machine has no Chromium. */
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { purposes, type TestPurpose } from '../catalogue/index.ts';
import type { Verdict } from '../harness/judge/verdict.ts';
import { renderHtml } from '../harness/report/html.ts';
import { isFin, isOk, madeUpLeave } from '../harness/report/ladder/made-up-leave.ts';
import {
  judgedAs,
  madeUpCheck,
  madeUpMeasurements,
  madeUpPace,
  madeUpPurpose,
  madeUpReport,
} from '../harness/report/made-up-report.ts';
import type { Report } from '../harness/report/report.ts';
import { browserPath, openBrowser } from './browser.ts';
import { describeWhere } from './where-installed.ts';

const HOSTILE = '"><script>document.title="owned"</script><img src=x onerror="document.title=1">';
const timeline = madeUpLeave(20, HOSTILE);
const [fin, ok] = [isFin, isOk].map((matches) => timeline.find(matches)!.seq) as [number, number];

/** Purposes of the catalogue, each with a diagram; every third fails. */
function reportOn(selected: readonly TestPurpose[]): Report {
  const made = selected.map(({ id, role, group, purpose, requirements }, index) => {
    const verdict: Verdict = index % 3 === 2 ? 'fail' : 'pass';
    const judgements = judgedAs(verdict, `seen: ${HOSTILE}`);
    judgements.cr = { ...judgements.cr, deciding: [fin, ok], distanceMs: 4999.75 } as typeof judgements.cr;
    const checks = [madeUpCheck({ verdict, message: `seen: ${HOSTILE}`, judgements, requirement: requirements[0]! })];
    return madeUpPurpose(id, verdict, { role, group, purpose, requirements, checks });
  });
  made.at(-1)!.cases[0]!.measurements = madeUpMeasurements(HOSTILE);
  return { ...madeUpReport(made), pace: madeUpPace(HOSTILE) };
}

let browser: Browser | undefined;
let folder: string;
/** Of a page with a few purposes, and of one with all. */
let url: string;
let wholeUrl: string;
const complaints: string[] = [];

const FEW = ['TP-CL-LV-01', 'TP-CL-LV-02', 'TP-CL-LV-10', 'TP-CF-FR-01', 'TP-CF-FR-02', 'TP-CF-FR-04'];

async function written(name: string, selected: readonly TestPurpose[]): Promise<string> {
  const report = reportOn(selected);
  const timelines = new Map(report.purposes.flatMap(({ cases }) => cases.map(({ evidence }) => [evidence, timeline])));
  const file = join(folder, name);
  await writeFile(file, renderHtml(report, timelines));
  return pathToFileURL(file).href;
}

async function open(hash = '', options: BrowserContextOptions = {}, address = url): Promise<Page> {
  const page = await browser!.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => request.url().startsWith(address) || complaints.push(`request: ${request.url()}`));
  await page.goto(`${address}${hash}`);
  return page;
}

describeWhere(browserPath !== undefined)('the page in Chromium', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-'));
    url = await written(
      'few.html',
      FEW.map((id) => purposes.get(id)!),
    );
    wholeUrl = await written('all.html', [...purposes.values()]);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  test('with all purposes it is there, and filtered, in a moment', async () => {
    const page = await open('', {}, wholeUrl);
    const rows = page.locator('.campaign tbody tr[data-words]:visible');
    expect(await rows.count()).toBe(purposes.size);
    // The quickest of several: what else the machine does makes it slower, and never quicker.
    const took = await page.evaluate<number>(`(() => {
      const search = document.querySelector('input[type=search]');
      const filteredBy = (words) => {
        const began = performance.now();
        search.value = words;
        search.dispatchEvent(new Event('input', { bubbles: true }));
        void document.body.offsetHeight;
        return performance.now() - began;
      };
      return Math.min(...['tp-cl-lv', 'tp-cf', 'tp-cl-lv', 'tp-cf', 'tp-cl-lv'].map(filteredBy));
    })()`);
    expect(took).toBeLessThan(1000);
    const expected = [...purposes.keys()].filter((id) => id.startsWith('TP-CL-LV')).length;
    expect(await rows.count()).toBe(expected);
    expect(await page.locator('#filter output').textContent()).toBe(`${expected} of ${purposes.size} purposes`);
    await page.close();
  });

  test('filters go together and can be cleared', async () => {
    const page = await open();
    const rows = page.locator('.campaign tbody tr[data-words]:visible');
    await page.getByRole('checkbox', { name: 'FAIL' }).check();
    await page.getByLabel('Role').selectOption('focus');
    const ids = await rows.locator('th').allTextContents();
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => purposes.get(id.trim())?.role === 'focus')).toBe(true);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('#filter output', { hasText: 'all' }).waitFor();
    expect(await rows.count()).toBe(FEW.length);
    await page.close();
  });

  test('a link to a purpose opens it, also where the filter hides it', async () => {
    const page = await open('#TP-CL-LV-10');
    await page.locator('[id="TP-CL-LV-10"] svg').waitFor({ state: 'visible' });
    await page.getByRole('searchbox').fill('nothing is called this');
    await page.evaluate(`location.hash = '#TP-CF-FR-01'`);
    await page.locator('[id="TP-CF-FR-01"] svg').waitFor({ state: 'visible' });
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.close();
  });

  test('a click on an arrow opens the raw message', async () => {
    const page = await open('#TP-CL-LV-10');
    const message = page.locator(`[id="TP-CL-LV-10.1-${ok}"]`);
    expect(await message.isVisible()).toBe(false);
    await page.locator(`a[href="#TP-CL-LV-10.1-${ok}"]`).click();
    await message.waitFor({ state: 'visible' });
    expect(await message.textContent()).toContain('SIP/2.0 200 OK\nCall-ID: c1');
    await page.close();
  });

  test('where a purpose passed the message is unpacked by the click, and so is what is folded', async () => {
    const page = await open('#TP-CL-LV-01');
    await page.locator(`a[href="#TP-CL-LV-01.1-${ok}"]`).click();
    const message = page.locator(`[id="TP-CL-LV-01.1-${ok}"] pre`);
    await message.waitFor({ state: 'visible' });
    expect(await message.textContent()).toMatch(/^SIP\/2.0 200 OK\nCall-ID: c1/);
    const trace = page.locator('[id="TP-CL-LV-01"] .trace');
    await trace.locator('summary', { hasText: 'a client in a group' }).click();
    await trace.locator('summary', { hasText: 'INVITE' }).click();
    await trace.locator('pre:visible', { hasText: /^INVITE sip:g@x/ }).waitFor();
    await page.close();
  });

  test('what is folded and packed runs no more than what is in sight', async () => {
    const page = await open('#TP-CL-LV-01');
    for (const fold of await page.locator('[id="TP-CL-LV-01"] .trace, [id="TP-CL-LV-01"] .trace details').all())
      await fold.evaluate((details) => details.setAttribute('open', ''));
    await page.locator('[id="TP-CL-LV-01"] pre', { hasText: 'onerror' }).first().waitFor();
    expect(await page.locator('img, main script').count()).toBe(0);
    await page.close();
  });

  test('without scripts everything can be read, and an arrow still leads to its message', async () => {
    const page = await open('#TP-CL-LV-10', { javaScriptEnabled: false });
    await page.locator(`a[href="#TP-CL-LV-10.1-${ok}"]`).click();
    await page.locator(`[id="TP-CL-LV-10.1-${ok}"]`).waitFor({ state: 'visible' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.close();
  });

  test('on paper the purposes are unfolded, and what needs a mouse is gone', async () => {
    const page = await open();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('[id="TP-CL-LV-01"] svg').isVisible()).toBe(true);
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.close();
  });

  test('the keyboard reaches and opens a purpose', async () => {
    const page = await open();
    await page.locator('details.purpose > summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.purpose').first().getAttribute('open')).toBe('');
    await page.close();
  });

  test.each([
    ['light', 'screen'],
    ['dark', 'screen'],
    ['light', 'print'],
  ] as const)(
    'axe finds nothing to complain of in the %s page on %s',
    async (colorScheme, media) => {
      // The page's own policy forbids strangers' scripts, of which axe is one.
      const page = await open('', { colorScheme, bypassCSP: true });
      for (const id of ['TP-CL-LV-01', 'TP-CL-LV-10']) {
        await page.evaluate(`location.hash = '#${id}.1-${ok}'`);
        await page.locator(`[id="${id}.1-${ok}"] pre`).waitFor({ state: 'visible' });
      }
      await page.emulateMedia({ media, colorScheme });
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
      const found = await page.evaluate<string[]>(
        `axe.run({ exclude: ${media === 'screen' ? "[['details.purpose:not([open])']]" : '[]'} })
        .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
      );
      expect(found).toEqual([]);
      await page.close();
    },
    60_000,
  );

  test('nothing was printed, asked for or thrown, and nobody’s text ran', async () => {
    const page = await open();
    expect(await page.title()).toContain('NOT CONFORMANT');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
