// Hosting capacity: for each placement the largest share at which all limits hold, and its distribution over the placements.
// Stochastic hosting capacity: M. H. J. Bollen, S. K. Rönnberg, Hosting capacity of the power grid for renewable electricity production
// and new large consumption equipment, Energies 10(9), 2017, 1325; placements are drawn, and nested: a larger share adds members.
import { writePlan } from '../folder/plan-file.ts';
import type { HostingStudy, Parameter, PlannedRun, RunRecord } from '../model.ts';
import { openRuns, type RunsOptions, type SweepRuns } from '../runs/runs.ts';
import { checkBegun, outOf } from '../sweep.ts';
import { type Bracket, largest } from './bisection.ts';
import { type HostingPlan, type Placements, placementsOf } from './placements.ts';

/** What was found for one placement. */
export interface Capacity {
  /** Values of the parameters other than the share. */
  readonly values: PlannedRun['values'];
  /** Largest share at which all limits hold; undefined where they do not hold at the smallest one, or a run has no result. */
  readonly share: number | undefined;
  /** Smallest share above it at which a limit does not hold; undefined where all hold at the largest one. */
  readonly broken_at: number | undefined;
  /** The limits that do not hold there. */
  readonly limits: readonly string[];
  /** A share at which the limits hold or do not hold against the rest. */
  readonly contradiction?: number;
  /** Why there is no result. */
  readonly failure?: string;
}

export interface HostingOptions extends RunsOptions {
  /** Folder of the sweep; results/sweeps/NAME when absent. */
  readonly out?: string | undefined;
  /** Refuses a folder without runs, instead of beginning there. */
  readonly resume?: boolean | undefined;
  /** Called when the placement of a number of all has ended. */
  readonly onPlacements?: ((done: number, total: number) => void) | undefined;
  /** Called for each run that fails or is refused now. */
  readonly onFailure?: ((record: RunRecord) => void) | undefined;
}

export interface HostingFound {
  readonly out: string;
  readonly status: 'finished' | 'interrupted';
  /** In the order of the placements; those that were not reached are absent. */
  readonly capacities: readonly Capacity[];
}

/**
 * Searches the hosting capacity of each placement, several at the same time. Runs that are known are not repeated.
 * @throws InputError when the case or a limit is wrong, DiskError
 */
export async function findCapacities(plan: HostingPlan, options: HostingOptions = {}): Promise<HostingFound> {
  const { hosting } = plan;
  const placements = placementsOf(plan);
  const out = outOf(plan, options.out);
  if (options.resume) checkBegun(out);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const runs = await openRuns(plan.folder, out, { ...options, signal });
  const found: (Capacity | undefined)[] = [];
  const made: PlannedRun[][] = [];
  let [next, done] = [0, 0];
  const lane = async () => {
    while (next < placements.count && !signal.aborted) {
      const placement = next++;
      made[placement] = [];
      found[placement] = await capacityOf(hosting, placements, placement, runs, made[placement]!, options);
      options.onPlacements?.(++done, placements.count);
    }
  };
  try {
    const lanes = Array.from({ length: Math.min(runs.room, placements.count) }, () =>
      lane().catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    );
    for (const ended of await Promise.allSettled(lanes)) if (ended.status === 'rejected') throw ended.reason;
    const all = made.flat();
    const parameters = plan.parameters.map((one) => (one.name === hosting.share ? searched(one) : one));
    await writePlan(out, { ...plan, parameters, size: all.length, runAt: (index) => all[index]! }, runs.keyOf);
  } finally {
    await runs.close();
  }
  const status = found.length < placements.count || found.includes(undefined) ? 'interrupted' : 'finished';
  return { out, status, capacities: found.filter((one) => one !== undefined) };
}

/** The plan names the ends of the range alone as levels. */
const searched = ({ levels: _, ...parameter }: Parameter): Parameter => ({ ...parameter, searched: true });

/** The capacity of one placement; undefined when the signal stopped it. `made` receives its runs, by their shares. */
async function capacityOf(
  hosting: HostingStudy,
  placements: Placements,
  placement: number,
  runs: SweepRuns,
  made: PlannedRun[],
  { onFailure }: HostingOptions,
): Promise<Capacity | undefined> {
  const broken = new Map<number, readonly string[]>();
  let failure: string | undefined;
  const bracket = await largest(placements.steps, async (step) => {
    const planned = placements.runAt(placement, step);
    const given = await runs.run(planned);
    if (!given) return undefined;
    made.push(planned);
    const record = given.record();
    const { status, message, indicators } = record;
    if (status !== 'done') {
      failure = message ?? status;
      if (!given.known) onFailure?.(record);
      return undefined;
    }
    broken.set(step, hosting.broken(indicators));
    return broken.get(step)!.length === 0;
  });
  made.sort((a, b) => Number(a.values[placements.place]) - Number(b.values[placements.place]));
  const values = placements.runAt(placement, 0).values.toSpliced(placements.place, 1);
  if (bracket) return { values, ...inShares(bracket, placements, broken) };
  return failure === undefined ? undefined : { values, share: undefined, broken_at: undefined, limits: [], failure };
}

function inShares(
  { holds, broken, contradiction }: Bracket,
  { shareAt }: Placements,
  limits: ReadonlyMap<number, readonly string[]>,
): Omit<Capacity, 'values'> {
  return {
    share: holds === undefined ? undefined : shareAt(holds),
    broken_at: broken === undefined ? undefined : shareAt(broken),
    limits: broken === undefined ? [] : limits.get(broken)!,
    ...(contradiction === undefined ? {} : { contradiction: shareAt(contradiction) }),
  };
}
