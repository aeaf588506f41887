// The quantile x(u) of a distribution, u in (0, 1): the inverse of its cumulative probability F, F(x(u)) = u.
//   uniform      a + (b − a) u
//   log_uniform  a (b / a)^u
//   normal       μ + σ Φ⁻¹(F₀ + (F₁ − F₀) u), F₀ and F₁ the probabilities below the bounds; 0 and 1 without bounds
//   triangular   lower bound a, mode c, upper bound b:  a + √(u (b − a)(c − a))        for u ≤ (c − a) / (b − a)
//                                                       b − √((1 − u)(b − a)(b − c))   above
//   choose       the value whose share of the weights holds u
import { itemAt } from '../../../../base/index.ts';
import type { Scalar } from '../../../score/expression/value.ts';
import { normalProbability, normalQuantile } from './normal.ts';
import type { Distribution } from './schema.ts';

/** Numbers have 12 digits: a difference in the last bit between two machines makes no other run. */
export function quantileOf(d: Distribution): (u: number) => Scalar {
  const { choose, weights } = d;
  if (choose) return (u) => itemAt(u, choose, weights);
  const { min, max, x } = numberQuantile(d);
  return (u) => Math.min(max, Math.max(min, Number(x(u).toPrecision(12))));
}

interface Quantile {
  readonly min: number;
  readonly max: number;
  x(u: number): number;
}

function numberQuantile({ uniform, log_uniform, normal, within, triangular }: Distribution): Quantile {
  if (uniform) {
    const [min, max] = uniform;
    return { min, max, x: (u) => min + (max - min) * u };
  }
  if (log_uniform) {
    const [min, max] = log_uniform;
    return { min, max, x: (u) => min * Math.exp(Math.log(max / min) * u) };
  }
  if (triangular) {
    const [min, mode, max] = triangular;
    const rising = (u: number) => min + Math.sqrt(u * (max - min) * (mode - min));
    const falling = (u: number) => max - Math.sqrt((1 - u) * (max - min) * (max - mode));
    return { min, max, x: (u) => (u * (max - min) <= mode - min ? rising(u) : falling(u)) };
  }
  const [mean, sd] = normal!;
  const [min, max] = within ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // in the lower half, where small probabilities have all their digits
  const side = min > mean ? -1 : 1;
  const ends = [min, max].map((bound) => normalProbability((side * (bound - mean)) / sd));
  const [first, last] = ends as [number, number];
  return { min, max, x: (u) => mean + side * sd * normalQuantile(first + (last - first) * u) };
}
