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

/** The points of a curve in rising order of voltage, in columns: every converter reads them in every round. */
export interface Curve {
  readonly v_pu: Float64Array;
  readonly q_share: Float64Array;
}

export const curveOf = (points: readonly CurvePoint[]): Curve => ({
  v_pu: Float64Array.from(points, ([v]) => v),
  q_share: Float64Array.from(points, ([, q]) => q),
});

/** Reactive power at voltage v [share of the rated kVA, + injected]; `points` in rising order of voltage. */
export const voltVar = (points: readonly CurvePoint[], v_pu: number): number => shareAt(curveOf(points), v_pu);

/** The same on a curve. */
export function shareAt({ v_pu, q_share }: Curve, v: number): number {
  const n = v_pu.length;
  let above = 0;
  while (above < n && !(v < v_pu[above]!)) above++;
  if (above === n) return q_share[n - 1]!;
  const q1 = q_share[above]!;
  if (above === 0) return q1;
  const v0 = v_pu[above - 1]!;
  const q0 = q_share[above - 1]!;
  return q0 + ((q1 - q0) * (v - v0)) / (v_pu[above]! - v0);
}
