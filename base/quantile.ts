/**
 * Quantile of sorted values, between neighbours by a straight line: at `share` of the way from the first to the last. NaN of none.
 * Definition 7 of R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996).
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const i = Math.floor(at);
  const low = sorted[i] ?? Number.NaN;
  return low + (at - i) * ((sorted[i + 1] ?? low) - low);
}
