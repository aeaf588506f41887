// Fixed-point iteration of voltage and power in a step, for devices whose power depends on the voltage: find v with F(v) = v,
// where F maps assumed voltages to the powers of the devices and these to the voltages of the power flow.
//
//   r[i] = F(v[i]) − v[i],   v[i+1] = v[i] + ω[i] r[i],   converged when max |r| ≤ tolerance
//
// Plain substitution (ω = 1) diverges when a droop is steep and the grid is weak. With F′ = −X D (X: volts per
// kvar, D: kvar per volt of the droops) r changes by −(1 + X D) Δv, whose spectrum is real and positive, so there is an
// ω that contracts. It is estimated during the iteration by Aitken's Δ² in vector form (Irons & Tuck 1969, the second
// step length of Barzilai & Borwein 1988):
//
//   ω[i+1] = −ω[i] (r[i]·Δr) / (Δr·Δr),   Δr = r[i+1] − r[i]
//
// exact after two rounds for one droop on its straight part. ω stays in (0, 1]; where the estimate is not positive (a kink of
// a curve between two rounds) ω is halved. The largest |r| need not fall in every round.

export interface Relaxation {
  /** The voltages assumed in the present round [p.u.]. */
  readonly v: Float64Array;
  /** Starts a step from these voltages. */
  restart(v: Float64Array): void;
  /** Largest |r| between assumed and solved voltages [p.u.], and its bus. */
  change(solved: Float64Array): { readonly change_pu: number; readonly at: number };
  /** Moves `v` towards the solved voltages. */
  relax(solved: Float64Array): void;
  /** Undoes half of the last move, which led to infeasible powers. */
  retreat(): void;
}

/** Arrays for n voltages, allocated once. */
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
      if (r > worst) {
        worst = r;
        at = i;
      }
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
