// Columns of the subproblem at which the terms of the network are written.
import type { Family, Formulation, Linear } from '../../optimisation/index.ts';
import type { Exchange } from './exchange.ts';

export interface Columns {
  /** Δθ and Δln|V| of a node in a step; −1 where it is given. */
  angle(node: number, t: number): number;
  magnitude(node: number, t: number): number;
  /** Power of a control [kW, kvar]: its value at x, and its expression. */
  power(control: number, t: number, x: Float64Array): { p: number; q: number; P: Linear; Q: Linear };
}

export interface Supply extends Exchange {
  /** Power of each slack node [p.u.]. */
  readonly p: Family<readonly [number, number]>;
  readonly q: Family<readonly [number, number]>;
}

/** Adds factor × the gradient of a branch end to a row. */
export function writeGradient(
  into: Formulation,
  row: number,
  factor: number,
  [ti, vi, tj, vj]: readonly [number, number, number, number],
  { i, j }: { readonly i: number; readonly j: number },
  t: number,
  { angle, magnitude }: Columns,
): void {
  const term = (coefficient: number, column: number) => {
    if (column >= 0) into.term(row, factor * coefficient, column);
  };
  term(ti, angle(i, t));
  term(vi, magnitude(i, t));
  term(tj, angle(j, t));
  term(vj, magnitude(j, t));
}
