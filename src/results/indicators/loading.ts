// How near the branches came to their ratings, and how long they were beyond. Silent where no branch in service has a rating.
import { highest } from '../extremes.ts';
import { rated } from '../rated.ts';
import { solved } from '../table.ts';
import type { GaugeMaker } from './indicator.ts';

/** Above this a branch is beyond its rating [%]; a plan that goes to the rating ends nearer to it. */
const FULL = 100.001;

export const loading: GaugeMaker = ({ clock: { dt_h }, grid: { branches } }, network) => {
  const counts = rated(branches, network);
  const state = {
    max: { value: Number.NaN, at: -1, step: -1 },
    steps: 0,
    /** Steps above the rating, over the branches. */
    beyond: branches.map(() => 0),
  };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const { loading_percent } = record.flow;
      const most = highest(loading_percent, counts);
      if (most.at >= 0 && !(most.value <= state.max.value)) state.max = { ...most, step: record.k };
      if (most.value > FULL) state.steps++;
      for (let b = 0; b < branches.length; b++) if (loading_percent[b]! > FULL) state.beyond[b]!++;
    },
    indicators() {
      const { max, steps, beyond } = state;
      if (max.step < 0) return [];
      const worst = highest(Float64Array.from(beyond));
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
