// Load that can be reduced or increased: an aggregate of homes, a cold store, a pumping station. By default it follows its own
// plan b. Reduced energy is drawn later or in advance:
//   p = b − d + u,   0 ≤ d ≤ D,   0 ≤ u ≤ U,   never both d and u
//   o' = o + (ρ d − u) Δt        energy owed, ρ ≥ 1 per kWh reduced; < 0 is drawn in advance
// with b = s(k) p_nom, D at most b, U up to p_nom by default. A step has no constraint on the energy owed, which is a channel; a
// plan over a day returns it to its initial value.
import * as z from 'zod';
import { profileField } from '../../base/index.ts';
import {
  type Contribution,
  type Formulation,
  type Horizon,
  linear,
  type Term,
  times,
} from '../../optimisation/index.ts';
import type { Channel, DeviceKind, Draft, Group, Range, SetPoint, Step, World } from '../device.ts';
import { discomfort } from '../discomfort.ts';
import { column, groupOf, noSetPoint, type ProfileColumn, profileColumn, readSetPoint } from '../group.ts';
import { limited } from '../limit.ts';
import { powerFactor, tanPhi } from '../power-factor.ts';

const power = z.number().min(0);

const schema = z.strictObject({
  p_kw: power.describe('Nominal active power [kW]'),
  profile: profileField({ unit: 'pu', of: 'p_kw' })
    .optional()
    .describe('Profile of the share of the nominal power drawn when nobody asks; always 1 when not given'),
  down_max_kw: power.optional().describe('Most it may draw less [kW], down to 0 at most; down to 0 when not given'),
  down_profile: profileField({ unit: 'pu', of: 'down_max_kw' })
    .optional()
    .describe('Profile of the share of down_max_kw; always 1 when not given'),
  up_max_kw: power.optional().describe('Most it may draw more [kW]; up to p_kw when not given'),
  up_profile: profileField({ unit: 'pu', of: 'up_max_kw' })
    .optional()
    .describe('Profile of the share of up_max_kw; always 1 when not given'),
  payback_ratio: z.number().min(1).default(1).describe('Energy it returns for each kWh it drew less [kWh/kWh]'),
  power_factor: powerFactor.default(1).describe('Lagging power factor (0–1)'),
  discomfort_per_kw2h: discomfort,
});

export type AdjustableLoadParams = Readonly<z.output<typeof schema>>;

export interface AdjustableLoadState {
  /** Energy still to be drawn for what was reduced [kWh]; < 0 was drawn in advance. */
  readonly owed_kwh: number;
}

/** The plan of the step, and the largest deviations from it [kW]. */
export interface AdjustableLoadInputs {
  readonly base_kw: number;
  readonly down_kw: number;
  readonly up_kw: number;
}

type InputsDraft = { -readonly [field in keyof AdjustableLoadInputs]: AdjustableLoadInputs[field] };

const CHANNELS: readonly Channel[] = [
  {
    name: 'e_owed_kwh',
    unit: 'kWh',
    title: 'Energy reduced and not yet drawn again',
    cumulative: true,
    kwh_per_unit: -1,
  },
];

function inputs(d: AdjustableLoadParams, world: World, k: number): AdjustableLoadInputs {
  const share = (profile: string | undefined) => (profile === undefined ? 1 : world.profile(profile, k));
  const into = { base_kw: Number.NaN, down_kw: Number.NaN, up_kw: Number.NaN };
  inputsInto(d, share(d.profile), share(d.down_profile), share(d.up_profile), into);
  return into;
}

/** Inputs at these values of its profiles. */
function inputsInto(d: AdjustableLoadParams, base: number, down: number, up: number, into: InputsDraft): void {
  into.base_kw = d.p_kw * base;
  into.down_kw = Math.max(0, Math.min(into.base_kw, (d.down_max_kw ?? into.base_kw) * down));
  into.up_kw = Math.max(0, (d.up_max_kw ?? d.p_kw - into.base_kw) * up);
}

