// Runs of cases on all cores.
export { WorkerDied } from './performer.ts';
export { openPool, type Pool, prepareWorkers, workersOnCores } from './pool.ts';
export type { CaseTask, TaskResult } from './task.ts';
export { type OnRuns, type RunsState, trackedRuns } from './tracked.ts';
