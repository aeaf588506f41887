// A state as a function of its value, ψ(λ): piecewise linear, never falling, constant beyond its first and last breakpoint. Each piece
// keeps its own slope: differences of values at breakpoints would cancel where a state keeps little.

/** Share of 1 + |bound| by which rounding may miss a bound. */
const ROUNDING = 1e-10;

export class StateCurve {
  /** Breakpoints, ascending, and the slope of the piece after each; the last is 0. */
  readonly #λ: Float64Array;
  readonly #slope: Float64Array;
  #n = 0;
  /** ψ before the first breakpoint. */
  #first = 0;

  /** @param steps most steps of a chain, each with two breakpoints */
  constructor(steps: number) {
    this.#λ = new Float64Array(2 * steps + 2);
    this.#slope = new Float64Array(2 * steps + 2);
  }

  /** ψ ← a ψ(a λ) + d; a constant where a is 0. */
  advance(a: number, d: number): void {
    const [λ, slope] = [this.#λ, this.#slope];
    if (a === 0) this.#n = 0;
    else if (a !== 1) {
      for (let i = 0; i < this.#n; i++) {
        λ[i] = λ[i]! / a;
        slope[i] = slope[i]! * a * a;
      }
    }
    this.#first = a === 0 ? d : a * this.#first + d;
  }

  /** ψ ← ψ + a constant. */
  shift(by: number): void {
    this.#first += by;
  }

  /** ψ ← ψ + a ramp that rises from 0 between two λ. */
  add(from: number, to: number, steep: number): void {
    const begin = this.#insert(0, from);
    const end = this.#insert(begin + 1, to);
    for (let i = begin; i < end; i++) this.#slope[i] = this.#slope[i]! + steep;
  }

  /** ψ ← max(ψ, l); the λ at which ψ reached l, −∞ where it is never below, NaN where it is always. */
  raise(l: number): number {
    let s = this.#first;
    if (s >= l) return -Infinity;
    const [λ, slope, n] = [this.#λ, this.#slope, this.#n];
    let i = 0;
    for (; i < n - 1; i++) {
      const next = s + slope[i]! * (λ[i + 1]! - λ[i]!);
      if (next >= l) break;
      s = next;
    }
    this.#first = l;
    if (i >= n - 1) {
      if (l - s > ROUNDING * (1 + Math.abs(l))) return Number.NaN;
      this.#n = 0;
      return n > 0 ? λ[n - 1]! : -Infinity;
    }
    const at = λ[i]! + (l - s) / slope[i]!;
    if (i > 0) {
      λ.copyWithin(0, i, n);
      slope.copyWithin(0, i, n);
      this.#n = n - i;
    }
    λ[0] = at;
    return at;
  }

  /** ψ ← min(ψ, u); the λ at which ψ passed u, ∞ where it is never above, NaN where it is always. */
  lower(u: number): number {
    let s = this.#first;
    if (u === Infinity) return Infinity;
    const [λ, slope, n] = [this.#λ, this.#slope, this.#n];
    if (s > u) {
      if (s - u > ROUNDING * (1 + Math.abs(u))) return Number.NaN;
      this.#n = 0;
      this.#first = u;
      return n > 0 ? λ[0]! : Infinity;
    }
    for (let i = 0; i < n - 1; i++) {
      const next = s + slope[i]! * (λ[i + 1]! - λ[i]!);
      if (next > u) {
        const at = λ[i]! + (u - s) / slope[i]!;
        λ[i + 1] = at;
        slope[i + 1] = 0;
        this.#n = i + 2;
        return at;
      }
      s = next;
    }
    return Infinity;
  }

  /** Inserts a breakpoint at the first place from `at` on that keeps them ascending, and returns the place. */
  #insert(at: number, x: number): number {
    const [λ, slope] = [this.#λ, this.#slope];
    let i = at;
    while (i < this.#n && λ[i]! < x) i++;
    for (let k = this.#n; k > i; k--) {
      λ[k] = λ[k - 1]!;
      slope[k] = slope[k - 1]!;
    }
    λ[i] = x;
    slope[i] = i > 0 ? slope[i - 1]! : 0;
    this.#n++;
    return i;
  }
}
