// The heartbeat of a lock: a count behind its text, changed by a thread of its own, which no long step holds up. It writes
// through an open file, so that a lock that was taken over is not written to.
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

/** @returns what ends it */
export function startHeartbeat(path: string, at: number, beat_ms = BEAT_MS): () => void {
  const thread = new Worker(THREAD, { eval: true, execArgv: [], workerData: { path, at, beat_ms } });
  thread.on('error', () => {}); // a lock without a heartbeat is taken over at worst, which `check` finds
  thread.unref();
  return () => void thread.terminate();
}
