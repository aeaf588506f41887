// The runs that figures over time show: one seed, every mechanism that has finished with it.
import { join } from 'node:path';
import { spanOf } from '../../results/index.ts';
import { type Run, readRun } from '../../results/read/index.ts';
import { tablesIn } from '../../results/read/rows.ts';
import type { Comparison } from '../comparison.ts';
import { RUNS } from '../runs.ts';

export interface ShownRun {
  readonly mechanism: string;
  readonly run: Run;
}

export interface Shown {
  readonly seed: number;
  /** In the order of the tables. */
  readonly runs: readonly ShownRun[];
  /** What a reader must know: the seed where there are several, mechanisms without a curve. */
  readonly remarks: readonly string[];
}

/** The runs of the first seed with which most mechanisms have finished; undefined where none has. */
export async function shownRuns(slice: Comparison, dir: string): Promise<Shown | undefined> {
  const { seeds, mechanisms } = slice;
  const finished = slice.runs.filter(({ status }) => status === 'finished');
  const count = (seed: number) => finished.filter((run) => run.seed === seed).length;
  const seed = seeds.reduce((best, other) => (count(other) > count(best) ? other : best));
  const read: ShownRun[] = [];
  for (const { controller: mechanism, run } of finished.filter((one) => one.seed === seed))
    read.push({ mechanism, run: await readRun(join(dir, RUNS, run!), { plots: [] }) });
  const [first] = read;
  if (!first) return undefined;
  const runs = read.filter(({ run }) => spanOf(run.manifest) === spanOf(first.run.manifest));
  const absent = mechanisms.filter((name) => !runs.some(({ mechanism }) => mechanism === name));
  const remarks = [
    ...(seeds.length > 1 ? [`Seed ${seed}, one of ${seeds.length}.`] : []),
    ...(absent.length > 0 ? [`Not shown, without a finished run over this time: ${absent.join(', ')}.`] : []),
  ];
  return { seed, runs, remarks };
}

/** Values of each step by place; NaN where a step was not solved. */
export type Values = ReadonlyMap<string, Float64Array>;

/** Loading of branches [%], or their current [A] where no branch of the run has a rating. */
export function branchValues({ dir, manifest, measure }: Run, branches: readonly string[]): Values {
  const found = blank(branches, manifest.steps);
  const wanted = {
    step: 'number',
    branch: 'text',
    loading_percent: 'number',
    i_from_a: 'number',
    i_to_a: 'number',
  } as const;
  tablesIn(dir, manifest).eachRow('branches.csv', wanted, ({ step, branch, loading_percent, i_from_a, i_to_a }) => {
    const of = found.get(branch);
    if (of) of[step] = measure.column === 'loading_percent' ? loading_percent : Math.max(i_from_a, i_to_a);
  });
  return found;
}

/** Voltages of buses [p.u.]. */
export function busValues({ dir, manifest }: Run, buses: readonly string[]): Values {
  const found = blank(buses, manifest.steps);
  const wanted = { step: 'number', bus: 'text', vm_pu: 'number' } as const;
  tablesIn(dir, manifest).eachRow('buses.csv', wanted, ({ step, bus, vm_pu }) => {
    const of = found.get(bus);
    if (of) of[step] = vm_pu;
  });
  return found;
}

const blank = (names: readonly string[], steps: number): Map<string, Float64Array> =>
  new Map(names.map((name) => [name, new Float64Array(steps).fill(Number.NaN)]));
