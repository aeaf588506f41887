// The base power of the optimisation. In p.u. of 10 MVA a street of homes has powers of 1e-4, of the size of a solver's tolerance; in
// p.u. of what its devices can draw they are of size 1. The base changes no result.
import { compile, type Network } from '../../../network/index.ts';
import { type Flexibility, type OptimisationProblem, reach } from '../../../optimisation/index.ts';

/** The most that all devices together can draw or feed in a step, as far as it is bounded [kW]; at least 1. */
export function largestPower(flexibility: readonly Flexibility[], { variables }: OptimisationProblem): number {
  const steps = flexibility[0]?.p_kw.length ?? 0;
  let largest = 1;
  for (let t = 0; t < steps; t++) {
    let [drawn, fed] = [0, 0];
    for (const { p_kw } of flexibility) {
      const { lower, upper } = reach(p_kw.at(t), variables);
      if (Number.isFinite(upper)) drawn += Math.max(0, upper);
      if (Number.isFinite(lower)) fed += Math.max(0, -lower);
    }
    largest = Math.max(largest, drawn, fed);
  }
  return largest;
}

/** The same network in p.u. of another base power. */
export function withBase(network: Network, base_mva: number): Network {
  const factor = base_mva / network.base_mva;
  const { data } = network;
  return compile({
    ...data,
    base_mva,
    branches: data.branches.map((b) => ({
      ...b,
      ...{ r_pu: b.r_pu * factor, x_pu: b.x_pu * factor, g_pu: b.g_pu / factor, b_pu: b.b_pu / factor },
    })),
  });
}
