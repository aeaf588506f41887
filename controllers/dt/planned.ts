// What is published once a day's tariff stands: every step of the mechanism, as rows and as numbers.
import type { DeviceView, Publication, PublishedIndicator, PublishedTable } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import { type Cells, rowsOver } from '../columns.ts';
import { withoutLosses } from '../feeder/lossless.ts';
import {
  indicatorsOf,
  largest,
  largestError,
  loadRows,
  lowestVoltage,
  overloadOf,
  ratedBranches,
  voltageRows,
} from '../feeder/report.ts';
import { bestSoFar, profit, type Tried } from './neutral.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Tables } from './tables.ts';

export function planned(
  tables: Tables,
  network: Network,
  devices: readonly DeviceView[],
  outcome: Outcome,
  flows: Options['flows'],
): Publication {
  const { load_points, baseline, tariffed, final } = outcome;
  const { from, hours } = outcome.day;
  const schedules = [baseline, tariffed, final].map(({ p_kw }) => p_kw);
  const rows = (table: PublishedTable, cells: (t: number) => readonly Cells[]) =>
    rowsOver(table, from, hours.length, cells);
  return {
    rows: [
      ...rows(tables.prices, (t) => prices(outcome, t)),
      ...rows(tables.tariffs, (t) => load_points.map((bus, j) => [bus, outcome.tariff[j]![t]!])),
      ...rows(tables.loads, loadRows(devices, load_points, schedules, hours.length)),
      ...rows(tables.congestion, (t) => congestion(outcome, t)),
      ...rows(tables.loading, loading(network, devices, outcome, flows)),
      ...rows(tables.voltages, voltageRows(network, load_points, outcome)),
      ...rows(tables.reprofiling, (t) => reprofiling(outcome, t)),
      ...rows(tables.split, (t) => split(outcome, t)),
      { table: tables.search, k: from, cells: search(outcome.decided?.search ?? []) },
    ],
    indicators: indicators(tables, outcome),
  };
}

const prices = ({ load_points, tariff, energy_price }: Outcome, t: number): Cells[] =>
  load_points.map((bus, j) => [bus, energy_price[t]! + tariff[j]![t]!, energy_price[t]!]);

/** Amounts below these are rounding of the solver. */
const NOTHING = { overload: 1e-5, voltage: 1e-9 } as const;

function congestion({ limits, decided, violations }: Outcome, t: number): Cells[] {
  return limits.flatMap(({ service, element, t: step }, r): Cells[] => {
    const { baseline, tariffed, final } = violations[r]!;
    const shadowPrice = decided!.managed.dual[r]!;
    const quiet =
      [baseline, tariffed, final].every((amount) => amount <= NOTHING[service]) && Math.abs(shadowPrice) < 1e-7;
    if (step !== t || quiet) return [];
    const amounts = [baseline, tariffed, final];
    const blank = amounts.map(() => Number.NaN);
    return [
      [service, element, ...(service === 'overload' ? [...amounts, ...blank] : [...blank, ...amounts]), shadowPrice],
    ];
  });
}

function loading(network: Network, devices: readonly DeviceView[], outcome: Outcome, flows: Options['flows']) {
  const { before, after, linear, baseline, tariffed, final } = outcome;
  const rated = ratedBranches(network, before);
  const [spot, answered, last] = [baseline, tariffed, final].map((schedule) =>
    withoutLosses(network, devices, schedule, before),
  );
  const { limit_kw } = flows === 'lossless' ? spot! : before;
  return (t: number): Cells[] =>
    rated.map(([l, branch]) => [
      branch,
      limit_kw[l]![t]!,
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
  const { day, before, after, linear, tariff, decided, foresight_kw, limits, violations, rounds, drift_kw } = outcome;
  const currency = tables.settlement.fields.at(-1)!.unit!;
  const per_kwh = `${currency}/kWh`;
  const row = indicatorsOf('dt');
  const overload_kwh = (stage: 'baseline' | 'tariffed' | 'final') =>
    violations.reduce(
      (sum, violation_kw, r) => sum + (limits[r]!.service === 'overload' ? violation_kw[stage] : 0),
      0,
    ) * day.dt_h;
  const penalty = decided && decided.penalty < Number.POSITIVE_INFINITY ? decided.penalty : Number.NaN;
  return [
    row(
      'overload_baseline_kwh',
      overload_kwh('baseline'),
      'kWh',
      'Energy above the limits that the tariff counts, by the spot price alone',
    ),
    row(
      'overload_tariff_kwh',
      overload_kwh('tariffed'),
      'kWh',
      'Energy above the limits that the tariff counts, in answer to it',
    ),
    row(
      'overload_final_kwh',
      overload_kwh('final'),
      'kWh',
      'Energy above the limits that the tariff counts, after re-profiling',
    ),
    row(
      'overload_baseline_ac_kwh',
      overloadOf(before) * day.dt_h,
      'kWh',
      'Energy above the limits of all branches by AC power flow, by the spot price alone',
    ),
    row(
      'overload_ac_kwh',
      overloadOf(after) * day.dt_h,
      'kWh',
      'Energy above the limits of all branches by AC power flow, after all',
    ),
    row('voltage_min_baseline_pu', lowestVoltage(before), 'p.u.', 'Lowest voltage by the spot price alone', 'min'),
    row('voltage_min_final_pu', lowestVoltage(after), 'p.u.', 'Lowest voltage after all', 'min'),
    row('tariff_max', largest(tariff), per_kwh, 'Largest tariff', 'max'),
    row('penalty', penalty, per_kwh, 'Penalty of the limits in the problem of the DSO; blank where they hold', 'max'),
    row('revenue', decided?.revenue ?? 0, currency, 'Revenue of the tariff, as foreseen'),
    row('reprofiling_cost', decided?.cost ?? 0, currency, 'Cost of re-profiling'),
    row(
      'profit_foreseen',
      (decided?.revenue ?? 0) - (decided?.cost ?? 0),
      currency,
      'Revenue of the tariff less cost of re-profiling, as the DSO foresees them when it sets the penalty',
    ),
    row(
      'neutral',
      decided && decided.search.length > 0 ? Number(decided.neutral) : Number.NaN,
      '1',
      '1 where revenue and cost, as the DSO foresees them, meet at some penalty; blank where that was not searched',
      'min',
    ),
    row(
      'trials',
      decided?.search.length ?? 0,
      '1',
      'Penalties tried in search of the neutral one, in the last linearisation',
    ),
    row('linearisations', rounds, '1', 'Linearisations of the limits until they settled', 'max'),
    row('drift_kw', drift_kw, 'kW', 'How far a limit that binds still moved after the last linearisation', 'max'),
    row(
      'foresight_kw',
      foresight_kw,
      'kW',
      'Largest difference between what the DSO foresaw and what was answered',
      'max',
    ),
    row(
      'linearisation_error_kw',
      largestError(linear.flow_kw, after.flow_kw),
      'kW',
      'Largest error of a linearised flow',
      'max',
    ),
    row(
      'linearisation_error_pu',
      largestError(linear.vm_pu, after.vm_pu),
      'p.u.',
      'Largest error of a linearised voltage',
      'max',
    ),
  ];
}
