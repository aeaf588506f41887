// The shape of problem that is solved by the prices of its few coupling rows: chains (chains.ts), and outside the blocks
//
//   load ℓ     Lℓ = bℓ + Σ n p over the controls of the load      an equation that defines a free variable without cost
//   limit r    lower ≤ Σ a[r,ℓ] Lℓ + Σ e s ≤ upper                 s a slack: one bound, a linear cost, in this row alone
//
// A limit over controls themselves has a load of its own. Each control is part of one load at most. The multiplier y[r] of a limit is
// bounded where a slack or an open side bounds it, and the price of a control is  C = c + n σ[ℓ],  σ = −Aᵀ y.
import type { OptimisationProblem } from '../problem/problem.ts';
import { type Chains, chainsOf } from './chains.ts';

/** A load: its variable, −1 for one of a limit alone, and the row that defines it. */
export interface Loads {
  readonly count: number;
  readonly column: Int32Array;
  readonly row: Int32Array;
  /** Coefficient of the variable in that row. */
  readonly own: Float64Array;
  /** b */
  readonly base: Float64Array;
}

export interface Limits {
  readonly count: number;
  readonly row: Int32Array;
  /** Limit r has loads[start[r]] … with the factors at the same places. */
  readonly start: Int32Array;
  readonly loads: Int32Array;
  readonly factors: Float64Array;
  /** Sides of Σ a Σ n p, without b and with slacks at their bounds. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Bounds of y, and the slack that sets each; −1 where none does. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly atLeast: Int32Array;
  readonly atMost: Int32Array;
}

export interface Coupling {
  readonly chains: Chains;
  /** Load and factor n of the control of each link; −1 where it is part of none. */
  readonly load: Int32Array;
  readonly factor: Float64Array;
  readonly loads: Loads;
  readonly limits: Limits;
  /** Values of the variables outside the blocks that are no load: slacks at their bounds, and those in no row. */
  readonly rest: ReadonlyMap<number, number>;
}

/** The shape of a problem; undefined for another one. */
export function couplingOf(problem: OptimisationProblem): Coupling | undefined {
  if (!problem.blocks || problem.blocks.columns.length === 0) return undefined;
  const outer = outerRows(problem);
  const chains = chainsOf(problem);
  if (!chains) return undefined;
  const draft = new Draft(problem, chains);
  for (const i of outer) if (!draft.add(i)) return undefined;
  return draft.finish();
}

/** Rows outside the blocks. */
function outerRows({ rows, blocks }: OptimisationProblem): number[] {
  const inside = new Uint8Array(rows.count);
  for (let b = 0; b < blocks!.rows.length; b += 2) inside.fill(1, blocks!.rows[b], blocks!.rows[b + 1]);
  const outer: number[] = [];
  for (let i = 0; i < rows.count; i++) if (!inside[i]) outer.push(i);
  return outer;
}

class Draft {
  readonly #problem: OptimisationProblem;
  readonly #chains: Chains;
  readonly #load: Int32Array;
  readonly #factor: Float64Array;
  readonly #loadOf = new Map<number, number>();
  readonly #loads = { column: [] as number[], row: [] as number[], own: [] as number[], base: [] as number[] };
  readonly #limits = { row: [] as number[], start: [0], loads: [] as number[], factors: [] as number[] };
  readonly #sides = { lower: [] as number[], upper: [] as number[], least: [] as number[], most: [] as number[] };
  readonly #slacks = { atLeast: [] as number[], atMost: [] as number[] };
  readonly #rest = new Map<number, number>();

  constructor(problem: OptimisationProblem, chains: Chains) {
    this.#problem = problem;
    this.#chains = chains;
    this.#load = new Int32Array(chains.count).fill(-1);
    this.#factor = new Float64Array(chains.count);
  }

  /** Adds a row outside the blocks; false where it has no place in the shape. */
  add(i: number): boolean {
    const { rows, variables, objective } = this.#problem;
    let free = -1;
    let others = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      const link = this.#chains.linkOf[j]!;
      if (link === -2) return false;
      if (link >= 0) continue;
      if (objective.quadratic[j] !== 0) return false;
      const isFree = variables.min[j] === -Infinity && variables.max[j] === Infinity && objective.linear[j] === 0;
      if (isFree && !this.#loadOf.has(j) && free < 0) free = a;
      else others++;
    }
    if (free >= 0) return others === 0 && rows.min[i] === rows.max[i] && this.#define(i, free);
    return this.#limit(i);
  }

