// Reads the shape of coupling.ts from the rows of a problem.
import { continuationOf, type Piece } from '../problem/continued.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import { type Chains, chainsOf } from './chains.ts';
import type { Coupling, Limits, Loads } from './coupling.ts';

/** The shape of a problem; undefined for another one. A problem that others continue is read once, and its part is the same object. */
export function couplingOf(problem: OptimisationProblem): Coupling | undefined {
  const continuation = continuationOf(problem);
  if (!continuation) return draftOf(problem)?.finish();
  const { base, own } = continuation;
  if (!drafts.has(base)) drafts.set(base, draftOf(base));
  return (drafts.get(base)?.continued(own) ?? draftOf(problem))?.finish();
}

/** Drafts of problems that are continued. */
const drafts = new WeakMap<OptimisationProblem, Draft | undefined>();

function draftOf(problem: OptimisationProblem): Draft | undefined {
  if (!problem.blocks || problem.blocks.columns.length === 0) return undefined;
  const chains = chainsOf(problem);
  if (!chains) return undefined;
  const draft = new Draft(chains, problem);
  return outerRows(problem).every((i) => draft.add(problem.rows, i, i)) ? draft : undefined;
}

/** Rows outside the blocks. */
function outerRows({ rows, blocks }: OptimisationProblem): number[] {
  const inside = new Uint8Array(rows.count);
  for (let b = 0; b < blocks!.rows.length; b += 2) inside.fill(1, blocks!.rows[b], blocks!.rows[b + 1]);
  const outer: number[] = [];
  for (let i = 0; i < rows.count; i++) if (!inside[i]) outer.push(i);
  return outer;
}

type Rows = OptimisationProblem['rows'];
type Columns = Pick<OptimisationProblem, 'variables' | 'objective'>;

/** A variable. */
interface Variable {
  readonly min: number;
  readonly max: number;
  readonly linear: number;
  readonly quadratic: number;
}

/** Limits as they are read, each list like the array of that name. */
type LimitLists = { readonly [K in keyof Omit<Limits, 'count'>]: number[] };

const NO_LIMITS: LimitLists = {
  ...{ row: [], start: [0], loads: [], factors: [], lower: [], upper: [] },
  ...{ least: [], most: [], atLeast: [], atMost: [] },
};
const copyOf = (limits: LimitLists): LimitLists => ({
  ...{
    row: limits.row.slice(),
    start: limits.start.slice(),
    loads: limits.loads.slice(),
    factors: limits.factors.slice(),
  },
  ...{
    lower: limits.lower.slice(),
    upper: limits.upper.slice(),
    least: limits.least.slice(),
    most: limits.most.slice(),
  },
  ...{ atLeast: limits.atLeast.slice(), atMost: limits.atMost.slice() },
});

class Draft {
  readonly #chains: Chains;
  readonly #columns: Columns;
  readonly #load: Int32Array;
  readonly #factor: Float64Array;
  readonly #loadOf: Map<number, number>;
  readonly #loads: { readonly [K in keyof Omit<Loads, 'count'>]: number[] };
  #made: Loads | undefined;
  readonly #limits: LimitLists;
  readonly #rest: Map<number, number>;
  /** What the problem of `#columns` is continued by. */
  readonly #own: Piece | undefined;

  constructor(chains: Chains, columns: Columns, from?: Draft, own?: Piece) {
    this.#chains = chains;
    this.#columns = columns;
    this.#own = own;
    if (from) {
      this.#load = from.#load;
      this.#factor = from.#factor;
      this.#loadOf = from.#loadOf;
      this.#loads = from.#loads;
      this.#made = from.#drawnLoads();
    } else {
      this.#load = chains.memory.integers(chains.count).fill(-1);
      this.#factor = chains.memory.floats(chains.count);
      this.#loadOf = new Map();
      this.#loads = { column: [], row: [], own: [], base: [] };
    }
    this.#limits = copyOf(from ? from.#limits : NO_LIMITS);
    this.#rest = new Map(from ? from.#rest : []);
  }

  /** The draft with the rows of a continuation, which may be limits of its loads; undefined where one is not. */
  continued(own: Piece): Draft | undefined {
    const draft = new Draft(this.#chains, this.#columns, this, own);
    for (let i = 0; i < own.rows.count; i++) if (!draft.add(own.rows, i, own.firstRow + i)) return undefined;
    return own.blocks && own.blocks.columns.length > 0 ? undefined : draft;
  }

  #linkOf(j: number): number {
    const { linkOf } = this.#chains;
    return j < linkOf.length ? linkOf[j]! : -1;
  }

