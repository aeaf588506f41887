declare module 'quadprog' {
  /** min −dᵀb + ½ bᵀDb, Aᵀb ≥ b₀, the first meq as equations. Every array counts from 1. */
  export function solveQP(
    D: number[][],
    d: number[],
    A: number[][],
    b0: number[],
    meq?: number,
  ): { solution: number[]; value: number[]; message: string };
}