/** Its plan with an error; as before, it may draw less down to 0 at most, and more up to `p_kw` where no most is given. */
function scaled(d: AdjustableLoadParams, u: AdjustableLoadInputs, factor: number): AdjustableLoadInputs {
  const base_kw = u.base_kw * factor;
  const down_kw = d.down_max_kw === undefined ? u.down_kw * factor : u.down_kw;
  const room_kw = d.p_kw - u.base_kw;
  const up_kw =
    d.up_max_kw === undefined && room_kw > 0 ? (u.up_kw * Math.max(0, d.p_kw - base_kw)) / room_kw : u.up_kw;
  return { base_kw, down_kw: Math.min(base_kw, down_kw), up_kw };
}

const limits = (_d: AdjustableLoadParams, _x: AdjustableLoadState, u: AdjustableLoadInputs): Range => ({
  min: u.base_kw - u.down_kw,
  max: u.base_kw + u.up_kw,
});

/**
 *   o[t] = o[t−1] + (ρ d[t] − u[t]) Δt,   and over a cyclic horizon o[T] = o[0], as far as u and d can: Σ u = ρ Σ d
 * A variable exists only where its bounds differ. With ρ = 1 there is one for both directions, −D ≤ u ≤ U. With ρ > 1 and a
 * negative price, d and u above 0 in the same step would be optimal: a binary excludes this where binaries are requested.
 */
function flexibility(
  d: AdjustableLoadParams,
  x: AdjustableLoadState,
  inputs: readonly AdjustableLoadInputs[],
  { hours, cyclic, exclusive, began: [owed_began_kwh = x.owed_kwh] = [] }: Horizon,
  into: Formulation,
  dt: number,
): Contribution {
  const ρ = d.payback_ratio;
  const where = (holds: (u: AdjustableLoadInputs) => boolean) => inputs.flatMap((u, t) => (holds(u) ? [t] : []));
  const named = (steps: readonly number[]) => [steps.map((t) => hours[t]!)] as const;
  const down = where((u) => ρ > 1 && u.down_kw > 0);
  const up = where((u) => u.up_kw > 0 || (ρ === 1 && u.down_kw > 0));
  const less = into.variables('less', named(down), { min: 0, max: (i) => inputs[down[i]!]!.down_kw });
  const more = into.variables('more', named(up), {
    min: (i) => (ρ === 1 ? 0 - inputs[up[i]!]!.down_kw : 0),
    max: (i) => inputs[up[i]!]!.up_kw,
  });
  const lessAt = new Map(down.map((t, i) => [t, less(i)]));
  const moreAt = new Map(up.map((t, i) => [t, more(i)]));

  const most = (powers: (u: AdjustableLoadInputs) => number) => inputs.reduce((sum, u) => sum + powers(u) * dt, 0);
  const [lowest, highest] = [x.owed_kwh - most((u) => u.up_kw), x.owed_kwh + ρ * most((u) => u.down_kw)];
  const end = Math.min(highest, Math.max(lowest, owed_began_kwh));
  const held = (t: number) => cyclic && t === hours.length - 1;
  const owed = into.variables('owed', [hours], {
    min: (t) => (held(t) ? end : -Infinity),
    max: (t) => (held(t) ? end : Infinity),
  });
  into.rows('debt', [hours], (row, t) => {
    row.term(1, owed(t));
    if (lessAt.has(t)) row.term(-ρ * dt, lessAt.get(t)!);
    if (moreAt.has(t)) row.term(dt, moreAt.get(t)!);
    if (t > 0) row.term(-1, owed(t - 1)).equals(0);
    else row.equals(x.owed_kwh);
  });

  const both = down.filter((t) => moreAt.has(t));
  if (exclusive && both.length > 0) {
    const reducing = into.variables('reducing', named(both), { type: 'binary' });
    into.rows('less-or', named(both), (row, i) =>
      row.term(1, lessAt.get(both[i]!)!).term(-inputs[both[i]!]!.down_kw, reducing(i)).atMost(0),
    );
    into.rows('or-more', named(both), (row, i) => {
      const { up_kw } = inputs[both[i]!]!;
      row.term(1, moreAt.get(both[i]!)!).term(up_kw, reducing(i)).atMost(up_kw);
    });
  }

  const p_kw = inputs.map(({ base_kw }, t) => {
    const terms: Term[] = [];
    if (lessAt.has(t)) terms.push([-1, lessAt.get(t)!]);
    if (moreAt.has(t)) terms.push([1, moreAt.get(t)!]);
    return { terms, constant: base_kw };
  });
  return {
    p_kw,
    q_kvar: p_kw.map((p) => times(tanPhi(d.power_factor), p)),
    costs: [],
    shows: [{ name: 'e_owed_kwh', unit: 'kWh', values: hours.map((_, t) => linear(1, owed(t))) }],
    exclusive: both.map((t) => [lessAt.get(t)!, moreAt.get(t)!] as const),
  };
}

