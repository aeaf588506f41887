// Consensus by the alternating direction method of multipliers, scaled form (Boyd et al. 2011, section 7.1):
//
//   min Σi fi(xi) + g(z)   s.t. xi = z
//
//   xi ← argmin fi(x) + ρ/2 ‖x − (z − ui)‖²             each agent alone
//   x̂i = α xi + (1 − α) z                               over-relaxation
//   z  ← argmin g(z) + N ρ/2 ‖z − mean(x̂i + ui)‖²       the mean itself where g = 0
//   ui ← ui + x̂i − z
//
// Ends (3.3.1) when r = ‖(xi − z)i‖ ≤ √(N n) εabs + εrel max(‖x‖, √N ‖z‖) and s = ρ √N ‖z − z⁻‖ ≤ √(N n) εabs + εrel ρ ‖u‖.

/** argmin fi(x) + ρ/2 ‖x − v‖² of one agent. */
export type LocalSolve = (v: Float64Array, rho: number, round: number) => Float64Array | Promise<Float64Array>;

export interface ConsensusOptions {
  /** Where z starts; its length is the number of shared quantities. */
  readonly start: Float64Array;
  readonly rho: number;
  /** α of over-relaxation, 1 … 1.8. Default 1: none. */
  readonly relaxation?: number;
  /** εabs and εrel. Default 1e-6 and 1e-6. */
  readonly absolute?: number;
  readonly relative?: number;
  /** Default 500. */
  readonly rounds?: number;
  /** argmin g(z) + weight/2 ‖z − mean‖², with weight = N ρ. Default: the mean. */
  readonly combine?: (mean: Float64Array, weight: number) => Float64Array | Promise<Float64Array>;
}

export interface ConsensusRound {
  readonly round: number;
  readonly primal: number;
  readonly dual: number;
  readonly primalTolerance: number;
  readonly dualTolerance: number;
}

export interface Consensus {
  readonly converged: boolean;
  readonly z: Float64Array;
  /** What each agent holds of z, and its prices ρ ui. */
  readonly local: readonly Float64Array[];
  readonly prices: readonly Float64Array[];
  readonly history: readonly ConsensusRound[];
}

/** Runs the iteration until the agents agree. Agents solve one after the other, so that one session can serve them all. */
export async function consensus(agents: readonly LocalSolve[], options: ConsensusOptions): Promise<Consensus> {
  const { start, rho, relaxation = 1, absolute = 1e-6, relative = 1e-6, rounds = 500 } = options;
  const combine = options.combine ?? ((mean: Float64Array) => mean);
  const n = start.length;
  const N = agents.length;
  let z: Float64Array = start.slice();
  const u = agents.map(() => new Float64Array(n));
  const x: Float64Array[] = agents.map(() => start.slice());
  const history: ConsensusRound[] = [];
  let converged = false;
  for (let round = 1; round <= rounds && !converged; round++) {
    for (const [i, solve] of agents.entries()) {
      x[i] = await solve(
        z.map((zk, k) => zk - u[i]![k]!),
        rho,
        round,
      );
    }
    const relaxed = x.map((xi) => xi.map((v, k) => relaxation * v + (1 - relaxation) * z[k]!));
    const mean = new Float64Array(n);
    for (const [i, xi] of relaxed.entries()) for (let k = 0; k < n; k++) mean[k]! += (xi[k]! + u[i]![k]!) / N;
    const before = z;
    z = await combine(mean, N * rho);
    for (const [i, xi] of relaxed.entries()) for (let k = 0; k < n; k++) u[i]![k]! += xi[k]! - z[k]!;

    const noise = Math.sqrt(N * n) * absolute;
    const state = {
      round,
      primal: norm(x.map((xi) => xi.map((v, k) => v - z[k]!))),
      dual: rho * Math.sqrt(N) * norm([z.map((v, k) => v - before[k]!)]),
      primalTolerance: noise + relative * Math.max(norm(x), Math.sqrt(N) * norm([z])),
      dualTolerance: noise + relative * rho * norm(u),
    };
    history.push(state);
    converged = state.primal <= state.primalTolerance && state.dual <= state.dualTolerance;
  }
  return { converged, z, local: x, prices: u.map((ui) => ui.map((v) => rho * v)), history };
}

const norm = (vectors: readonly Float64Array[]): number =>
  Math.sqrt(vectors.reduce((sum, vector) => vector.reduce((inner, v) => inner + v * v, sum), 0));
