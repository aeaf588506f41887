// Lowest and highest voltage, duration of violated voltage limits, and duration of implausible voltages.
import { ODD_VOLTAGE_PU } from '../../../../network/index.ts';
import { highest, lowest } from '../../extremes.ts';
import { solved } from '../../tables/table.ts';
import { type Declared, declare } from '../declaration.ts';
import type { GaugeMaker, Indicator } from '../indicator.ts';

const extreme = (id: string, title: string, formula: string) =>
  declare({ id, unit: 'p.u.', title, formula, sense: 'neither', source: 'AC power flow' });
const hours = (id: string, title: string, formula: string) =>
  declare({ id, unit: 'h', title, formula, sense: 'less', source: 'AC power flow' });
const { below, above } = ODD_VOLTAGE_PU;
const MIN = extreme('voltage_min_pu', 'Lowest voltage', 'mink minb |V[k, b]|');
const MAX = extreme('voltage_max_pu', 'Highest voltage', 'maxk maxb |V[k, b]|');
const UNDER = hours('voltage_under_h', 'Time with a bus below its lower limit', 'Σk Δt over such steps');
const UNDER_BUS = hours('voltage_under_bus_h', 'Bus-hours below the lower limit', 'Σk Σb Δt over such steps and buses');
const OVER = hours('voltage_over_h', 'Time with a bus above its upper limit', 'Σk Δt over such steps');
const OVER_BUS = hours('voltage_over_bus_h', 'Bus-hours above the upper limit', 'Σk Σb Δt over such steps and buses');
const ODD = hours(
  'voltage_odd_h',
  `Time with a voltage below ${below} or above ${above} p.u.`,
  'Σk Δt over such steps; absent where there are none, otherwise a reason to doubt the run',
);
export const voltageDeclared = [MIN, MAX, UNDER, UNDER_BUS, OVER, OVER_BUS, ODD];

/** As far beyond a limit a bus is still at it [p.u.]: a plan that goes to the limit ends nearer to it. */
export const AT_LIMIT = 1e-6;

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
      if (low.value < below || high.value > above) state.odd++;
      const { under, over } = state;
      let low_buses = 0;
      let high_buses = 0;
      for (let i = 0; i < buses.length; i++) {
        if (vm_pu[i]! < lower[i]! - AT_LIMIT) low_buses++;
        if (vm_pu[i]! > upper[i]! + AT_LIMIT) high_buses++;
      }
      under.buses += low_buses;
      over.buses += high_buses;
      if (low_buses > 0) under.steps++;
      if (high_buses > 0) over.steps++;
    },
    indicators() {
      const { min, max, under, over } = state;
      const at = (of: Declared, { value, at: bus, step }: typeof none): Indicator =>
        of.is(value, bus < 0 ? {} : { where: buses[bus]!, step });
      const during = (of: Declared, steps: number): Indicator => of.is(min.step < 0 ? Number.NaN : steps * dt_h);
      const rows = [at(MIN, min), at(MAX, max)];
      if (lower.some((v) => v > 0)) rows.push(during(UNDER, under.steps), during(UNDER_BUS, under.buses));
      if (upper.some(Number.isFinite)) rows.push(during(OVER, over.steps), during(OVER_BUS, over.buses));
      // reported only where it occurs: it is a reason to doubt the run, and not a quantity to compare
      if (state.odd > 0) rows.push(during(ODD, state.odd));
      return rows;
    },
  };
};
