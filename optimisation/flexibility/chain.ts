// The cheapest plan with least movement of one store or house, by dynamic programming. Its rows are a chain: each gives one state
// from the previous state and the variables x of its own step,
//
//   s[t] = a s[t−1] + Σj gj xj + r,   L ≤ s[t] ≤ U,   l ≤ xj ≤ u
//   min  Σj kj xj + ε K/2 (xj − x°j)² / size_j      K the largest |k|
//
// For a small enough ε this is the optimum of least-movement.ts, and a smaller ε gives the same one (Mangasarian 1984). V[t](s), the
// least cost to reach s, is convex, and the state as a function of its slope λ is a sum of ramps:
//
//   s[t](λ) = a s[t−1](a λ) + r + Σj gj xj(λ),    xj(λ) = x°j + (λ gj − kj) size_j / (ε K) within l … u,    held within L … U
//
// A day of 96 steps takes a fraction of a millisecond, and every number comes out to the digits of ε.

import type { OptimisationProblem } from '../problem/problem.ts';
import type { Linear } from './flexibility.ts';
import type { Movement } from './least-movement.ts';

/** Prices apart by less than this, of the largest, count as the same. */
const SAME = 1e-6;
/** Rounding error of a bound, relative to 1 + its size. */
const REACHED = 1e-9;

interface Control {
  readonly column: number;
  readonly gain: number;
}

interface Link {
  readonly state: number;
  /** a, 0 in the first step. */
  readonly kept: number;
  readonly given: number;
  readonly controls: readonly Control[];
}

/** A variable as a function of its marginal value: a ramp from its lower to its upper bound. */
interface Marginal {
  value(column: number, slope: number): number;
  min(column: number): number;
  max(column: number): number;
}

/** Breakpoints of a state over λ, both ascending; constant beyond the ends. */
interface Ramp {
  readonly λ: Float64Array;
  readonly s: Float64Array;
}

/**
 * Powers of the plan; undefined where the rows are no chain, or are infeasible.
 * @param p_kw whose variables are the controls
 * @param problem with its linear objective
 */
export function alongChain(
  problem: OptimisationProblem,
  p_kw: readonly Linear[],
  movements: readonly Movement[],
): Float64Array | undefined {
  const links = linksOf(problem, p_kw);
  if (!links) return undefined;
  const { min, max, count } = problem.variables;
  const { linear } = problem.objective;
  const largest = linear.reduce((highest, c) => Math.max(highest, Math.abs(c)), 0) || 1;
  const rest = new Float64Array(count);
  const curve = new Float64Array(count).fill(1);
  for (const { column, rest: at, size } of movements) {
    rest[column] = at;
    curve[column] = (SAME * largest) / size;
  }
  /** xj at a marginal value. */
  const marginal: Marginal = {
    value: (j, slope) => held(rest[j]! + (slope - linear[j]!) / curve[j]!, min[j]!, max[j]!),
    min: (j) => linear[j]! + (min[j]! - rest[j]!) * curve[j]!,
    max: (j) => linear[j]! + (max[j]! - rest[j]!) * curve[j]!,
  };
  const x = new Float64Array(count);
  for (const { column } of movements) x[column] = marginal.value(column, 0); // those in no row

  const free: Ramp[] = []; // before the state is held within its bounds
  let before: Ramp | undefined;
  for (const { state, kept, given, controls } of links) {
    const ramp = next(before, kept, given, controls, marginal);
    free.push(ramp);
    const [L, U] = [min[state]!, max[state]!];
    const miss = Math.max(L - ramp.s.at(-1)!, ramp.s[0]! - U);
    if (!(miss <= REACHED * (1 + Math.abs(ramp.s[0]!)))) return undefined;
    before = within(ramp, L, U);
  }

  let s = before ? valueAt(before, 0) : 0; // any value of the last state costs the same
  for (let t = links.length - 1; t >= 0; t--) {
    const { state, kept, controls } = links[t]!;
    x[state] = s;
    const λ = slopeAt(free[t]!, s);
    for (const { column, gain } of controls)
      x[column] = atBound(marginal.value(column, λ * gain), min[column]!, max[column]!);
    if (t === 0) break;
    const { state: last } = links[t - 1]!;
    s = atBound(held(valueAt(free[t - 1]!, kept * λ), min[last]!, max[last]!), min[last]!, max[last]!);
  }
  exact(links, problem.variables, movements, x);
  return x;
}

/**
 * A power read from a slope has the digits of ε. Between two states at a bound the free powers are shifted by the
 * residual of their sum, so that the states meet their bounds to the last digit.
 */
function exact(
  links: readonly Link[],
  { min, max }: OptimisationProblem['variables'],
  movements: readonly Movement[],
  x: Float64Array,
): void {
  const sizes = new Map(movements.map(({ column, size }) => [column, size]));
  const isFree = (j: number) => x[j]! > min[j]! && x[j]! < max[j]!;
  let from = 0;
  let s = 0;
  for (const [t, { state, kept, given, controls }] of links.entries()) {
    s = controls.reduce((sum, { column, gain }) => sum + gain * x[column]!, kept * s + given);
    if (x[state] !== min[state] && x[state] !== max[state]) {
      x[state] = s;
      continue;
    }
    const moves: { readonly column: number; readonly effect: number; readonly size: number }[] = [];
    for (let u = t, φ = 1; u >= from; φ *= links[u]!.kept, u--) {
      for (const { column, gain } of links[u]!.controls) {
        if (isFree(column)) moves.push({ column, effect: φ * gain, size: sizes.get(column)! });
      }
    }
    const weight = moves.reduce((sum, { effect, size }) => sum + effect * effect * size, 0);
    if (weight > 0) {
      const miss = x[state]! - s;
      for (const { column, effect, size } of moves) x[column]! += (miss * effect * size) / weight;
      s = x[state]!;
    }
    from = t + 1;
  }
}

