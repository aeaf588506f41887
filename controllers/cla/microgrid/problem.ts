// The scheduling problem of a microgrid (m2M-GRID deliverable 5.2, equations 1 to 5), for any device and width of a step.
//
//   sets        g  groups of n[g] identical devices (identical.ts)              t  steps of Δt hours
//               i  pairs of variables that exclude each other: charging and discharging
//   parameters  C⁺[t], C⁻[t]  prices of buying and selling [currency/kWh]       B[t], S[t]  most that can be bought, sold [kW]
//               N[t]  agreed net power, in steps with one [kW]                  E[g]  energy at the end [kWh]
//               ρ  penalty of what is missing [currency/kWh]
//               N°[t], Q[h]  planned net power and least change [kW]            σ  1 where it rises, −1 where it falls
//   variables   b[t], s[t] ≥ 0  power bought and sold [kW]                      y[t] ∈ {0, 1}  1: buys
//               X[g]  variables of the devices of a group                       z[i] ∈ {0, 1}  1: the first of a pair is used
//               m⁺[t], m⁻[t] ≥ 0  deviation from an agreed net power [kW]     m[g] ≥ 0  missing energy at the end [kWh]
//               q[h] ≥ Q[h]  change of the net power in period h [kW]
//
//   min   Δt Σt (C⁺[t] b[t] − C⁻[t] s[t]) + Σg costs of X[g] + ρ (Δt Σt (m⁺[t] + m⁻[t]) + Σg m[g]) − ρ' Δt Σt q[h(t)]      (1)
//   s.t.  b[t] − s[t] = Σg p[g,t]                                        balance
//         n[g] L ≤ A X[g] ≤ n[g] U                                       the rows of the devices           (2), (5)
//         X[i,1] ≤ X_max z[i],  X[i,2] ≤ X_max (1 − z[i])                where requested                   (3), (4)
//         b[t] ≤ B[t] y[t],  s[t] ≤ S[t] (1 − y[t])                      where C⁻[t] > C⁺[t]
//         Σg p[g,t] + m⁻[t] − m⁺[t] = N[t]                               agreed
//         the net power within the allowance of the aggregator           allowance.ts
//         e[g,T] + m[g] ≥ E[g]                                           end, where a plan is continued during the day
//         σ (Σg p[g,t] − N°[t]) ≥ q[h],  q[h] ≥ Q[h]                      change, for t in h, where a bid is computed
//
// Costs are in units of the largest price, so that tolerances and the tie-break hold in any currency. The tie-break: energy of whole-
// number variables (runs of appliances) costs 1e-7 of the largest price more per step, so that of equally cheap starts the earliest is chosen.
import { RunError } from '../../../base/index.ts';
import {
  type Cost,
  Expressions,
  type Flexibility,
  type Formulation,
  formulate,
  type OptimisationProblem,
  type RowWriter,
  reach,
  shifted,
  type Term,
} from '../../../optimisation/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import type { Day } from '../../feeder/schedule.ts';
import { type Allowance, type CommittedRuns, type Direction, type Period, type Prices, signOf } from '../terms.ts';
import { keepAllowances } from './allowance.ts';
import { type Group, groupsOf, together } from './identical.ts';

/** A microgrid and what it plans for. */
export interface Scheduling {
  readonly microgrid: string;
  readonly day: Pick<Day, 'hours' | 'dt_h'>;
  /** Of its devices, in their order; those of identical devices are one object. */
  readonly models: readonly DeviceModel[];
  readonly prices: Prices;
  readonly currency: string;
  /** Net power that is agreed, by step [kW]. */
  readonly agreed_kw?: ReadonlyMap<number, number>;
  /** Bounds of the net power in steps without an agreed one; elastic. */
  readonly allowances?: readonly Allowance[];
  /** Models of these appliances have their runs fixed. */
  readonly committed?: readonly CommittedRuns[];
  /** Energy that devices are to have at the end of the horizon at least [kWh]; where absent, as their models say. */
  readonly end_kwh?: readonly (number | undefined)[];
  readonly change?: Change;
}

/** A change of a planned net power in some periods. */
export interface Change {
  readonly direction: Direction;
  readonly periods: readonly Period[];
  /** N° over the steps [kW]. */
  readonly planned_kw: Float64Array;
  /** Q of each period [kW]; q is as large as possible where `most` is set, at any cost. */
  readonly least_kw: readonly number[];
  readonly most: boolean;
}

/** A group in the problem. Its expressions are of all its devices together. */
export interface PosedGroup extends Group {
  /** Column of its first variable. */
  readonly first: number;
  readonly flexibility: Flexibility;
}

