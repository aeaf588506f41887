// Studies of hosting capacity.
import type { Study } from '../page/page.ts';
import { completed, type Reporting } from '../sweep.ts';
import { type Distribution, distributionsOf } from './distribution.ts';
import { distributionTable } from './distribution-table.ts';
import { type Capacity, findCapacities, type HostingOptions } from './hosting.ts';
import { type HostingPlan, placementsOf } from './placements.ts';
import { drawHosting } from './plot.ts';
import { HOSTING_CSV, writeCapacities } from './write.ts';

export type { HostingPlan } from './placements.ts';

export interface HostingResult {
  readonly name: string;
  readonly dir: string;
  readonly status: 'finished' | 'interrupted';
  readonly placements: number;
  readonly capacities: readonly Capacity[];
  readonly distributions: readonly Distribution[];
  /** Runs that were made, now or before. */
  readonly runs: number;
  readonly files: readonly string[];
  readonly remarks: readonly string[];
}

/**
 * Searches the hosting capacity of every placement, and writes hosting.csv, the table of all runs and the plot.
 * @throws InputError when the case or a limit is wrong, DiskError
 */
export async function studyHosting(
  plan: HostingPlan,
  options: HostingOptions & Reporting = {},
): Promise<HostingResult> {
  const { hosting, name, title } = plan;
  const { out, status, capacities } = await findCapacities(plan, options);
  const placements = placementsOf(plan);
  const distributions = distributionsOf(capacities, placements.seed);
  const remarks = doubtsOf(distributions, capacities, hosting.limits);
  const isFinished = status === 'finished';
  const spec = drawHosting(capacities, { title, limits: hosting.limits, placements });
  const study: Study = {
    title: 'Hosting capacity',
    ...distributionTable(plan, distributions),
    pictures: [{ id: 'hosting-capacity', caption: CAPTION, spec }],
    remarks,
  };
  const report = isFinished && options.report !== false;
  const runs = await completed(out, { ...options, report }, { study });
  if (isFinished) writeCapacities(out, placements, capacities);
  const made = runs.done + runs.failed + runs.refused;
  return {
    name,
    dir: out,
    status,
    placements: placements.count,
    capacities,
    distributions,
    runs: made,
    files: isFinished ? [HOSTING_CSV, ...runs.files] : [],
    remarks,
  };
}

const CAPTION =
  'The part of the placements that break a limit at each share. The capacity of a placement is found to the tolerance of the study.';

/** What limits the numbers. */
function doubtsOf(
  distributions: readonly Distribution[],
  capacities: readonly Capacity[],
  limits: readonly string[],
): string[] {
  const count = (of: (one: Distribution) => number) => distributions.reduce((sum, one) => sum + of(one), 0);
  const [below, above, failed, contradictions] = [
    count((one) => one.below),
    count((one) => one.above),
    count((one) => one.failed),
    count((one) => one.contradictions),
  ];
  const n = capacities.length;
  return [
    ...(below > 0 ? [`${below} of ${n} placements break a limit at the smallest share already`] : []),
    ...(above > 0
      ? [`${above} of ${n} placements keep all limits at the largest share: their capacity may be larger`]
      : []),
    ...(failed > 0
      ? [
          `${failed} of ${n} placements have no result, because a run failed: ${capacities.find(({ failure }) => failure)!.failure}`,
        ]
      : []),
    ...(contradictions > 0
      ? [
          `in ${contradictions} of ${n} placements the limits (${limits.join(', ')}) are broken at a share and hold at a larger one: there the capacity depends on the shares that were tried`,
        ]
      : []),
  ];
}
