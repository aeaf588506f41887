// The report in a real browser, as a file, without a network. Skipped where no Chromium is installed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawRun } from '../draw.ts';
import { writeRun } from '../testing/run.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
const title = `report.html in a browser${browser ? '' : ' (skipped: no Chromium is installed)'}`;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--virtual-time-budget=20000',
  '--window-size=1200,12000', // every plot is in view
];

describe.skipIf(!browser)(title, () => {
  let profile: string;
  let page: string;
  beforeAll(async () => {
    profile = mkdtempSync(join(tmpdir(), 'feederlab-browser-'));
    const { dir } = await writeRun({ dispatched: true, flexible: true });
    await drawRun(dir);
    page = `${dir}/report.html`;
  });
  afterAll(() => rmSync(profile, { recursive: true, force: true }));

  /** The page as it is after its scripts ran. */
  function opened(file: string): string {
    const args = [...FLAGS, `--user-data-dir=${profile}`, '--dump-dom', `file://${file}`];
    return execFileSync(browser!, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  }
  const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

  it('plays every plot under its own policy, without an error', { timeout: 120_000 }, () => {
    const dom = opened(page);
    const plots = count(readFileSync(page, 'utf8'), /<figure /g);
    expect(plots).toBeGreaterThan(8);
    expect([...dom.matchAll(/data-error="([^"]*)"/g)].map(([, error]) => error)).toEqual([]);
    expect(count(dom, /<figure [^>]*class="on"/g)).toBe(plots);
    expect(count(dom, /<div class="live[^"]*"[^>]*><svg /g)).toBe(plots);
  });

  it('keeps its static pictures where scripts may not run', { timeout: 120_000 }, () => {
    const still = `${page.slice(0, -5)}-still.html`;
    writeFileSync(still, readFileSync(page, 'utf8').replace(/script-src [^"]*"/, "script-src 'none'\""));
    const dom = opened(still);
    expect(count(dom, /class="on"/g)).toBe(0);
    expect(count(dom, /<div class="still"><svg /g)).toBe(count(dom, /<figure /g));
  });
});