export interface Posed {
  readonly problem: OptimisationProblem;
  readonly groups: readonly PosedGroup[];
  /** Unit of the objective [currency/kWh]. */
  readonly scale: number;
}

/** Energy of a run costs this much more per step, of the largest price. */
const LATER = 1e-7;
/** Penalty ρ, of the largest price; ρ' is the same where the largest change is computed, and 0 otherwise. */
const PENALTY = 1e3;

/** @param apart models whose exclusive pairs have binaries; their devices are not grouped */
export function pose(of: Scheduling, apart: ReadonlySet<DeviceModel> = new Set()): Posed {
  const { microgrid, day, models, prices, currency, agreed_kw, end_kwh } = of;
  const into = formulate(`schedule of microgrid ${microgrid}`);
  const scale = largestPrice(of);
  const single = (model: DeviceModel) => apart.has(model) || (end_kwh !== undefined && energyOf(model) !== undefined);
  const groups = groupsOf(models, single).map((group, g) => {
    const posed = include(group, into.scope(`group-${g}`));
    for (const cost of posed.flexibility.costs) charge(cost, currency, scale, into);
    if (apart.has(group.model)) oneOfEachPair(posed, into.scope(`group-${g}`));
    startEarly(posed, day, into);
    const end = end_kwh?.[group.members[0]!];
    if (end !== undefined) endWith(end, posed, into.scope(`group-${g}`));
    return posed;
  });
  exchange({ day, prices, scale, groups }, into);
  if (agreed_kw) keepAgreed(agreed_kw, { day, groups }, into);
  if (of.allowances) keepAllowances(of.allowances, { day, groups }, PENALTY, into);
  if (of.change) writeChange(of.change, { day, groups }, into);
  return { problem: into.build(), groups, scale };
}

/** The largest price, of energy or of a device; 1 where all are 0. */
function largestPrice({ prices, models, day }: Scheduling): number {
  let largest = 0;
  for (const price of [...prices.buy, ...prices.sell]) largest = Math.max(largest, Math.abs(price));
  for (const { flexibility } of new Set(models)) {
    for (const { linear } of flexibility.costs) {
      for (const [c] of linear.terms) largest = Math.max(largest, Math.abs(c) / day.dt_h);
    }
  }
  return largest || 1;
}

/** X[g], (2) and (5). */
function include(group: Group, into: Formulation): PosedGroup {
  const n = group.members.length;
  const first = into.include(together(group.model.problem, n));
  const { p_kw, q_kvar, costs, shows, exclusive } = group.model.flexibility;
  const ofAll = (of: Expressions): Expressions =>
    new Expressions({ ...of.shifted(first).arrays, constants: of.constants.map((constant) => n * constant) });
  const flexibility: Flexibility = {
    p_kw: ofAll(p_kw),
    q_kvar: ofAll(q_kvar),
    costs: costs.map(({ linear, squares, ...rest }) => ({
      ...rest,
      linear: { ...shifted(linear, first), constant: n * linear.constant },
      squares: squares.map(([c, column]): Term => [c / n, first + column]), // n c (X / n)²
    })),
    shows,
    exclusive: exclusive.map(([a, b]) => [first + a, first + b] as const),
  };
  return { ...group, first, flexibility };
}

function charge({ name, currency, linear, squares }: Cost, expected: string, scale: number, into: Formulation): void {
  if (currency !== expected && linear.terms.concat(squares).some(([c]) => c !== 0)) {
    throw new RunError(
      `cla: the cost of ${name} is in ${currency}, the prices in ${expected}: one of them has to change`,
    );
  }
  for (const [c, column] of linear.terms) into.cost(column, c / scale);
  for (const [c, column] of squares) into.quadratic(column, (2 * c) / scale);
  into.constant(linear.constant / scale);
}

/** (3) and (4). */
function oneOfEachPair({ model, first, flexibility: { exclusive } }: PosedGroup, into: Formulation): void {
  const { max } = model.problem.variables;
  const pairs = exclusive.map((_, i) => `${i}`);
  const z = into.variables('first-of-pair', [pairs], { type: 'binary' });
  into.rows('first-or', [pairs], (row, i) => {
    const [a] = exclusive[i]!;
    row
      .term(1, a)
      .term(-max[a - first]!, z(i))
      .atMost(0);
  });
  into.rows('or-second', [pairs], (row, i) => {
    const [, b] = exclusive[i]!;
    row
      .term(1, b)
      .term(max[b - first]!, z(i))
      .atMost(max[b - first]!);
  });
}

function startEarly({ model, first, flexibility }: PosedGroup, { dt_h }: Scheduling['day'], into: Formulation): void {
  flexibility.p_kw.eachTerm((c, column, t) => {
    if (model.problem.variables.integer[column - first]) into.cost(column, LATER * t * c * dt_h);
  });
}

