import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { dispatch } from '../../../controllers/dispatch/plots/testing.ts';
import { drawOverlay } from '../../../record/drawing/overlay.ts';
import { BlockSeries, StepSums } from '../../../record/index.ts';
import { drawOverlays } from '../draw/draw.ts';
import { renderSvg } from '../draw/svg.ts';
import { type Run, readRun } from '../read/index.ts';
import { temporary, writeRun } from '../testing/run.ts';
import { dataOf, overlaysOf } from './index.ts';
import { namesOf } from './names.ts';

let dir: string;
let run: Run;
/** The run with 1 kW more of everything. */
let other: Run;
beforeAll(async () => {
  ({ dir } = await writeRun({ controllers: ['central'], published: [dispatch] }));
  run = await readRun(dir);
  const more = (series: BlockSeries) => {
    const made = new BlockSeries(run.blocks);
    for (let k = 0; k < 4; k++) made.add(k, series.mean(k) + 1);
    return made;
  };
  const stored = new StepSums(4).plus(
    run.plots.find(({ plot }) => plot.id === 'stored-energy')!.data!['stored'] as StepSums,
  );
  for (let k = 0; k < 4; k++) stored.add(k, 1);
  other = {
    ...run,
    import_kw: more(run.import_kw),
    loss_kw: more(run.loss_kw),
    vm_min_pu: more(run.vm_min_pu),
    kinds: run.kinds.map((k) => ({ ...k, net_kw: more(k.net_kw) })),
    plots: run.plots.map((read) => (read.plot.id === 'stored-energy' ? { ...read, data: { stored } } : read)),
  };
});

const ids = ['import', 'device-power', 'stored-energy', 'network'];
const specOf = (id: string, ...runs: readonly Run[]) => {
  const overlay = overlaysOf(runs).find((o) => o.id === id)!;
  return drawOverlay(
    overlay,
    runs.map((r, i) => ({ name: 'abc'[i]!, run: r, data: dataOf(overlay, r) })),
  );
};

interface PanelSpec {
  readonly vconcat: readonly {
    readonly title?: { text: string };
    readonly layer: readonly {
      readonly encoding: { color: { scale: { domain: string[]; range: string[] } }; y: { axis: { title: string } } };
    }[];
    readonly data: { values: { run: string; t: number; value: number | null }[] };
  }[];
}
const panelsOf = (id: string, ...runs: readonly Run[]) =>
  (specOf(id, ...runs) as unknown as PanelSpec | undefined)?.vconcat;