function step(
  d: AdjustableLoadParams,
  x: AdjustableLoadState,
  u: AdjustableLoadInputs,
  setPoint: SetPoint,
  dt: number,
): Step<AdjustableLoadState> {
  const into = draft();
  stepInto(d, x, u, setPoint, dt, into);
  return into;
}

const draft = (): Draft<AdjustableLoadState> => ({
  p_kw: Number.NaN,
  q_kvar: Number.NaN,
  next: { owed_kwh: Number.NaN },
});

function stepInto(
  d: AdjustableLoadParams,
  x: AdjustableLoadState,
  u: AdjustableLoadInputs,
  setPoint: SetPoint,
  dt: number,
  into: Draft<AdjustableLoadState>,
): void {
  const p = limited(u.base_kw - u.down_kw, u.base_kw + u.up_kw, setPoint.p_kw, u.base_kw);
  const reduced = u.base_kw - p;
  into.p_kw = p;
  into.q_kvar = p * tanPhi(d.power_factor);
  into.next.owed_kwh = x.owed_kwh + (reduced > 0 ? d.payback_ratio * reduced : reduced) * dt;
}

function group(params: readonly AdjustableLoadParams[], world: World, at: Int32Array): Group<AdjustableLoadState> {
  const columns = { owed_kwh: column.numbers(params.length) };
  const { owed_kwh } = columns;
  const profiles = (['profile', 'down_profile', 'up_profile'] as const).map((field) =>
    profileColumn(
      params.map((d) => d[field]),
      world,
      1,
    ),
  );
  const [base, down, up] = profiles as [ProfileColumn, ProfileColumn, ProfileColumn];
  const [x, u, into] = [draft().next, { base_kw: Number.NaN, down_kw: Number.NaN, up_kw: Number.NaN }, draft()];
  const setPoint = noSetPoint();
  return groupOf<AdjustableLoadState>(at, {
    columns,
    read(k) {
      for (const profile of profiles) profile.read(k);
    },
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        readSetPoint(setPoints, place, setPoint);
        const d = params[i]!;
        x.owed_kwh = owed_kwh.now[i]!;
        inputsInto(d, base.of(i), down.of(i), up.of(i), u);
        stepInto(d, x, u, setPoint, world.dt_h, into);
        powers.p_kw[place] = into.p_kw;
        powers.q_kvar[place] = into.q_kvar;
        owed_kwh.next[i] = into.next.owed_kwh;
      }
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) {
        const c = from[at[i]!]!;
        values[c] = owed_kwh.now[i]!;
      }
    },
  });
}

export const adjustableLoad: DeviceKind<AdjustableLoadParams, AdjustableLoadState, AdjustableLoadInputs> = {
  kind: 'adjustable-load',
  title: 'Adjustable load',
  schema,
  discomfort_per_kw2h: (d) => d.discomfort_per_kw2h,
  start: () => ({ owed_kwh: 0 }),
  inputs,
  foreseen: { quantity: 'load', power_kw: (_d, u) => u.base_kw, scaled },
  limits,
  defaultSetPoint: (_d, _x, u) => ({ p_kw: u.base_kw }),
  step,
  flexibility,
  channels: () => CHANNELS,
  observe: (_d, x) => [x.owed_kwh],
  group,
};
