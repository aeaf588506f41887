// From the files of a run folder to what its plots show.
import { readFileSync } from 'node:fs';
import { InputError } from '../../../base/index.ts';
import { createClock } from '../../../cosim/index.ts';
import { type AnyPlot, BlockSeries, type Blocks, blocksOf, type DrawnNetwork } from '../../../record/index.ts';
import { kinds as builtIn, type Kinds } from '../../kinds.ts';
import { statOf } from '../../stat.ts';
import { plotsOf } from '../draw/plots.ts';
import { FORMAT, type Manifest } from '../folder/manifest.ts';
import { partOf } from '../folder/place.ts';
import { kindLook } from '../kinds.ts';
import { drawingTree } from '../network/network.ts';
import { damaged, eachRow, numbers } from './csv.ts';
import { readDevices } from './devices.ts';
import { type Asked, askedBy, type Kept } from './kept.ts';
import { readLayouts } from './layouts.ts';
import { readPlots } from './plots.ts';
import { type Tables, tablesIn } from './rows.ts';
import type { IndicatorRow, Instant, Run } from './run.ts';
import { shiftsOf } from './shifts.ts';
import { readBranches, readBuses } from './state.ts';

export { damaged, eachRowOfStep } from './csv.ts';
export { readLayouts } from './layouts.ts';
export { tablesIn } from './rows.ts';
export type * from './run.ts';

/** Instants a line shows, about one for each pixel, and columns a map shows, at most. */
const POINTS = 780;
const MAP_COLUMNS = 120;

export interface ReadOptions {
  /** Instants a line shows at most; a longer run is read in blocks of steps. */
  readonly points?: number;
  /** Among them the plots of the run; those of feederlab when absent. */
  readonly kinds?: Kinds;
  /** Whose readings are read; those of the run when absent. */
  readonly plots?: readonly AnyPlot[];
  /** What is in memory of the tables of the run; its files are read when absent. */
  readonly kept?: Kept | undefined;
}

/**
 * @throws InputError when the folder is no run folder, or one of its files is missing or damaged
 */
export async function readRun(dir: string, options: ReadOptions = {}): Promise<Run> {
  const { points = POINTS, kinds = builtIn() } = options;
  const manifest = readManifest(dir);
  const plots = options.plots ?? plotsOf(manifest.controllers, kinds);
  const network = readJson(dir, 'network.json') as DrawnNetwork;
  const { clock, steps } = manifest;
  const { blocks, mapBlocks } = allBlocks(manifest, points);
  const wall = createClock(clock);
  const local = Date.parse(`${clock.start.slice(0, 19)}Z`);

  const files = tablesIn(dir, manifest);
  const tables = options.kept?.over(files) ?? files;
  const known = {
    dir,
    manifest,
    network,
    tree: drawingTree(network),
    kindLook: kindLook(kinds.devices),
    controllers: manifest.controllers.map((kind) => {
      const { title = 'of a module', headings = {} } = kinds.controllers.get(kind) ?? {};
      return { kind, title, headings };
    }),
    clock: wall,
    shifts: shiftsOf(wall, steps),
    blocks,
    mapBlocks,
    blockTime: ({ length }: Blocks, b: number) => local + b * length * clock.step_min * 60_000,
    ...readState(tables, manifest, network, points),
    indicators: readIndicators(dir),
    layouts: readLayouts(tables, manifest),
  };
  const { run, plots: read } = readPlots(tables, manifest, plots, (currency) => ({ ...known, currency }));
  return { ...run, plots: read };
}

/** Blocks of lines, and of maps over time. */
function allBlocks({ clock, steps }: Manifest, points: number) {
  const of = (max: number) => blocksOf(steps, 1440 / clock.step_min, max);
  return { blocks: of(points), mapBlocks: of(Math.min(points, MAP_COLUMNS)) };
}

/** What is read of the tables of every run. */
function readState(tables: Tables, manifest: Manifest, network: DrawnNetwork, points: number) {
  const { blocks, mapBlocks } = allBlocks(manifest, points);
  const grid = readGrid(tables, manifest, network, blocks);
  const instants = grid.worst ? [grid.worst.voltage, grid.worst.loading] : [];
  const busRange = readBuses(tables, instants);
  const branches = readBranches(tables, network, mapBlocks, instants);
  return { ...grid, busRange, ...branches, ...readDevices(tables, manifest, blocks) };
}

/** The columns that every run keeps in memory for its plots. */
export const stateAsked = (manifest: Manifest, network: DrawnNetwork): Asked =>
  askedBy((tables) => void readState(tables, manifest, network, POINTS));

