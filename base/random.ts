// Seeded random numbers. Each path of labels has an independent stream, so an additional device or field does not change the
// draws of the others.
import { randomNormal } from 'd3-random';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers; each call draws the next. */
export interface Stream {
  /** Uniform in [0, 1), 53 random bits. */
  unit(): number;
  /** Uniform in [min, max). */
  uniform(min: number, max: number): number;
  /** Normal with the given mean and standard deviation. */
  normal(mean: number, sd: number): number;
  /** One of `items`, with probability proportional to its weight; equal probabilities when no weights are given. */
  choose<T>(items: readonly T[], weights?: readonly number[]): T;
}

/**
 * The stream of one path of labels under one seed: `stream(7, 'home-18-001-ev', 'p_max_kw')`.
 * The 128 bits of xoroshiro128+ (Blackman & Vigna 2018) are a hash of the whole path.
 */
export const stream = (seed: number, ...labels: readonly (string | number)[]): Stream =>
  streamOf(finished(mixedWith(START, JSON.stringify([seed, ...labels]))));

/** The streams of paths that differ in their last label: `streamsOf(seed, a, b)(c)` is `stream(seed, a, b, c)`. */
export function streamsOf(seed: number, ...labels: readonly (string | number)[]): (last: string | number) => Stream {
  const common = mixedWith(START, `${JSON.stringify([seed, ...labels]).slice(0, -1)},`);
  return (last) => streamOf(finished(mixedWith(common, `${JSON.stringify(last)}]`)));
}

function streamOf(state: Bits128): Stream {
  const generator = xoroshiro128plusFromState(state);
  const unit = () => {
    const high = generator.next() >>> 5;
    const low = generator.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  let standard: (() => number) | undefined;
  return {
    unit,
    uniform: (min, max) => min + (max - min) * unit(),
    normal: (mean, sd) => mean + sd * (standard ??= randomNormal.source(unit)(0, 1))(),
    choose: (items, weights) => itemAt(unit(), items, weights),
  };
}

/** The item at quantile u in [0, 1) of the distribution that the weights give; equal weights when absent. */
export const itemAt = <T>(u: number, items: readonly T[], weights?: readonly number[]): T =>
  items[weights ? weighted(weights, u) : Math.floor(u * items.length)]!;

/** Index i with Σ_{j<i} w_j ≤ u·Σ w < Σ_{j≤i} w_j. */
function weighted(weights: readonly number[], u: number): number {
  let left = u * weights.reduce((sum, w) => sum + w, 0);
  for (const [i, w] of weights.entries()) {
    left -= w;
    if (left < 0) return i;
  }
  return weights.findLastIndex((w) => w > 0);
}

type Bits128 = readonly [number, number, number, number];

/** Four lanes of a hash, and the number of units that are mixed into them. */
interface Lanes {
  readonly bits: Bits128;
  readonly units: number;
}

const START: Lanes = { bits: [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667], units: 0 };

/** MurmurHash3's 32-bit mixing in four lanes over the UTF-16 units of a text. */
function mixedWith({ bits, units }: Lanes, text: string): Lanes {
  let [a, b, c, d] = bits;
  for (let i = 0; i < text.length; i++) {
    let unit = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    unit = Math.imul((unit << 15) | (unit >>> 17), 0x1b873593);
    a ^= unit;
    b ^= unit;
    c ^= unit;
    d ^= unit;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    b = (Math.imul((b << 13) | (b >>> 19), 5) + 0xe6546b64) | 0;
    c = (Math.imul((c << 13) | (c >>> 19), 5) + 0xe6546b64) | 0;
    d = (Math.imul((d << 13) | (d >>> 19), 5) + 0xe6546b64) | 0;
  }
  return { bits: [a, b, c, d], units: units + text.length };
}

const finished = ({ bits: [a, b, c, d], units }: Lanes): Bits128 => [
  spread(a ^ units),
  spread(b ^ units),
  spread(c ^ units),
  spread(d ^ units),
];

function spread(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}
