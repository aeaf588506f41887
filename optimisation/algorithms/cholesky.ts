// Small dense symmetric systems.

/**
 * Solves A x = b by Cholesky's factors, in place: the lower triangle of A, n × n by rows, is overwritten by its factor and b
 * by x. Pivots are at least `lower` of the largest diagonal entry of A, so that a direction in which A is singular takes a long step and not
 * an infinite one.
 */
export function solvePositive(A: Float64Array, b: Float64Array, min: number): void {
  const n = b.length;
  let floor = 0;
  for (let i = 0; i < n; i++) floor = Math.max(floor, min * A[i * n + i]!);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = A[i * n + j]!;
      for (let k = 0; k < j; k++) s -= A[i * n + k]! * A[j * n + k]!;
      A[i * n + j] = i > j ? s / A[j * n + j]! : Math.sqrt(Math.max(s, floor));
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i]! -= A[i * n + k]! * b[k]!;
    b[i]! /= A[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= A[k * n + i]! * b[k]!;
    b[i]! /= A[i * n + i]!;
  }
}
