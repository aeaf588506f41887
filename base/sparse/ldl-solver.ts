// What factors matrices of one pattern: see ldl.ts.

/** Factors matrices of one pattern. Fill `values`, call `factor`, then `solve` any number of times. */
export interface LdlSolver {
  /** The n diagonal entries, then one number for each pair of the pattern. */
  readonly values: Float64Array;
  /** Entries of L below its diagonal. */
  readonly size: number;
  /**
   * Factors the matrix. `signs[i]` is ±1, the sign of pivot i in exact arithmetic. A pivot whose rounded value is below
   * `lower` is set to sign · `lower`. Returns the number of pivots so displaced.
   */
  factor(signs: Int8Array, min: number): number;
  /** Replaces b by the solution. */
  solve(b: Float64Array): void;
}
