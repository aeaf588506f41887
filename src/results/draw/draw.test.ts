import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vega from 'vega';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { dispatch } from '../../../controllers/dispatch/plots/testing.ts';
import { tariff } from '../../../controllers/dt/plots/testing.ts';
import { flexibility } from '../../../controllers/tfm/plots/testing.ts';
import { createClock } from '../../../cosim/index.ts';
import { textWidth as tabulated } from '../../../record/index.ts';
import { kinds } from '../../kinds.ts';
import { isDrawn } from '../folder/finished.ts';
import { type ReadOptions, type Run, readRun } from '../read/index.ts';
import { type TestRun, temporary, writeRun } from '../testing/run.ts';
import { dataOf, specOf } from '../testing/spec.ts';
import { drawRun } from './draw.ts';
import { fontFiles, readWidths, textWidth } from './font.ts';
import { plotsOf } from './plots.ts';
import { renderPng } from './png.ts';
import { renderSvg } from './svg.ts';

let dir: string;
/** A run that has something of everything to show but a tariff. */
let full: Run;
/** One with a tariff. */
let tariffed: Run;

const DISPATCHED = { controllers: ['central', 'tfm'], published: [dispatch, flexibility], wrong: true };
const TARIFFED = { controllers: ['dt'], published: [tariff] };

const read = async (of: TestRun, options?: ReadOptions): Promise<Run> => {
  const run = await readRun((await writeRun(of)).dir, options);
  const [drawing, feeding] = [run.kinds[0]!, run.kinds.at(-1)!];
  return { ...run, kinds: [...run.kinds, { ...drawing, kind: 'load' }, { ...feeding, kind: 'generator' }] };
};

beforeAll(async () => {
  ({ dir } = await writeRun());
  await drawRun(dir, { plots: 'png' });
  full = await read(DISPATCHED);
  tariffed = await read(TARIFFED);
});

const idsOf = (controllers: readonly string[]) => plotsOf(controllers, kinds()).map(({ id }) => id);
const OF_A_LONG_RUN = ['import-duration', 'import-carpet'];
const short = [...new Set([...idsOf(DISPATCHED.controllers), ...idsOf(['dt'])])].filter(
  (id) => !OF_A_LONG_RUN.includes(id),
);
/** Of a run whose controllers have no plots, without a generator and with perfect foresight. */
const always = idsOf([]).filter((id) => ![...OF_A_LONG_RUN, 'generation', 'forecast-errors'].includes(id));
/** The run that has the plot. */
const runWith = (id: string) => (idsOf(DISPATCHED.controllers).includes(id) ? full : tariffed);

describe('the plots of a run', () => {
  it.each(short)('%s compiles and renders without a warning', async (id) => {
    const spec = specOf(runWith(id), id)!;
    const { svg, warnings } = await renderSvg(spec);
    expect(warnings).toEqual([]);
    expect(svg).toMatch(/^<svg /);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('stand in the folder as specification, SVG and PNG, the PNG at twice the size', () => {
    expect(readdirSync(`${dir}/plots`).length).toBe(3 * always.length);
    for (const id of always) {
      const svg = readFileSync(`${dir}/plots/${id}.svg`, 'utf8');
      const png = readFileSync(`${dir}/plots/${id}.png`);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
      expect(Math.abs(png.readUInt32BE(16) - 2 * Number(width))).toBeLessThan(2);
      expect(Math.abs(png.readUInt32BE(20) - 2 * Number(height))).toBeLessThan(2);
    }
  });

  it('have the same bytes when drawn again', async () => {
    const before = readdirSync(`${dir}/plots`).map((name) => readFileSync(`${dir}/plots/${name}`));
    const report = readFileSync(`${dir}/report.html`);
    await drawRun(dir, { plots: 'png' });
    const after = readdirSync(`${dir}/plots`).map((name) => readFileSync(`${dir}/plots/${name}`));
    expect(after.every((file, i) => file.equals(before[i]!))).toBe(true);
    expect(readFileSync(`${dir}/report.html`).equals(report)).toBe(true);
  });

  it('are laid out and drawn with the font that comes along, not with one of the host', () => {
    // Advance widths of Arial and Helvetica, which Arimo shares: i 0.222, m 0.833, 0 0.556 em.
    expect(textWidth('i', 1, false)).toBeCloseTo(0.222, 3);
    expect(textWidth('m0', 10, false)).toBeCloseTo(13.89, 2);
    expect(readWidths(readFileSync(fontFiles[1]!))('i')).toBeCloseTo(0.278, 3);
    // An empty picture with a font the host may have: nothing of it may be found.
    const text = (family: string) =>
      renderPng(
        `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text y="15" font-family="${family}">mid</text></svg>`,
      );
    expect(text('DejaVu Serif').equals(text('Arimo'))).toBe(true);
  });

  it('has the widths by which titles are broken into lines', () => {
    const measured = readWidths(readFileSync(fontFiles[0]!));
    const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));
    for (const character of [...ascii, ...'′°·²³⁻–×−…∂ΣΔ']) {
      expect(tabulated(character, 1), character).toBe(measured(character));
    }
  });

  it('show the runs of a network without ratings by their currents', async () => {
    const bare = { ...full, measure: { column: 'i_a', title: 'Current', unit: 'A' } as const };
    for (const id of short.filter((id) => runWith(id) === full)) {
      expect((await renderSvg(specOf(bare, id)!)).warnings).toEqual([]);
    }
  });

  it('are few, not broken, when no step was solved or the run had none', async () => {
    const { dir: none } = await writeRun({ until: 0 });
    const files = await drawRun(none);
    expect(files.at(-1)).toMatch(/report\.html$/);
    expect(readFileSync(`${none}/report.html`, 'utf8')).toContain('The run was stopped after 0 of 4 steps.');
  });

  it('draw an interrupted run', async () => {
    const { dir: cut } = await writeRun({ until: 2 });
    expect((await drawRun(cut)).length).toBe(2 * always.length + 1);
  });

  it('have a PNG where one is asked for, which is taken away when they are drawn without', async () => {
    const { dir: run } = await writeRun();
    const form = () => ({
      files: readdirSync(`${run}/plots`).filter((name) => name.endsWith('.png')).length,
      links: readFileSync(`${run}/report.html`, 'utf8').match(/href="plots\/[^"]+\.png"/g)?.length ?? 0,
      isPng: isDrawn(run, 'png'),
      isSvg: isDrawn(run, 'svg'),
    });
    await drawRun(run, { plots: 'png' });
    expect(form()).toEqual({ files: always.length, links: always.length, isPng: true, isSvg: true });
    await drawRun(run);
    expect(form()).toEqual({ files: 0, links: 0, isPng: false, isSvg: true });
    rmSync(`${run}/plots/${always[0]}.svg`);
    expect(isDrawn(run, 'svg')).toBe(false);
  });
});

