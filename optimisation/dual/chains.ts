// Chains of a problem: devices whose only coupling in time is one state, read from the rows and variables of its blocks.
//
//   link k:   s = a s₋₁ + g p + d,   l ≤ s ≤ u        one row, one new state, at most one control p
//             min C p + q/2 p²,      p⁻ ≤ p ≤ p⁺      q > 0
//
// A chain is a run of links; the first of each has a = 0. A control in no row of its block is a link without a state.
import type { OptimisationProblem } from '../problem/problem.ts';

/** Links of all chains, one after the other. */
export interface Chains {
  /** Number of links. */
  readonly count: number;
  /** Links of chain c: start[c] … start[c + 1] − 1. */
  readonly start: Int32Array;
  /** Row, state and control of each link in the problem; −1 where it has none. */
  readonly row: Int32Array;
  readonly state: Int32Array;
  readonly control: Int32Array;
  /** a, g and d. */
  readonly kept: Float64Array;
  readonly gain: Float64Array;
  readonly given: Float64Array;
  /** Coefficient of the state in its row. */
  readonly own: Float64Array;
  /** l and u. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** C without prices of the coupling, q, p⁻ and p⁺. */
  readonly cost: Float64Array;
  readonly curvature: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Link of each control of the problem; −1 for other variables, −2 for states. */
  readonly linkOf: Int32Array;
}

const OTHER = -1;
const STATE = -2;

/** The chains of all blocks; undefined where a block has rows or variables of another shape. */
export function chainsOf(problem: OptimisationProblem): Chains | undefined {
  const { blocks, variables, rows, objective } = problem;
  if (!blocks) return undefined;
  const { columns } = blocks;
  let room = 0;
  for (let b = 0; b < columns.length; b += 2) room += columns[b + 1]! - columns[b]!;
  const integers = () => new Int32Array(room).fill(-1);
  const floats = () => new Float64Array(room);
  const links = {
    ...{ row: integers(), state: integers(), control: integers(), kept: floats(), gain: floats(), given: floats() },
    ...{ own: floats(), lower: floats(), upper: floats(), cost: floats(), curvature: floats() },
    ...{ min: floats(), max: floats(), linkOf: new Int32Array(variables.count).fill(OTHER) },
  };
  const start: number[] = [];
  let k = 0;

  /** Writes control j into link k; false where it is none. */
  const control = (j: number): boolean => {
    const [min, max, q] = [variables.min[j]!, variables.max[j]!, objective.quadratic[j]!];
    if (!(q > 0 && Number.isFinite(min) && Number.isFinite(max))) return false;
    links.control[k] = j;
    links.linkOf[j] = k;
    links.cost[k] = objective.linear[j]!;
    links.curvature[k] = q;
    links.min[k] = min;
    links.max[k] = max;
    return true;
  };
  /** Writes row i, and its state and control, into link k, after a link with the state `last`; false where it is no link. */
  const link = (i: number, last: number, from: number, to: number): boolean => {
    let [state, own, carried, effect] = [-1, 0, 0, 0];
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      const coefficient = rows.coefficients[a]!;
      if (j < from || j >= to) return false;
      if (j === last) carried = coefficient;
      else if (links.linkOf[j] !== OTHER) return false;
      else if (objective.quadratic[j]! > 0) {
        if (effect !== 0 || !control(j)) return false;
        effect = coefficient;
      } else if (state < 0 && objective.linear[j] === 0) [state, own] = [j, coefficient];
      else return false;
    }
    const kept = -carried / own;
    if (state < 0 || rows.min[i] !== rows.max[i] || kept < 0) return false;
    if (!(kept > 0)) start.push(k);
    links.linkOf[state] = STATE;
    links.row[k] = i;
    links.state[k] = state;
    links.own[k] = own;
    links.kept[k] = kept > 0 ? kept : 0;
    links.gain[k] = -effect / own;
    links.given[k] = rows.min[i]! / own;
    links.lower[k] = variables.min[state]!;
    links.upper[k] = variables.max[state]!;
    if (effect === 0) links.curvature[k] = 1; // its control is 0
    k++;
    return true;
  };

  for (let b = 0; b < columns.length; b += 2) {
    const [from, to] = [columns[b]!, columns[b + 1]!];
    for (let i = blocks.rows[b]!, last = -1; i < blocks.rows[b + 1]!; i++) {
      if (!link(i, last, from, to)) return undefined;
      last = links.state[k - 1]!;
    }
    for (let j = from; j < to; j++) {
      if (links.linkOf[j] !== OTHER) continue;
      start.push(k);
      if (!control(j)) return undefined;
      links.lower[k] = -Infinity;
      links.upper[k] = Infinity;
      k++;
    }
  }
  start.push(k);
  return { count: k, start: Int32Array.from(start), ...links };
}
