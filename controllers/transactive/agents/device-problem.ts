// The problem of one device of an agent at step t, when a bonus b is announced in direction σ (+1: draw more, −1: draw less):
//
//   max   b σ (p[t] − r[t]) Δt  −  Σ λ[t'] (p[t'] − r[t']) Δt  −  costs(x)          t' from t to the end of the horizon
//   s.t.  rows of the device;   σ (p[t] − r[t]) ≥ 0;   every state at the end as by the plan r
//
// r is the plan in force and λ the price of energy. Of equal optima it is the one that moves least energy, and that the earlier: each kWh
// moved costs 1e-7 of the largest price. The power is held with m ≥ |p − r|: with m = 0 the plan itself is evaluated.
import type { DeviceView } from '../../../cosim/index.ts';
import {
  classOf,
  evaluate,
  type Flexibility,
  formulate,
  type OptimisationProblem,
  openSession,
  type Session,
  writeTerms,
} from '../../../optimisation/index.ts';
import { type Day, horizonOf } from '../../feeder/schedule.ts';
import type { Sign } from '../plan.ts';

/** Cost of moving a kWh, of the largest price. */
const MOVED = 1e-7;
/** Objective of the largest price: far above the tolerances of the solver. */
const SCALE = 1000;
/** Price of a kWh away from a plan that can no longer be kept, of the largest price. */
const AWAY = 10;
/** Powers below this are rounding [kW]. */
const ROUNDING_KW = 1e-9;

/** What a device is asked, from the present step on. */
export interface Question {
  readonly device: DeviceView;
  /** The horizon. */
  readonly day: Day;
  /** r over the horizon [kW]. */
  readonly plan_kw: Float64Array;
  /** λ over the horizon [currency/kWh]. */
  readonly price: readonly number[];
  readonly sign: Sign;
  /** The largest bonus that may be announced [currency/kWh]. */
  readonly cap: number;
  readonly seed: number;
}

/** A schedule of the device. */
export interface Reschedule {
  /** σ (p[t] − r[t]) ≥ 0 in the present step [kW]. */
  readonly change_kw: number;
  /** Over the horizon [kW]. */
  readonly p_kw: Float64Array;
  /** Costs of generation, wear and discomfort more than by the plan [currency]. */
  readonly own_cost: number;
  /** Those, and the additional energy at λ [currency]. */
  readonly cost: number;
}

/** The problem, open for repeated solves. */
export interface DeviceProblem {
  readonly isQuadratic: boolean;
  readonly hasWholeNumbers: boolean;
  /** The plan itself. @throws InfeasibleError when the device can no longer keep it */
  keep(): Reschedule;
  /** The feasible schedule nearest to a plan that cannot be kept [kW]. */
  nearest(): Float64Array;
  /** The most profitable schedule at a bonus; `keep` comes before it. */
  best(bonus: number): Reschedule;
  /** The cheapest schedule with this change in the present step. @throws InfeasibleError where there is none */
  fixed(change_kw: number): Reschedule;
  close(): void;
}

interface Built {
  readonly problem: OptimisationProblem;
  readonly flexibility: Flexibility;
  /** Columns of m, the row of σ (p[t] − r[t]), columns of the states at the end. */
  readonly moved: readonly number[];
  readonly present: number;
  readonly ends: readonly number[];
}

