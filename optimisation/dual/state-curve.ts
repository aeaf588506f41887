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
  /** ψ before the first breakpoint. */
  #first = 0;
  /** The λ at which ψ reached the last lower bound, −∞ where it was never below; and passed the last upper one, ∞ where never above. */
  low = -Infinity;
  high = Infinity;

  /** @param ramps most ramps of a chain, each with two breakpoints */
  constructor(ramps: number) {
    const room = () => new Float64Array(2 * ramps + 4);
    [this.#λ, this.#slope, this.#nextλ, this.#nextSlope] = [room(), room(), room(), room()];
  }

  /**
   * One link of a chain: ψ(λ) ← a ψ(a λ) + d + a ramp that rises by `steep` from `begin` to `end`, held within its bounds. Fills `low` and
   * `high`; false where no λ brings it within the bounds.
   * @param a 0 where a chain begins
   */
  link(a: number, d: number, begin: number, end: number, steep: number, lower: number, upper: number): boolean {
    const [λ, slopes, toλ, toSlope] = [this.#λ, this.#slope, this.#nextλ, this.#nextSlope];
    const n = a === 0 ? 0 : this.#n;
    const stretch = 1 / a;
    let s = a === 0 ? d : a * this.#first + d;
    this.low = -Infinity;
    this.high = Infinity;
    let isBelow = s < lower;
    let isAbove = s > upper;
    if (isAbove) {
      if (s - upper > ROUNDING * (1 + Math.abs(upper))) return false;
      s = upper;
    }
    this.#first = isBelow ? lower : s;
    let m = 0;
    let at = -Infinity;
    let slope = 0; // of the piece before the next breakpoint: of ψ, and of the ramp
    let own = 0;
    let rising = 0;
    let next = steep > 0 ? begin : Infinity; // breakpoint of the ramp
    for (let i = 0; ; ) {
      const old = i < n ? λ[i]! * stretch : Infinity;
      const x = old <= next ? old : next;
      if (isAbove) {
        this.high = x;
        break;
      }
      if (x === Infinity) break;
      if (slope > 0) {
        const reached = s + slope * (x - at);
        if (isBelow && reached >= lower) {
          isBelow = false;
          this.low = at + (lower - s) / slope;
          toλ[m] = this.low;
          toSlope[m++] = slope;
        }
        if (reached > upper) {
          isAbove = true;
          this.high = at + (upper - s) / slope;
          toλ[m] = this.high;
          toSlope[m++] = 0;
          break;
        }
        s = reached;
      }
      if (old <= next) own = slopes[i++]! * a * a;
      else if (rising === 0) [rising, next] = [steep, end];
      else [rising, next] = [0, Infinity];
      slope = own + rising;
      at = x;
      if (isBelow) continue;
      toλ[m] = x;
      toSlope[m++] = slope;
    }
    if (isBelow) {
      if (lower - s > ROUNDING * (1 + Math.abs(lower))) return false;
      this.low = at;
    }
    this.#n = m;
    [this.#λ, this.#slope, this.#nextλ, this.#nextSlope] = [toλ, toSlope, λ, slopes];
    return true;
  }
}
