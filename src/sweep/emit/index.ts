// A sweep as a job of a cluster: the file that its user submits.
import type { Emitted } from './emitted.ts';
import { kubernetesJob } from './kubernetes.ts';
import { slurmScript } from './slurm.ts';

export type { Emitted } from './emitted.ts';

/** By the name of the system. */
export const EMITTERS: Readonly<Record<'slurm' | 'kubernetes', (sweep: Emitted) => string>> = {
  slurm: slurmScript,
  kubernetes: kubernetesJob,
};