const GO_ON = 'the command of the run with --resume goes on with it';

/** @throws InputError when the folder holds no finished run. */
export function readManifest(dir: string): Manifest {
  const refuse = (found: string, expected: string, hint?: string) =>
    new InputError(dir, [{ where: 'run folder', found, expected, ...(hint === undefined ? {} : { hint }) }]);
  const isFolder = statOf(dir)?.isDirectory();
  if (!isFolder) throw refuse(isFolder === undefined ? 'nothing of this name' : 'a file', 'the folder of a run');
  if (!statOf(`${dir}/manifest.json`)) {
    if (statOf(partOf(dir))) throw refuse('a run that is not finished, or broke off', 'a finished run', GO_ON);
    throw refuse('a folder without manifest.json', 'the folder of a run', 'give the folder that `run` printed');
  }
  const manifest = readJson(dir, 'manifest.json') as Manifest;
  if (manifest?.format !== FORMAT) throw refuse('a manifest.json of something else', 'the folder of a run');
  return { ...manifest, remarks: manifest.remarks ?? [] }; // runs of earlier versions have none
}

function readJson(dir: string, name: string): unknown {
  const file = `${dir}/${name}`;
  let text: string | undefined;
  try {
    text = readFileSync(file, 'utf8');
    return JSON.parse(text);
  } catch (error) {
    if (text === undefined) throw damaged(file, 'file', (error as NodeJS.ErrnoException).code, 'a readable file');
    throw damaged(file, 'file', (error as Error).message, 'JSON');
  }
}

function readGrid(tables: Tables, manifest: Manifest, network: DrawnNetwork, blocks: Blocks) {
  const [import_kw, loss_kw] = [new BlockSeries(blocks), new BlockSeries(blocks)];
  const [vm_min_pu, vm_max_pu] = [new BlockSeries(blocks), new BlockSeries(blocks)];
  const import_of = new Float64Array(manifest.steps).fill(Number.NaN);
  const bus = new Map(network.buses.map((b) => [b.bus, b]));
  let tightest = Number.POSITIVE_INFINITY;
  let heaviest = Number.NEGATIVE_INFINITY;
  let voltage: Instant | undefined;
  let loading: Instant | undefined;
  const instant = (step: number, time: string): Instant => {
    return { step, when: inWords(time), vm_pu: new Map(), load: new Map() };
  };

  const wanted = {
    time: 'text',
    vm_min_bus: 'text',
    vm_max_bus: 'text',
    ...numbers('step', 'import_kw', 'loss_kw', 'vm_min_pu', 'vm_max_pu', 'loading_max_percent'),
  } as const;
  tables.eachRow('grid.csv', wanted, (row) => {
    import_kw.add(row.step, row.import_kw);
    import_of[row.step] = row.import_kw;
    loss_kw.add(row.step, row.loss_kw);
    vm_min_pu.add(row.step, row.vm_min_pu);
    vm_max_pu.add(row.step, row.vm_max_pu);
    if (Number.isNaN(row.vm_min_pu)) return;
    // The voltage is worst where the least room is left; a bus that holds its own voltage tells nothing about that.
    const high = bus.get(row.vm_max_bus);
    const above =
      high?.kind === 'pq' ? (high.v_max_pu ?? Number.POSITIVE_INFINITY) - row.vm_max_pu : Number.POSITIVE_INFINITY;
    const below = row.vm_min_pu - (bus.get(row.vm_min_bus)?.v_min_pu ?? 0);
    const room = Math.min(above, below);
    if (room < tightest) [tightest, voltage] = [room, instant(row.step, row.time)];
    const load = Number.isNaN(row.loading_max_percent) ? row.loss_kw : row.loading_max_percent;
    if (load > heaviest) [heaviest, loading] = [load, instant(row.step, row.time)];
  });
  const worst = voltage && loading ? { worst: { voltage, loading } } : {};
  return { import_kw, import_of, loss_kw, vm_min_pu, vm_max_pu, ...worst };
}

export function readIndicators(dir: string): readonly IndicatorRow[] {
  const rows: IndicatorRow[] = [];
  const wanted = { id: 'text', value: 'number', unit: 'text', title: 'text', where: 'text', time: 'text' } as const;
  eachRow(dir, 'indicators.csv', wanted, (row) => void rows.push({ ...row }));
  return rows;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2024-01-15T18:30:00+01:00` as `15 Jan 18:30`. */
export function inWords(time: string): string {
  return `${Number(time.slice(8, 10))} ${MONTHS[Number(time.slice(5, 7)) - 1]} ${time.slice(11, 16)}`;
}
