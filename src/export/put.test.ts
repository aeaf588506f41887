import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCase } from '../case/read.ts';
import { writeFolder } from '../case/testing/folder.ts';
import { withFault } from '../disk/testing/faults.ts';
import { changedIn } from '../results/folder/manifest.ts';
import { readManifest } from '../results/read/index.ts';
import { runCase } from '../run.ts';
import { exportLayouts } from './layouts.ts';
import { exportParquet } from './parquet.ts';
import { FEEDER } from './testing/feeder.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let feeder: string;
let original: string;
beforeAll(async () => {
  feeder = writeFolder(FEEDER);
  original = (await runCase(await readCase(feeder), { out: join(folder, 'run'), plots: 'none' })).dir;
});

/** A copy of the run, to be changed. */
function copied(name: string): string {
  cpSync(original, join(folder, name), { recursive: true });
  return join(folder, name);
}

const parquetIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.parquet'))
    .sort();

const bytesIn = (dir: string) =>
  Object.fromEntries(parquetIn(dir).map((path) => [path, readFileSync(join(dir, path), 'hex')]));

const isWhole = (dir: string): boolean => {
  const { files, others } = readManifest(dir);
  return changedIn(dir, [...files, ...others]).length === 0 && !existsSync(join(dir, '.feederlab.part'));
};

const messageOf = (of: Promise<unknown>): Promise<string> =>
  of.then(
    () => 'done',
    (error: Error) => error.message,
  );

describe('tables of a finished run as Parquet', () => {
  it('are those that the run writes with --format parquet, byte by byte, and so is datapackage.json', async () => {
    const study = await readCase(feeder, { set: ['outputs.format=parquet'] });
    const { dir: whole } = await runCase(study, { out: join(folder, 'whole'), plots: 'none' });
    const dir = copied('later');
    const { files } = await exportParquet(dir);
    expect(files.map(({ path }) => path)).toEqual([
      ...readManifest(dir).files.map(({ path }) => path.replace('.csv', '.parquet')),
      'datapackage.json',
    ]);
    expect(bytesIn(dir)).toEqual(bytesIn(whole));
    expect(parquetIn(dir)).toContain('tables/import.parquet');
    expect(readFileSync(join(dir, 'datapackage.json'), 'utf8')).toBe(
      readFileSync(join(whole, 'datapackage.json'), 'utf8'),
    );
    expect(isWhole(dir)).toBe(true);
  });

  it('are files of the run: the next run in the folder removes them, and --resume with the format completes them', async () => {
    const dir = copied('again');
    await exportParquet(dir);
    const before = bytesIn(dir);
    await runCase(await readCase(feeder), { out: dir, plots: 'none' });
    expect(parquetIn(dir)).toEqual([]);
    const study = await readCase(feeder, { set: ['outputs.format=parquet'] });
    let ran = false;
    const { status } = await runCase(study, { out: dir, plots: 'none', resume: true, onProgress: () => (ran = true) });
    expect([status, ran]).toEqual(['finished', false]);
    expect(bytesIn(dir)).toEqual(before);
    expect(isWhole(dir)).toBe(true);
  });

  it('lie in another folder with a datapackage.json of their own, and leave the run as it is', async () => {
    const dir = copied('source');
    const manifest = readFileSync(join(dir, 'manifest.json'), 'utf8');
    const out = join(folder, 'elsewhere/tables');
    await exportParquet(dir, { out });
    expect(readFileSync(join(dir, 'manifest.json'), 'utf8')).toBe(manifest);
    expect(parquetIn(dir)).toEqual([]);
    const { resources } = JSON.parse(readFileSync(join(out, 'datapackage.json'), 'utf8'));
    const paths = resources.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(parquetIn(out));
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('replace a file only on request; one that is not of the run is kept under another name', async () => {
    const dir = copied('taken');
    writeFileSync(join(dir, 'buses.parquet'), 'mine');
    expect(await messageOf(exportParquet(dir))).toMatch(/buses\.parquet.*a file that exists.*--force replaces it/);
    expect(parquetIn(dir)).toEqual(['buses.parquet']);
    await exportParquet(dir, { force: true });
    expect(readFileSync(join(dir, 'buses.parquet.kept'), 'utf8')).toBe('mine');
    expect(isWhole(dir)).toBe(true);
    const out = join(folder, 'taken-elsewhere');
    mkdirSync(out);
    writeFileSync(join(out, 'datapackage.json'), 'mine');
    expect(await messageOf(exportParquet(dir, { out }))).toMatch(/datapackage\.json.*--force/);
    expect(readdirSync(out)).toEqual(['datapackage.json']);
  });

  it('are refused for what is no run, a changed table, a folder of another run, and an unfinished run next to it', async () => {
    expect(await messageOf(exportParquet(feeder))).toMatch(/a folder without manifest\.json/);
    const dir = copied('changed');
    writeFileSync(join(dir, 'grid.csv'), `${readFileSync(join(dir, 'grid.csv'), 'utf8')}\n`);
    expect(await messageOf(exportParquet(dir))).toMatch(/grid\.csv.*the file as the run wrote it/);
    expect(await messageOf(exportParquet(original, { out: dir }))).toMatch(/--out.*the folder of a run/);
    const two = copied('two');
    mkdirSync(join(two, '.feederlab.part'));
    cpSync(join(two, 'manifest.json'), join(two, '.feederlab.part/manifest.json'));
    const running = { ...JSON.parse(readFileSync(join(two, 'manifest.json'), 'utf8')), status: 'running' };
    writeFileSync(join(two, '.feederlab.part/manifest.json'), JSON.stringify(running));
    expect(await messageOf(exportParquet(two))).toMatch(/an unfinished run next to the run/);
    for (const one of [dir, two]) expect(parquetIn(one)).toEqual([]);
    expect(existsSync(join(two, '.feederlab.part/manifest.json'))).toBe(true);
  });
});

describe('layouts of a run', () => {
  it('are LaTeX and Markdown tables of the run; a layout that could not be filled is named', async () => {
    const dir = copied('layouts');
    const latex = await exportLayouts(dir, 'latex');
    expect(latex.files.map(({ path }) => path)).toEqual(['tables/import.tex']);
    expect(latex.left_out).toEqual([{ name: 'none', reason: 'the run has no table tables/none' }]);
    await exportLayouts(dir, 'markdown');
    expect(isWhole(dir)).toBe(true);
    const [first, second] = readFileSync(join(dir, 'tables/import.csv'), 'utf8').split('\n').slice(1);
    const fixed = (row: string) =>
      row.split(',').map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell).toFixed(3)));
    const cells = [first!, second!].map(fixed);
    expect(readFileSync(join(dir, 'tables/import.md'), 'utf8')).toContain(
      `| Start of the step, ISO 8601 with the offset in force | Active power fed in by the slack buses \\[kW\\] | losses\\_total \\[kW\\] |
| --- | ---: | ---: |
${cells.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`,
    );
    const tex = readFileSync(join(dir, 'tables/import.tex'), 'utf8');
    expect(tex).toContain('% import: Import & losses: 100 % of the day\n');
    expect(tex).toContain('losses\\_total [kW] \\\\\n\\midrule\n');
    expect(tex).toContain(`${cells[0]!.join(' & ').replace('& -', '& $-$')} \\\\\n`);
  });

  it('lie flat in another folder', async () => {
    const out = join(folder, 'paper');
    await exportLayouts(original, 'latex', { out });
    expect(readdirSync(out)).toEqual(['import.tex']);
  });

  it('are refused where a run has none, and where its table has changed', async () => {
    const study = await readCase(feeder, { set: ['layouts=null', 'clock.steps=1'] });
    const { dir } = await runCase(study, { out: join(folder, 'bare'), plots: 'none' });
    expect(await messageOf(exportLayouts(dir, 'latex'))).toMatch(/layouts +found "a run of a case without layouts"/);
    const changed = copied('changed-layout');
    writeFileSync(join(changed, 'tables/import.csv'), 'time,import_kw,loss_kw\n');
    expect(await messageOf(exportLayouts(changed, 'latex'))).toMatch(/tables\/import\.csv.*as the run wrote it/);
  });
});

