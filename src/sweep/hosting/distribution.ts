// The distribution of hosting capacities over the placements.
import { quantile } from '../../../base/index.ts';
import type { Scalar } from '../../score/expression/value.ts';
import type { Capacity } from './hosting.ts';

/** Parts of the placements for which a quantile is given: at the share of 5 %, 95 % of the placements keep all limits. */
export const PARTS = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;

export interface Distribution {
  /** Values of the parameters other than share and seed. */
  readonly group: readonly Scalar[];
  /** Placements with a result. */
  readonly placements: number;
  /** Those at which a limit is broken at the smallest share, and those that keep all limits at the largest one. */
  readonly below: number;
  readonly above: number;
  /** Those without a result, because a run failed. */
  readonly failed: number;
  /** Those in which the limits do not simply hold up to the share found. */
  readonly contradictions: number;
  /** By `PARTS`; undefined where that part of the placements breaks a limit at the smallest share. */
  readonly quantiles: readonly (number | undefined)[];
  /** How often each limit is the one that is broken, the most frequent first. */
  readonly binding: readonly { readonly limit: string; readonly placements: number }[];
}

/** One distribution for each combination of the other parameters. @param seed place of the seed among the values */
export function distributionsOf(capacities: readonly Capacity[], seed: number): Distribution[] {
  const groups = new Map<string, { readonly group: readonly Scalar[]; readonly members: Capacity[] }>();
  for (const capacity of capacities) {
    const group = capacity.values.toSpliced(seed, 1);
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known) known.members.push(capacity);
    else groups.set(key, { group, members: [capacity] });
  }
  return [...groups.values()].map(({ group, members }) => distributionOf(group, members));
}

function distributionOf(group: readonly Scalar[], members: readonly Capacity[]): Distribution {
  const found = members.filter(({ failure }) => failure === undefined);
  const below = found.filter(({ share }) => share === undefined).length;
  const shares = Float64Array.from(found.flatMap(({ share }) => share ?? [])).sort();
  const counts = new Map<string, number>();
  for (const { limits } of found) for (const limit of limits) counts.set(limit, (counts.get(limit) ?? 0) + 1);
  return {
    group,
    placements: found.length,
    below,
    above: found.filter(({ share, broken_at }) => share !== undefined && broken_at === undefined).length,
    failed: members.length - found.length,
    contradictions: found.filter(({ contradiction }) => contradiction !== undefined).length,
    quantiles: PARTS.map((part) => quantileOf(shares, below, part)),
    binding: [...counts]
      .map(([limit, placements]) => ({ limit, placements }))
      .sort((a, b) => b.placements - a.placements),
  };
}

/** Quantile of shares among which the first `below` ones are smaller than all that were tried. */
function quantileOf(shares: Float64Array, below: number, part: number): number | undefined {
  if (shares.length === 0) return undefined;
  if (below === 0) return quantile(shares, part);
  const known = Float64Array.from([...Array<number>(below).fill(Number.NEGATIVE_INFINITY), ...shares]);
  const value = quantile(known, part);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
