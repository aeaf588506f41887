// Trust-region sequential quadratic programming around the power flow (Fletcher 1985; Byrd, Gilbert & Nocedal 2000), with the
// ℓ1 merit function of a plan and its own power flow
//
//   φ = cost / (π_max S_b Δt) + ρ (Σ violations − their least sum)⁺ [p.u.]
//
//   1  subproblem around the accepted plan → trial, and the decrease of φ that the model predicts
//   2  power flow of the trial; stop where the model predicts no decrease
//   3  where the trial violates limits and the model was poor, once more with corrected limits
//   4  accept where φ falls by a share of the prediction; adapt the radius; watch the limits that the trial violates
import { InputError, RunError } from '../base/index.ts';
import { copyVoltages, type Voltages } from '../network/index.ts';
import { InfeasibleError, type Solution, solve, UnboundedError } from '../optimisation/index.ts';
import { violationOf } from './model/limits.ts';
import type { Setting } from './model/setting.ts';
import { copyVoltagesOf, type Evaluator, FLOW, outsideOf, type State, violationSum } from './model/state.ts';
import type { Round as RoundRecord } from './optimum.ts';
import type { Circles } from './step/circles.ts';
import { missedBy } from './step/missed.ts';
import { multipliersOf } from './step/multipliers.ts';
import type { Multipliers, Round } from './step/round.ts';
import { type Subproblem, subproblem } from './step/subproblem.ts';

/**
 * The predicted decrease at which the method stops, relative to 1 + |f|: at AIM, or at OPTIMAL where the trial does not reach it, as
 * the subproblem is solved to about as much. Where ρ was raised to 1e3 and more, no trial shows a decrease of φ below ρ times the
 * mismatch of its power flow, and the method stops there.
 */
const AIM = 1e-9;
const OPTIMAL = 1e-8;
/** Largest residual of a subproblem; its own power flow judges each trial, and near the optimum it is solved to 1e-8. */
const COARSE = 1e-5;
/** Of the interior point: losses are almost no curvature where little is drawn. */
const REGULARISATION = 1e-9;
/** Of every violation at the stop [p.u.]. */
export const FEASIBLE = 1e-7;
const OPTIONS = { solver: 'interior-point', tolerance: COARSE, regularisation: REGULARISATION } as const;
const MAX_ROUNDS = 100;
/** Share of the predicted decrease that a trial must reach; below POOR the model was poor, above GOOD it was good. */
const ACCEPT = 1e-4;
const POOR = 0.25;
const GOOD = 0.75;
const SHRINK = 0.3;
const DIVERGED = 0.25;
/** How often the radius is set back where it alone keeps the predicted decrease small. */
const RESETS = 3;
/** A radius below this ends the method: no model predicts the merit any more. */
const LEAST_RADIUS = 1e-9;
/**
 * Where a raised ρ leaves subproblems unsolved down to this radius, it is too large for their digits, and is lowered: a model far from
 * the optimum exceeds the least sum of violations at any ρ, which is no sign that ρ is below the dual.
 */
const UNSOLVED_RADIUS = 1e-3;
/** ρ: start, factor, and how often it is raised before the violations alone are minimised. */
const PENALTY = 2;
const RAISE = 10;
const RAISES = 3;
/** The same where the least sum of violations is known: the cost of the last of it is without bound. */
const RAISES_AT_LEAST = 7;
/** Limits within this distance get a row at the start: of |V| [p.u.], and as a share of a rating. */
const NEAR_VOLTAGE = 0.003;
const NEAR_RATING = 0.05;

export interface Descent {
  readonly state: State;
  readonly multipliers: Multipliers;
  readonly status: 'optimal' | 'violated' | 'stalled';
  /** Decrease of φ that the last model within an inactive radius predicted, relative to 1 + |f|; Infinity without one. */
  readonly left: number;
}

