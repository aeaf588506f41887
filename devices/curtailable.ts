// Weather-driven infeed behind an inverter; only `available` differs between PV and wind. p ≤ 0: it feeds the grid.
//   −p_avail ≤ p ≤ 0;   p² + q² ≤ s_max²;   p_avail + p is curtailed
import { constant, type Flexibility, type Formulation, type Horizon, linear } from '../optimisation/index.ts';
import type { Channel, DeviceKind, Range, SetPoint, Step } from './device.ts';
import { reactive } from './inverter.ts';
import { within } from './limit.ts';

export interface CurtailableParams {
  readonly s_max_kva: number;
}

export interface CurtailableState {
  /** Energy not fed in since the start of the run [kWh]. */
  readonly e_curtailed_kwh: number;
}

export interface CurtailableInputs {
  /** Available power in this step [kW], ≥ 0 and within the inverter's rating. */
  readonly p_avail_kw: number;
}

const CHANNELS: readonly Channel[] = [
  { name: 'e_curtailed_kwh', unit: 'kWh', title: 'Energy available but not fed in', cumulative: true },
];

const limits = (_d: CurtailableParams, _x: CurtailableState, u: CurtailableInputs): Range => ({
  min: 0 - u.p_avail_kw,
  max: 0,
});

function step<P extends CurtailableParams>(
  d: P,
  x: CurtailableState,
  u: CurtailableInputs,
  setPoint: SetPoint,
  dt: number,
): Step<CurtailableState> {
  const p = within(limits(d, x, u), setPoint.p_kw, 0 - u.p_avail_kw);
  const e_curtailed_kwh = x.e_curtailed_kwh + (u.p_avail_kw + p) * dt;
  return { p_kw: p, q_kvar: reactive(d.s_max_kva, p, setPoint.q_kvar), next: { e_curtailed_kwh } };
}

/** p[t] = −p_avail[t] + curtailment[t],  0 ≤ curtailment ≤ p_avail */
function flexibility(
  _d: CurtailableParams,
  _x: CurtailableState,
  inputs: readonly CurtailableInputs[],
  { hours }: Horizon,
  into: Formulation,
): Flexibility {
  const curtailment = into.variables('curtailment', [hours], { min: 0, max: (t) => inputs[t]!.p_avail_kw });
  return {
    p_kw: inputs.map((u, t) => linear(1, curtailment(t), 0 - u.p_avail_kw)),
    q_kvar: inputs.map(() => constant(0)),
    costs: [],
    shows: [{ name: 'curtailment_kw', unit: 'kW', values: inputs.map((_, t) => linear(1, curtailment(t))) }],
    exclusive: [],
  };
}

type Source<P> = Pick<
  DeviceKind<P, CurtailableState, CurtailableInputs>,
  'kind' | 'title' | 'colour' | 'schema' | 'inputs'
>;

/** The device kind of a source behind an inverter. Default behaviour: all available power, at unity power factor. */
export const curtailable = <P extends CurtailableParams>(
  source: Source<P>,
): DeviceKind<P, CurtailableState, CurtailableInputs> => ({
  ...source,
  rating_kva: (d) => d.s_max_kva,
  start: () => ({ e_curtailed_kwh: 0 }),
  limits,
  defaultSetPoint: (_d, _x, u) => ({ p_kw: 0 - u.p_avail_kw }),
  step,
  flexibility,
  channels: () => CHANNELS,
  observe: (_d, x) => [x.e_curtailed_kwh],
});
