// A state as a function of its value, ψ(λ): piecewise linear, never falling, constant beyond its first and last breakpoint. Each piece
// keeps its own slope: differences of values at breakpoints would cancel where a state keeps little.

/** Share of 1 + |bound| by which rounding may miss a bound. */
const ROUNDING = 1e-10;

export class StateCurve {
  /** Breakpoints, ascending, and the slope of the piece after each; the last is 0. */
  #λ: Float64Array;
  #slope: Float64Array;
  /** Those of the next curve, while it is made. */
  #nextλ: Float64Array;
  #nextSlope: Float64Array;
  #n = 0;
  /** ψ before the first breakpoint, in an array: V8 would allocate every new value of a field. */
  readonly #first = new Float64Array(1);
  /** The λ at which ψ reached the lower bound of each link, −∞ where it was never below; and passed the upper one, ∞ where never above. */
  readonly low: Float64Array;
  readonly high: Float64Array;

  /**
   * @param links most links of a chain
   * @param ramps most ramps of all of them, each with two breakpoints
   */
  constructor(links: number, ramps = links) {
    const room = () => new Float64Array(2 * ramps + 4);
    [this.#λ, this.#slope, this.#nextλ, this.#nextSlope] = [room(), room(), room(), room()];
    [this.low, this.high] = [new Float64Array(links), new Float64Array(links)];
  }

  /**
   * Link t of a chain: ψ(λ) ← a ψ(a λ) + d + a ramp that rises by `steep` from `begin` to `end`, held within its bounds. Fills low[t] and
   * high[t]; false where no λ brings it within the bounds.
   * @param a 0 where a chain begins
   */
  link(
    t: number,
    a: number,
    d: number,
    begin: number,
    end: number,
    steep: number,
    lower: number,
    upper: number,
  ): boolean {
    const λ = this.#λ;
    const slopes = this.#slope;
    const toλ = this.#nextλ;
    const toSlope = this.#nextSlope;
    const n = a === 0 ? 0 : this.#n;
    const stretch = 1 / a;
    let s = a === 0 ? d : a * this.#first[0]! + d;
    let low = -Infinity;
    let high = Infinity;
    let isBelow = s < lower;
    const isAbove = s > upper;
    if (isAbove) {
      if (s - upper > ROUNDING * (1 + Math.abs(upper))) return false;
      s = upper;
    }
    this.#first[0] = isBelow ? lower : s;
    let m = 0;
    let at = -Infinity;
    let slope = 0; // of the piece before the next breakpoint: `own` of ψ and `rising` of the ramp
    let own = 0;
    let rising = 0;
    let next = steep > 0 ? begin : Infinity; // breakpoint of the ramp
    for (let i = 0; ; ) {
      const old = i < n ? λ[i]! * stretch : Infinity;
      const x = old <= next ? old : next;
      if (isAbove) {
        high = x;
        break;
      }
      if (x === Infinity) break;
      if (slope > 0) {
        const reached = s + slope * (x - at);
        if (isBelow && reached >= lower) {
          isBelow = false;
          low = at + (lower - s) / slope;
          toλ[m] = low;
          toSlope[m++] = slope;
        }
        if (reached > upper) {
          high = at + (upper - s) / slope;
          toλ[m] = high;
          toSlope[m++] = 0;
          break;
        }
        s = reached;
      }
      if (old <= next) own = slopes[i++]! * a * a;
      else if (rising === 0) {
        rising = steep;
        next = end;
      } else {
        rising = 0;
        next = Infinity;
      }
      slope = own + rising;
      at = x;
      if (isBelow) continue;
      toλ[m] = x;
      toSlope[m++] = slope;
    }
    if (isBelow) {
      if (lower - s > ROUNDING * (1 + Math.abs(lower))) return false;
      low = at;
    }
    this.low[t] = low;
    this.high[t] = high;
    this.#n = m;
    this.#λ = toλ;
    this.#slope = toSlope;
    this.#nextλ = λ;
    this.#nextSlope = slopes;
    return true;
  }
}