export interface DescentOptions {
  readonly costs: boolean;
  readonly circles: Circles;
  /** Places of the limits with a row; grows. */
  readonly watched: Set<number>;
  readonly radius: number;
  readonly onRound: (round: RoundRecord) => void;
}

export async function descend(
  s: Setting,
  { evaluate }: Evaluator,
  start: { readonly state: State; readonly multipliers: Multipliers },
  options: DescentOptions,
): Promise<Descent> {
  const { costs, circles, watched } = options;
  let { state: at, multipliers } = start;
  let radius = options.radius;
  let penalty = costs ? PENALTY : 1;
  let raises = 0;
  let resets = 0;
  let leftOver = Infinity;
  watchNear(s, at, watched);
  const end = (status: Descent['status']): Descent => ({ state: at, multipliers, status, left: leftOver });
  const f = (state: State) => (costs ? state.cost / s.scale : 0);
  const merit = (state: State) => f(state) + penalty * violationSum(s, state);
  for (let k = 0; k < MAX_ROUNDS; k++) {
    const round: Round = {
      ...{ watched: [...watched].toSorted((a, b) => a - b), tangents: circles.tangents() },
      ...{ multipliers, radius, penalty, costs },
    };
    const solved = await attempt(s, at, round);
    if (!solved) {
      radius *= DIVERGED;
      if (s.least > 0 && raises > 0 && radius < UNSOLVED_RADIUS) {
        raises--;
        penalty /= RAISE;
        radius = options.radius;
      }
      if (radius < LEAST_RADIUS) return end('stalled');
      continue;
    }
    multipliers = multipliersOf(s, at, round, solved.sub, solved.solution);
    const step = stepOf(s, at, solved);
    const isFree = step < 0.99 * radius || radius >= 1;
    const excess = solved.solution.values(solved.sub.excess).reduce((sum, of) => sum + of, -s.least);
    if (costs && excess > FEASIBLE && isFree) {
      if (raises === (s.least > 0 ? RAISES_AT_LEAST : RAISES)) return end('violated');
      raises++;
      penalty *= RAISE;
      continue;
    }
    const before = merit(at);
    const plan = planOf(s, solved, circles);
    const predicted = before - modelled(solved, excess, penalty) - penalty * outsideOf(s, plan);
    let trial = evaluate(plan, withSlack(s, at.v, solved));
    const ratioOf = (state: State | undefined) =>
      state ? (before - merit(state)) / predicted : Number.NEGATIVE_INFINITY;
    const left = predicted / (1 + Math.abs(f(at)));
    if (isFree) leftOver = left;
    const seen = Math.max(OPTIMAL, (penalty * FLOW) / (1 + Math.abs(f(at))));
    if (left <= AIM || (left <= seen && !(ratioOf(trial) > ACCEPT))) {
      if (ratioOf(trial) > 0) at = trial!;
      if (!isFree && resets < RESETS) {
        resets++; // a decrease that only the radius keeps small is no sign of an optimum
        radius = 1;
        continue;
      }
      return end(violationSum(s, at) > FEASIBLE ? 'violated' : isFree ? 'optimal' : 'stalled');
    }
    if (trial && ratioOf(trial) < POOR && violationSum(s, trial) > FEASIBLE) {
      const shift = missedBy(s, at, trial, solved.sub, solved.solution.x);
      const corrected = await attempt(s, at, { ...round, shift });
      const second = corrected && evaluate(planOf(s, corrected, circles), withSlack(s, at.v, corrected));
      if (second && merit(second) < merit(trial)) trial = second;
    }
    const ratio = ratioOf(trial);
    const accepted = ratio > ACCEPT;
    const grown = trial ? watchViolated(s, trial, watched) : false;
    options.onRound({
      phase: costs ? 'cost' : 'violation',
      ...{ accepted, ratio, radius, step },
      merit: trial ? merit(trial) : Number.NaN,
      violation: trial ? violationSum(s, trial) : Number.NaN,
      objective: trial ? trial.cost : Number.NaN,
    });
    if (accepted) {
      at = trial!;
      if (ratio > GOOD && step >= 0.99 * radius) radius = Math.min(1, 2 * radius);
      else if (ratio < POOR) radius = step / 2;
    } else if (!trial) radius = DIVERGED * Math.min(radius, step);
    else if (!grown) radius = SHRINK * Math.min(radius, step);
    if (radius < LEAST_RADIUS) return end('stalled');
  }
  return end('stalled');
}

