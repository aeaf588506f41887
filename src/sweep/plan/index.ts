// A sweep file, read: its runs, counted and checked.
export { describePlan, type Estimate, estimateOf, type Timed, timeFirst } from './estimate.ts';
export { listSweeps, type SweepName } from './locate.ts';
export { readSweep, type SweepOptions } from './read.ts';
export { sweepJsonSchema } from './schema.ts';
