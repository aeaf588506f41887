// What is published once a day's tariff stands: every step of the mechanism, as rows and as numbers.
import type { DeviceView, Publication, PublishedIndicator, PublishedTable } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import { type Cells, rowsOver } from '../columns.ts';
import { summedAt } from '../feeder/load-points.ts';
import { withoutLosses } from '../feeder/lossless.ts';
import type { Validation } from '../feeder/validate.ts';
import { bestSoFar, profit, type Tried } from './neutral.ts';
import type { Outcome } from './outcome.ts';
import type { Tables } from './tables.ts';

export function planned(
  tables: Tables,
  network: Network,
  devices: readonly DeviceView[],
  outcome: Outcome,
): Publication {
  const { from, hours } = outcome.day;
  const rows = (table: PublishedTable, cells: (t: number) => readonly Cells[]) =>
    rowsOver(table, from, hours.length, cells);
  return {
    rows: [
      ...rows(tables.prices, (t) => prices(outcome, t)),
      ...rows(tables.tariffs, (t) => outcome.load_points.map((bus, j) => [bus, outcome.tariff[j]![t]!])),
      ...rows(tables.loads, loads(devices, outcome)),
      ...rows(tables.congestion, (t) => congestion(outcome, t)),
      ...rows(tables.loading, loading(network, devices, outcome)),
      ...rows(tables.voltages, voltages(network, outcome)),
      ...rows(tables.reprofiling, (t) => reprofiling(outcome, t)),
      ...rows(tables.split, (t) => split(outcome, t)),
      { table: tables.search, k: from, cells: search(outcome.decided?.search ?? []) },
    ],
    indicators: indicators(tables, outcome),
  };
}

const prices = ({ load_points, tariff, energy_price }: Outcome, t: number): Cells[] =>
  load_points.map((bus, j) => [bus, energy_price[t]! + tariff[j]![t]!, energy_price[t]!]);

function loads(devices: readonly DeviceView[], { load_points, baseline, tariffed, final, day }: Outcome) {
  const [before, between, after] = [baseline, tariffed, final].map(({ p_kw }) =>
    summedAt(devices, load_points, p_kw, day.hours.length),
  );
  return (t: number): Cells[] => load_points.map((bus, j) => [bus, before![j]![t]!, between![j]![t]!, after![j]![t]!]);
}

/** Amounts below these are rounding of the solver. */
const NOTHING = { overload: 1e-5, voltage: 1e-9 } as const;

function congestion({ limits, decided, broken }: Outcome, t: number): Cells[] {
  return limits.flatMap(({ service, element, t: step }, r): Cells[] => {
    const { baseline, tariffed, final } = broken[r]!;
    const worth = decided!.managed.dual[r]!;
    const quiet = [baseline, tariffed, final].every((amount) => amount <= NOTHING[service]) && Math.abs(worth) < 1e-7;
    if (step !== t || quiet) return [];
    const amounts = [baseline, tariffed, final];
    const blank = amounts.map(() => Number.NaN);
    return [[service, element, ...(service === 'overload' ? [...amounts, ...blank] : [...blank, ...amounts]), worth]];
  });
}

function loading(network: Network, devices: readonly DeviceView[], outcome: Outcome) {
  const { before, after, linear, baseline, tariffed, final } = outcome;
  const rated = network.branches.flatMap((branch, l) =>
    before.limit_kw[l]!.some(Number.isFinite) ? [{ branch, l }] : [],
  );
  const [spot, answered, last] = [baseline, tariffed, final].map((schedule) =>
    withoutLosses(network, devices, schedule, before),
  );
  return (t: number): Cells[] =>
    rated.map(({ branch, l }) => [
      branch,
      spot!.limit_kw[l]![t]!,
      before.flow_kw[l]![t]!,
      spot!.flow_kw[l]![t]!,
      answered!.flow_kw[l]![t]!,
      last!.flow_kw[l]![t]!,
      linear.flow_kw[l]![t]!,
      after.flow_kw[l]![t]!,
      before.loading_percent[l]![t]!,
      after.loading_percent[l]![t]!,
    ]);
}

function voltages(network: Network, { load_points, before, after, linear }: Outcome) {
  const place = new Map(network.buses.map((bus, i) => [bus, i]));
  const at = load_points.map((bus) => place.get(bus)!);
  return (t: number): Cells[] =>
    at.map((i, j) => {
      const [linear_pu, final_pu] = [linear.vm_pu[i]![t]!, after.vm_pu[i]![t]!];
      return [load_points[j]!, before.vm_pu[i]![t]!, linear_pu, final_pu, linear_pu - final_pu];
    });
}

const reprofiling = ({ decided, day }: Outcome, t: number): Cells[] =>
  (decided?.purchases ?? []).flatMap(({ element, amount_kw, price }): Cells[] => {
    const amount = amount_kw[t]!;
    if (Math.abs(amount) <= NOTHING.overload) return [];
    return [[element, amount, price[t]!, price[t]! * Math.abs(amount) * day.dt_h]];
  });

