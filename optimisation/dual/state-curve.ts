// A state as a function of its value, ψ(λ): piecewise linear, never falling, constant beyond its first and last breakpoint. Each piece
// keeps its own slope: differences of values at breakpoints would cancel where a state keeps little.
//
// Breakpoints lie in the middle of an array, so that a link costs what it changes: a ramp moves those on its shorter side, a bound
// takes off those at its end. With A the product of the a of all links, they are kept as μ = A λ, and slopes as dψ/dλ / A², which the
// next link does not change. The values at both ends are those of the powers at their bounds, without the rounding of a λ.
//
// Numbers go from function to function in arrays: V8 allocates every number that is an argument or a new value of a field.

/** Share of 1 + |bound| by which rounding may miss a bound. */
const ROUNDING = 1e-10;
/** A is kept between this and its inverse. */
const LEAST_KEPT = 1e-60;

/** Places in `StateCurve.next`: a, 0 where a chain begins, d, the ramp from 0 at `BEGIN` to `RISE` ≥ 0 at `END`, and the bounds. */
export const KEPT = 0;
export const GIVEN = 1;
export const BEGIN = 2;
export const END = 3;
export const RISE = 4;
export const LOWER = 5;
export const UPPER = 6;

/** Places of ψ before the first and beyond the last breakpoint, and of A. */
const FIRST = 0;
const LAST = 1;
const PRODUCT = 2;

export class StateCurve {
  /** The link that is added next. */
  readonly next = new Float64Array(7);
  /** Breakpoints μ, ascending, and the slope of the piece after each; the last is 0. Those from head to tail − 1 count. */
  readonly #μ: Float64Array;
  readonly #slope: Float64Array;
  #head = 0;
  #tail = 0;
  readonly #of = new Float64Array(3);
  /** The λ at which ψ reached the lower bound of each link, −∞ where it was never below; and passed the upper one, ∞ where never above. */
  readonly low: Float64Array;
  readonly high: Float64Array;

  /**
   * @param links most links of a chain
   * @param ramps most ramps of all of them, each with two breakpoints
   */
  constructor(links: number, ramps = links) {
    [this.#μ, this.#slope] = [new Float64Array(4 * ramps + 4), new Float64Array(4 * ramps + 4)];
    [this.low, this.high] = [new Float64Array(links), new Float64Array(links)];
  }

  /**
   * Adds link t of a chain, as `next` gives it: ψ(λ) ← a ψ(a λ) + d + the ramp, held within its bounds. Fills low[t] and high[t]; false
   * where no λ brings it within the bounds.
   */
  link(t: number): boolean {
    const of = this.#of;
    const next = this.next;
    const a = next[KEPT]!;
    const d = next[GIVEN]!;
    if (a === 0) {
      this.#head = this.#tail = this.#μ.length >> 1;
      of[FIRST] = of[LAST] = d;
      of[PRODUCT] = 1;
    } else {
      of[FIRST] = a * of[FIRST]! + d;
      of[LAST] = a * of[LAST]! + d;
      of[PRODUCT] = a * of[PRODUCT]!;
      if (!(of[PRODUCT]! > LEAST_KEPT && of[PRODUCT]! < 1 / LEAST_KEPT)) this.#rescale();
    }
    if (next[RISE]! > 0) this.#add();
    this.low[t] = -Infinity;
    this.high[t] = Infinity;
    if (of[FIRST]! > next[UPPER]!) return this.#isHeldBelow(t);
    if (of[FIRST]! < next[LOWER]! && !this.#raise(t)) return false;
    return of[LAST]! <= next[UPPER]! || this.#cut(t);
  }

  /** Adds the ramp. */
  #add(): void {
    const of = this.#of;
    const next = this.next;
    const rise = next[RISE]!;
    const A = of[PRODUCT]!;
    of[LAST] = of[LAST]! + rise;
    const begin = next[BEGIN]! * A;
    let end = next[END]! * A;
    if (!(end > begin)) end = begin + Math.max(Number.MIN_VALUE, Number.EPSILON * Math.abs(begin)); // rounding
    const steep = rise / ((end - begin) * A);
    const μ = this.#μ;
    const slope = this.#slope;
    const head = this.#head;
    const tail = this.#tail;
    if (head === tail || begin >= μ[(head + tail) >> 1]!) {
      let i = tail - 1;
      for (; i >= head && μ[i]! > end; i--) {
        μ[i + 2] = μ[i]!;
        slope[i + 2] = slope[i]!;
      }
      μ[i + 2] = end;
      slope[i + 2] = i >= head ? slope[i]! : 0;
      for (; i >= head && μ[i]! > begin; i--) {
        μ[i + 1] = μ[i]!;
        slope[i + 1] = slope[i]! + steep;
      }
      μ[i + 1] = begin;
      slope[i + 1] = i >= head ? slope[i]! + steep : steep;
      this.#tail = tail + 2;
      return;
    }
    let i = head;
    let own = 0; // slope of ψ without the ramp before breakpoint i
    for (; μ[i]! <= begin; i++) {
      μ[i - 2] = μ[i]!;
      own = slope[i]!;
      slope[i - 2] = own;
    }
    μ[i - 2] = begin;
    slope[i - 2] = own + steep;
    for (; i < tail && μ[i]! <= end; i++) {
      μ[i - 1] = μ[i]!;
      own = slope[i]!;
      slope[i - 1] = own + steep;
    }
    μ[i - 1] = end;
    slope[i - 1] = own;
    this.#head = head - 2;
  }

  /** Holds ψ at or above the lower bound, which it begins below. */
  #raise(t: number): boolean {
    const lower = this.next[LOWER]!;
    const μ = this.#μ;
    const slope = this.#slope;
    const A = this.#of[PRODUCT]!;
    const last = this.#tail - 1;
    let s = this.#of[FIRST]!;
    let i = this.#head;
    for (; i < last; i++) {
      const reached = s + slope[i]! * A * (μ[i + 1]! - μ[i]!);
      if (reached >= lower) break;
      s = reached;
    }
    if (i >= last) return this.#isHeldAbove(t);
    μ[i] = μ[i]! + (lower - s) / (slope[i]! * A);
    this.#head = i;
    this.#of[FIRST] = lower;
    this.low[t] = μ[i]! / A;
    return true;
  }

