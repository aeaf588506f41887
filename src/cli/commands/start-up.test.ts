// What a short command loads: none of the packages for optimisation, drawing or expressions.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bin } from '../testing.ts';

/** Writes to stderr the address of each ES module that is loaded, and the path of each other module. */
const hook = `
import { writeSync } from 'node:fs';
export function load(url, context, next) {
  writeSync(2, \`loads \${url}\\n\`);
  return next(url, context);
}`;

const asUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

const listing = `
const { writeSync } = require('node:fs');
require('node:module').register(${JSON.stringify(asUrl(hook))});
process.on('exit', () => writeSync(2, Object.keys(require.cache).map((path) => \`loads \${path}\\n\`).join('')));`;

const folder = mkdtempSync(join(tmpdir(), 'feederlab-start-up-'));
afterAll(() => rmSync(folder, { recursive: true }));
const preloaded = join(folder, 'listing.cjs');
writeFileSync(preloaded, listing);

function modulesOf(...call: readonly string[]): readonly string[] {
  const { status, stderr } = spawnSync(process.execPath, ['--require', preloaded, bin, ...call], { encoding: 'utf8' });
  expect(status).toBe(0);
  return Array.from(stderr.matchAll(/^loads (.*)$/gm), ([, url]) => url!);
}

const packagesIn = (urls: readonly string[]) =>
  new Set(urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));

describe('a short command', () => {
  it.each([['list'], ['validate', 'ieee33-day']])('loads no package outside of the chunks: %s %s', (...call) => {
    const urls = modulesOf(...call.filter((word) => word !== undefined));
    expect(urls).toContainEqual(expect.stringMatching(/dist\/src\/cli\/main\.cjs$/));
    expect(urls).toContainEqual(expect.stringMatching(/dist\/chunks\/locate-\w+\.cjs$|dist\/chunks\/case-\w+\.cjs$/));
    expect([...packagesIn(urls)]).toEqual([]);
  });

  it('loads mathjs for a unit that is not in the table', () => {
    const urls = modulesOf('validate', 'ieee33-day', '--set', 'populations.home.devices.ev.p_max=15 hp');
    expect(packagesIn(urls)).toContain('mathjs');
  });
});