const split = ({ payments }: Outcome, t: number): Cells[] =>
  payments.flatMap(({ element, aggregator, amount_kw, amount }): Cells[] =>
    Math.abs(amount_kw[t]!) > NOTHING.overload ? [[element, aggregator, amount_kw[t]!, amount[t]!]] : [],
  );

function search(trials: readonly Tried[]): Cells[] {
  const best = bestSoFar(trials);
  return trials.map((tried, i): Cells => {
    const { trial, generation, penalty, revenue, cost } = tried;
    const so_far = best[i]!;
    return [trial, generation, penalty, revenue, cost, profit(tried), so_far.trial, so_far.penalty, profit(so_far)];
  });
}

function indicators(tables: Tables, outcome: Outcome): PublishedIndicator[] {
  const { day, before, after, linear, tariff, decided, foresight_kw, limits, broken, rounds, drift_kw } = outcome;
  const currency = tables.settlement.fields.at(-1)!.unit!;
  const per_kwh = `${currency}/kWh`;
  const left = (service: string, stage: 'tariffed' | 'final') =>
    broken.filter((_, r) => limits[r]!.service === service).reduce((sum, amount) => sum + amount[stage], 0);
  const row = (id: string, value: number, unit: string, title: string, over: PublishedIndicator['over'] = 'sum') => ({
    id: `dt_${id}`,
    value,
    unit,
    title,
    over,
  });
  const penalty = decided && decided.penalty < Number.POSITIVE_INFINITY ? decided.penalty : Number.NaN;
  return [
    row(
      'overload_baseline_kwh',
      overload(before) * day.dt_h,
      'kWh',
      'Energy above the limits of branches, by the spot price alone',
    ),
    row(
      'overload_tariff_kwh',
      left('overload', 'tariffed') * day.dt_h,
      'kWh',
      'Energy above the limits of branches that the tariff leaves',
    ),
    row(
      'overload_final_kwh',
      left('overload', 'final') * day.dt_h,
      'kWh',
      'Energy above the limits of branches that re-profiling leaves',
    ),
    row(
      'overload_ac_kwh',
      overload(after) * day.dt_h,
      'kWh',
      'Energy above the limits of branches after all, by AC power flow',
    ),
    row('voltage_min_baseline_pu', lowest(before), 'p.u.', 'Lowest voltage by the spot price alone', 'min'),
    row('voltage_min_final_pu', lowest(after), 'p.u.', 'Lowest voltage after all', 'min'),
    row('tariff_max', largest(tariff), per_kwh, 'Largest tariff', 'max'),
    row('penalty', penalty, per_kwh, 'Penalty of the limits in the problem of the DSO; blank where they hold', 'max'),
    row('revenue', decided?.revenue ?? 0, currency, 'Revenue of the tariff, as foreseen'),
    row('reprofiling_cost', decided?.cost ?? 0, currency, 'Cost of re-profiling'),
    row('neutral', decided?.neutral === false ? 0 : 1, '1', '1 where revenue and cost meet at some penalty', 'min'),
    row(
      'trials',
      decided?.search.length ?? 0,
      '1',
      'Penalties tried in search of the neutral one, in the last linearisation',
    ),
    row('linearisations', rounds, '1', 'Linearisations of the limits until they settled', 'max'),
    row('drift_kw', drift_kw, 'kW', 'How far a limit that counts still moved after the last linearisation', 'max'),
    row(
      'foresight_kw',
      foresight_kw,
      'kW',
      'Largest difference between what the DSO foresaw and what was answered',
      'max',
    ),
    row(
      'linearisation_error_kw',
      error(linear.flow_kw, after.flow_kw),
      'kW',
      'Largest error of a linearised flow',
      'max',
    ),
    row(
      'linearisation_error_pu',
      error(linear.vm_pu, after.vm_pu),
      'p.u.',
      'Largest error of a linearised voltage',
      'max',
    ),
  ];
}

/** What flows beyond limits, over branches and steps [kW]. */
const overload = ({ flow_kw, limit_kw }: Validation): number =>
  flow_kw.reduce(
    (sum, of, l) => of.reduce((inner, f, t) => inner + Math.max(0, Math.abs(f) - limit_kw[l]![t]!), sum),
    0,
  );

const error = (linear: readonly Float64Array[], ac: readonly Float64Array[]): number =>
  largest(linear.map((of, i) => of.map((value, t) => Math.abs(value - ac[i]![t]!))));

const largest = (of: readonly Float64Array[]): number =>
  of.reduce((best, values) => values.reduce((a, b) => Math.max(a, b), best), 0);
const lowest = ({ vm_pu }: Validation): number =>
  vm_pu.reduce((best, values) => values.reduce((a, b) => Math.min(a, b), best), Infinity);