  /** Holds ψ at or below the upper bound, which it ends above. */
  #cut(t: number): boolean {
    const upper = this.next[UPPER]!;
    const μ = this.#μ;
    const slope = this.#slope;
    const A = this.#of[PRODUCT]!;
    const head = this.#head;
    let s = this.#of[LAST]!;
    let i = this.#tail - 1;
    for (; i > head; i--) {
      const before = s - slope[i - 1]! * A * (μ[i]! - μ[i - 1]!);
      if (before <= upper) break;
      s = before;
    }
    if (i <= head) return this.#isHeldBelow(t);
    μ[i] = μ[i]! - (s - upper) / (slope[i - 1]! * A);
    slope[i] = 0;
    this.#tail = i + 1;
    this.#of[LAST] = upper;
    this.high[t] = μ[i]! / A;
    return true;
  }

  /** ψ is the lower bound everywhere, which it reaches at its last breakpoint, if it misses it by rounding alone. */
  #isHeldAbove(t: number): boolean {
    const lower = this.next[LOWER]!;
    if (lower - this.#of[LAST]! > ROUNDING * (1 + Math.abs(lower))) return false;
    if (this.#head < this.#tail) this.low[t] = this.#μ[this.#tail - 1]! / this.#of[PRODUCT]!;
    this.#tail = this.#head;
    this.#of[FIRST] = this.#of[LAST] = lower;
    return true;
  }

  /** ψ is the upper bound everywhere, which it passes at its first breakpoint, if it misses it by rounding alone. */
  #isHeldBelow(t: number): boolean {
    const upper = this.next[UPPER]!;
    if (this.#of[FIRST]! - upper > ROUNDING * (1 + Math.abs(upper))) return false;
    if (this.#head < this.#tail) this.high[t] = this.#μ[this.#head]! / this.#of[PRODUCT]!;
    this.#tail = this.#head;
    this.#of[FIRST] = this.#of[LAST] = upper;
    return true;
  }

  #rescale(): void {
    const A = this.#of[PRODUCT]!;
    for (let i = this.#head; i < this.#tail; i++) {
      this.#μ[i] = this.#μ[i]! / A;
      this.#slope[i] = this.#slope[i]! * A * A;
    }
    this.#of[PRODUCT] = 1;
  }
}
