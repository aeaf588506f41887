// A converter between device and grid: p² + q² ≤ s². Active power has priority. Reactive power uses the remaining rating, in
// either direction and also at p = 0 (a PV inverter at night).
import { constant, type Formulation, type Horizon, type Linear, linear } from '../optimisation/index.ts';
import { limited } from './limit.ts';

/** Largest reactive power at active power p [kvar] under a rating of s_max [kVA]. */
export const qLimit = (s_max_kva: number, p_kw: number): number =>
  Math.sqrt(Math.max(0, s_max_kva * s_max_kva - p_kw * p_kw));

/** Reactive power [kvar], > 0 drawn: the set point within the rating; 0 without a set point. */
export function reactive(s_max_kva: number, p_kw: number, setPoint: number | undefined): number {
  const q_max = qLimit(s_max_kva, p_kw);
  return limited(-q_max, q_max, setPoint, 0);
}

/** Reactive power in an optimisation: a variable within ± the rating where it is a decision, else 0. */
export function decided(s_max_kva: number, { hours, reactive }: Horizon, into: Formulation): Linear[] {
  if (!reactive) return hours.map(() => constant(0));
  const q = into.variables('reactive', [hours], { min: -s_max_kva, max: s_max_kva });
  return hours.map((_, t) => linear(1, q(t)));
}
