// Circles p² + q² ≤ s² of converters: every plan is projected onto them, and each point on a circle gets a tangent. The projection
// changes q alone, so that rows of stored energy remain exact.
import { reach } from '../../optimisation/index.ts';
import type { Setting } from '../model/setting.ts';
import { powerAt } from '../model/state.ts';
import type { Tangent } from './round.ts';

/** Tangents of one circle closer than this make the subproblem ill-conditioned [rad]; the older one is replaced. */
const CLOSE = 0.03;
const MOST = 4;
/** A point within this share of the rating is on the circle. */
const ON = 1e-9;

export interface Circles {
  /** −s ≤ p ≤ s where the bounds of p are wider: the two tangents that every plan needs, as q alone is projected. */
  readonly ends: readonly Tangent[];
  /** These, and others in the order of controls and steps. */
  tangents(): Tangent[];
  /** Projects x in place, and gives every point on a circle its tangent. */
  project(x: Float64Array): void;
}

export function circlesOf(s: Setting): Circles {
  const { controls, devices } = s.problem;
  const angles = new Map<number, number[]>();
  const ends = controls.flatMap(({ p_kw, rating_kva }, control) =>
    p_kw.flatMap((p, t) => {
      const { lower, upper } = reach(p, devices.variables);
      const tangent = (angle: number) => ({ control, t, angle });
      if (!rating_kva) return [];
      return [...(upper > rating_kva ? [tangent(0)] : []), ...(lower < -rating_kva ? [tangent(Math.PI)] : [])];
    }),
  );
  const add = (place: number, angle: number): void => {
    const kept = (angles.get(place) ?? []).filter((a) => distance(a, angle) >= CLOSE);
    kept.push(angle);
    if (kept.length > MOST) {
      const farthest = kept.reduce((a, b) => (distance(b, angle) > distance(a, angle) ? b : a));
      kept.splice(kept.indexOf(farthest), 1);
    }
    angles.set(place, kept);
  };
  return {
    ends,
    tangents: () => [
      ...ends,
      ...[...angles.keys()]
        .toSorted((a, b) => a - b)
        .flatMap((place) =>
          angles.get(place)!.map((angle) => ({ control: Math.floor(place / s.steps), t: place % s.steps, angle })),
        ),
    ],
    project(x) {
      for (const [c, { rating_kva, q_kvar }] of controls.entries()) {
        if (!rating_kva) continue;
        for (let t = 0; t < s.steps; t++) {
          const { p, q } = powerAt(s, c, t, x);
          if (Math.hypot(p, q) < rating_kva * (1 - ON)) continue;
          const most = Math.sqrt(Math.max(0, rating_kva ** 2 - p ** 2));
          const on = Math.sign(q) * Math.min(Math.abs(q), most);
          const [[coefficient, column]] = q_kvar[t]!.terms as [[number, number]];
          x[column] = (on - q_kvar[t]!.constant) / coefficient;
          if (on !== 0) add(c * s.steps + t, Math.atan2(on, p));
        }
      }
    },
  };
}

const distance = (a: number, b: number): number => {
  const turn = Math.abs(a - b) % (2 * Math.PI);
  return Math.min(turn, 2 * Math.PI - turn);
};