describe('an export that is stopped', () => {
  it.each(['in the folder of the run', 'in another folder'])('leaves nothing of it %s', async (where) => {
    const dir = copied('stopped');
    const out = where === 'in another folder' ? join(folder, 'stopped-out') : dir;
    const before = bytesIn(dir);
    const stop = new AbortController();
    const exported = exportParquet(dir, { out, signal: stop.signal });
    stop.abort();
    await expect(exported).rejects.toBe(stop.signal.reason);
    expect(bytesIn(dir)).toEqual(before);
    if (out !== dir) expect(readdirSync(out)).toEqual([]);
    await exportParquet(dir, { out });
    expect(parquetIn(out)).not.toEqual([]);
    rmSync(dir, { recursive: true });
    rmSync(out, { recursive: true, force: true });
  });
});

describe('on a disk that is full at any operation', () => {
  const call = (at: number, under: string, work: () => Promise<unknown>) =>
    withFault(under, { at, how: 'ENOSPC' }, work);

  it('Parquet in the folder of the run leaves the run whole', async () => {
    const dir = copied('full');
    const { count } = await call(Number.POSITIVE_INFINITY, dir, () => exportParquet(dir));
    expect(count).toBeGreaterThan(20);
    for (let at = 0; at < count; at += 7) {
      const run = copied(`full-${at}`);
      const { error } = await call(at, run, () => exportParquet(run));
      if (error !== undefined) expect(String(error), `operation ${at}`).toMatch(/could not be written: .*ENOSPC/);
      if (!existsSync(join(run, 'manifest.json')))
        await runCase(await readCase(feeder), { out: run, plots: 'none', resume: true }); // completes a move of whole files
      else if (error !== undefined) expect(parquetIn(run)).toEqual([]);
      await exportParquet(run, { force: true });
      expect(isWhole(run), `operation ${at}`).toBe(true);
      expect(bytesIn(run), `operation ${at}`).toEqual(bytesIn(dir));
      rmSync(run, { recursive: true });
    }
  });

  it('Parquet in another folder leaves no incomplete file', async () => {
    const out = join(folder, 'full-out');
    const { count } = await call(Number.POSITIVE_INFINITY, out, () => exportParquet(original, { out }));
    const whole = bytesIn(out);
    rmSync(out, { recursive: true });
    for (let at = 0; at < count; at += 7) {
      const { error } = await call(at, out, () => exportParquet(original, { out }));
      if (error !== undefined) expect(String(error), `operation ${at}`).toMatch(/could not be written: .*ENOSPC/);
      const now = existsSync(out) ? bytesIn(out) : {};
      expect(whole, `operation ${at}`).toMatchObject(now);
      if (existsSync(out)) expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
      rmSync(out, { recursive: true, force: true });
    }
  });
});
