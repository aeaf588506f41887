// The cheapest plan with least movement of one store or house, by dynamic programming. Its rows are a chain: each gives one state
// from the previous state and the variables x of its own step,
//
//   s[t] = a s[t−1] + Σj gj xj + r,   L ≤ s[t] ≤ U,   l ≤ xj ≤ u
//   min  Σj kj xj + ε K/2 (xj − x°j)² / size_j      K the largest |k|
//
// For a small enough ε this is the optimum of least-movement.ts, and a smaller ε gives the same one (Mangasarian 1984). With λ the
// value of a unit of the state, xj(λ) is a ramp, and the state a sum of ramps (dual/state-curve.ts):
//
//   s[t](λ) = a s[t−1](a λ) + r + Σj gj xj(λ),    xj(λ) = x°j + (λ gj − kj) size_j / (ε K) within l … u,    held within L … U
//
// Forward, the λ at which each state reaches its bounds; backward λ[t] = a λ[t+1] between them. A day of 96 steps takes some
// microseconds, and every number comes out to the digits of ε.
import { BEGIN, END, GIVEN, KEPT, LOWER, RISE, StateCurve, UPPER } from '../dual/state-curve.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import type { Expressions } from './expressions.ts';
import type { Movement } from './least-movement.ts';

/** Prices apart by less than this, of the largest, count as the same. */
const SAME = 1e-6;
/** Rounding error of a bound, relative to 1 + its size. */
const REACHED = 1e-9;

/** The links of a chain, in order. Link t has the controls of first[t] ≤ i < first[t + 1]. */
interface Links {
  readonly count: number;
  readonly state: Int32Array;
  /** a, 0 in the first link, and r. */
  readonly kept: Float64Array;
  readonly given: Float64Array;
  readonly first: Int32Array;
  /** Column and g of each control. */
  readonly control: Int32Array;
  readonly gain: Float64Array;
}

