// The heartbeat of a lock: a count after its text, changed by a separate thread, so that a long step does not delay it. It
// writes through an open file, so that a lock that was taken over is not changed.
import { Worker } from 'node:worker_threads';

const BEAT_MS = 5_000;

const THREAD = `
const { openSync, writeSync, fdatasyncSync } = require('node:fs');
const { path, at, beat_ms } = require('node:worker_threads').workerData;
const file = openSync(path, 'r+');
let count = 0;
setInterval(() => {
  writeSync(file, 'beat ' + String(++count).padStart(10, '0') + '\\n', at);
  fdatasyncSync(file);
}, beat_ms);
`;

/** @returns the function that ends it */
export function startHeartbeat(path: string, at: number, beat_ms = BEAT_MS): () => void {
  const thread = new Worker(THREAD, { eval: true, execArgv: [], workerData: { path, at, beat_ms } });
  thread.on('error', () => {}); // without a heartbeat the lock may be taken over, which `check` detects
  thread.unref();
  return () => void thread.terminate();
}
