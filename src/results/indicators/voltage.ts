// Lowest and highest voltage, duration of violated voltage limits, and duration of implausible voltages.
import { ODD_VOLTAGE_PU } from '../../../network/index.ts';
import { highest, lowest } from '../extremes.ts';
import { solved } from '../tables/table.ts';
import type { GaugeMaker, Indicator } from './indicator.ts';

/** As far beyond a limit a bus is still at it [p.u.]: a plan that goes to the limit ends nearer to it. */
const AT_LIMIT = 1e-6;

export const voltage: GaugeMaker = ({ clock: { dt_h }, grid: { buses } }, network) => {
  const data = new Map(network.buses.map((b) => [b.bus, b]));
  const lower = Float64Array.from(buses, (bus) => data.get(bus)?.v_min_pu ?? Number.NEGATIVE_INFINITY);
  const upper = Float64Array.from(buses, (bus) => data.get(bus)?.v_max_pu ?? Number.POSITIVE_INFINITY);
  const none = { value: Number.NaN, at: -1, step: -1 };
  const state = { min: none, max: none, under: { steps: 0, buses: 0 }, over: { steps: 0, buses: 0 }, odd: 0 };

  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const { vm_pu } = record.flow;
      const low = lowest(vm_pu);
      const high = highest(vm_pu);
      if (!(low.value >= state.min.value)) state.min = { ...low, step: record.k };
      if (!(high.value <= state.max.value)) state.max = { ...high, step: record.k };
      if (low.value < ODD_VOLTAGE_PU.below || high.value > ODD_VOLTAGE_PU.above) state.odd++;
      const { under, over } = state;
      let below = 0;
      let above = 0;
      for (let i = 0; i < buses.length; i++) {
        if (vm_pu[i]! < lower[i]! - AT_LIMIT) below++;
        if (vm_pu[i]! > upper[i]! + AT_LIMIT) above++;
      }
      under.buses += below;
      over.buses += above;
      if (below > 0) under.steps++;
      if (above > 0) over.steps++;
    },
    indicators() {
      const { min, max, under, over } = state;
      const extreme = (id: string, title: string, { value, at, step }: typeof none): Indicator => {
        return { id, value, unit: 'p.u.', title, ...(at < 0 ? {} : { where: buses[at]!, step }) };
      };
      const hours = (id: string, title: string, steps: number): Indicator => {
        return { id, value: min.step < 0 ? Number.NaN : steps * dt_h, unit: 'h', title };
      };
      const rows = [
        extreme('voltage_min_pu', 'Lowest voltage', min),
        extreme('voltage_max_pu', 'Highest voltage', max),
      ];
      if (lower.some((v) => v > 0)) {
        rows.push(hours('voltage_under_h', 'Time with a bus below its lower limit', under.steps));
        rows.push(hours('voltage_under_bus_h', 'Bus-hours below the lower limit', under.buses));
      }
      if (upper.some(Number.isFinite)) {
        rows.push(hours('voltage_over_h', 'Time with a bus above its upper limit', over.steps));
        rows.push(hours('voltage_over_bus_h', 'Bus-hours above the upper limit', over.buses));
      }
      // said only where it occurs: it is a reason to doubt the run, and not a quantity to compare
      if (state.odd > 0) {
        const { below, above } = ODD_VOLTAGE_PU;
        rows.push(hours('voltage_odd_h', `Time with a voltage below ${below} or above ${above} p.u.`, state.odd));
      }
      return rows;
    },
  };
};
