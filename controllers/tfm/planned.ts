// What is published once a market has been held: every step of it, as rows and as numbers.
import type { DeviceView, Publication, PublishedIndicator, PublishedTable } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import { type Cells, rowsOver } from '../columns.ts';
import { grouped } from '../feeder/grouped.ts';
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
import { paybackOf } from './contracts.ts';
import type { Outcome } from './outcome.ts';
import { shownAt } from './substitution.ts';
import type { Tables } from './tables.ts';

/** @param shown devices that get rows of their own, as indices */
export function planned(
  tables: Tables,
  network: Network,
  devices: readonly DeviceView[],
  shown: readonly number[],
  outcome: Outcome,
): Publication {
  const { from, hours } = outcome.day;
  const rows = (table: PublishedTable, cells: (t: number) => readonly Cells[]) =>
    rowsOver(table, from, hours.length, cells);
  const buses = [...new Set(devices.map(({ bus }) => bus))];
  return {
    rows: [
      ...rows(tables.energy, (t) => [[outcome.energy_price[t]!]]),
      ...rows(tables.loads, loadRows(devices, buses, [outcome.baseline.p_kw, outcome.final_kw], hours.length)),
      ...rows(tables.loading, loading(network, outcome)),
      ...rows(tables.voltages, voltageRows(network, buses, outcome)),
      ...rows(tables.requirements, (t) => requirements(outcome, t)),
      ...rows(tables.bids, (t) => bids(outcome, t)),
      { table: tables.refused, k: from, cells: outcome.refused.map((r) => [r.aggregator, r.load_point, r.reason]) },
      ...rows(tables.procurement, (t) => procurement(outcome, t)),
      ...rows(tables.payback, (t) => payback(outcome, t)),
      { table: tables.admm, k: from, cells: outcome.rounds.map((r) => [r.round, r.primal_kw, r.dual_kw]) },
      ...rows(tables.shortages, (t) => shortages(outcome, t)),
      ...rows(tables.rescheduled, rescheduled(devices, outcome)),
      ...rows(tables.devices, single(devices, shown, outcome)),
    ],
    indicators: indicators(outcome),
  };
}

function loading(network: Network, { before, after, linear }: Outcome) {
  const rated = ratedBranches(network, before);
  return (t: number): Cells[] =>
    rated.map(([l, branch]) => [
      branch,
      before.limit_kw[l]![t]!,
      before.flow_kw[l]![t]!,
      linear.flow_kw[l]![t]!,
      after.flow_kw[l]![t]!,
      before.loading_percent[l]![t]!,
      after.loading_percent[l]![t]!,
    ]);
}

const requirements = ({ requirements: all }: Outcome, t: number): Cells[] =>
  all.map((r, i) => [
    i + 1,
    r.service,
    r.load_points.join('; '),
    r.min_kw[t]!,
    r.max_kw[t]!,
    r.payback_steps.includes(t) ? 1 : 0,
    r.payback_share_max,
    r.price_max,
  ]);

const bids = ({ bids: all }: Outcome, t: number): Cells[] =>
  all.flatMap(({ aggregator, load_point, price, reduction_kw, payback_step, payback_kw }): Cells[] => {
    const payback = payback_step === t ? payback_kw : 0;
    return reduction_kw[t]! > 0 || payback > 0 ? [[aggregator, load_point, price, reduction_kw[t]!, payback]] : [];
  });

const procurement = ({ contracts, bids: all, clearing, day }: Outcome, t: number): Cells[] =>
  contracts.flatMap(({ aggregator, load_point, bought_kw, bid_price, clear_price }, b): Cells[] => {
    const offered = all[b]!.reduction_kw[t]!;
    if (offered === 0) return [];
    const bought = bought_kw[t]!;
    const cost = bid_price * bought * day.dt_h;
    return [[aggregator, load_point, offered, clearing.share[b]![t]!, bought, bid_price, clear_price[t]!, cost]];
  });

const payback = ({ contracts, bids: all, baseline, final_kw, day }: Outcome, t: number): Cells[] =>
  contracts.flatMap(({ aggregator, load_point, bought_kw, devices }, b): Cells[] => {
    const bid = all[b]!;
    const reduced_kwh = sum(bought_kw) * day.dt_h;
    if (bid.payback_step !== t || reduced_kwh === 0) return [];
    const scheduled_kw = sum(devices.map((d) => final_kw[d]![t]! - baseline.p_kw[d]![t]!));
    return [[aggregator, load_point, reduced_kwh, paybackOf(bid, bought_kw), scheduled_kw]];
  });

const shortages = ({ clearing }: Outcome, t: number): Cells[] =>
  clearing.shortages
    .filter(({ limit }) => limit.t === t)
    .map(({ limit: { service, element }, missing }) =>
      service === 'overload' ? [service, element, missing, Number.NaN] : [service, element, Number.NaN, missing],
    );

