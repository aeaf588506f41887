// The squares of a problem from below: a variable sⱼ for each ½ qⱼ xⱼ², held above tangents of the parabola,
//   sⱼ ≥ qⱼ x̄ⱼ xⱼ − ½ qⱼ x̄ⱼ²        one row for each point x̄ⱼ,
// which underestimate it by ½ qⱼ (xⱼ − x̄ⱼ)² at xⱼ. Where a binary I switches xⱼ off, I = 0 ⇒ xⱼ = 0, the tangent holds with it,
//   sⱼ ≥ qⱼ x̄ⱼ xⱼ − ½ qⱼ x̄ⱼ² I      (perspective cuts; Frangioni & Gentile 2006),
// no weaker for whole I and much closer between, so that branch and bound has less to try.
import type { OptimisationProblem } from '../problem/problem.ts';

export interface Tangents {
  /** Parabolas. */
  readonly count: number;
  /** Adds a tangent at x to every parabola that the present tangents underestimate by more than this. */
  add(x: Float64Array, tolerance: number): void;
  /** The problem with s in place of its squares: linear, and never above the true cost. The columns of s come last. */
  linearised(): OptimisationProblem;
}

/** Points of the first tangents of a parabola, in addition to the given one. */
const EVENLY = 5;

/** Tangents at x, and evenly over the bounds or around x, so that s is bounded below along every parabola. */
export function tangentsAt(problem: OptimisationProblem, x: Float64Array): Tangents {
  const { variables, objective } = problem;
  const switches = switchesOf(problem);
  const parabolas = Array.from(objective.quadratic.keys()).flatMap((j) => {
    const q = objective.quadratic[j]!;
    if (q === 0) return [];
    const points = [x[j]!, ...spread(x[j]!, variables.min[j]!, variables.max[j]!)];
    return [{ column: j, q, points, switched: switches.get(j) }];
  });
  return {
    count: parabolas.length,
    add(at, tolerance) {
      for (const { column, q, points } of parabolas) {
        const v = at[column]!;
        const leftOut = Math.min(...points.map((point) => 0.5 * q * (v - point) ** 2));
        if (leftOut > tolerance) points.push(v);
      }
    },
    linearised: () => linearise(problem, parabolas),
  };
}

function spread(v: number, min: number, max: number): number[] {
  const low = min === -Infinity ? Math.min(v, max) - 1 - Math.abs(v) : min;
  const high = max === Infinity ? Math.max(v, min) + 1 + Math.abs(v) : max;
  return Array.from({ length: EVENLY }, (_, i) => low + ((high - low) * i) / (EVENLY - 1));
}

interface Parabola {
  readonly column: number;
  readonly q: number;
  readonly points: number[];
  /** Column of a binary without which x is 0. */
  readonly switched: number | undefined;
}

/** Variables from 0 on that a row  a x − M I ≤ 0  with a, M > 0 and a binary I keeps at 0 while I is, and that I. */
function switchesOf({ variables, rows }: OptimisationProblem): ReadonlyMap<number, number> {
  const isBinary = (j: number) => variables.integer[j] === 1 && variables.min[j]! >= 0 && variables.max[j]! <= 1;
  const found = new Map<number, number>();
  for (let i = 0; i < rows.count; i++) {
    const a = rows.start[i]!;
    if (rows.start[i + 1] !== a + 2) continue;
    for (const [x, I] of [
      [a, a + 1],
      [a + 1, a],
    ] as const) {
      const [column, binary] = [rows.columns[x]!, rows.columns[I]!];
      const [of, by] = [rows.coefficients[x]!, rows.coefficients[I]!];
      if (!isBinary(binary) || variables.min[column]! < 0) continue;
      const holds = (of > 0 && by < 0 && rows.max[i] === 0) || (of < 0 && by > 0 && rows.min[i] === 0);
      if (holds) found.set(column, binary);
    }
  }
  return found;
}

function linearise({ name, variables, rows, objective }: OptimisationProblem, parabolas: readonly Parabola[]) {
  const all = parabolas.flatMap(({ column, q, points, switched }, k) =>
    points.map((point) => {
      const lower = -0.5 * q * point * point;
      const s = variables.count + k;
      // q x̄ x − ½ q x̄² ≤ s as terms in ascending columns, and their smallest sum
      if (switched === undefined)
        return {
          terms: [
            [column, -q * point],
            [s, 1],
          ] as const,
          lower,
        };
      const [first, second] = [
        [column, -q * point],
        [switched, -lower],
      ].sort(([a], [b]) => a! - b!);
      return { terms: [first!, second!, [s, 1]] as const, lower: 0 };
    }),
  );
  const wider = (values: Float64Array, more: ArrayLike<number>) => {
    const joined = new Float64Array(values.length + more.length);
    joined.set(values);
    joined.set(more, values.length);
    return joined;
  };
  const zeros = new Float64Array(parabolas.length);
  let end = rows.start[rows.count]!;
  const ends = all.map(({ terms }) => (end += terms.length));
  const family = (called: string, first: number, count: number) => ({ family: called, sets: [count], first, count });
  return {
    name,
    variables: {
      count: variables.count + parabolas.length,
      families: [...variables.families, family('square', variables.count, parabolas.length)],
      min: wider(variables.min, zeros),
      max: wider(
        variables.max,
        zeros.map(() => Infinity),
      ),
      integer: Uint8Array.from([...variables.integer, ...parabolas.map(() => 0)]),
    },
    rows: {
      count: rows.count + all.length,
      families: [...rows.families, family('tangent', rows.count, all.length)],
      min: wider(
        rows.min,
        all.map(({ lower }) => lower),
      ),
      max: wider(
        rows.max,
        all.map(() => Infinity),
      ),
      start: Int32Array.from([...rows.start, ...ends]), // not `of`: an argument for each would exhaust the stack
      columns: Int32Array.from([...rows.columns, ...all.flatMap(({ terms }) => terms.map(([column]) => column!))]),
      coefficients: wider(
        rows.coefficients,
        all.flatMap(({ terms }) => terms.map(([, c]) => c!)),
      ),
    },
    objective: {
      constant: objective.constant,
      linear: wider(
        objective.linear,
        parabolas.map(() => 1),
      ),
      quadratic: new Float64Array(variables.count + parabolas.length),
    },
  };
}
