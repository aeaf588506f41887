// A state as a function of its value, ψ(λ): piecewise linear, never falling, constant beyond its first and last breakpoint. Each piece
// keeps its own slope: differences of values at breakpoints would cancel where a state keeps little.
//
// Breakpoints lie in the middle of an array, so that a link costs what it changes: a ramp moves those on its shorter side, a bound
// takes off those at its end. With A the product of the a of all links, they are kept as μ = A λ, and slopes as dψ/dλ / A², which the
// next link does not change.

/** Share of 1 + |bound| by which rounding may miss a bound. */
const ROUNDING = 1e-10;
/** A is kept between this and its inverse. */
const LEAST_KEPT = 1e-60;

/** Places of ψ before the first and beyond the last breakpoint, and of A: in an array, since V8 allocates every new value of a field. */
const FIRST = 0;
const LAST = 1;
const KEPT = 2;

export class StateCurve {
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
   * Link t of a chain: ψ(λ) ← a ψ(a λ) + d + a ramp from 0 at `begin` to `rise` at `end`, held within its bounds. Fills low[t] and
   * high[t]; false where no λ brings it within the bounds.
   * @param a 0 where a chain begins
   * @param rise 0 or above
   */
  link(
    t: number,
    a: number,
    d: number,
    begin: number,
    end: number,
    rise: number,
    lower: number,
    upper: number,
  ): boolean {
    const of = this.#of;
    if (a === 0) {
      this.#head = this.#tail = this.#μ.length >> 1;
      of[FIRST] = of[LAST] = d;
      of[KEPT] = 1;
    } else {
      of[FIRST] = a * of[FIRST]! + d;
      of[LAST] = a * of[LAST]! + d;
      of[KEPT] = a * of[KEPT]!;
      if (!(of[KEPT]! > LEAST_KEPT && of[KEPT]! < 1 / LEAST_KEPT)) this.#rescale();
    }
    if (rise > 0) {
      of[LAST] = of[LAST]! + rise;
      this.#add(begin * of[KEPT]!, end * of[KEPT]!, rise / of[KEPT]!);
    }
    this.low[t] = -Infinity;
    this.high[t] = Infinity;
    if (of[FIRST]! > upper) return this.#flatten(t, upper, of[FIRST]! - upper, this.high, this.#head);
    if (of[FIRST]! < lower && !this.#raise(t, lower)) return false;
    return of[LAST]! <= upper || this.#cut(t, upper);
  }

  /** Adds a ramp over μ. */
  #add(begin: number, upTo: number, rise: number): void {
    const end = upTo > begin ? upTo : begin + Math.max(Number.MIN_VALUE, Number.EPSILON * Math.abs(begin)); // rounding
    const steep = rise / (end - begin);
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

  /** Holds ψ at or above a bound that it begins below. */
  #raise(t: number, lower: number): boolean {
    const μ = this.#μ;
    const slope = this.#slope;
    const A = this.#of[KEPT]!;
    const last = this.#tail - 1;
    let s = this.#of[FIRST]!;
    let i = this.#head;
    for (; i < last; i++) {
      const reached = s + slope[i]! * A * (μ[i + 1]! - μ[i]!);
      if (reached >= lower) break;
      s = reached;
    }
    if (i >= last) return this.#flatten(t, lower, lower - this.#of[LAST]!, this.low, last);
    μ[i] = μ[i]! + (lower - s) / (slope[i]! * A);
    this.#head = i;
    this.#of[FIRST] = lower;
    this.low[t] = μ[i]! / A;
    return true;
  }

  /** Holds ψ at or below a bound that it ends above. */
  #cut(t: number, upper: number): boolean {
    const μ = this.#μ;
    const slope = this.#slope;
    const A = this.#of[KEPT]!;
    const head = this.#head;
    let s = this.#of[LAST]!;
    let i = this.#tail - 1;
    for (; i > head; i--) {
      const before = s - slope[i - 1]! * A * (μ[i]! - μ[i - 1]!);
      if (before <= upper) break;
      s = before;
    }
    if (i <= head) return this.#flatten(t, upper, this.#of[FIRST]! - upper, this.high, head);
    μ[i] = μ[i]! - (s - upper) / (slope[i - 1]! * A);
    slope[i] = 0;
    this.#tail = i + 1;
    this.#of[LAST] = upper;
    this.high[t] = μ[i]! / A;
    return true;
  }

  /** ψ is a bound everywhere, which it misses by rounding: it reaches it at breakpoint i, where it has one. */
  #flatten(t: number, bound: number, miss: number, reached: Float64Array, i: number): boolean {
    if (miss > ROUNDING * (1 + Math.abs(bound))) return false;
    if (this.#head < this.#tail) reached[t] = this.#μ[i]! / this.#of[KEPT]!;
    this.#head = this.#tail = this.#μ.length >> 1;
    this.#of[FIRST] = this.#of[LAST] = bound;
    return true;
  }

  #rescale(): void {
    const A = this.#of[KEPT]!;
    for (let i = this.#head; i < this.#tail; i++) {
      this.#μ[i] = this.#μ[i]! / A;
      this.#slope[i] = this.#slope[i]! * A * A;
    }
    this.#of[KEPT] = 1;
  }
}
