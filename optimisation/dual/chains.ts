// Chains of a problem: devices whose only coupling in time is one state, read from the rows and variables of its blocks.
//
//   link k:   s = a s₋₁ + g p + d,   l ≤ s ≤ u        one row, one new state, at most one control p
//             min C p + q/2 p²,      p⁻ ≤ p ≤ p⁺      q > 0
//
// A chain is a run of links; the first of each has a = 0. A control in no row of its block is a link without a state.
import { Integers } from '../flexibility/growing.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import { type Memory, memoryFor } from './memory.ts';

/** Links of all chains, one after the other. */
export interface Chains {
  /** Where the arrays that the solution needs are. */
  readonly memory: Memory;
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
  const { blocks } = problem;
  if (!blocks) return undefined;
  const reader = new Reader(problem, linksIn(problem, blocks));
  for (let b = 0; b < blocks.columns.length; b += 2) {
    const [from, to] = [blocks.columns[b]!, blocks.columns[b + 1]!];
    for (let i = blocks.rows[b]!, last = -1; i < blocks.rows[b + 1]!; i++) {
      last = reader.link(i, last, from, to);
      if (last < 0) return undefined;
    }
    for (let j = from; j < to; j++) if (!reader.alone(j)) return undefined;
  }
  return reader.finish();
}

/** Most links of all blocks: their rows, and their variables in no row. */
function linksIn({ variables, rows }: OptimisationProblem, blocks: NonNullable<OptimisationProblem['blocks']>): number {
  const inRow = new Uint8Array(variables.count);
  let count = 0;
  for (let b = 0; b < blocks.rows.length; b += 2) {
    const [from, to] = [blocks.rows[b]!, blocks.rows[b + 1]!];
    count += to - from;
    for (let a = rows.start[from]!; a < rows.start[to]!; a++) inRow[rows.columns[a]!] = 1;
  }
  for (let b = 0; b < blocks.columns.length; b += 2) {
    for (let j = blocks.columns[b]!; j < blocks.columns[b + 1]!; j++) count += 1 - inRow[j]!;
  }
  return count;
}

/** Reads one link after the other. */
class Reader {
  readonly #problem: OptimisationProblem;
  readonly #links: Chains;
  readonly #start: Integers;
  #k = 0;

  constructor(problem: OptimisationProblem, room: number) {
    const memory = memoryFor(room);
    const integers = () => new Int32Array(room).fill(-1);
    const floats = () => memory.floats(room);
    this.#problem = problem;
    this.#start = new Integers();
    this.#links = {
      ...{ memory, count: room },
      start: new Int32Array(0),
      ...{ row: integers(), state: integers(), control: integers(), kept: floats(), gain: floats(), given: floats() },
      ...{ own: floats(), lower: floats(), upper: floats(), cost: floats(), curvature: floats() },
      ...{ min: floats(), max: floats(), linkOf: new Int32Array(problem.variables.count).fill(OTHER) },
    };
  }

  /** Adds row i with its state and control, after a link with the state `last`; its state, or −1 where the row is no link. */
  link(i: number, last: number, from: number, to: number): number {
    const { rows, variables, objective } = this.#problem;
    const { columns, coefficients } = rows;
    const links = this.#links;
    const { linkOf } = links;
    let state = -1;
    let own = 0;
    let carried = 0;
    let effect = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = columns[a]!;
      if (j < from || j >= to) return -1;
      if (j === last) carried = coefficients[a]!;
      else if (linkOf[j] !== OTHER) return -1;
      else if (objective.quadratic[j]! > 0) {
        if (effect !== 0 || !this.#control(j)) return -1;
        effect = coefficients[a]!;
      } else if (state < 0 && objective.linear[j] === 0) {
        state = j;
        own = coefficients[a]!;
      } else return -1;
    }
    const kept = -carried / own;
    if (state < 0 || rows.min[i] !== rows.max[i] || kept < 0) return -1;
    const k = this.#k++;
    if (!(kept > 0)) this.#start.push(k);
    linkOf[state] = STATE;
    links.row[k] = i;
    links.state[k] = state;
    links.own[k] = own;
    links.kept[k] = kept > 0 ? kept : 0;
    links.gain[k] = -effect / own;
    links.given[k] = rows.min[i]! / own;
    links.lower[k] = variables.min[state]!;
    links.upper[k] = variables.max[state]!;
    if (effect === 0) links.curvature[k] = 1; // its control is 0
    return state;
  }

  /** Adds a control in no row, where variable j is none of a row before; false where it is no control. */
  alone(j: number): boolean {
    const links = this.#links;
    if (links.linkOf[j] !== OTHER) return true;
    this.#start.push(this.#k);
    if (!this.#control(j)) return false;
    links.lower[this.#k] = -Infinity;
    links.upper[this.#k] = Infinity;
    this.#k++;
    return true;
  }

  /** Writes control j into the present link; false where it is none. */
  #control(j: number): boolean {
    const { variables, objective } = this.#problem;
    const links = this.#links;
    const k = this.#k;
    const min = variables.min[j]!;
    const max = variables.max[j]!;
    const q = objective.quadratic[j]!;
    if (!(q > 0 && Number.isFinite(min) && Number.isFinite(max))) return false;
    links.control[k] = j;
    links.linkOf[j] = k;
    links.cost[k] = objective.linear[j]!;
    links.curvature[k] = q;
    links.min[k] = min;
    links.max[k] = max;
    return true;
  }

  finish(): Chains {
    this.#start.push(this.#k);
    const start = this.#links.memory.integers(this.#start.length);
    start.set(this.#start.finish());
    return { ...this.#links, count: this.#k, start };
  }
}
