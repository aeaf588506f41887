// The plan of the DC model next to the AC power flow that came of it: losses, voltages, flows, loading, import, and what the
// difference costs.
import { columns, indicator, table } from '../../record/index.ts';
import type { Metered } from '../mechanism.ts';
import { type Indicators, once, type Source } from '../publishing.ts';
import { total } from './record.ts';
import type { Dispatched } from './solve.ts';

/** One step of a dispatch, by both models. */
export interface Compared {
  readonly import_dc_kw: number;
  readonly import_ac_kw: number;
  readonly loss_kw: number;
  readonly lowest: Extreme;
  readonly highest: Extreme;
  /** Largest difference of an active flow. */
  readonly flow: Extreme;
  readonly loading_dc: Extreme;
  readonly loading_ac: Extreme;
  readonly angle: Extreme;
  /** Imported beyond the plan [kWh], and what it costs. */
  readonly missing_kwh: number;
  readonly cost: number;
}

/** A value and the bus or branch that has it; NaN and no place where none is known. */
interface Extreme {
  readonly value: number;
  readonly at: string;
}

export function compared({
  plan,
  t,
  dt_h,
  network,
  record: { flow, failure },
}: Metered<unknown, Dispatched>): Compared | undefined {
  if (failure !== undefined) return undefined;
  const { dc, exchange } = plan;
  const { buses, branches } = network;
  const flowOf = new Map(dc.branches.map(({ branch }, l) => [branch, l]));
  const import_dc_kw = total(plan.import_kw, t) - total(plan.export_kw, t);
  const missing = flow.import_kw - import_dc_kw;
  const price = missing > 0 ? exchange.import_price[t]! : exchange.export_price[t]!;
  const low = extreme(buses, (_, b) => -flow.vm_pu[b]!);
  const angle = (bus: string, b: number) => Math.abs(flow.va_deg[b]! - plan.angle_deg[dc.nodeOf.get(bus)!]![t]!);
  return {
    import_dc_kw,
    import_ac_kw: flow.import_kw,
    loss_kw: flow.loss_kw,
    lowest: { ...low, value: -low.value },
    highest: extreme(buses, (_, b) => flow.vm_pu[b]!),
    flow: extreme(branches, (branch, b) => {
      const l = flowOf.get(branch);
      return l === undefined ? 0 : Math.abs(flow.p_from_kw[b]! - plan.flow_kw[l]![t]!);
    }),
    loading_dc: extreme(
      dc.branches.map(({ branch }) => branch),
      (_, l) => {
        const { limit_kw } = dc.branches[l]!;
        return limit_kw === Number.POSITIVE_INFINITY ? Number.NaN : (100 * Math.abs(plan.flow_kw[l]![t]!)) / limit_kw;
      },
    ),
    loading_ac: extreme(branches, (_, b) => flow.loading_percent[b]!),
    angle: extreme(buses, dc.branches.length > 0 ? angle : () => Number.NaN),
    missing_kwh: missing * dt_h,
    cost: price * missing * dt_h,
  };
}

const { column } = columns<Compared>();
const comparison = table(
  'dc-vs-ac',
  'What the DC model planned and what the AC power flow then showed; blank where it was not solved',
  [
    column('import_dc_kw', 'kW', 'Net import as planned', (c) => c.import_dc_kw),
    column('import_ac_kw', 'kW', 'Net import of the AC power flow', (c) => c.import_ac_kw),
    column('loss_kw', 'kW', 'Losses, which the DC model does not know', (c) => c.loss_kw),
    column('vm_min_pu', 'p.u.', 'Lowest voltage; the DC model takes all to be 1', (c) => c.lowest.value),
    column('vm_min_bus', 'string', 'Bus of the lowest voltage', (c) => c.lowest.at),
    column('vm_max_pu', 'p.u.', 'Highest voltage', (c) => c.highest.value),
    column('vm_max_bus', 'string', 'Bus of the highest voltage', (c) => c.highest.at),
    column(
      'flow_difference_max_kw',
      'kW',
      'Largest difference of an active flow between both models',
      (c) => c.flow.value,
    ),
    column('flow_difference_max_branch', 'string', 'Branch of that difference', (c) => c.flow.at),
    column(
      'loading_dc_max_percent',
      '%',
      'Largest loading in the DC model; blank without ratings',
      (c) => c.loading_dc.value,
    ),
    column(
      'loading_ac_max_percent',
      '%',
      'Largest loading of the AC power flow; blank without ratings',
      (c) => c.loading_ac.value,
    ),
    column(
      'angle_difference_max_deg',
      '°',
      'Largest difference of a voltage angle between both models',
      (c) => c.angle.value,
    ),
    column('cost_difference', '{currency}', 'Cost of importing what the plan did not', (c) => c.cost),
  ],
);

export const comparisonTables: readonly Source<Compared>[] = [once(comparison, (c) => [c])];

export const comparisonIndicators: Indicators<Compared> = [
  indicator('import_beyond_plan_kwh', 'kWh', 'Net import of the AC power flow beyond the plan', (c) => c.missing_kwh),
  indicator('cost_beyond_plan', '{currency}', 'Cost of the import that the DC plan did not see', (c) => c.cost),
  indicator(
    'flow_difference_max_kw',
    'kW',
    'Largest difference of an active flow between DC plan and AC power flow',
    (c) => c.flow.value,
    'max',
  ),
];

/** Where a number is largest. */
function extreme(names: readonly string[], of: (name: string, i: number) => number): Extreme {
  let best: Extreme = { value: Number.NaN, at: '' };
  for (const [i, name] of names.entries()) {
    const value = of(name, i);
    if (value > best.value || (Number.isNaN(best.value) && !Number.isNaN(value))) best = { value, at: name };
  }
  return best;
}
