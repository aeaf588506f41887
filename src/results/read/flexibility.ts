// What a mechanism changed for the sake of the network, where a run has one: the tables it published, each of them if it is there.

import { type BeforeAndAfter, BlockSeries, type Blocks } from '../../../record/index.ts';
import type { Manifest } from '../manifest.ts';
import { headerOf } from './csv.ts';
import { entry, numberIn, type Read, readerOf } from './rows.ts';

export interface FlexibilitySeries {
  /** Price of energy, in a currency per kWh. */
  readonly price?: { readonly currency: string; readonly per_kwh: BlockSeries } | undefined;
  /** Active power of branches with a rating, from their first bus to their second [kW]. */
  readonly loading: ReadonlyMap<string, BeforeAndAfter & { readonly limit: BlockSeries }>;
  /** Voltage of buses with devices, and the error of its linearisation [p.u.]. */
  readonly voltages: ReadonlyMap<string, BeforeAndAfter & { readonly error: BlockSeries }>;
  readonly devices: readonly ShownDevice[];
  /** The longest exchange between market operator and DSO, round by round. */
  readonly rounds: readonly Round[];
  /** Over the whole run, by payer and receiver. */
  readonly payments?: { readonly currency: string; readonly of: readonly Payment[] } | undefined;
}

/** A device that the mechanism shows by itself. */
export interface ShownDevice {
  readonly device: string;
  readonly kind: string;
  readonly bus: string;
  /** Its power, and then what it shows of itself, at the end of each step. */
  readonly quantities: ReadonlyMap<string, BeforeAndAfter & { readonly unit: string }>;
}

export interface Round {
  readonly round: number;
  readonly primal_kw: number;
  readonly dual_kw: number;
}

export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

export async function readFlexibility(dir: string, manifest: Manifest, blocks: Blocks): Promise<FlexibilitySeries> {
  const series = () => new BlockSeries(blocks);
  const read = readerOf(dir, manifest);
  return {
    price: await readPrice(dir, read, series),
    loading: await readLoading(read, series),
    voltages: await readVoltages(read, series),
    devices: await readShown(read, series),
    rounds: await readRounds(read),
    payments: await readPayments(dir, read),
  };
}

type Series = () => BlockSeries;

async function readLoading(read: Read, series: Series) {
  const loading = new Map<string, BeforeAndAfter & { limit: BlockSeries }>();
  const wanted = {
    step: 'number',
    branch: 'text',
    limit_kw: 'number',
    baseline_kw: 'number',
    final_kw: 'number',
  } as const;
  await read('tables/line-loading.csv', wanted, ({ step, branch, limit_kw, baseline_kw, final_kw }) => {
    const of = entry(loading, branch, () => ({ limit: series(), baseline: series(), final: series() }));
    of.limit.add(step, limit_kw);
    of.baseline.add(step, baseline_kw);
    of.final.add(step, final_kw);
  });
  return loading;
}

async function readVoltages(read: Read, series: Series) {
  const voltages = new Map<string, BeforeAndAfter & { error: BlockSeries }>();
  const wanted = {
    step: 'number',
    bus: 'text',
    baseline_pu: 'number',
    final_pu: 'number',
    error_pu: 'number',
  } as const;
  await read('tables/voltages.csv', wanted, ({ step, bus, baseline_pu, final_pu, error_pu }) => {
    const of = entry(voltages, bus, () => ({ baseline: series(), final: series(), error: series() }));
    of.baseline.add(step, baseline_pu);
    of.final.add(step, final_pu);
    of.error.add(step, error_pu);
  });
  return voltages;
}

async function readShown(read: Read, series: Series): Promise<ShownDevice[]> {
  type Quantity = BeforeAndAfter & { unit: string };
  const shown = new Map<string, ShownDevice & { quantities: Map<string, Quantity> }>();
  const wanted = {
    step: 'number',
    device: 'text',
    kind: 'text',
    load_point: 'text',
    quantity: 'text',
    unit: 'text',
    baseline: 'number',
    final: 'number',
  } as const;
  await read('tables/rescheduled-devices.csv', wanted, (row) => {
    const { device, kind, load_point: bus, quantity, unit } = row;
    const { quantities } = entry(shown, device, () => ({ device, kind, bus, quantities: new Map() }));
    const of = entry(quantities, quantity, () => ({ unit, baseline: series(), final: series() }));
    of.baseline.add(row.step, row.baseline);
    of.final.add(row.step, row.final);
  });
  return [...shown.values()];
}

async function readRounds(read: Read): Promise<readonly Round[]> {
  let longest: Round[] = [];
  let own: Round[] = [];
  let day = Number.NaN;
  const wanted = { step: 'number', round: 'number', primal_kw: 'number', dual_kw: 'number' } as const;
  await read('tables/admm.csv', wanted, ({ step, round, primal_kw, dual_kw }) => {
    if (step !== day) [day, own] = [step, []];
    own.push({ round, primal_kw, dual_kw });
    if (own.length > longest.length) longest = own;
  });
  return longest;
}

/** The price the baseline follows: the only one, or beside what is paid at each bus the one without that. */
const PRICES = [
  { path: 'tables/energy-price.csv', price: /^price_(\w+)_per_kwh$/ },
  { path: 'prices.csv', price: /^spot_(\w+)_per_kwh$/ },
] as const;

async function readPrice(dir: string, read: Read, series: Series): Promise<FlexibilitySeries['price']> {
  for (const { path, price } of PRICES) {
    const column = (await headerOf(dir, path)).find((name) => price.test(name));
    if (column === undefined) continue;
    const per_kwh = series();
    const wanted = { step: 'number', [column]: 'number' } as const;
    await read(path, wanted, (row) => per_kwh.add(row.step, numberIn(row, column)));
    return { currency: price.exec(column)![1]!.toUpperCase(), per_kwh };
  }
  return undefined;
}

const AMOUNT = /^amount_(\w+)$/;

async function readPayments(dir: string, read: Read): Promise<FlexibilitySeries['payments']> {
  const path = 'settlement.csv';
  const column = (await headerOf(dir, path)).find((name) => AMOUNT.test(name));
  if (column === undefined) return undefined;
  const sums = new Map<string, { from: string; to: string; amount: number }>();
  await read(path, { from: 'text', to: 'text', [column]: 'number' } as const, (row) => {
    const { from, to } = row;
    const payment = entry(sums, JSON.stringify([from, to]), () => ({ from, to, amount: 0 }));
    payment.amount += numberIn(row, column);
  });
  return { currency: AMOUNT.exec(column)![1]!.toUpperCase(), of: [...sums.values()] };
}
