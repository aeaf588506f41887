// Tie-break between equally cheap plans: least movement. Of all optima of an LP, the one with
//
//   min   ½ Σj wj (xj − x°j)²      over the movements j: powers of devices, each relative to its largest, from rest x°
//   s.t.  rows and bounds of the LP;  reduced costs zj ≠ 0 hold xj at its bound, duals yi ≠ 0 hold row i
//
// By complementary slackness, with any optimal duals, the rows and fixed values describe exactly the set of optima. The movements
// are strictly convex, so that they do not depend on the solver that found x. Bounds are held by a penalty M per unit instead of being
// fixed, because the fixed problem often has no interior; for M above the multipliers the penalty is exact. Where M would have to be too
// large for the solver, they are fixed.
import { RunError } from '../../base/index.ts';
import { type OptimisationProblem, withIntegersFixed } from '../problem/problem.ts';
import type { Solution } from '../problem/solution.ts';
import { solve } from '../solve.ts';
import type { Flexibility } from './flexibility.ts';

/** A variable that counts as movement. */
export interface Movement {
  readonly column: number;
  /** Where it rests. */
  readonly rest: number;
  /** The farthest it can be from there; 1 where that is without end. */
  readonly size: number;
}

/** An optimum with its duals. */
export type Optimum = Required<Pick<Solution, 'x' | 'duals' | 'reducedCosts'>>;

/** Prices apart by less than this, of the largest, are the same price: to the digits of a vertex, and of an interior point. */
const SAME = 1e-9;
const SAME_INSIDE = 1e-7;
/** Penalties per unit, against slopes of at most 1 of the movements. */
const PENALTIES = [1e2, 1e4, 1e6];
/** Weight that holds a variable with a quadratic cost: it moves by less than 1e-5 of its size. */
const PIN = 1e5;
/** A bound is held where it is missed by less than this, relative to 1 + its size. */
const HELD = 1e-6;

/**
 * The movements of a device: every variable of its power that is not a whole number, at rest where it draws nothing; of one that can
 * only feed and pays nothing for it, where it feeds all it can.
 */
export function movementsOf(
  { p_kw, costs }: Pick<Flexibility, 'p_kw' | 'costs'>,
  variables: OptimisationProblem['variables'],
): Movement[] {
  const { min, max, integer } = variables;
  const free = costs.every(({ linear, squares }) => [...linear.terms, ...squares].every(([c]) => c === 0));
  const feeds = free && p_kw.isNeverAbove(0, variables);
  const columns = new Map<number, number>();
  p_kw.eachTerm((c, column) => {
    if (c !== 0 && !integer[column]) columns.set(column, c);
  });
  return Array.from(columns, ([column, c]) => {
    const [lower, upper] = [min[column]!, max[column]!];
    const rest = feeds ? (c > 0 ? lower : upper) : Math.min(upper, Math.max(lower, 0));
    const size = Math.max(upper - rest, rest - lower);
    return { column, rest, size: size > 0 && Number.isFinite(size) ? size : 1 };
  });
}

/**
 * The values of the cheapest plan that moves least, from any cheapest plan. Whole numbers stay as they were found, and so do variables
 * with a quadratic cost, which are the same in every optimum.
 * @param equalWithin prices apart by no more than this count as equal; by the digits that the solver gives when absent
 * @throws RunError when no such plan is found that costs as little
 */
export async function leastMovement(
  problem: OptimisationProblem,
  { x, duals, reducedCosts }: Optimum,
  movements: readonly Movement[],
  equalWithin?: number,
): Promise<Float64Array> {
  const face = faceOf(problem, { x, duals, reducedCosts }, equalWithin);
  const { columns, isVertex } = face;
  if (isVertex || movements.every(({ column }) => columns[column] !== 0)) return x;
  let cause: unknown;
  const posed = [
    ...PENALTIES.map((penalty) => () => penalised(face, movements, penalty)),
    () => fixed(face, movements),
  ];
  for (const pose of posed) {
    try {
      const found = (await solve(pose())).x;
      if (isHeld(face, found)) return found.map((value, j) => (columns[j] === 0 ? value : boundOf(face, j)));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      cause = error; // the interior point can fail at one of them and succeed at another
    }
  }
  throw new RunError(`${problem.name}: of plans that cost the same, none was found that moves least`, { cause });
}

/** All optima of a problem, whole numbers being fixed. */
interface Face {
  readonly problem: OptimisationProblem;
  /** The optimum it was found from. */
  readonly x: Float64Array;
  /** 1 where an optimum is held at a lower bound, −1 at an upper one, 0 where it is not. */
  readonly columns: Int8Array;
  readonly rows: Int8Array;
  /** There is no other optimum: a vertex has as many basic variables as rows, and here all others are held. */
  readonly isVertex: boolean;
}

