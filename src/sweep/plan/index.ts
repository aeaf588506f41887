// A sweep file, read: its runs, counted and checked.
export { describePlan, estimateOf, timeFirst } from './estimate.ts';
export { readSweep } from './read.ts';
export { sweepJsonSchema } from './schema.ts';
