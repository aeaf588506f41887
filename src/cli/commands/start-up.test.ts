// What a short command loads: none of the packages for optimisation, drawing or expressions.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bin } from '../testing.ts';

/** Writes the address of each module that is loaded to stderr. */
const hook = `
import { writeSync } from 'node:fs';
export function load(url, context, next) {
  writeSync(2, \`loads \${url}\\n\`);
  return next(url, context);
}`;

const asUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

function modulesOf(...call: readonly string[]): readonly string[] {
  const register = asUrl(`import { register } from 'node:module'; register('${asUrl(hook).replaceAll("'", '%27')}');`);
  const { status, stderr } = spawnSync(process.execPath, ['--import', register, bin, ...call], { encoding: 'utf8' });
  expect(status).toBe(0);
  return Array.from(stderr.matchAll(/^loads (.*)$/gm), ([, url]) => url!);
}

const packagesIn = (urls: readonly string[]) =>
  new Set(urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));

describe('a short command', () => {
  it.each([['list'], ['validate', 'ieee33-day']])('loads no package outside of the chunks: %s %s', (...call) => {
    const urls = modulesOf(...call.filter((word) => word !== undefined));
    expect(urls).toContainEqual(expect.stringMatching(/dist\/src\/cli\/main\.js$/));
    expect([...packagesIn(urls)]).toEqual([]);
  });

  it('loads mathjs for a unit that is not in the table', () => {
    const urls = modulesOf('validate', 'ieee33-day', '--set', 'populations.home.devices.ev.p_max=15 hp');
    expect(packagesIn(urls)).toContain('mathjs');
  });
});
