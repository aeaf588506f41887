// Particle swarm (Kennedy & Eberhart 1995) with inertia (Shi & Eberhart 1998), for functions without known structure:
//   v ← w v + c₁ r₁ (own best − x) + c₂ r₂ (swarm's best − x),   x ← x + v,   r₁, r₂ uniform in [0, 1)
// A particle outside the box is moved to its boundary, and its velocity in that direction is set to 0.
import { InputError, type Stream } from '../../base/index.ts';

export interface SwarmOptions {
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly random: Stream;
  /** Default 30. */
  readonly particles?: number;
  /** Default 100. */
  readonly generations?: number;
  /** w, c₁, c₂; by default those of Clerc & Kennedy (2002), under which the swarm contracts. */
  readonly inertia?: number;
  readonly own?: number;
  readonly social?: number;
  /** First positions of some particles, such as the best known point. */
  readonly seeds?: readonly (readonly number[])[];
  /** Called with the positions of a generation before they are evaluated in this order. */
  readonly onGeneration?: (positions: readonly (readonly number[])[]) => void;
}

export interface Swarm {
  readonly x: readonly number[];
  readonly value: number;
  /** Lowest value found up to each generation, the first included. */
  readonly history: readonly number[];
  readonly evaluations: number;
}

interface Particle {
  readonly x: number[];
  readonly v: number[];
  best: { readonly x: readonly number[]; readonly value: number };
}

/** Minimises f in the box; f may be asynchronous, and is +∞ where it has no value. The same stream gives the same search. */
export async function swarm(
  f: (x: readonly number[]) => number | Promise<number>,
  { min, max, random, seeds = [], onGeneration, ...options }: SwarmOptions,
): Promise<Swarm> {
  const { particles = 30, generations = 100, inertia = 0.7298, own = 1.49618, social = 1.49618 } = options;
  const wrong = Array.from({ length: Math.max(min.length, max.length) }, (_, k) => k).flatMap((k) =>
    min[k]! <= max[k]!
      ? []
      : [{ where: `dimension ${k}`, found: `${min[k]} … ${max[k]}`, expected: 'min not above max' }],
  );
  if (wrong.length > 0) throw new InputError('particle swarm', wrong);
  const evaluate = async (x: readonly number[]) => {
    const value = await f(x);
    return { x: [...x], value: Number.isNaN(value) ? Infinity : value };
  };
  const swarmed = Array.from({ length: particles }, (_, p): Particle => {
    const x = min.map((low, k) => seeds[p]?.[k] ?? random.uniform(low, max[k]!));
    const v = min.map((low, k) => (random.uniform(low, max[k]!) - x[k]!) / 2);
    return { x, v, best: { x, value: Infinity } };
  });
  onGeneration?.(swarmed.map(({ x }) => x));
  for (const particle of swarmed) particle.best = await evaluate(particle.x);
  let best = lowest(swarmed);
  const history = [best.value];
  for (let g = 1; g < generations; g++) {
    for (const particle of swarmed) move(particle, best.x, { min, max, random, inertia, own, social });
    onGeneration?.(swarmed.map(({ x }) => x));
    for (const particle of swarmed) {
      const here = await evaluate(particle.x);
      if (here.value < particle.best.value) particle.best = here;
    }
    best = lowest(swarmed);
    history.push(best.value);
  }
  return { ...best, history, evaluations: particles * generations };
}

const lowest = (swarmed: readonly Particle[]) =>
  swarmed.reduce((min, { best }) => (best.value < min.value ? best : min), swarmed[0]!.best);

type Motion = Required<Pick<SwarmOptions, 'min' | 'max' | 'random' | 'inertia' | 'own' | 'social'>>;

function move({ x, v, best }: Particle, leader: readonly number[], { min, max, random, ...weights }: Motion): void {
  for (let k = 0; k < x.length; k++) {
    const toOwn = weights.own * random.unit() * (best.x[k]! - x[k]!);
    const toLeader = weights.social * random.unit() * (leader[k]! - x[k]!);
    v[k] = weights.inertia * v[k]! + toOwn + toLeader;
    const next = x[k]! + v[k]!;
    x[k] = Math.min(max[k]!, Math.max(min[k]!, next));
    if (x[k] !== next) v[k] = 0;
  }
}