/** Each control as a ramp over its marginal value: rest + (value − cost) / curve within its bounds. */
interface Ramps {
  readonly rest: Float64Array;
  readonly curve: Float64Array;
  readonly cost: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/**
 * Powers of the plan; undefined where the rows are no chain, or are infeasible.
 * @param p_kw whose variables are the controls
 * @param problem with its linear objective
 */
export function alongChain(
  problem: OptimisationProblem,
  p_kw: Expressions,
  movements: readonly Movement[],
): Float64Array | undefined {
  const links = linksOf(problem, p_kw);
  if (!links) return undefined;
  const { min, max, count } = problem.variables;
  const { linear } = problem.objective;
  const largest = linear.reduce((highest, c) => Math.max(highest, Math.abs(c)), 0) || 1;
  const ramps = { rest: new Float64Array(count), curve: new Float64Array(count).fill(1), cost: linear, min, max };
  const x = new Float64Array(count);
  for (const { column, rest, size } of movements) {
    ramps.rest[column] = rest;
    ramps.curve[column] = (SAME * largest) / size;
    x[column] = rampAt(ramps, column, 0); // those in no row
  }
  const { count: T, state, kept, first, control, gain } = links;
  const reached = statesReach(links, ramps);
  if (!reached) return undefined;
  const { lo, hi } = reached;
  for (let t = T - 1, wanted = 0; t >= 0; t--) {
    const [low, high] = lo[t]! > hi[t]! ? [(lo[t]! + hi[t]!) / 2, (lo[t]! + hi[t]!) / 2] : [lo[t]!, hi[t]!]; // rounding
    const λ = held(wanted, low, high);
    const s = state[t]!;
    x[s] = λ === wanted ? Number.NaN : λ > wanted ? min[s]! : max[s]!; // not at a bound that changes λ
    for (let i = first[t]!; i < first[t + 1]!; i++) {
      const j = control[i]!;
      x[j] = atBound(rampAt(ramps, j, λ * gain[i]!), min[j]!, max[j]!);
    }
    wanted = kept[t]! * λ;
  }
  exact(links, ramps, x);
  return x;
}

/** The λ at which each state, held within its bounds before, reaches its lower and its upper one; undefined where it cannot be within them. */
function statesReach(
  { count, state, kept, given, first, control, gain }: Links,
  { rest, curve, cost, min, max }: Ramps,
) {
  const states = new StateCurve(count, first[count]!);
  const { next } = states;
  /** The ramp of control i. */
  const ramp = (i: number): void => {
    const j = control[i]!;
    const g = gain[i]!;
    const from = g > 0 ? min[j]! : max[j]!;
    const to = g > 0 ? max[j]! : min[j]!;
    next[GIVEN] = next[GIVEN]! + g * from;
    next[RISE] = g * (to - from);
    next[BEGIN] = (cost[j]! + (from - rest[j]!) * curve[j]!) / g;
    next[END] = (cost[j]! + (to - rest[j]!) * curve[j]!) / g;
  };
  for (let t = 0; t < count; t++) {
    const [begin, end] = [first[t]!, first[t + 1]!];
    next.fill(0);
    [next[KEPT], next[GIVEN]] = [kept[t]!, given[t]!];
    for (let i = begin; i < end - 1; i++) {
      [next[LOWER], next[UPPER]] = [-Infinity, Infinity];
      ramp(i);
      if (!states.link(t)) return undefined;
      [next[KEPT], next[GIVEN]] = [1, 0];
    }
    if (begin < end) ramp(end - 1);
    [next[LOWER], next[UPPER]] = [min[state[t]!]!, max[state[t]!]!];
    if (!states.link(t)) return undefined;
  }
  return { lo: states.low, hi: states.high };
}

/** Control j at a marginal value. */
const rampAt = ({ rest, curve, cost, min, max }: Ramps, j: number, value: number): number =>
  held(rest[j]! + (value - cost[j]!) / curve[j]!, min[j]!, max[j]!);

/**
 * A power read from a slope has the digits of ε. Between two states at a bound the free powers are shifted by the
 * residual of their sum, so that the states meet their bounds to the last digit. States that are NaN follow from the powers.
 */
function exact(links: Links, { curve, min, max }: Ramps, x: Float64Array): void {
  const { count, state, kept, first, control, gain } = links;
  let from = 0; // the first link since a state was at a bound
  let anchor = 0;
  for (let t = 0, s = 0; t < count; t++) {
    s = stateAfter(links, t, s, x);
    const j = state[t]!;
    if (Number.isNaN(x[j])) x[j] = held(s, min[j]!, max[j]!);
    if (x[j] === s && s > min[j]! && s < max[j]!) continue;
    const miss = x[j]! - s;
    /** Calls back for every free control since the last bound, with what s changes per unit of it. */
    const eachFree = (visit: (column: number, effect: number) => void) => {
      for (let u = t, φ = 1; u >= from; φ *= kept[u]!, u--) {
        for (let i = first[u]!; i < first[u + 1]!; i++) {
          const column = control[i]!;
          if (x[column]! > min[column]! && x[column]! < max[column]!) visit(column, φ * gain[i]!);
        }
      }
    };
    let weight = 0;
    eachFree((column, effect) => {
      weight += (effect * effect) / curve[column]!;
    });
    if (weight > 0 && miss !== 0) {
      eachFree((column, effect) => {
        x[column]! += (miss * effect) / curve[column]! / weight;
      });
      for (let u = from, before = anchor; u < t; u++) x[state[u]!] = before = stateAfter(links, u, before, x);
    }
    if (weight > 0) s = x[j]!;
    anchor = s;
    from = t + 1;
  }
}

/** State t from the one before it and the controls. */
function stateAfter({ kept, given, first, control, gain }: Links, t: number, before: number, x: Float64Array): number {
  let s = kept[t]! * before + given[t]!;
  for (let i = first[t]!; i < first[t + 1]!; i++) s += gain[i]! * x[control[i]!]!;
  return s;
}

/** The chain of a problem: one row for each state, in order, and controls with finite bounds that occur in at most one row. */
function linksOf({ variables, rows }: OptimisationProblem, p_kw: Expressions): Links | undefined {
  const isControl = new Uint8Array(variables.count);
  for (const column of p_kw.columns) isControl[column] = 1;
  const seen = new Uint8Array(variables.count);
  const { count } = rows;
  const links = {
    ...{ count, state: new Int32Array(count), kept: new Float64Array(count), given: new Float64Array(count) },
    ...{ first: new Int32Array(count + 1), control: new Int32Array(rows.columns.length) },
    gain: new Float64Array(rows.columns.length),
  };
  let terms = 0;
  let last = -1;
  for (let i = 0; i < count; i++) {
    if (rows.min[i] !== rows.max[i]) return undefined;
    let [state, own, carried] = [-1, 0, 0];
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const column = rows.columns[a]!;
      const coefficient = rows.coefficients[a]!;
      if (coefficient === 0) continue;
      if (column === last) carried = coefficient;
      else if (seen[column]) return undefined;
      else if (isControl[column]) [links.control[terms], links.gain[terms++]] = [column, coefficient];
      else if (state < 0) [state, own] = [column, coefficient];
      else return undefined;
    }
    const kept = -carried / own;
    if (state < 0 || !(last < 0 || kept > 0)) return undefined;
    for (let k = links.first[i]!; k < terms; k++) {
      seen[links.control[k]!] = 1;
      links.gain[k] = -links.gain[k]! / own;
    }
    seen[state] = 1;
    links.first[i + 1] = terms;
    links.state[i] = state;
    links.kept[i] = last < 0 ? 0 : kept;
    links.given[i] = rows.min[i]! / own;
    last = state;
  }
  for (let j = 0; j < variables.count; j++) {
    const isBounded = Number.isFinite(variables.min[j]) && Number.isFinite(variables.max[j]);
    if (variables.integer[j] || (isControl[j] ? !isBounded : !seen[j])) return undefined;
  }
  return links;
}

const held = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** The bound that a value is at but for rounding, or the value. */
function atBound(value: number, min: number, max: number): number {
  const rounding = REACHED * (1 + Math.abs(value));
  if (value - min <= rounding) return min;
  return max - value <= rounding ? max : value;
}