describe('the plots of a run of more steps than they have room for', () => {
  /** The same runs, read in blocks of two steps. */
  let coarse: readonly Run[];
  beforeAll(async () => {
    const runs = [DISPATCHED, TARIFFED].map((of) => read({ failing: false, ...of }, { points: 2 }));
    coarse = await Promise.all(runs);
  });

  it.each(short)('%s says so where it has a time axis, and renders without a warning', async (id) => {
    const spec = coarse.map((run) => specOf(run, id)).find((drawn) => drawn !== undefined)!;
    expect((await renderSvg(spec)).warnings).toEqual([]);
    if (!JSON.stringify(spec).includes('Local time')) return;
    const { subtitle } = spec['title'] as { subtitle: string[] };
    expect(subtitle.join(' ')).toMatch(/60 min|1 h|2 steps/);
  });

  it('show the highest and the lowest step of each block with its mean', () => {
    const import_kw = dataOf(specOf(coarse[0]!, 'network-balance')).filter(({ value }) => value !== undefined);
    expect(import_kw[0]).toMatchObject({ lo: 10, value: 15, hi: 20 });
    const stored = dataOf(specOf(coarse[0]!, 'stored-energy'));
    expect(stored[0]).toMatchObject({ lo: 3, value: 3.5, hi: 4 }); // of both batteries together
  });
});

describe('the plots of a run of a week or more', () => {
  /** Nine days of hours: 10 kW, 90 kW once, and an export of 5 kW in the last hour of each day. */
  const hours = 9 * 24;
  let long: Run;
  beforeAll(() => {
    const clock = { ...full.manifest.clock, step_min: 60, steps: hours };
    const import_of = Float64Array.from({ length: hours }, (_, k) => (k === 100 ? 90 : k % 24 === 23 ? -5 : 10));
    import_of[3] = Number.NaN;
    long = { ...full, manifest: { ...full.manifest, steps: hours, clock }, clock: createClock(clock), import_of };
  });
  const drawn = (id: string, run: Run) => specOf(run, id);

  it.each(OF_A_LONG_RUN)('%s renders without a warning, and is not drawn of a day', async (id) => {
    expect((await renderSvg(drawn(id, long)!)).warnings).toEqual([]);
    expect(drawn(id, full)).toBeUndefined();
  });

  it('sort every solved step, from the peak to the largest export', () => {
    const values = dataOf(drawn('import-duration', long)).map(({ value }) => value);
    expect([values[0], values[1], values.at(-2)]).toEqual([90, 10, -5]);
    expect(JSON.stringify(drawn('import-duration', long))).toContain('1 step that was not solved is left out');
  });

  it('lay each hour of each day in a cell of its own; an unsolved one is left white', () => {
    const cells = dataOf(drawn('import-carpet', long));
    expect(cells.length).toBe(hours - 1);
    const day = 86_400_000;
    const start = full.blockTime(full.blocks, 0);
    expect(cells.find(({ value }) => value === 90)).toMatchObject({
      t: start + 4 * day,
      u: start + 5 * day,
      hour: 4,
      until: 5,
    });
  });
});

