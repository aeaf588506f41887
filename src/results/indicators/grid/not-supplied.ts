// Energy that devices at buses without supply would have drawn, each with its default behaviour from the start of the run on:
//   E = Σk Σd max(0, P[k, d]) Δt.  What they would have fed is not counted. Absent where every device has supply.
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const NOT_SUPPLIED = declare({
  id: 'energy_not_supplied_kwh',
  unit: 'kWh',
  title: 'Energy that devices at buses without supply would have drawn',
  formula: 'Σk Σd max(P[k, d], 0) Δt of their default behaviour; absent where all have supply',
  sense: 'less',
  source: 'devices',
});
export const notSuppliedDeclared = [NOT_SUPPLIED];

export const notSupplied: GaugeMaker = ({ clock: { dt_h }, unsupplied = [] }) => {
  const state = { kwh: 0, states: unsupplied.map((device) => device.start()) };
  return {
    state,
    onStep({ k }) {
      for (const [d, device] of unsupplied.entries()) {
        const inputs = device.inputs(k);
        const { p_kw, next } = device.step(state.states[d], inputs, device.defaultSetPoint(state.states[d], inputs));
        state.states[d] = next;
        state.kwh += Math.max(0, p_kw) * dt_h;
      }
    },
    indicators() {
      return unsupplied.length === 0 ? [] : [NOT_SUPPLIED.is(state.kwh)];
    },
  };
};