  #define(i: number, at: number): boolean {
    const { rows } = this.#problem;
    const own = rows.coefficients[at]!;
    return this.#drawn(i, rows.columns[at]!, -1 / own, own, rows.min[i]! / own) >= 0;
  }

  /** A load of the controls of row i, each with its coefficient times `scale`; −1 where one is part of another load. */
  #drawn(i: number, column: number, scale: number, own: number, base: number): number {
    const { rows } = this.#problem;
    const load = this.#loads.row.push(i) - 1;
    this.#loads.column.push(column);
    this.#loads.own.push(own);
    this.#loads.base.push(base);
    if (column >= 0) this.#loadOf.set(column, load);
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const link = this.#chains.linkOf[rows.columns[a]!]!;
      if (link < 0) continue;
      if (this.#load[link]! >= 0) return -1;
      this.#load[link] = load;
      this.#factor[link] = rows.coefficients[a]! * scale;
    }
    return load;
  }

  #limit(i: number): boolean {
    const { rows, objective } = this.#problem;
    const { loads, factors, start, row } = this.#limits;
    let shift = 0;
    let hasControls = false;
    const bounds = {
      least: rows.max[i] === Infinity ? 0 : -Infinity,
      most: rows.min[i] === -Infinity ? 0 : Infinity,
      atLeast: -1,
      atMost: -1,
    };
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      const coefficient = rows.coefficients[a]!;
      if (this.#chains.linkOf[j]! >= 0) {
        hasControls = true;
        continue;
      }
      const load = this.#loadOf.get(j);
      if (load !== undefined) {
        loads.push(load);
        factors.push(coefficient);
        shift += coefficient * this.#loads.base[load]!;
        continue;
      }
      const bound = this.#slack(j);
      if (bound === undefined) return false;
      this.#rest.set(j, bound);
      shift += coefficient * bound;
      // a slack that can only rise has c − e y ≥ 0, one that can only fall c − e y ≤ 0
      const price = objective.linear[j]! / coefficient;
      const rises = this.#problem.variables.max[j] === Infinity;
      if (rises === coefficient > 0) {
        if (price < bounds.most) [bounds.most, bounds.atMost] = [price, j];
      } else if (price > bounds.least) [bounds.least, bounds.atLeast] = [price, j];
    }
    if (hasControls) {
      const load = this.#drawn(i, -1, 1, 0, 0);
      if (load < 0) return false;
      loads.push(load);
      factors.push(1);
    }
    if (bounds.least > bounds.most) return false;
    row.push(i);
    start.push(loads.length);
    this.#sides.lower.push(rows.min[i]! - shift);
    this.#sides.upper.push(rows.max[i]! - shift);
    this.#sides.least.push(bounds.least);
    this.#sides.most.push(bounds.most);
    this.#slacks.atLeast.push(bounds.atLeast);
    this.#slacks.atMost.push(bounds.atMost);
    return true;
  }

  /** The bound of a variable with one, not seen in a row before; undefined for any other. */
  #slack(j: number): number | undefined {
    if (this.#rest.has(j)) return undefined;
    const { min, max } = this.#problem.variables;
    if (max[j] === Infinity && min[j]! > -Infinity) return min[j]!;
    return min[j] === -Infinity && max[j]! < Infinity ? max[j]! : undefined;
  }

  /** The shape; undefined where a variable outside the blocks that is in no row could lower the cost without end. */
  finish(): Coupling | undefined {
    const { variables, objective } = this.#problem;
    for (let j = 0; j < variables.count; j++) {
      if (this.#chains.linkOf[j] !== -1 || this.#loadOf.has(j) || this.#rest.has(j)) continue;
      const [c, min, max] = [objective.linear[j]!, variables.min[j]!, variables.max[j]!];
      const at = c > 0 ? min : c < 0 ? max : Math.min(max, Math.max(min, 0));
      if (objective.quadratic[j] !== 0 || !Number.isFinite(at)) return undefined;
      this.#rest.set(j, at);
    }
    const [loads, limits, sides] = [this.#loads, this.#limits, this.#sides];
    return {
      chains: this.#chains,
      load: this.#load,
      factor: this.#factor,
      loads: {
        count: loads.row.length,
        column: Int32Array.from(loads.column),
        row: Int32Array.from(loads.row),
        own: Float64Array.from(loads.own),
        base: Float64Array.from(loads.base),
      },
      limits: {
        count: limits.row.length,
        row: Int32Array.from(limits.row),
        start: Int32Array.from(limits.start),
        loads: Int32Array.from(limits.loads),
        factors: Float64Array.from(limits.factors),
        lower: Float64Array.from(sides.lower),
        upper: Float64Array.from(sides.upper),
        least: Float64Array.from(sides.least),
        most: Float64Array.from(sides.most),
        atLeast: Int32Array.from(this.#slacks.atLeast),
        atMost: Int32Array.from(this.#slacks.atMost),
      },
      rest: this.#rest,
    };
  }
}