describe('report.html', () => {
  it('tells failed steps first, escaped, and asks nothing of the network', () => {
    const page = readFileSync(`${dir}/report.html`, 'utf8');
    expect(page.indexOf('1 of 4 steps were not solved')).toBeLessThan(page.indexOf('<h2>Indicators'));
    expect(page).toContain('did not converge: &lt;bus B&gt;');
    expect(page).toContain('Two feeders, &quot;by hand&quot;');
    expect(page).not.toMatch(/(src|href)="https?:|@import|<script src/);
  });

  it('lets no script run but its own, and none of them evaluates text', () => {
    const page = readFileSync(`${dir}/report.html`, 'utf8');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!;
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text!);
    expect(scripts.length).toBe(3);
    for (const text of scripts) expect(policy).toContain(createHash('sha256').update(text).digest('base64'));
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
  });

  it('comes with a static picture and an interactive one of each plot, whose expressions the interpreter can walk', () => {
    const page = readFileSync(`${dir}/report.html`, 'utf8');
    const live = [...page.matchAll(/<script type="application\/json">([^<]+)<\/script>/g)].map(([, text]) =>
      JSON.parse(text!),
    );
    expect(live.length).toBe(always.length);
    expect(page.match(/<div class="still"><svg /g)?.length).toBe(always.length);
    for (const spec of live) expect(() => vega.parse(spec, undefined, { ast: true } as object)).not.toThrow();
  });

  it('shows five numbers and the feeder before all tables', () => {
    const page = readFileSync(`${dir}/report.html`, 'utf8');
    const keys = page.indexOf('<ul class="keys">');
    expect(page.slice(keys, page.indexOf('</ul>', keys)).match(/<li>/g)?.length).toBe(5);
    expect(keys).toBeLessThan(page.indexOf('<figure id="feeder-voltage">'));
    expect(page.indexOf('<figure id="feeder-voltage">')).toBeLessThan(page.indexOf('<h2>Indicators'));
  });

  it('folds the indicators that are 0', () => {
    const page = readFileSync(`${dir}/report.html`, 'utf8');
    const folded = /<summary>\d+ indicators? (?:is|are) 0<\/summary>([\s\S]*?)<\/details>/g;
    const open = page.replace(folded, '');
    expect(page).toMatch(folded);
    expect(open).not.toMatch(/<td class="n">0<\/td><td class="unit">/);
  });

  it('has no id twice', () => {
    const ids = [...readFileSync(`${dir}/report.html`, 'utf8').matchAll(/\bid="([^"]+)"/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('drawing what is no run', () => {
  const refused = async (folder: string, what: RegExp) => {
    const error = await drawRun(folder).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(what);
  };

  it('refuses a folder that is not there, or is something else', async () => {
    await refused(temporary(), /nothing of this name/);
    const other = temporary();
    mkdirSync(other);
    await refused(other, /without manifest\.json/);
    writeFileSync(`${other}/manifest.json`, '{"name":"web app"}');
    await refused(other, /manifest\.json of something else/);
    writeFileSync(`${other}/manifest.json`, '{');
    await refused(other, /manifest\.json: 1 problem/);
  });

  it('names the table that is missing, and the line and column that are damaged', async () => {
    const { dir: run } = await writeRun();
    const grid = readFileSync(`${run}/grid.csv`, 'utf8');
    rmSync(`${run}/grid.csv`);
    await refused(run, /grid\.csv: 1 problem[\s\S]*file/);
    writeFileSync(`${run}/grid.csv`, grid.replace('loss_kw', 'lost'));
    await refused(run, /header[\s\S]*expected the columns loss_kw too/);
    writeFileSync(`${run}/grid.csv`, grid.replace('\n1,', '\none,'));
    await refused(run, /line 3, step[\s\S]*found "one"/);
    writeFileSync(`${run}/grid.csv`, grid.split('\n').slice(0, 3).join('\n'));
    await refused(run, /expected 4 rows, as the manifest says/);
    writeFileSync(`${run}/grid.csv`, '');
    await refused(run, /an empty file/);
    writeFileSync(`${run}/grid.csv`, grid);
    appendFileSync(`${run}/buses.csv`, '4,2024\n');
    await refused(run, /buses\.csv: 1 problem[\s\S]*line 26/);
    expect(readdirSync(run)).not.toContain('plots');
  });
});
