// Voltage and power inside one step, when devices answer to the voltage they cause: find v with F(v) = v, where F takes an
// assumed voltage to the devices' powers and those to the voltage the grid then has.
//
//   r[i] = F(v[i]) − v[i],   v[i+1] = v[i] + ω[i] r[i],   agreed when max |r| ≤ tolerance
//
// Plain substitution (ω = 1) diverges as soon as a droop is steeper than the grid is stiff. With F′ = −X D (X: volts per
// kvar, D: kvar per volt of the droops) r changes by −(1 + X D) Δv, whose spectrum is real and positive, so there is an
// ω that contracts. It is found as the iteration goes, by Aitken's Δ² in its vector form (Irons & Tuck 1969, the second
// step length of Barzilai & Borwein 1988):
//
//   ω[i+1] = −ω[i] (r[i]·Δr) / (Δr·Δr),   Δr = r[i+1] − r[i]
//
// exact after two rounds for one droop on its straight part. ω stays in (0, 1]; where the estimate is no positive number
// (a kink of a curve lay between two rounds) ω is halved. The largest change need not fall in every round on the way.

export interface Relaxation {
  /** The voltages assumed in the present round [p.u.]. */
  readonly v: Float64Array;
  /** Starts a step from these voltages. */
  restart(v: Float64Array): void;
  /** Largest |r| between what was assumed and what was solved [p.u.], and where. */
  change(solved: Float64Array): { readonly change_pu: number; readonly at: number };
  /** Moves `v` on towards what was solved. */
  relax(solved: Float64Array): void;
  /** Takes back half of the last move, which led to powers the grid cannot carry. */
  retreat(): void;
}

/** Room for n voltages, allocated once. */
export function createRelaxation(n: number): Relaxation {
  const v = new Float64Array(n);
  const last = new Float64Array(n);
  let omega = 1;
  let first = true;

  const change = (solved: Float64Array) => {
    let worst = 0;
    let at = 0;
    for (let i = 0; i < n; i++) {
      const r = Math.abs(solved[i]! - v[i]!);
      if (r > worst) [worst, at] = [r, i];
    }
    return { change_pu: worst, at };
  };

  return {
    v,
    change,
    restart(from) {
      v.set(from);
      omega = 1;
      first = true;
    },
    relax(solved) {
      let rd = 0;
      let dd = 0;
      for (let i = 0; i < n; i++) {
        const d = solved[i]! - v[i]! - last[i]!;
        rd += last[i]! * d;
        dd += d * d;
      }
      if (!first) {
        const aitken = (-omega * rd) / dd;
        omega = aitken > 0 ? Math.min(aitken, 1) : omega / 2;
      }
      first = false;
      for (let i = 0; i < n; i++) {
        last[i] = solved[i]! - v[i]!;
        v[i]! += omega * last[i]!;
      }
    },
    retreat() {
      omega /= 2;
      for (let i = 0; i < n; i++) v[i]! -= omega * last[i]!;
    },
  };
}
