// By how much and how long branches are above their ratings:
//   E[l] = Σk max(0, S[k, l] − Smax[l]) Δt,   S = loading · Smax, of the end that is loaded more
import { mvaOfAmps, type NetworkData } from '../../../../network/index.ts';
import { rated } from '../../network/rated.ts';
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { zeros } from '../zeros.ts';
import { FULL_PERCENT } from './loading.ts';

const ENERGY = declare({
  id: 'overload_kvah',
  unit: 'kVA h',
  title: 'Energy above the ratings of branches',
  formula: 'Σl Σk max(0, S[k, l] − Smax[l]) Δt; of each branch in overloads.csv',
  sense: 'less',
  source: 'AC power flow',
});
const HOURS = declare({
  id: 'overload_branch_h',
  unit: 'h',
  title: 'Branch-hours above the ratings',
  formula: 'Σl Σk Δt over the steps in which branch l is above its rating',
  sense: 'less',
  source: 'AC power flow',
});
export const overloadsDeclared = [ENERGY, HOURS];

export const overloads: GaugeMaker = ({ clock: { dt_h }, grid: { branches } }, network) => {
  const rating_kva = ratings(network, branches);
  const isRated = rated(branches, network);
  const places = [...branches.keys()].filter((b) => isRated[b]!);
  /** Over the branches. */
  const sums = () => zeros(branches.length);
  const state = { solved: 0, kvah: sums(), steps: sums(), max_percent: sums() };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      state.solved++;
      const { loading_percent } = record.flow;
      for (const b of places) {
        const percent = loading_percent[b]!;
        if (percent > state.max_percent[b]!) state.max_percent[b] = percent;
        if (!(percent > FULL_PERCENT)) continue;
        state.kvah[b]! += (percent / 100 - 1) * rating_kva[b]! * dt_h;
        state.steps[b]!++;
      }
    },
    indicators() {
      if (places.length === 0) return [];
      const sum = (values: readonly number[]) => (state.solved > 0 ? values.reduce((a, b) => a + b, 0) : Number.NaN);
      return [ENERGY.is(sum(state.kvah)), HOURS.is(sum(state.steps) * dt_h)];
    },
    tables: () => [
      {
        name: 'overloads',
        title: 'By how much and how long every branch with a rating is above it',
        fields: [
          { name: 'branch', type: 'string', title: 'Line or transformer' },
          { name: 'rating_kva', type: 'number', unit: 'kVA', title: 'Rating at nominal voltage' },
          { name: 'overload_kvah', type: 'number', unit: 'kVA h', title: 'Energy above the rating' },
          { name: 'overload_h', type: 'number', unit: 'h', title: 'Time above the rating' },
          { name: 'loading_max_percent', type: 'number', unit: '%', title: 'Highest loading' },
        ],
        rows: places.map((b) => {
          const { kvah, steps, max_percent } = state;
          return [branches[b]!, rating_kva[b]!, kvah[b]!, steps[b]! * dt_h, max_percent[b]!];
        }),
      },
    ],
  };
};

/** Ratings at nominal voltage of the from end [kVA], over the branches; NaN without one. */
export function ratings(network: NetworkData, branches: readonly string[]): number[] {
  const vn_kv = new Map(network.buses.map(({ bus, vn_kv }) => [bus, vn_kv]));
  const data = new Map(network.branches.map((branch) => [branch.branch, branch]));
  return branches.map((name) => {
    const branch = data.get(name);
    if (branch?.i_max_a !== undefined) return 1000 * mvaOfAmps(branch.i_max_a, vn_kv.get(branch.from_bus)!);
    return 1000 * (branch?.s_max_mva ?? Number.NaN);
  });
}
