// The plan of the DC model beside the AC power flow that came of it: losses, voltages, flows, loading, import, and what the
// difference costs.
import type { Publication, StepRecord } from '../../cosim/index.ts';
import type { Cells } from '../columns.ts';
import type { Dispatched } from './solve.ts';
import { type Tables, total } from './tables.ts';

/** What one solved step says about the DC model. */
export function compared(tables: Tables, buses: readonly string[], branches: readonly string[], plan: Dispatched) {
  const { dc, exchange: market, dt_h, horizon } = plan.dispatch;
  const flowOf = new Map(dc.branches.map(({ branch }, l) => [branch, l]));
  return ({ k, flow }: StepRecord): Publication => {
    const t = k - horizon.from;
    const import_dc = total(plan.import_kw, t) - total(plan.export_kw, t);
    const low = extreme(flow.vm_pu, (v) => -v);
    const high = extreme(flow.vm_pu, (v) => v);
    const difference = extreme(branches, (branch, b) => {
      const l = flowOf.get(branch);
      return l === undefined ? 0 : Math.abs(flow.p_from_kw[b]! - plan.flow_kw[l]![t]!);
    });
    const angles = extreme(buses, (bus, b) => {
      const planned_deg = plan.angle_deg[dc.nodeOf.get(bus)!]![t]!;
      return dc.branches.length > 0 ? Math.abs(flow.va_deg[b]! - planned_deg) : Number.NaN;
    });
    const loading_dc = extreme(dc.branches, ({ limit_kw }, l) =>
      limit_kw === Number.POSITIVE_INFINITY ? Number.NaN : (100 * Math.abs(plan.flow_kw[l]![t]!)) / limit_kw,
    );
    const loading_ac = extreme(flow.loading_percent, (percent) => percent);
    const missing = flow.import_kw - import_dc;
    const price = missing > 0 ? market.import_price[t]! : market.export_price[t]!;
    const cost = price * missing * dt_h;
    const cells: Cells = [
      import_dc,
      flow.import_kw,
      flow.loss_kw,
      -low.value,
      buses[low.at]!,
      high.value,
      buses[high.at]!,
      difference.value,
      branches[difference.at] ?? '',
      loading_dc.value,
      loading_ac.value,
      angles.value,
      cost,
    ];
    return {
      rows: [{ table: tables['dc-vs-ac'], k, cells: [cells] }],
      indicators: [
        {
          id: 'ac_import_beyond_plan_kwh',
          value: missing * dt_h,
          unit: 'kWh',
          title: 'Net import of the AC power flow beyond the plan',
          over: 'sum',
        },
        {
          id: 'ac_cost_beyond_plan',
          value: cost,
          unit: market.currency,
          title: 'Cost of the import that the DC plan did not see',
          over: 'sum',
        },
        {
          id: 'ac_flow_difference_max_kw',
          value: difference.value,
          unit: 'kW',
          title: 'Largest difference of an active flow between DC plan and AC power flow',
          over: 'max',
        },
      ],
    };
  };
}

/** Where a number is largest; NaN, and no place, where none is known. */
function extreme<T>(items: ArrayLike<T>, of: (item: T, i: number) => number): { value: number; at: number } {
  let best = { value: Number.NaN, at: -1 };
  for (let i = 0; i < items.length; i++) {
    const value = of(items[i]!, i);
    if (value > best.value || (Number.isNaN(best.value) && !Number.isNaN(value))) best = { value, at: i };
  }
  return best;
}
