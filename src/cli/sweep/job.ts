// `sweep --emit`: the file of an array job, instead of the runs.
import { Option } from '@commander-js/extra-typings';
import { InputError } from '../../../base/index.ts';
import type { SweepPlan } from '../../sweep/index.ts';
import { note } from '../output.ts';

const SYSTEMS = ['slurm', 'kubernetes'] as const;

/** Numbers of shards, and of cores of each of them, when none is given. */
const [SHARDS, CORES] = [10, 4];

export const emitOption = () =>
  new Option('--emit <system>', 'print an array job of a cluster that makes the runs in shards, and run nothing')
    .choices(SYSTEMS)
    .conflicts(['shard', 'resume']);

interface JobOptions {
  readonly emit?: (typeof SYSTEMS)[number] | undefined;
  readonly shards?: number | undefined;
  readonly out?: string | undefined;
  readonly folders?: boolean | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly trust?: boolean | undefined;
  readonly jobs?: number | undefined;
  readonly workers?: number | undefined;
}

/** @throws InputError when there are more shards than runs */
export async function emitJob({ name, title, size }: SweepPlan, sweep: string, options: JobOptions): Promise<void> {
  const { emit = 'slurm', shards = Math.min(SHARDS, size), out = `results/sweeps/${name}` } = options;
  if (shards > size) {
    const expected = `at most the number of runs, ${size}`;
    throw new InputError('--shards', [{ where: '--shards', found: shards, expected }]);
  }
  const { EMITTERS } = await import('../../sweep/emit/index.ts');
  const { trust, folders, retryFailed, jobs, workers: cores = CORES } = options;
  const further = [
    ...(trust ? ['--trust'] : []),
    ...(folders ? ['--folders'] : []),
    ...(retryFailed ? ['--retry-failed'] : []),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
  ];
  const job = { sweep, name, title, size, shards, cores, out, cwd: process.cwd(), options: further };
  process.stdout.write(EMITTERS[emit](job));
  note(`${size} runs in ${shards} shards; adapt what the comments name, then submit the file`);
}
