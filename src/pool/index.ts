// Runs of cases on all cores.
export { openPool, type Pool, workersOnCores } from './pool.ts';
export { WorkerDied } from './process.ts';
export type { TaskResult } from './task.ts';
export { type OnRuns, type RunsState, trackedRuns } from './tracked.ts';
