// Time of the processor of each run. The system takes up to 0.2 ms to give it, which short runs would notice: it is read once in a
// while, and what the process has used since is divided among the runs by their wall time.
import type { RunRecord } from '../sweep/model.ts';

export type Cost = Pick<RunRecord, 'wall_s' | 'cpu_s'>;

/** Time of runs between two readings [ms]. */
const WINDOW_MS = 50;

const now_us = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** The last reading [µs], the time of runs since then [ms], and the share of the processor before it [µs/ms]. */
let last_us: number | undefined;
let since_ms = 0;
let share = 0;

/** Times a part of a run. */
export async function clocked<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cost: Cost }> {
  const isFirst = last_us === undefined;
  last_us ??= now_us();
  const began = performance.now();
  const value = await work();
  const wall_ms = performance.now() - began;
  since_ms += wall_ms;
  if (isFirst || since_ms >= WINDOW_MS) {
    const at_us = now_us();
    share = (at_us - last_us) / since_ms;
    [last_us, since_ms] = [at_us, 0];
  }
  return { value, cost: { wall_s: wall_ms / 1000, cpu_s: (share * wall_ms) / 1e6 } };
}

export const sumOf = (parts: readonly Cost[]): Cost => ({
  wall_s: rounded(parts.reduce((sum, { wall_s }) => sum + wall_s, 0)),
  cpu_s: rounded(parts.reduce((sum, { cpu_s }) => sum + cpu_s, 0)),
});

/** Milliseconds are enough. */
const rounded = (seconds: number): number => Math.round(1000 * seconds) / 1000;