export async function openProblem(question: Question): Promise<DeviceProblem> {
  const { day, plan_kw, price, sign, cap, seed } = question;
  const factor = SCALE / (price.reduce((max, c) => Math.max(max, Math.abs(c)), cap) || 1);
  const built = build(question, factor);
  const { problem, flexibility, moved, present, ends } = built;
  const session = await openSession(problem, { seed });
  const now = flexibility.p_kw.at(0);
  const atPresent = plan_kw[0]! - now.constant;
  const ownCost = (x: Float64Array) => costOf(flexibility, x);
  let kept = { own_cost: 0 };

  const hold = (max: number) => {
    for (const column of moved) session.setBounds(column, 0, max);
  };
  const read = (x: Float64Array): Reschedule => {
    const p_kw = flexibility.p_kw.values(x).map((p, t) => near(p, plan_kw[t]!));
    const own_cost = ownCost(x) - kept.own_cost;
    const energy = p_kw.reduce((sum, p, t) => sum + price[t]! * (p - plan_kw[t]!), 0) * day.dt_h;
    return { change_kw: Math.max(0, sign * (p_kw[0]! - plan_kw[0]!)), p_kw, own_cost, cost: own_cost + energy };
  };
  const solved = () => read(session.solve().x);
  return {
    isQuadratic: classOf(problem).endsWith('QP'),
    hasWholeNumbers: problem.variables.integer.includes(1),
    keep() {
      hold(0);
      const { x } = session.solve();
      kept = { own_cost: ownCost(x) };
      for (const end of ends) session.setBounds(end, x[end]!, x[end]!);
      hold(Number.POSITIVE_INFINITY);
      return read(x);
    },
    nearest() {
      hold(Number.POSITIVE_INFINITY);
      session.setRow(present, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      for (const column of moved) session.setCost(column, AWAY * SCALE * day.dt_h);
      return solved().p_kw;
    },
    best(bonus) {
      announce(session, built, bonus * sign * factor * day.dt_h);
      return solved();
    },
    fixed(change_kw) {
      const at = sign * atPresent + change_kw;
      session.setRow(present, at, at);
      try {
        return solved();
      } finally {
        session.setRow(present, sign * atPresent, Number.POSITIVE_INFINITY);
      }
    },
    close: () => session.close(),
  };
}

function build({ device, day, plan_kw, price, sign, cap }: Question, factor: number): Built {
  const { hours, dt_h } = day;
  const losingPays = price.some((c, t) => c - (t === 0 ? cap : 0) < 0);
  const into = formulate(`reschedule of ${device.id}`);
  const horizon = { ...horizonOf({ ...day, cyclic: false }), exclusive: losingPays };
  const flexibility = device.flexibility!(horizon, into);
  const m = into.variables('moved', [hours], {
    min: 0,
    cost: (t) => MOVED * SCALE * dt_h * (1 + t / hours.length),
  });
  const bound = (name: string, sign: Sign) =>
    into.rows(name, [hours], (row, t) => {
      const constant = flexibility.p_kw.write(row, sign, t);
      row.term(-1, m(t)).atMost(sign * plan_kw[t]! - constant);
    });
  bound('above', 1);
  bound('below', -1);
  const now = flexibility.p_kw.at(0);
  const present = into.row('present', (row) => {
    writeTerms(row, sign, now);
    row.atLeast(sign * (plan_kw[0]! - now.constant));
  });
  const states = flexibility.shows.filter(({ unit }) => unit !== '1' && unit !== 'kW');
  const ends = states.map(({ name, values }) => {
    const end = into.variable(`end-${name}`);
    into.row(`state-${name}`, (row) => {
      const constant = values.write(row, 1, values.length - 1);
      row.term(-1, end).equals(0 - constant);
    });
    return end;
  });
  flexibility.p_kw.eachTerm((c, column, t) => into.cost(column, factor * price[t]! * c * dt_h));
  for (const { linear, squares } of flexibility.costs) {
    for (const [c, column] of linear.terms) into.cost(column, factor * c);
    for (const [c, column] of squares) into.quadratic(column, 2 * factor * c);
  }
  for (const column of flexibility.exclusive.flat()) into.cost(column, MOVED * SCALE * dt_h);
  return { problem: into.build(), flexibility, moved: hours.map((_, t) => m(t)), present, ends };
}

/** The costs of the present step with a bonus that pays `worth` per kW. */
function announce(session: Session, { problem, flexibility }: Built, worth: number): void {
  const costs = new Map<number, number>();
  for (const [c, column] of flexibility.p_kw.at(0).terms) {
    costs.set(column, (costs.get(column) ?? problem.objective.linear[column]!) - worth * c);
  }
  for (const [column, cost] of costs) session.setCost(column, cost);
}

const costOf = ({ costs }: Flexibility, x: Float64Array): number =>
  costs.reduce(
    (sum, { linear, squares }) => sum + evaluate(linear, x) + squares.reduce((q, [c, j]) => q + c * x[j]! ** 2, 0),
    0,
  );

/** The plan where a value differs from it by rounding. */
const near = (value: number, plan: number): number =>
  Math.abs(value - plan) < ROUNDING_KW * (1 + Math.abs(plan)) ? plan : Math.abs(value) < ROUNDING_KW ? 0 : value;
