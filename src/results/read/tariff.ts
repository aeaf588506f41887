// A dynamic tariff, where a run has one: the tables its mechanism published, each of them if it is there.

import { BlockSeries, type Blocks } from '../../../record/index.ts';
import type { Manifest } from '../manifest.ts';
import { headerOf } from './csv.ts';
import { entry, numberIn, type Read, readerOf } from './rows.ts';

export interface TariffSeries {
  /** Of all its money. */
  readonly currency: string;
  /** Tariff by load point, per kWh, over the blocks of a map. */
  readonly tariffs: ReadonlyMap<string, BlockSeries>;
  /** Active power of branches with a rating, from their first bus to their second, without losses [kW]. */
  readonly stages: ReadonlyMap<string, Stages>;
  /** Re-profiling by the branch or bus it relieves. */
  readonly bought: ReadonlyMap<string, Bought>;
  /** The longest search of a neutral penalty, trial by trial. */
  readonly search: readonly SearchedTrial[];
}

/** By the spot price alone, in answer to the tariff, and after re-profiling. */
export interface Stages {
  readonly limit: BlockSeries;
  readonly baseline: BlockSeries;
  readonly tariffed: BlockSeries;
  readonly final: BlockSeries;
}

/** Without rows where nothing is bought: what a block of steps comes to is its sum per step. */
export interface Bought {
  /** < 0 drawn more [kW]. */
  readonly amount: BlockSeries;
  /** [currency/kWh] */
  readonly price: BlockSeries;
  /** Over the run [currency]. */
  cost: number;
}

export interface SearchedTrial {
  readonly trial: number;
  /** The trial itself where no swarm searched. */
  readonly generation: number;
  /** Of the best trial so far: its penalty per kWh, and its revenue less cost. */
  readonly best_penalty: number;
  readonly best_profit: number;
}

const TARIFFS = 'tables/tariffs.csv';
const TARIFF = /^tariff_(\w+)_per_kwh$/;

/** Undefined where the run has no tariff. */
export async function readTariff(
  dir: string,
  manifest: Manifest,
  blocks: Blocks,
  mapBlocks: Blocks,
): Promise<TariffSeries | undefined> {
  const unit = (await headerOf(dir, TARIFFS)).map((name) => TARIFF.exec(name)?.[1]).find(Boolean);
  if (unit === undefined) return undefined;
  const read = readerOf(dir, manifest);
  const series = () => new BlockSeries(blocks);
  return {
    currency: unit.toUpperCase(),
    tariffs: await readTariffs(read, () => new BlockSeries(mapBlocks), unit),
    stages: await readStages(read, series),
    bought: await readBought(read, series, unit),
    search: await readSearch(read, unit),
  };
}

type Series = () => BlockSeries;

async function readTariffs(read: Read, series: Series, unit: string) {
  const tariffs = new Map<string, BlockSeries>();
  const tariff = `tariff_${unit}_per_kwh`;
  await read(TARIFFS, { step: 'number', load_point: 'text', [tariff]: 'number' } as const, (row) =>
    entry(tariffs, row.load_point, series).add(row.step, numberIn(row, tariff)),
  );
  return tariffs;
}

async function readStages(read: Read, series: Series) {
  const stages = new Map<string, Stages>();
  const wanted = {
    step: 'number',
    branch: 'text',
    limit_kw: 'number',
    baseline_lossless_kw: 'number',
    tariff_kw: 'number',
    final_lossless_kw: 'number',
  } as const;
  await read('tables/line-loading.csv', wanted, ({ step, branch, limit_kw, ...row }) => {
    const of = entry(stages, branch, () => ({
      limit: series(),
      baseline: series(),
      tariffed: series(),
      final: series(),
    }));
    of.limit.add(step, limit_kw);
    of.baseline.add(step, row.baseline_lossless_kw);
    of.tariffed.add(step, row.tariff_kw);
    of.final.add(step, row.final_lossless_kw);
  });
  return stages;
}

async function readBought(read: Read, series: Series, unit: string) {
  const bought = new Map<string, Bought>();
  const price = `price_${unit}_per_kwh`;
  const cost = `cost_${unit}`;
  const wanted = { step: 'number', element: 'text', amount_kw: 'number', [price]: 'number', [cost]: 'number' } as const;
  await read('tables/reprofiling.csv', wanted, (row) => {
    const of = entry(bought, row.element, () => ({ amount: series(), price: series(), cost: 0 }));
    of.amount.add(row.step, row.amount_kw);
    of.price.add(row.step, numberIn(row, price));
    of.cost += numberIn(row, cost);
  });
  return bought;
}

async function readSearch(read: Read, unit: string): Promise<readonly SearchedTrial[]> {
  let longest: SearchedTrial[] = [];
  let own: SearchedTrial[] = [];
  const penalty = `best_penalty_${unit}_per_kwh`;
  const profit = `best_profit_${unit}`;
  const wanted = {
    trial: 'number',
    generation: 'number',
    [penalty]: 'number',
    [profit]: 'number',
  } as const;
  await read('tables/penalty-search.csv', wanted, (row) => {
    if (row.trial === 1) own = [];
    own.push({
      trial: row.trial,
      generation: row.generation,
      best_penalty: numberIn(row, penalty),
      best_profit: numberIn(row, profit),
    });
    if (own.length > longest.length) longest = own;
  });
  return longest;
}
