// The report in a real browser, as a file, without a network. Skipped where no Chromium is installed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatch } from '../../../controllers/dispatch/plots/testing.ts';
import { flexibility } from '../../../controllers/tfm/plots/testing.ts';
import { drawRun } from '../draw/draw.ts';
import { writeRun } from '../testing/run.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => {
  try {
    return [execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()];
  } catch {
    return [];
  }
})[0];
const title = `report.html in a browser${browser ? '' : ' (skipped: no Chromium is installed)'}`;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!browser)(title, () => {
  let chromium: Browser;
  let page: string;
  beforeAll(async () => {
    chromium = await playwright.launch({ executablePath: browser!, args: FLAGS });
    const { dir } = await writeRun({ controllers: ['central', 'tfm'], published: [dispatch, flexibility] });
    await drawRun(dir);
    page = `${dir}/report.html`;
  });
  afterAll(() => chromium?.close());

  /** Opens the page with every plot in view, and looks at it once it is ready. */
  async function opened<T>(file: string, ready: (tab: Page) => Promise<unknown>, look: (tab: Page) => Promise<T>) {
    const tab = await chromium.newPage({ viewport: { width: 1200, height: 12_000 } });
    try {
      await tab.goto(pathToFileURL(file).href);
      await ready(tab);
      return await look(tab);
    } finally {
      await tab.close();
    }
  }
  const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

  it('plays every plot under its own policy, without an error', async () => {
    const plots = count(readFileSync(page, 'utf8'), /<figure /g);
    expect(plots).toBeGreaterThan(8);
    const played = (tab: Page) =>
      tab.waitForSelector('figure:not(.on):not([data-error])', { state: 'detached', timeout: 60_000 });
    const dom = await opened(page, played, (tab) => tab.content());
    expect([...dom.matchAll(/data-error="([^"]*)"/g)].map(([, error]) => error)).toEqual([]);
    expect(count(dom, /<figure [^>]*class="on"/g)).toBe(plots);
    expect(count(dom, /<div class="live[^"]*"[^>]*><svg /g)).toBe(plots);
  });

  it('keeps its static pictures where scripts may not run', async () => {
    const still = `${page.slice(0, -5)}-still.html`;
    writeFileSync(still, readFileSync(page, 'utf8').replace(/script-src [^"]*"/, "script-src 'none'\""));
    const loaded = (tab: Page) => tab.waitForLoadState();
    const dom = await opened(still, loaded, (tab) => tab.content());
    expect(count(dom, /class="on"/g)).toBe(0);
    expect(count(dom, /<div class="still"><svg /g)).toBe(count(dom, /<figure /g));
  });
});
