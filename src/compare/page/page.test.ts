// The page of a comparison of a tiny case, with its figures.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changed, writeFolder } from '../../case/testing/folder.ts';
import { renderSvg } from '../../results/draw/svg.ts';
import { eachRow } from '../../results/read/csv.ts';
import { dataOf } from '../../results/testing/spec.ts';
import { compareCase, type Written } from '../compare.ts';
import { meanOf } from '../comparison.ts';
import { TINY } from '../testing/tiny.ts';
import { bestOf } from './table.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-comparison-page-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A name that would be HTML, a mechanism that the case does not suit, and two that run. */
const COMPARE = `controllers: [uncontrolled, "<b>tariff</b>", central, refused]
mechanisms:
  "<b>tariff</b>": { controllers: [dt] }
  refused: { controllers: [tfm], set: { market: null } }
`;
const FILES = { ...changed('case.yaml', 'title: One line', 'title: "One <i>line</i>"', TINY), 'compare.yaml': COMPARE };

let found: Written;
let html: string;
beforeAll(async () => {
  found = (await compareCase(writeFolder(FILES), { out: join(root, 'one'), seeds: 2 }))!;
  html = readFileSync(join(found.dir, 'comparison.html'), 'utf8');
});

const specOf = (id: string) => JSON.parse(readFileSync(join(found.dir, 'plots', `${id}.vl.json`), 'utf8'));

describe('comparison.html', () => {
  it('has every figure, and links to files that are there', () => {
    const ids = ['loading', 'loading-duration', 'voltage', 'import', 'trade-off', 'benefits', 'differences'];
    expect([...html.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids);
    const links = [...html.matchAll(/href="([^"#]+)"/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(3 * ids.length);
    for (const path of links) expect(existsSync(join(found.dir, path)), path).toBe(true);
    expect(readdirSync(join(found.dir, 'plots'))).toHaveLength(2 * ids.length);
  });

  it('refers to nothing outside its folder, and escapes names', () => {
    const still = html.replaceAll(/<script[\s\S]*?<\/script>/g, ''); // draw.test.ts checks the scripts
    expect(still).not.toMatch(/(src|href)="https?:|@import|<script|undefined|NaN/);
    expect(html).not.toMatch(/<script src/);
    expect(still).not.toMatch(/<b>tariff|<i>line/);
    expect(still).toContain('&lt;b&gt;tariff&lt;/b&gt;');
    expect(still).not.toContain(root);
  });

  it('reports a refused mechanism before the numbers', () => {
    expect(found.runs.filter(({ status }) => status === 'refused').map(({ controller }) => controller)).toContain(
      'refused',
    );
    expect(html.indexOf('refused cannot run this case')).toBeGreaterThan(0);
    expect(html.indexOf('refused cannot run this case')).toBeLessThan(html.indexOf('<h2>Indicators'));
    expect(html).toMatch(/uncontrolled[^<]* violates? ratings or voltage limits/);
  });

  it('marks the best value among mechanisms that keep the limits only', () => {
    const cost = { id: 'energy_cost', unit: 'EUR', title: '', sense: 'less' } as const;
    const runs = (controller: string, value: number, overload_kvah: number) => ({
      ...found.runs[0]!,
      controller,
      indicators: Object.entries({ energy_cost: value, overload_kvah }).map(([id, of]) => ({
        ...found.runs[0]!.indicators[0]!,
        id,
        value: of,
      })),
    });
    const slice = {
      ...found,
      mechanisms: ['cheap', 'kept', 'dear', 'yardstick'],
      yardstick: 'yardstick',
      runs: [runs('cheap', 1, 5), runs('kept', 3, 0), runs('dear', 4, 0), runs('yardstick', 2, 0)],
    };
    expect(bestOf(slice, cost)).toEqual(['kept']);
    expect(bestOf(slice, { ...cost, sense: 'neither' })).toEqual([]);
  });
});

describe('its figures', () => {
  it.each(['loading', 'loading-duration', 'voltage', 'import', 'trade-off', 'benefits', 'differences'])(
    '%s renders without a warning',
    async (id) => {
      const { svg, warnings } = await renderSvg(specOf(id));
      expect(warnings).toEqual([]);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    },
  );

  it.each([
    ['loading', 'branches.csv', 'loading_percent', 'branch', 'ab'],
    ['voltage', 'buses.csv', 'vm_pu', 'bus', 'b'],
  ])('%s has the values of the run folders', async (id, file, column, key, place) => {
    for (const { controller, run } of found.runs.filter(({ seed, status }) => seed === 7 && status === 'finished')) {
      const drawn = dataOf(specOf(id)).filter(({ mechanism }) => mechanism === controller);
      const values: number[] = [];
      const wanted: Record<string, 'number' | 'text'> = { [column]: 'number', [key]: 'text' };
      eachRow(join(found.dir, 'runs', run!), file, wanted, (row) => {
        if (row[key] === place) values.push(Number(Number(row[column]).toPrecision(6)));
      });
      // each step at its start and at its end
      expect(
        drawn.map(({ value }) => value),
        controller,
      ).toEqual(values.flatMap((value) => [value, value]));
      expect(values).toHaveLength(24);
    }
  });

  it('have the limits', () => {
    expect(dataOf(specOf('loading')).flatMap(({ limit }) => limit ?? [])).toEqual([100]);
    expect(JSON.stringify(specOf('voltage'))).toContain('Bus b (at least 0.9, at most 1.1 p.u.)');
  });

  it('have the means of the comparison', () => {
    const points = dataOf(specOf('trade-off')).filter(({ text }) => text);
    for (const { mechanism, x } of points) expect(x).toBeCloseTo(meanOf(found, String(mechanism), 'account_cost'), 3);
    expect(points).toHaveLength(3);
  });

  it('give way to those of the next comparison in the folder', async () => {
    const again = (await compareCase(writeFolder(FILES), { out: join(root, 'one'), seeds: 1 }))!;
    expect(readdirSync(join(again.dir, 'plots')).filter((name) => name.startsWith('differences'))).toEqual([]);
    expect(readFileSync(join(again.dir, 'comparison.html'), 'utf8')).toContain(
      'one seed has no 95 % confidence interval',
    );
  });
});

it('a comparison in which every run fails has a page with the reasons', async () => {
  const heavy = changed('loads.csv', 'lb,b,4', 'lb,b,9000', TINY);
  const { dir } = (await compareCase(writeFolder(heavy), {
    out: join(root, 'failed'),
    controllers: ['uncontrolled'],
  }))!;
  const page = readFileSync(join(dir, 'comparison.html'), 'utf8');
  expect(page).toContain('uncontrolled failed: 24 of 24 steps could not be solved');
  expect(page).not.toContain('<figure');
});
