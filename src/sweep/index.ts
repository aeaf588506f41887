// Sweeps: many runs of one case, and their table.
export { type HostingPlan, type HostingResult, studyHosting } from './hosting/index.ts';
export { mergeSweep } from './merge.ts';
export type * from './model.ts';
export { describePlan, estimateOf, readSweep, timeFirst } from './plan/index.ts';
export * from './queue/index.ts';
export { taskOf } from './runs/runs.ts';
export { isBegun, outOf, runSweep, type SweepOptions, type SweepResult, type SweepState } from './sweep.ts';
