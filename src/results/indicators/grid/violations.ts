// By how much and how long voltages violate their limits:  Σk max(0, Vmin[b] − |V[k, b]|, |V[k, b]| − Vmax[b]) Δt  for each bus b.
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { zeros } from '../zeros.ts';
import { AT_LIMIT } from './voltage.ts';

const VIOLATION = declare({
  id: 'voltage_violation_puh',
  unit: 'p.u. h',
  title: 'Violation of voltage limits over all buses',
  formula: 'Σb Σk max(0, Vmin[b] − |V[k, b]|, |V[k, b]| − Vmax[b]) Δt; of each bus in voltage-violations.csv',
  sense: 'less',
  source: 'AC power flow',
});
export const violationsDeclared = [VIOLATION];

export const violations: GaugeMaker = ({ clock: { dt_h }, grid: { buses } }, network) => {
  const data = new Map(network.buses.map((b) => [b.bus, b]));
  const lower = buses.map((bus) => data.get(bus)?.v_min_pu ?? Number.NEGATIVE_INFINITY);
  const upper = buses.map((bus) => data.get(bus)?.v_max_pu ?? Number.POSITIVE_INFINITY);
  const limited = [...buses.keys()].filter((b) => lower[b]! > 0 || Number.isFinite(upper[b]!));
  /** Over the buses. */
  const sums = () => zeros(buses.length);
  const state = { solved: 0, under_puh: sums(), over_puh: sums(), under: sums(), over: sums() };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      state.solved++;
      const { vm_pu } = record.flow;
      for (const b of limited) {
        const below = lower[b]! - vm_pu[b]!;
        const above = vm_pu[b]! - upper[b]!;
        if (below > AT_LIMIT) {
          state.under_puh[b]! += below * dt_h;
          state.under[b]!++;
        } else if (above > AT_LIMIT) {
          state.over_puh[b]! += above * dt_h;
          state.over[b]!++;
        }
      }
    },
    indicators() {
      if (limited.length === 0) return [];
      const sum = limited.reduce((all, b) => all + state.under_puh[b]! + state.over_puh[b]!, 0);
      return [VIOLATION.is(state.solved > 0 ? sum : Number.NaN)];
    },
    tables: () => [
      {
        name: 'voltage-violations',
        title: 'By how much and how long the voltage of every bus with limits violates them',
        fields: [
          { name: 'bus', type: 'string', title: 'Bus' },
          { name: 'under_puh', type: 'number', unit: 'p.u. h', title: 'Below the lower limit' },
          { name: 'over_puh', type: 'number', unit: 'p.u. h', title: 'Above the upper limit' },
          { name: 'under_h', type: 'number', unit: 'h', title: 'Time below the lower limit' },
          { name: 'over_h', type: 'number', unit: 'h', title: 'Time above the upper limit' },
        ],
        rows: limited.map((b) => {
          const { under_puh, over_puh, under, over } = state;
          return [buses[b]!, under_puh[b]!, over_puh[b]!, under[b]! * dt_h, over[b]! * dt_h];
        }),
      },
    ],
  };
};