type Balanced = Pick<Scheduling, 'day'> & Pick<Posed, 'groups'>;

/** Energy bought and sold, in (1), the balance, and y. */
function exchange(of: Balanced & Pick<Scheduling, 'prices'> & Pick<Posed, 'scale'>, into: Formulation): void {
  const { prices, scale, groups } = of;
  const { hours, dt_h } = of.day;
  const b = into.variables('bought', [hours], { min: 0, cost: (t) => (dt_h * prices.buy[t]!) / scale });
  const s = into.variables('sold', [hours], { min: 0, cost: (t) => (-dt_h * prices.sell[t]!) / scale });
  into.rows('balance', [hours], (row, t) => {
    row
      .term(1, b(t))
      .term(-1, s(t))
      .equals(writePower(row, -1, groups, t) * -1);
  });
  const crossed = [...hours.keys()].filter((t) => prices.sell[t]! > prices.buy[t]!);
  if (crossed.length === 0) return;
  const most = reachOf(groups, crossed);
  const within = [crossed.map((t) => hours[t]!)] as const;
  const y = into.variables('buys', within, { type: 'binary' });
  into.rows('buys-or', within, (row, i) => row.term(1, b(crossed[i]!)).term(-most[i]!.bought_kw, y(i)).atMost(0));
  into.rows('or-sells', within, (row, i) => {
    row.term(1, s(crossed[i]!)).term(most[i]!.sold_kw, y(i)).atMost(most[i]!.sold_kw);
  });
}

/** Writes factor · Σg p[g,t] and returns its constant. */
function writePower(row: RowWriter, factor: number, groups: Posed['groups'], t: number): number {
  return groups.reduce((rest, { flexibility }) => rest + flexibility.p_kw.write(row, factor, t), 0);
}

/** B[t] and S[t]: what the devices can draw and feed together at most. */
function reachOf(groups: readonly PosedGroup[], steps: readonly number[]) {
  return steps.map((t) => {
    let [upper, lower] = [0, 0];
    for (const { model, members } of groups) {
      const of = reach(model.flexibility.p_kw.at(t), model.problem.variables);
      upper += members.length * of.upper;
      lower += members.length * of.lower;
    }
    if (!Number.isFinite(upper - lower)) {
      throw new RunError('cla: a device has no largest power, which a selling price above the buying price requires');
    }
    return { bought_kw: Math.max(0, upper), sold_kw: Math.max(0, -lower) };
  });
}

function keepAgreed(agreed_kw: ReadonlyMap<number, number>, { day, groups }: Balanced, into: Formulation): void {
  const agreed = [...agreed_kw];
  const within = [agreed.map(([t]) => day.hours[t]!)] as const;
  const penalty = { min: 0, cost: PENALTY * day.dt_h };
  const above = into.variables('above-agreed', within, penalty);
  const below = into.variables('below-agreed', within, penalty);
  into.rows('agreed', within, (row, i) => {
    const [t, net_kw] = agreed[i]!;
    const rest = writePower(row.term(1, below(i)).term(-1, above(i)), 1, groups, t);
    row.equals(net_kw - rest);
  });
}

/** Energy that a device shows, over the steps [kWh]; undefined for one without a store. */
export const energyOf = ({ flexibility }: DeviceModel): Expressions | undefined =>
  flexibility.shows.find(({ name }) => name === 'e_kwh')?.values;

function endWith(end_kwh: number, { model, first }: PosedGroup, into: Formulation): void {
  const energy = energyOf(model);
  if (!energy || energy.length === 0) return;
  const missing = into.variable('missing-at-end', { min: 0, cost: PENALTY });
  into.row('end', (row) => {
    const rest = energy.write(row.term(1, missing), 1, energy.length - 1, first);
    row.atLeast(end_kwh - rest);
  });
}

function writeChange(change: Change, { day, groups }: Balanced, into: Formulation): void {
  const { periods, planned_kw, least_kw, most } = change;
  const σ = signOf(change.direction);
  const names = periods.map(({ hour }) => `${hour}`);
  const q = into.variables('change', [names], {
    min: (h) => least_kw[h]!,
    cost: (h) => (most ? -PENALTY * day.dt_h * periods[h]!.steps.length : 0),
  });
  const at = periods.flatMap(({ steps }, h) => steps.map((t) => ({ t, h })));
  into.rows('changed', [at.map(({ t }) => day.hours[t]!)], (row, i) => {
    const { t, h } = at[i]!;
    const rest = writePower(row.term(-1, q(h)), σ, groups, t);
    row.atLeast(σ * planned_kw[t]! - rest);
  });
}