interface Solved {
  readonly sub: Subproblem;
  readonly solution: Solution;
}

/** Undefined where the interior point fails; throws where rows of the devices conflict. */
async function attempt(s: Setting, at: State, round: Round): Promise<Solved | undefined> {
  const sub = subproblem(s, at, round);
  try {
    return { sub, solution: await solve(sub.problem, OPTIONS) };
  } catch (error) {
    if (error instanceof InputError || error instanceof InfeasibleError || error instanceof UnboundedError) throw error;
    if (error instanceof RunError) return undefined;
    throw error;
  }
}

/** φ by the model. σ⁺ may fall short of the violations by the residual of its row, which ρ makes larger than any decrease. */
function modelled({ sub, solution }: Solved, excess: number, penalty: number): number {
  const short = sub.beyond ? Math.max(0, excess - solution.values(sub.beyond)[0]!) : 0;
  return solution.objective + penalty * short;
}

/** The plan of a subproblem, on the circles of its converters. */
function planOf(s: Setting, { solution }: Solved, circles: Circles): Float64Array {
  const x = solution.x.slice(0, s.problem.devices.variables.count);
  circles.project(x);
  return x;
}

/** The accepted voltages, with those of the slack buses as in the solution. */
function withSlack(s: Setting, v: readonly Voltages[], { sub, solution: { x } }: Solved): readonly Voltages[] {
  if (!s.problem.slack_vm_pu) return v;
  const { n } = s.problem.network;
  return v.map((of, t) => {
    const copy = copyVoltagesOf(of);
    copyVoltages(of, copy);
    for (const [k, i] of sub.freeNodes.entries()) {
      if (i < n) continue;
      const grow = Math.exp(x[sub.magnitude(k, t)]!);
      for (const part of [copy.vm, copy.e, copy.f]) part[i]! *= grow;
    }
    return copy;
  });
}

/** The longest step of a variable, in its range. */
function stepOf(s: Setting, at: State, { sub, solution: { x } }: Solved): number {
  let step = 0;
  for (const j of s.moved) step = Math.max(step, Math.abs(x[j]! - at.x[j]!) / s.range[j]!);
  const band = s.problem.slack_vm_pu;
  if (!band || band[0] === band[1]) return step;
  const width = Math.log(band[1] / band[0]);
  for (const [k, i] of sub.freeNodes.entries()) {
    if (i < s.problem.network.n) continue;
    for (let t = 0; t < s.steps; t++) step = Math.max(step, Math.abs(x[sub.magnitude(k, t)]!) / width);
  }
  return step;
}

function watchNear({ limits }: Setting, { value }: State, watched: Set<number>): void {
  const { count, bound, side, first } = limits;
  for (let at = 0; at < count; at++) {
    if (!Number.isFinite(bound[at]!)) continue;
    const room = side[at]! * (bound[at]! - value[at]!);
    const near = at < first.sFrom ? NEAR_VOLTAGE : at < first.pMin ? NEAR_RATING * bound[at]! : Infinity;
    if (room < near) watched.add(at);
  }
}

/** True where one of them had no row. */
function watchViolated({ limits }: Setting, { value }: State, watched: Set<number>): boolean {
  const before = watched.size;
  for (let at = 0; at < limits.count; at++) if (violationOf(limits, at, value[at]!) > 0) watched.add(at);
  return watched.size > before;
}
