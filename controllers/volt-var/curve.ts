// A piecewise-linear droop curve through points, constant outside them.

/** Voltage [p.u. of nominal] and reactive power [share of the rated kVA, + injected]. */
export type CurvePoint = readonly [v_pu: number, q_share: number];

/** IEEE Std 1547-2018, Table 8, Category B: default volt–var settings. */
export const categoryB: readonly CurvePoint[] = [
  [0.92, 0.44],
  [0.98, 0],
  [1.02, 0],
  [1.08, -0.44],
];

/** Reactive power at voltage v [share of the rated kVA, + injected]; `points` in rising order of voltage. */
export function voltVar(points: readonly CurvePoint[], v_pu: number): number {
  let above = 0;
  while (above < points.length && !(v_pu < points[above]![0])) above++;
  if (above === points.length) return points[above - 1]![1];
  const upper = points[above]!; // not taken apart, for which V8 allocates more than the rest of a run
  if (above === 0) return upper[1];
  const lower = points[above - 1]!;
  return lower[1] + ((upper[1] - lower[1]) * (v_pu - lower[0])) / (upper[0] - lower[0]);
}
