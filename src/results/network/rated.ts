import type { NetworkData } from '../../../network/index.ts';

/** For each of these branches whether it has a loading: it is in service and has a rating. */
export function rated(branches: readonly string[], network: NetworkData): readonly boolean[] {
  const known = new Set(
    network.branches
      .filter((b) => b.in_service && (b.i_max_a !== undefined || b.s_max_mva !== undefined))
      .map((b) => b.branch),
  );
  return branches.map((branch) => known.has(branch));
}