describe('overlays of several runs', () => {
  it('are in the order of the page', () => {
    expect(overlaysOf([run]).map(({ id }) => id)).toEqual(ids);
  });

  it.each(ids)('%s compiles and renders without a warning', async (id) => {
    const { svg, warnings } = await renderSvg(specOf(id, run, other)!);
    expect(warnings).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('show the curve of each run as its tables have it, an unsolved step blank', () => {
    const [panel] = panelsOf('import', run, other)!;
    const of = (name: string) => panel!.data.values.filter((d) => d.run === name).map(({ value }) => value);
    expect(of('a')).toEqual([10, 10, 20, 20, null, null, -4, -4]);
    expect(of('b')).toEqual([11, 11, 21, 21, null, null, -3, -3]);
  });

  it('give runs with the same curve one line, with all their names and the colour of the first', () => {
    const [two] = panelsOf('import', run, other)!;
    const [three] = panelsOf('import', run, other, run)!;
    expect(three!.layer[0]!.encoding.color.scale.domain).toEqual(['a, c', 'b']);
    expect(three!.layer[0]!.encoding.color.scale.range).toEqual(two!.layer[0]!.encoding.color.scale.range);
  });

  it('leave out what no two runs differ in, and draw what only some of them have', () => {
    for (const id of ids) expect(panelsOf(id, run, run)).toBeUndefined();
    const without = {
      ...run,
      kinds: run.kinds.filter(({ kind }) => kind !== 'pv'),
      plots: run.plots.map(({ plot }) => ({ plot, data: undefined })),
    };
    const panels = panelsOf('device-power', run, without)!;
    expect(panels.map(({ layer }) => layer[0]!.encoding.y.axis.title)).toEqual(['Photovoltaic plant, fed [kW]']);
    expect(panels[0]!.layer[0]!.encoding.color.scale.domain).toEqual(['a']);
    expect(panels[0]!.title!.text).toBe('Not shown: b (no device of this kind that draws or feeds)');
    expect(panels[0]!.data.values.slice(0, 2).map(({ value }) => value)).toEqual([8, 8]);
    expect(panelsOf('stored-energy', run, without)![0]!.layer[0]!.encoding.color.scale.domain).toEqual(['a']);
  });
});

describe('the names of the runs', () => {
  const called = (...changes: readonly Partial<Run['manifest']>[]) =>
    namesOf(changes.map((change, i) => ({ dir: `/runs/${i}`, manifest: { ...run.manifest, ...change } })));

  it('are what tells them apart, and no more', () => {
    expect(called({ variant: 'stock' }, { variant: 'wind' })).toEqual(['stock', 'wind']);
    expect(called({ controllers: [] }, { controllers: ['a', 'b'] })).toEqual(['no controller', 'a + b']);
    expect(called({ variant: 'x', seed: 1 }, { variant: 'x', seed: 2 })).toEqual(['seed 1', 'seed 2']);
    expect(called({ variant: 'x', seed: 1 }, { variant: 'y', seed: 2 })).toEqual(['x seed 1', 'y seed 2']);
  });

  it('are those of their folders where nothing else does', () => {
    expect(called({}, {})).toEqual(['0', '1']);
    expect(namesOf(['/a/run', '/b/run'].map((at) => ({ dir: at, manifest: run.manifest })))).toEqual([
      '/a/run',
      '/b/run',
    ]);
  });
});

describe('drawing several runs', () => {
  it('writes a specification, an SVG and a PNG of each picture, and takes stale ones away', async () => {
    const { dir: solved } = await writeRun({ controllers: ['central'], published: [dispatch], failing: false });
    const out = temporary();
    const names = ['one step failed', 'all solved'];
    const { files, figures } = await drawOverlays([dir, solved], out, { names, plots: 'png' });
    expect(figures.map(({ id }) => id)).toEqual(['import', 'network']);
    expect(files.length).toBe(6);
    for (const file of files) expect(existsSync(file), file).toBe(true);
    expect(figures[0]!.svg).toContain('one step failed');
    const before = readdirSync(out);
    expect(before.length).toBe(7); // with the list of what was written
    await drawOverlays([dir, solved], out, { plots: 'png' });
    expect(readdirSync(out)).toEqual(before);
    await drawOverlays([dir, solved], out, { plots: 'none' });
    expect(readdirSync(out)).toEqual(['overlays.json']);
    await drawOverlays([dir, solved], out);
    expect(readdirSync(out)).toEqual(before.filter((name) => !name.endsWith('.png')));
    await drawOverlays([dir, dir], out); // two runs that differ in nothing
    expect(readdirSync(out)).toEqual(['overlays.json']);
  });

  it('touches no file of anyone else, and none of a run', async () => {
    const { dir: solved } = await writeRun({ controllers: ['central'], published: [dispatch], failing: false });
    const out = temporary();
    mkdirSync(out);
    for (const name of ['import.csv', 'network.json', 'stored-energy.svg']) writeFileSync(join(out, name), 'mine');
    await drawOverlays([dir, solved], out);
    for (const name of ['import.csv', 'network.json', 'stored-energy.svg'])
      expect(readFileSync(join(out, name), 'utf8')).toBe('mine');
    const taken = temporary();
    mkdirSync(taken);
    writeFileSync(join(taken, 'import.svg'), 'mine');
    await expect(drawOverlays([dir, solved], taken)).rejects.toThrow(
      /import\.svg +found "a file that no overlay wrote"/,
    );
    expect(readdirSync(taken)).toEqual(['import.svg']);
    const list = temporary();
    mkdirSync(list);
    writeFileSync(join(list, 'overlays.json'), '{"layers":[]}');
    await expect(drawOverlays([dir, solved], list)).rejects.toThrow(/overlays\.json +found .*Hint: move it away/);
    expect(readFileSync(join(list, 'overlays.json'), 'utf8')).toBe('{"layers":[]}');
    expect(readdirSync(list)).toEqual(['overlays.json']);
    for (const inside of [solved, join(solved, 'plots'), join(solved, 'new/deeper')]) {
      const before = readdirSync(solved, { recursive: true });
      await expect(drawOverlays([dir, solved], inside)).rejects.toThrow(/--out .*a folder of its own/);
      expect(readdirSync(solved, { recursive: true })).toEqual(before);
    }
  });

  it('replaces those of earlier versions, which wrote no list, when nothing else lies there', async () => {
    const { dir: solved } = await writeRun({ controllers: ['central'], published: [dispatch], failing: false });
    const out = temporary();
    await drawOverlays([dir, solved], out, { plots: 'png' });
    const names = readdirSync(out);
    rmSync(join(out, 'overlays.json'));
    writeFileSync(join(out, 'import.svg'), 'as an earlier version drew it');
    await drawOverlays([dir, solved], out, { plots: 'png' });
    expect(readdirSync(out)).toEqual(names);
    rmSync(join(out, 'overlays.json'));
    writeFileSync(join(out, 'notes.txt'), 'mine');
    await expect(drawOverlays([dir, solved], out)).rejects.toThrow(/import\.svg +found "a file that no overlay wrote"/);
  });

  it('refuses runs over different times', async () => {
    const { dir: cut } = await writeRun({ controllers: ['central'], published: [dispatch], until: 2 });
    const error = await drawOverlays([dir, cut], temporary()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(/2 steps of 30 min[\s\S]*the same time as[\s\S]*4 steps/);
  });
});
