// The plan next to the AC power flow of the run: losses, voltages, flows, loading, import, and what the difference costs. A DC plan
// has no losses and voltages; an AC plan differs from the run by the tolerance of its power flow.
import { columns, indicator, table } from '../../record/index.ts';
import type { Metered } from '../mechanism.ts';
import { type Indicators, once, type Source } from '../publishing.ts';
import type { DcPlan } from './dc.ts';
import type { Dispatched } from './plan.ts';

/** One step of a dispatch: as planned, and as it was. */
export interface Compared {
  readonly import_planned_kw: number;
  readonly import_ac_kw: number;
  readonly loss_kw: number;
  readonly lowest: Extreme;
  readonly highest: Extreme;
  /** Largest difference of an active flow. */
  readonly flow: Extreme;
  readonly loading_ac: Extreme;
  /** Of a DC plan: its largest loading, and the largest difference of an angle. */
  readonly dc?: { readonly loading: Extreme; readonly angle: Extreme };
  /** Of an AC plan: its losses, and the largest difference of a voltage. */
  readonly ac?: { readonly loss_kw: number; readonly voltage: Extreme };
  /** Imported beyond the plan [kWh], and what it costs. */
  readonly missing_kwh: number;
  readonly cost: number;
}

/** A value and the bus or branch that has it; NaN and no place where none is known. */
interface Extreme {
  readonly value: number;
  readonly at: string;
}

export function compared(metered: Metered<unknown, Dispatched>): Compared | undefined {
  const { plan, t, dt_h, network, record, prices } = metered;
  const { flow, failure } = record;
  if (failure !== undefined) return undefined;
  const { dc, ac } = plan;
  const { buses, branches } = network;
  const import_planned_kw = plan.import_kw[t]! - plan.export_kw[t]!;
  const missing = flow.import_kw - import_planned_kw;
  const price = missing > 0 ? prices!.import_price : prices!.export_price;
  const low = extreme(buses, (_, b) => -flow.vm_pu[b]!);
  const planned_kw = dc ? dcFlows(dc, t) : new Map(branches.map((branch, l) => [branch, ac!.p_from_kw[l]![t]!]));
  return {
    import_planned_kw,
    import_ac_kw: flow.import_kw,
    loss_kw: flow.loss_kw,
    lowest: { ...low, value: -low.value },
    highest: extreme(buses, (_, b) => flow.vm_pu[b]!),
    flow: extreme(branches, (branch, b) => {
      const kw = planned_kw.get(branch);
      return kw === undefined ? 0 : Math.abs(flow.p_from_kw[b]! - kw);
    }),
    loading_ac: extreme(branches, (_, b) => flow.loading_percent[b]!),
    missing_kwh: missing * dt_h,
    cost: price * missing * dt_h,
    ...(dc && { dc: ofDc(dc, metered) }),
    ...(ac && {
      ac: { loss_kw: ac.loss_kw[t]!, voltage: extreme(buses, (_, b) => Math.abs(flow.vm_pu[b]! - ac.vm_pu[b]![t]!)) },
    }),
  };
}

const dcFlows = ({ network, flow_kw }: DcPlan, t: number): ReadonlyMap<string, number> =>
  new Map(network.branches.map(({ branch }, l) => [branch, flow_kw[l]![t]!]));

function ofDc(
  { network: dc, flow_kw, angle_deg }: DcPlan,
  { t, network, record: { flow } }: Metered<unknown, Dispatched>,
) {
  const difference = (bus: string, b: number) => Math.abs(flow.va_deg[b]! - angle_deg[dc.nodeOf.get(bus)!]![t]!);
  return {
    loading: extreme(
      dc.branches.map(({ branch }) => branch),
      (_, l) => {
        const { limit_kw } = dc.branches[l]!;
        return limit_kw === Number.POSITIVE_INFINITY ? Number.NaN : (100 * Math.abs(flow_kw[l]![t]!)) / limit_kw;
      },
    ),
    angle: extreme(network.buses, dc.branches.length > 0 ? difference : () => Number.NaN),
  };
}

type ByDc = Compared & Required<Pick<Compared, 'dc'>>;
type ByAc = Compared & Required<Pick<Compared, 'ac'>>;

const { column } = columns<ByDc>();
const comparison = table(
  'dc-vs-ac',
  'What the DC model planned and what the AC power flow then showed; blank where it was not solved',
  [
    column('import_dc_kw', 'kW', 'Net import as planned', (c) => c.import_planned_kw),
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
      (c) => c.dc.loading.value,
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
      (c) => c.dc.angle.value,
    ),
    column('cost_difference', '{currency}', 'Cost of importing what the plan did not', (c) => c.cost),
  ],
);

const met = columns<ByAc>();
const deviation = table(
  'plan-vs-run',
  'What was planned by AC power flow and what the run then had; blank where it was not solved',
  [
    met.column('import_planned_kw', 'kW', 'Net import as planned', (c) => c.import_planned_kw),
    met.column('import_kw', 'kW', 'Net import of the run', (c) => c.import_ac_kw),
    met.column('loss_planned_kw', 'kW', 'Losses as planned', (c) => c.ac.loss_kw),
    met.column('loss_kw', 'kW', 'Losses of the run', (c) => c.loss_kw),
    met.column('vm_min_pu', 'p.u.', 'Lowest voltage', (c) => c.lowest.value),
    met.column('vm_min_bus', 'string', 'Bus of the lowest voltage', (c) => c.lowest.at),
    met.column('vm_max_pu', 'p.u.', 'Highest voltage', (c) => c.highest.value),
    met.column('vm_max_bus', 'string', 'Bus of the highest voltage', (c) => c.highest.at),
    met.column('voltage_difference_max_pu', 'p.u.', 'Largest difference of a voltage', (c) => c.ac.voltage.value),
    met.column('flow_difference_max_kw', 'kW', 'Largest difference of an active flow', (c) => c.flow.value),
    met.column('loading_max_percent', '%', 'Largest loading; blank without ratings', (c) => c.loading_ac.value),
    met.column('cost_difference', '{currency}', 'Cost of importing what the plan did not', (c) => c.cost),
  ],
);

const isByDc = (c: Compared): c is ByDc => c.dc !== undefined;
const isByAc = (c: Compared): c is ByAc => c.ac !== undefined;

export const comparisonTables: readonly Source<Compared>[] = [
  once(comparison, (c) => (isByDc(c) ? [c] : undefined)),
  once(deviation, (c) => (isByAc(c) ? [c] : undefined)),
];

export const comparisonIndicators: Indicators<Compared> = [
  indicator('import_beyond_plan_kwh', 'kWh', 'Net import of the AC power flow beyond the plan', (c) => c.missing_kwh),
  indicator('cost_beyond_plan', '{currency}', 'Cost of the import beyond the plan', (c) => c.cost),
  indicator(
    'flow_difference_max_kw',
    'kW',
    'Largest difference of an active flow between plan and AC power flow',
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