function faceOf(posed: OptimisationProblem, { x, duals, reducedCosts }: Optimum, equalWithin?: number): Face {
  const { objective } = posed;
  const isQuadratic = objective.quadratic.some((q) => q !== 0);
  const problem = posed.variables.integer.includes(1) ? withIntegersFixed(posed, x) : posed;
  const { variables, rows } = problem;
  const largest = objective.linear.reduce((upper, c) => Math.max(upper, Math.abs(c)), 0);
  const same = equalWithin ?? largest * (isQuadratic ? SAME_INSIDE : SAME);
  let basic = 0;
  const sideOf = (price: number, min: number, max: number): number => {
    if (min === max) return 0;
    const bound = price > 0 ? min : max;
    if (Math.abs(price) > same && Number.isFinite(bound)) return Math.sign(price);
    basic++;
    return 0;
  };
  const columns = Int8Array.from(reducedCosts, (z, j) => sideOf(z, variables.min[j]!, variables.max[j]!));
  const held = Int8Array.from(duals, (y, i) => sideOf(y, rows.min[i]!, rows.max[i]!));
  return { problem, x, columns, rows: held, isVertex: !isQuadratic && basic <= rows.count };
}

/** Where a variable, or a row, is held. */
const boundOf = ({ problem: { variables }, columns }: Face, j: number): number =>
  (columns[j]! > 0 ? variables.min : variables.max)[j]!;
const boundOfRow = ({ problem, rows }: Face, i: number): number =>
  (rows[i]! > 0 ? problem.rows.min : problem.rows.max)[i]!;

/** ½ Σ w (x − x°)² and a penalty on the held bounds and rows. */
function penalised(face: Face, movements: readonly Movement[], penalty: number): OptimisationProblem {
  const { problem, columns, rows } = face;
  const moving = movingOf(face, movements);
  const { linear } = moving.objective;
  let { constant } = moving.objective;
  for (const [j, side] of columns.entries()) {
    if (side === 0) continue;
    linear[j]! += penalty * side;
    constant -= penalty * side * boundOf(face, j);
  }
  const { start, columns: at, coefficients } = problem.rows;
  for (const [i, side] of rows.entries()) {
    if (side === 0) continue;
    constant -= penalty * side * boundOfRow(face, i);
    for (let a = start[i]!; a < start[i + 1]!; a++) linear[at[a]!]! += penalty * side * coefficients[a]!;
  }
  return { ...moving, objective: { ...moving.objective, constant } };
}

/** ½ Σ w (x − x°)², the held bounds and rows being fixed. */
function fixed(face: Face, movements: readonly Movement[]): OptimisationProblem {
  const moving = movingOf(face, movements);
  const { variables, rows } = moving;
  const at = (bounds: Float64Array, sides: Int8Array, value: (of: Face, i: number) => number) =>
    bounds.map((bound, i) => (sides[i] === 0 ? bound : value(face, i)));
  return {
    ...moving,
    variables: {
      ...variables,
      min: at(variables.min, face.columns, boundOf),
      max: at(variables.max, face.columns, boundOf),
    },
    rows: { ...rows, min: at(rows.min, face.rows, boundOfRow), max: at(rows.max, face.rows, boundOfRow) },
  };
}

/** ½ Σ w (x − x°)² under the rows and bounds of the problem; variables with a quadratic cost are held where they are. */
function movingOf({ problem, x, columns }: Face, movements: readonly Movement[]): OptimisationProblem {
  const linear = new Float64Array(columns.length);
  const quadratic = new Float64Array(columns.length);
  let constant = 0;
  for (const [j, q] of problem.objective.quadratic.entries()) {
    if (q === 0 || columns[j] !== 0) continue;
    quadratic[j] = PIN / (1 + Math.abs(x[j]!));
    linear[j]! -= quadratic[j] * x[j]!;
    constant += (quadratic[j] / 2) * x[j]! ** 2;
  }
  for (const { column, rest, size } of movements) {
    if (quadratic[column] !== 0) continue;
    quadratic[column] = 1 / size;
    linear[column]! -= rest / size;
    constant += rest ** 2 / (2 * size);
  }
  return {
    ...problem,
    name: `least movement of ${problem.name}`,
    variables: { ...problem.variables, integer: new Uint8Array(columns.length) }, // fixed
    objective: { constant, linear, quadratic },
  };
}

function isHeld(face: Face, x: Float64Array): boolean {
  const near = (value: number, bound: number) => Math.abs(value - bound) <= HELD * (1 + Math.abs(bound));
  const { start, columns, coefficients } = face.problem.rows;
  const activity = (i: number) => {
    let sum = 0;
    for (let a = start[i]!; a < start[i + 1]!; a++) sum += coefficients[a]! * x[columns[a]!]!;
    return sum;
  };
  return (
    face.columns.every((side, j) => side === 0 || near(x[j]!, boundOf(face, j))) &&
    face.rows.every((side, i) => side === 0 || near(activity(i), boundOfRow(face, i)))
  );
}
