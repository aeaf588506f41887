// Weather-driven infeed behind an inverter; only `available` differs between PV and wind. p ≤ 0: it feeds the grid.
//   −p_avail ≤ p ≤ 0;   p² + q² ≤ s_max²;   p_avail + p is curtailed;   cost  −c p Δt
import { type Contribution, type Formulation, type Horizon, linear, type Term } from '../optimisation/index.ts';
import type { Channel, DeviceKind, Foreseen, Group, Range, SetPoint, Step, World } from './device.ts';
import { costChannel, costCurrency, costPerKwh, type EnergyCost, energyCost } from './energy-cost.ts';
import { column, groupOf, profileColumn } from './group.ts';
import { decided, reactive } from './inverter.ts';
import { limited } from './limit.ts';

export interface CurtailableParams {
  readonly s_max_kva: number;
  readonly currency: string;
  readonly cost_generation_per_kwh: number;
}

/** Fields of every source. */
export const curtailableFields = {
  currency: costCurrency,
  cost_generation_per_kwh: costPerKwh.describe(
    'Cost of the energy fed in, c [currency/kWh]: the levelised cost of energy that its owner is paid at least; curtailed energy costs nothing',
  ),
};

export interface CurtailableState {
  /** Energy not fed in since the start of the run [kWh]. */
  readonly e_curtailed_kwh: number;
  /** Cost since the start of the run [currency], where energy has a cost. */
  readonly cost?: number;
}

export interface CurtailableInputs {
  /** Available power in this step [kW], ≥ 0 and within the inverter's rating. */
  readonly p_avail_kw: number;
}

const CURTAILED: Channel = {
  name: 'e_curtailed_kwh',
  unit: 'kWh',
  title: 'Energy available but not fed in',
  cumulative: true,
};

const generation = ({ currency, cost_generation_per_kwh: per_kwh }: CurtailableParams): EnergyCost => ({
  name: 'generation',
  per_kwh,
  currency,
});

const limits = (_d: CurtailableParams, _x: CurtailableState, u: CurtailableInputs): Range => ({
  min: 0 - u.p_avail_kw,
  max: 0,
});

/** Power [kW] at a set point; all that is available without one (NaN or undefined). */
const powerAt = (p_avail_kw: number, setPoint: number | undefined): number =>
  limited(0 - p_avail_kw, 0, setPoint, 0 - p_avail_kw);

const curtailedAfter = (e_kwh: number, p_avail_kw: number, p: number, dt: number): number =>
  e_kwh + (p_avail_kw + p) * dt;

const costAfter = (cost: number, per_kwh: number, p: number, dt: number): number => cost - per_kwh * p * dt;

function step(
  { s_max_kva, cost_generation_per_kwh }: CurtailableParams,
  { e_curtailed_kwh, cost }: CurtailableState,
  { p_avail_kw }: CurtailableInputs,
  setPoint: SetPoint,
  dt: number,
): Step<CurtailableState> {
  const p_kw = powerAt(p_avail_kw, setPoint.p_kw);
  const q_kvar = reactive(s_max_kva, p_kw, setPoint.q_kvar);
  const curtailed = { e_curtailed_kwh: curtailedAfter(e_curtailed_kwh, p_avail_kw, p_kw, dt) };
  if (cost === undefined) return { p_kw, q_kvar, next: curtailed };
  return { p_kw, q_kvar, next: { ...curtailed, cost: costAfter(cost, cost_generation_per_kwh, p_kw, dt) } };
}