  #variable(column: number): Variable {
    const own = this.#own;
    const isOwn = own !== undefined && column >= own.firstColumn;
    const { variables, objective } = isOwn ? own : this.#columns;
    const j = isOwn ? column - own.firstColumn : column;
    const [min, max] = [variables.min[j]!, variables.max[j]!];
    return { min, max, linear: objective.linear[j]!, quadratic: objective.quadratic[j]! };
  }

  /** Adds row i of `rows`, outside the blocks; false where it has no place in the shape. `row` is its index in the problem. */
  add(rows: Rows, i: number, row: number): boolean {
    let free = -1;
    let others = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      const link = this.#linkOf(j);
      if (link === -2) return false;
      if (link >= 0) continue;
      const { min, max, linear, quadratic } = this.#variable(j);
      if (quadratic !== 0) return false;
      const isFree = min === -Infinity && max === Infinity && linear === 0;
      if (isFree && !this.#loadOf.has(j) && free < 0) free = a;
      else others++;
    }
    if (free < 0) return this.#limit(rows, i, row);
    if (others > 0 || rows.min[i] !== rows.max[i]) return false;
    const own = rows.coefficients[free]!;
    const load = { column: rows.columns[free]!, row, own, base: rows.min[i]! / own };
    return this.#drawn(rows, i, -1 / own, load) >= 0;
  }

  /** A load of the controls of row i, each with its coefficient times `scale`; −1 where one is part of another load. */
  #drawn(
    rows: Rows,
    i: number,
    scale: number,
    { column, row, own, base }: { readonly [K in keyof Omit<Loads, 'count'>]: number },
  ): number {
    if (this.#own) return -1; // the loads are those of the problem that is continued
    const load = this.#loads.row.push(row) - 1;
    this.#loads.column.push(column);
    this.#loads.own.push(own);
    this.#loads.base.push(base);
    if (column >= 0) this.#loadOf.set(column, load);
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const link = this.#linkOf(rows.columns[a]!);
      if (link < 0) continue;
      if (this.#load[link]! >= 0) return -1;
      this.#load[link] = load;
      this.#factor[link] = rows.coefficients[a]! * scale;
    }
    return load;
  }

  #limit(rows: Rows, i: number, row: number): boolean {
    const limits = this.#limits;
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
      if (this.#linkOf(j) >= 0) {
        hasControls = true;
        continue;
      }
      const load = this.#loadOf.get(j);
      if (load !== undefined) {
        limits.loads.push(load);
        limits.factors.push(coefficient);
        shift += coefficient * this.#loads.base[load]!;
        continue;
      }
      const { min, max, linear } = this.#variable(j);
      const bound = this.#rest.has(j) ? undefined : slackAt(min, max);
      if (bound === undefined) return false;
      this.#rest.set(j, bound);
      shift += coefficient * bound;
      // a slack that can only rise has c − e y ≥ 0, one that can only fall c − e y ≤ 0
      const price = linear / coefficient;
      if ((max === Infinity) === coefficient > 0) {
        if (price < bounds.most) [bounds.most, bounds.atMost] = [price, j];
      } else if (price > bounds.least) [bounds.least, bounds.atLeast] = [price, j];
    }
    if (hasControls) {
      const load = this.#drawn(rows, i, 1, { column: -1, row, own: 0, base: 0 });
      if (load < 0) return false;
      limits.loads.push(load);
      limits.factors.push(1);
    }
    if (bounds.least > bounds.most) return false;
    limits.row.push(row);
    limits.start.push(limits.loads.length);
    limits.lower.push(rows.min[i]! - shift);
    limits.upper.push(rows.max[i]! - shift);
    limits.least.push(bounds.least);
    limits.most.push(bounds.most);
    limits.atLeast.push(bounds.atLeast);
    limits.atMost.push(bounds.atMost);
    return true;
  }

  /** The loads, the same object for all that continue the problem. */
  #drawnLoads(): Loads {
    const { row, column, own, base } = this.#loads;
    this.#made ??= {
      count: row.length,
      column: Int32Array.from(column),
      row: Int32Array.from(row),
      own: Float64Array.from(own),
      base: Float64Array.from(base),
    };
    return this.#made;
  }

  /** The shape; undefined where a variable outside the blocks that is in no row could lower the cost without end. */
  finish(): Coupling | undefined {
    const count = this.#own ? this.#own.firstColumn + this.#own.variables.count : this.#columns.variables.count;
    for (let j = 0; j < count; j++) {
      if (this.#linkOf(j) !== -1 || this.#loadOf.has(j) || this.#rest.has(j)) continue;
      const { min, max, linear: c, quadratic } = this.#variable(j);
      const at = c > 0 ? min : c < 0 ? max : Math.min(max, Math.max(min, 0));
      if (quadratic !== 0 || !Number.isFinite(at)) return undefined;
      this.#rest.set(j, at);
    }
    const { row, start, loads, factors, lower, upper, least, most, atLeast, atMost } = this.#limits;
    const { memory } = this.#chains;
    const integers = (list: readonly number[]) => filled(memory.integers(list.length), list);
    const floats = (list: readonly number[]) => filled(memory.floats(list.length), list);
    return {
      chains: this.#chains,
      load: this.#load,
      factor: this.#factor,
      loads: this.#drawnLoads(),
      limits: {
        count: row.length,
        ...{ row: integers(row), start: integers(start), loads: integers(loads), factors: floats(factors) },
        ...{ lower: floats(lower), upper: floats(upper), least: floats(least), most: floats(most) },
        ...{ atLeast: integers(atLeast), atMost: integers(atMost) },
      },
      rest: this.#rest,
    };
  }
}

function filled<A extends Float64Array | Int32Array>(array: A, list: readonly number[]): A {
  array.set(list);
  return array;
}

/** The bound of a variable with one; undefined for any other. */
function slackAt(min: number, max: number): number | undefined {
  if (max === Infinity && min > -Infinity) return min;
  return min === -Infinity && max < Infinity ? max : undefined;
}