/** The chain of a problem: one row for each state, in order, and controls with finite bounds that occur in at most one row. */
function linksOf({ variables, rows }: OptimisationProblem, p_kw: readonly Linear[]): Link[] | undefined {
  const isControl = new Uint8Array(variables.count);
  for (const { terms } of p_kw) for (const [, column] of terms) isControl[column] = 1;
  const seen = new Uint8Array(variables.count);
  const links: Link[] = [];
  let last = -1;
  for (let i = 0; i < rows.count; i++) {
    if (rows.min[i] !== rows.max[i]) return undefined;
    let [state, own, carried] = [-1, 0, 0];
    const terms: Control[] = [];
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const column = rows.columns[a]!;
      const coefficient = rows.coefficients[a]!;
      if (coefficient === 0) continue;
      if (column === last) carried = coefficient;
      else if (seen[column]) return undefined;
      else if (isControl[column]) terms.push({ column, gain: coefficient });
      else if (state < 0) [state, own] = [column, coefficient];
      else return undefined;
    }
    const kept = -carried / own;
    if (state < 0 || !(last < 0 || kept > 0)) return undefined;
    for (const { column } of terms) seen[column] = 1;
    seen[state] = 1;
    last = state;
    const controls = terms.map(({ column, gain }) => ({ column, gain: -gain / own }));
    links.push({ state, kept: last < 0 ? 0 : kept, given: rows.min[i]! / own, controls });
  }
  for (let j = 0; j < variables.count; j++) {
    const isBounded = Number.isFinite(variables.min[j]) && Number.isFinite(variables.max[j]);
    if (variables.integer[j] || (isControl[j] ? !isBounded : !seen[j])) return undefined;
  }
  return links;
}

/** a s(a λ) + r + Σ g x(λ) */
function next(
  before: Ramp | undefined,
  kept: number,
  given: number,
  controls: readonly Control[],
  marginal: Marginal,
): Ramp {
  const own = controls.flatMap(({ column, gain }) => [marginal.min(column) / gain, marginal.max(column) / gain]);
  const λ = merged(before ? before.λ.map((slope) => slope / kept) : new Float64Array(), Float64Array.from(own).sort());
  const s = new Float64Array(λ.length);
  let k = 0;
  for (let i = 0; i < λ.length; i++) {
    let value = given;
    if (before) {
      const slope = kept * λ[i]!;
      while (k < before.λ.length && before.λ[k]! < slope) k++;
      value += kept * between(before, k, slope);
    }
    for (const { column, gain } of controls) value += gain * marginal.value(column, gain * λ[i]!);
    s[i] = i > 0 ? Math.max(value, s[i - 1]!) : value; // never falls, but by rounding
  }
  return { λ, s };
}

/** Two ascending lists as one; a 0 where both are empty. */
function merged(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(Math.max(1, a.length + b.length));
  for (let i = 0, j = 0; i + j < a.length + b.length; ) {
    const first = j === b.length || (i < a.length && a[i]! <= b[j]!);
    all[i + j] = first ? a[i]! : b[j]!;
    if (first) i++;
    else j++;
  }
  return all;
}

/** The same clamped to bounds; where it reaches a bound is a breakpoint. */
function within(ramp: Ramp, L: number, U: number): Ramp {
  const λ: number[] = [];
  const s: number[] = [];
  const add = (slope: number, value: number) => {
    λ.push(slope);
    s.push(held(value, L, U));
  };
  for (const [k, value] of ramp.s.entries()) {
    if (ramp.s[k + 1]! < L || (k > 0 && ramp.s[k - 1]! > U)) continue; // constant there
    for (const bound of [L, U]) {
      if (k > 0 && ramp.s[k - 1]! < bound && bound < value) add(slopeAt(ramp, bound), bound);
    }
    add(ramp.λ[k]!, value);
  }
  return { λ: Float64Array.from(λ), s: Float64Array.from(s) };
}

const held = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** The bound that a value is at but for rounding, or the value. */
function atBound(value: number, min: number, max: number): number {
  const rounding = REACHED * (1 + Math.abs(value));
  if (value - min <= rounding) return min;
  return max - value <= rounding ? max : value;
}

/** s at λ, the first breakpoint not below it being the k-th. */
function between({ λ, s }: Ramp, k: number, at: number): number {
  if (k === 0) return s[0]!;
  if (k === λ.length) return s[k - 1]!;
  const width = λ[k]! - λ[k - 1]!;
  return width > 0 ? s[k - 1]! + ((s[k]! - s[k - 1]!) * (at - λ[k - 1]!)) / width : s[k]!;
}

const valueAt = (ramp: Ramp, at: number): number => between(ramp, firstNotBelow(ramp.λ, at), at);

/** A λ at which the state is s; at an end where it never is. */
function slopeAt({ λ, s }: Ramp, at: number): number {
  const k = firstNotBelow(s, at);
  if (k === 0) return λ[0]!;
  if (k === s.length) return λ[k - 1]!;
  const rise = s[k]! - s[k - 1]!;
  return rise > 0 ? λ[k - 1]! + ((λ[k]! - λ[k - 1]!) * (at - s[k - 1]!)) / rise : λ[k]!;
}

function firstNotBelow(values: Float64Array, at: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
