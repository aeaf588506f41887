// Plans of sweeps over a small case, without a file.
import type { PlannedRun, SweepPlan } from '../model.ts';

/** A plan over the seeds from 1, with further changes of each run. */
export function overSeeds(
  folder: string,
  size: number,
  set: (index: number) => readonly string[] = () => [],
): SweepPlan {
  return {
    name: 'seeds',
    title: 'Seeds',
    source: 'seeds.yaml',
    folder,
    parameters: [{ name: 'seed', title: 'Seed', unit: '' }],
    size,
    identity: `seeds-${size}`,
    runAt: (index): PlannedRun => ({ values: [index + 1], set: [`seed=${index + 1}`, ...set(index)] }),
  };
}