/** Devices of a kind behind the same bid as one, where something was bought. */
function rescheduled(devices: readonly DeviceView[], { contracts, baseline, final_kw }: Outcome) {
  const groups = contracts.flatMap(({ aggregator, load_point, bought_kw, devices: own }) => {
    if (bought_kw.every((kw) => kw === 0)) return [];
    const kinds = grouped(own, (d) => devices[d]!.kind);
    return Array.from(kinds, ([kind, places]) => ({ aggregator, load_point, kind, of: places.map((i) => own[i]!) }));
  });
  return (t: number): Cells[] =>
    groups.map(({ aggregator, load_point, kind, of }) => [
      aggregator,
      load_point,
      kind,
      sum(of.map((d) => baseline.p_kw[d]![t]!)),
      sum(of.map((d) => final_kw[d]![t]!)),
    ]);
}

/** Power of single devices, and what that makes of their states; blank where whole numbers decide (a unit that is on or off). */
function single(devices: readonly DeviceView[], shown: readonly number[], outcome: Outcome) {
  const { baseline, final_kw, models, day } = outcome;
  const unknown = day.hours.map(() => Number.NaN);
  const quantities = shown.flatMap((d) => {
    const { id, kind, bus, labels } = devices[d]!;
    const model = models.distinct[models.of[d]!]!;
    const name = [id, kind, bus, labels['aggregator'] ?? ''];
    const [before, after] = [baseline.p_kw[d]!, final_kw[d]!];
    const [first, last] = [shownAt(model, before), shownAt(model, after)];
    const states = model.flexibility.shows.map(({ name: quantity, unit }, i) => ({
      cells: [...name, quantity, unit],
      baseline: first?.[i] ?? unknown,
      final: last?.[i] ?? unknown,
    }));
    return [{ cells: [...name, 'p_kw', 'kW'], baseline: before, final: after }, ...states];
  });
  return (t: number): Cells[] => quantities.map(({ cells, ...of }) => [...cells, of.baseline[t]!, of.final[t]!]);
}

function indicators(outcome: Outcome): PublishedIndicator[] {
  const {
    day,
    currency,
    before,
    after,
    linear,
    distflow_pu,
    contracts,
    clearing,
    rounds,
    bids: all,
    refused,
  } = outcome;
  const { dt_h } = day;
  const short = (service: string) => clearing.shortages.filter(({ limit }) => limit.service === service);
  const row = indicatorsOf('tfm');
  return [
    row(
      'overload_baseline_kwh',
      overloadOf(before) * dt_h,
      'kWh',
      'Energy above the limits of branches, by the baseline',
    ),
    row('overload_final_kwh', overloadOf(after) * dt_h, 'kWh', 'Energy above the limits of branches, after the market'),
    row('voltage_min_baseline_pu', lowestVoltage(before), 'p.u.', 'Lowest voltage, by the baseline', 'min'),
    row('voltage_min_final_pu', lowestVoltage(after), 'p.u.', 'Lowest voltage, after the market', 'min'),
    row('bids', all.length, '1', 'Bids that took part'),
    row('bids_refused', refused.length, '1', 'Bids refused'),
    row('bought_kwh', sum(contracts.map((c) => sum(c.bought_kw))) * dt_h, 'kWh', 'Energy of the reductions bought'),
    row('payback_kwh', sum(contracts.map((c, b) => paybackOf(all[b]!, c.bought_kw))) * dt_h, 'kWh', 'Energy paid back'),
    row('cost', clearing.cost, currency, 'Cost of what was bought, at the prices of the bids'),
    row('rounds', rounds.length, '1', 'Most rounds of an ADMM', 'max'),
    row('tie_rounds', clearing.tieRounds, '1', 'Most rounds of an ADMM that settle ties of equal bids', 'max'),
    row('disagreement_kw', left(rounds), 'kW', 'Largest difference between operator and DSO at the end', 'max'),
    row('shortage_kwh', sum(short('overload').map((s) => s.missing)) * dt_h, 'kWh', 'Overload that no bid resolved'),
    row(
      'shortage_pu',
      largest([short('voltage').map((s) => s.missing)]),
      'p.u.',
      'Voltage that no bid resolved',
      'max',
    ),
    row(
      'linearisation_error_pu',
      largestError(linear.vm_pu, after.vm_pu),
      'p.u.',
      'Largest error of a linearised voltage: of what the market changes',
      'max',
    ),
    row(
      'distflow_error_pu',
      largestError(distflow_pu, after.vm_pu),
      'p.u.',
      'Largest error of a voltage by linearised DistFlow of the whole final schedule',
      'max',
    ),
    row(
      'linearisation_error_kw',
      largestError(linear.flow_kw, after.flow_kw),
      'kW',
      'Largest error of a linearised flow',
      'max',
    ),
  ];
}

/** What the last round left [kW]. */
const left = (rounds: Outcome['rounds']): number =>
  Math.max(rounds.at(-1)?.primal_kw ?? 0, rounds.at(-1)?.dual_kw ?? 0);

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
