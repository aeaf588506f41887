// Maximum loading of branches and duration of overloads. Empty if no branch in service has a rating.
import { highest } from '../extremes.ts';
import { rated } from '../network/rated.ts';
import { solved } from '../tables/table.ts';
import type { GaugeMaker } from './indicator.ts';

/** Above this a branch is beyond its rating [%]; a plan that goes to the rating ends nearer to it. */
const FULL = 100.001;

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
      if (max.value > FULL) state.steps++;
      for (let b = 0; b < branches.length; b++) if (loading_percent[b]! > FULL) state.excess[b]!++;
    },
    indicators() {
      const { max, steps, excess } = state;
      if (max.step < 0) return [];
      const worst = highest(Float64Array.from(excess));
      const place = { where: branches[max.at]!, step: max.step };
      return [
        { id: 'loading_max_percent', value: max.value, unit: '%', title: 'Highest loading of a branch', ...place },
        { id: 'loading_over_h', value: steps * dt_h, unit: 'h', title: 'Time with a branch above its rating' },
        {
          id: 'loading_over_worst_h',
          value: worst.value * dt_h,
          unit: 'h',
          title: 'Longest time of one branch above its rating',
          ...(worst.value > 0 ? { where: branches[worst.at]! } : {}),
        },
      ];
    },
  };
};
