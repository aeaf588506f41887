// The distribution of hosting capacities as rows of text, for the terminal and the report.
import type { Distribution } from './distribution.ts';
import type { HostingPlan } from './placements.ts';

/** Of the quantiles of a distribution. */
const HEADS = ['least', '5 %', '25 %', 'median', '75 %', '95 %', 'most'];

/** A row for each combination of the parameters other than share and seed. */
export function distributionTable({ hosting, parameters }: HostingPlan, distributions: readonly Distribution[]) {
  const others = parameters.filter(({ name }) => name !== hosting.share && name !== 'seed');
  const rows = distributions.map(({ group, quantiles, binding }) => [
    ...group.map(String),
    ...quantiles.map((share) => (share === undefined ? '–' : String(Number(share.toPrecision(4))))),
    binding.map(({ limit, placements }) => `${limit} (${placements})`).join(', '),
  ]);
  return { heads: [...others.map(({ title }) => title), ...HEADS, 'broken limit (placements)'], rows };
}
