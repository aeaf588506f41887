// The placements of a study of hosting capacity, and the shares that are tried for each.
import type { HostingStudy, Parameter, PlannedRun, SweepPlan } from '../model.ts';

export interface HostingPlan extends SweepPlan {
  readonly hosting: HostingStudy;
}

/** Seeds, crossed with the values of the other parameters. */
export interface Placements {
  readonly count: number;
  /** What is searched, and its place among the parameters. */
  readonly share: Parameter;
  readonly place: number;
  /** The other parameters, and the place of the seed among them. */
  readonly others: readonly Parameter[];
  readonly seed: number;
  /** Shares by number, 0 … steps: at most the tolerance of the study apart. */
  readonly steps: number;
  shareAt(step: number): number;
  runAt(placement: number, step: number): PlannedRun;
}

export function placementsOf({ parameters, hosting }: HostingPlan): Placements {
  const { share, from, to, tolerance, seeds, settings, runAt } = hosting;
  const place = parameters.findIndex(({ name }) => name === share);
  const others = parameters.toSpliced(place, 1);
  const steps = Math.max(1, Math.ceil(Number(((to - from) / tolerance).toPrecision(12))));
  const shareAt = (step: number) => Number((from + ((to - from) * step) / steps).toPrecision(12));
  return {
    count: settings * seeds.length,
    share: parameters[place]!,
    place,
    others,
    seed: others.findIndex(({ name }) => name === 'seed'),
    steps,
    shareAt,
    runAt: (placement, step) =>
      runAt(Math.floor(placement / seeds.length), shareAt(step), seeds[placement % seeds.length]!),
  };
}
