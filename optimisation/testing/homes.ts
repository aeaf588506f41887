// Random problems of the shape that the dual method solves: devices with one state, whose loads a few limits count.
import { type Stream, stream } from '../../base/index.ts';
import { formulate } from '../flexibility/formulate.ts';
import type { OptimisationProblem } from '../problem/problem.ts';

export interface HomesShape {
  readonly homes: number;
  readonly steps: number;
  readonly seed: number;
  /** Load points; every home is at one. */
  readonly places?: number;
  /** Cost of a violation; ∞ where the limits hold. */
  readonly penalty?: number;
  /** Share of the largest load that a limit leaves. */
  readonly room?: number;
  readonly curvature?: number;
  /** Limits count the controls themselves, without variables for the loads. */
  readonly direct?: boolean;
}

/** One device: a store with a loss, or a source without a state. */
function device(steps: number, curvature: number, random: Stream): OptimisationProblem {
  const m = formulate('device');
  const isSource = random.unit() < 0.2;
  const kept = random.unit() < 0.3 ? 1 : random.uniform(0.4, 0.99);
  const gain = random.uniform(0.5, 3) * (random.unit() < 0.2 ? -1 : 1);
  const size = random.uniform(1, 6);
  const most = Array.from({ length: steps }, () => (random.unit() < 0.15 ? 0 : size));
  const p = m.variables('p', [steps], {
    min: (t) => (isSource ? -most[t]! : 0),
    max: (t) => (isSource ? 0 : most[t]!),
    cost: (t) => 0.3 + 0.1 * Math.sin(t) + 0.02 * random.unit(),
    quadratic: () => curvature * random.uniform(0.5, 2),
  });
  if (isSource) return m.build();
  // bounds around the states of a plan, so that the device has a feasible day
  const plan = most.map((kw) => random.uniform(0, kw));
  const drain = plan.map(() => random.uniform(-2, 2));
  const states: number[] = [];
  let last = random.uniform(0, 5);
  const first = last;
  for (const [t, power] of plan.entries()) {
    last = kept * last + gain * power + drain[t]!;
    states.push(last);
  }
  const s = m.variables('s', [steps], {
    min: (t) => (random.unit() < 0.1 ? -Infinity : states[t]! - (random.unit() < 0.2 ? 0 : random.uniform(0, 4))),
    max: (t) => (random.unit() < 0.1 ? Infinity : states[t]! + random.uniform(0, 4)),
  });
  m.rows('store', [steps], (row, t) => {
    row.term(2, s(t)).term(-2 * gain, p(t));
    if (t > 0) row.term(-2 * kept, s(t - 1)).equals(2 * drain[t]!);
    else row.equals(2 * (drain[0]! + kept * first));
  });
  return m.build();
}

/** Homes at load points, and for each step of some a limit from above, from below or on both sides. May have no feasible plan. */
export function homesProblem(shape: HomesShape): OptimisationProblem {
  const { homes, steps, seed, places = 2, penalty = Infinity, room = 0.8, curvature = 1e-2, direct = false } = shape;
  const random = stream(seed, 'homes', homes, steps);
  const m = formulate('homes');
  const at: {
    readonly place: number;
    readonly first: number;
    readonly isStore: boolean;
    readonly max: Float64Array;
  }[] = [];
  for (let h = 0; h < homes; h++) {
    const problem = device(steps, curvature, random);
    const first = m.scope(`home-${h}`).include(problem);
    at.push({ place: h % places, first, isStore: problem.rows.count > 0, max: problem.variables.max });
  }
  const most = Array.from({ length: places }, (_, j) =>
    at.reduce(
      (sum, { place, isStore, max }) => sum + (place === j && isStore ? Math.max(...max.subarray(0, steps)) : 0),
      0,
    ),
  );
  const each = [places, steps] as const;
  const load = direct ? undefined : m.variables('load', each);
  const drawn = (row: { term(c: number, j: number): unknown }, j: number, t: number, sign: number) => {
    for (const { place, first } of at) if (place === j) row.term(sign, first + t);
  };
  if (load) {
    m.rows('drawn', each, (row, j, t) => {
      drawn(row, j, t, -1);
      row.term(1, load(j, t)).equals(1);
    });
  }
  const soft = penalty < Infinity;
  const count = direct ? 1 : 2; // of limits in a step; a control is part of one load
  const below = soft ? m.variables('below', [count, steps], { min: 0, cost: penalty }) : undefined;
  const above = soft ? m.variables('above', [count, steps], { min: 0, cost: penalty }) : undefined;
  m.rows('limit', [count, steps], (row, r, t) => {
    for (let j = 0; j < places; j++) {
      if (r === 1 && j === 0) continue;
      if (load) row.term(r === 0 ? 1 : 0.5 + j / 4, load(j, t));
      else drawn(row, j, t, 1);
    }
    if (below && above) row.term(1, below(r, t)).term(-1, above(r, t));
    const size = most.reduce((sum, kw, j) => sum + (r === 1 && j === 0 ? 0 : kw * (r === 0 ? 1 : 0.5 + j / 4)), 0);
    const kind = random.unit();
    if (kind < 0.6) row.atMost(room * size);
    else if (kind < 0.8) row.atLeast(0.1 * size);
    else row.atLeast(0.5 * room * size).atMost(room * size);
  });
  return m.build();
}