function group<P extends CurtailableParams>(
  { reads, available_kw }: Source<P>,
  params: readonly P[],
  world: World,
  at: Int32Array,
): Group<CurtailableState> {
  const n = params.length;
  const columns = { e_curtailed_kwh: column.numbers(n), cost: column.orAbsent(n) };
  const { e_curtailed_kwh, cost } = columns;
  const profile = profileColumn(params.map(reads), world);
  const s_max_kva = Float64Array.from(params, (d) => d.s_max_kva);
  const per_kwh = Float64Array.from(params, (d) => d.cost_generation_per_kwh);
  const dt = world.dt_h;
  return groupOf<CurtailableState>(at, {
    columns,
    s_max_kva,
    read: profile.read,
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        const p_avail_kw = available_kw(params[i]!, profile.of(i));
        const p = powerAt(p_avail_kw, setPoints.p_kw[place]);
        powers.p_kw[place] = p;
        powers.q_kvar[place] = reactive(s_max_kva[i]!, p, setPoints.q_kvar[place]);
        e_curtailed_kwh.next[i] = curtailedAfter(e_curtailed_kwh.now[i]!, p_avail_kw, p, dt);
        cost.next[i] = costAfter(cost.now[i]!, per_kwh[i]!, p, dt); // NaN without a cost
      }
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) {
        const c = from[at[i]!]!;
        values[c] = e_curtailed_kwh.now[i]!;
        if (per_kwh[i]! > 0) values[c + 1] = cost.now[i]!;
      }
    },
  });
}

/** p[t] = −p_avail[t] + curtailment[t],  0 ≤ curtailment ≤ p_avail,  cost −c Σ p Δt */
function flexibility(
  d: CurtailableParams,
  _x: CurtailableState,
  inputs: readonly CurtailableInputs[],
  horizon: Horizon,
  into: Formulation,
  dt: number,
): Contribution {
  const { hours } = horizon;
  const curtailment = into.variables('curtailment', [hours], { min: 0, max: (t) => inputs[t]!.p_avail_kw });
  const available_kw = inputs.reduce((sum, u) => sum + u.p_avail_kw, 0);
  const fed_kwh = { terms: inputs.map((_, t): Term => [-dt, curtailment(t)]), constant: available_kw * dt };
  return {
    p_kw: inputs.map((u, t) => linear(1, curtailment(t), 0 - u.p_avail_kw)),
    q_kvar: decided(d.s_max_kva, horizon, into),
    costs: energyCost(generation(d), fed_kwh),
    shows: [{ name: 'curtailment_kw', unit: 'kW', values: inputs.map((_, t) => linear(1, curtailment(t))) }],
    exclusive: [],
  };
}

type Source<P> = Pick<DeviceKind<P, CurtailableState, CurtailableInputs>, 'kind' | 'title' | 'colour' | 'schema'> & {
  readonly kind: Foreseen<P, CurtailableInputs>['quantity'];
  /** The profile it depends on. */
  reads(params: P): string;
  /** Available power at a value of that profile [kW]. */
  available_kw(params: P, value: number): number;
};

/** The device kind of a source behind an inverter. Default behaviour: all available power, at unity power factor. */
export const curtailable = <P extends CurtailableParams>(
  source: Source<P>,
): DeviceKind<P, CurtailableState, CurtailableInputs> => ({
  kind: source.kind,
  title: source.title,
  ...(source.colour === undefined ? {} : { colour: source.colour }),
  schema: source.schema,
  inputs: (d, world, k) => ({ p_avail_kw: source.available_kw(d, world.profile(source.reads(d), k)) }),
  foreseen: {
    quantity: source.kind,
    power_kw: (_d, u) => 0 - u.p_avail_kw,
    scaled: (d, u, factor) => ({ p_avail_kw: Math.min(d.s_max_kva, u.p_avail_kw * factor) }),
  },
  currency: (d) => (d.cost_generation_per_kwh > 0 ? d.currency : undefined),
  rating_kva: (d) => d.s_max_kva,
  start: (d) => ({ e_curtailed_kwh: 0, ...(d.cost_generation_per_kwh > 0 ? { cost: 0 } : {}) }),
  limits,
  defaultSetPoint: (_d, _x, u) => ({ p_kw: 0 - u.p_avail_kw }),
  step,
  flexibility,
  channels: (d) => [CURTAILED, ...costChannel(generation(d), 'Cost of generation')],
  observe: (_d, x) => (x.cost === undefined ? [x.e_curtailed_kwh] : [x.e_curtailed_kwh, x.cost]),
  group: (params, world, at) => group(source, params, world, at),
});
