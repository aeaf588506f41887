// Runs of cases on all cores.
export { WorkerDied } from './performer.ts';
export { openPool, type Pool, prepareWorkers, workersOnCores } from './pool.ts';
export type { TaskResult } from './task.ts';
export { type OnRuns, type RunsState, trackedRuns } from './tracked.ts';
