// Sweeps through a queue that machines share.
export type * from './engine.ts';
export { type EnqueueOptions, enqueueSweep, type QueuedResult } from './enqueue.ts';
export { openQueue, PATIENCE_S } from './open.ts';
export { type WorkerCounts, type WorkerOptions, type WorkerResult, workOnQueue } from './work.ts';
