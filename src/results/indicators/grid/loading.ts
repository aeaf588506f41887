// Maximum loading of branches and duration of overloads. Empty if no branch in service has a rating.
import { highest } from '../../extremes.ts';
import { rated } from '../../network/rated.ts';
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const MAX = declare({
  id: 'loading_max_percent',
  unit: '%',
  title: 'Highest loading of a branch',
  formula: 'maxk maxl 100 · I[k, l] / Imax[l], the larger of both ends of branch l',
  sense: 'less',
  source: 'AC power flow',
});
const OVER = declare({
  id: 'loading_over_h',
  unit: 'h',
  title: 'Time with a branch above its rating',
  formula: 'Σk Δt over the steps in which a branch is above its rating',
  sense: 'less',
  source: 'AC power flow',
});
const OVER_WORST = declare({
  id: 'loading_over_worst_h',
  unit: 'h',
  title: 'Longest time of one branch above its rating',
  formula: 'maxl Σk Δt over the steps in which branch l is above its rating',
  sense: 'less',
  source: 'AC power flow',
});
export const loadingDeclared = [MAX, OVER, OVER_WORST];

/** Above this a branch is beyond its rating [%]; a plan that goes to the rating ends nearer to it. */
export const FULL_PERCENT = 100.001;

export const loading: GaugeMaker = ({ clock: { dt_h }, grid: { branches } }, network) => {
  const counts = rated(branches, network);
  const state = {
    max: { value: Number.NaN, at: -1, step: -1 },
    steps: 0,
    /** Steps above the rating, over the branches. */
    excess: branches.map(() => 0),
  };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const { loading_percent } = record.flow;
      const max = highest(loading_percent, counts);
      if (max.at >= 0 && !(max.value <= state.max.value)) state.max = { ...max, step: record.k };
      if (max.value > FULL_PERCENT) state.steps++;
      for (let b = 0; b < branches.length; b++) if (loading_percent[b]! > FULL_PERCENT) state.excess[b]!++;
    },
    indicators() {
      const { max, steps, excess } = state;
      if (max.step < 0) return [];
      const worst = highest(Float64Array.from(excess));
      return [
        MAX.is(max.value, { where: branches[max.at]!, step: max.step }),
        OVER.is(steps * dt_h),
        OVER_WORST.is(worst.value * dt_h, worst.value > 0 ? { where: branches[worst.at]! } : {}),
      ];
    },
  };
};
