// Runs of a case in memory by worker processes: how the number of runs per second grows with the number of workers, once they are ready.
import { availableParallelism } from 'node:os';
import { openPool } from '../src/pool/index.ts';
import type { Bench } from './bench.ts';

const CASE = 'ieee33-day';
const RUNS = 24;

async function runsPerSecond(workers: number): Promise<number> {
  const pool = openPool({ workers, jobs: 1 });
  const runs = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        pool.run({ case: CASE, reading: { set: ['clock.step=1 h', `seed=${from + i}`] } }),
      ),
    );
  try {
    await runs(0, 4 * workers); // starts the processes, and compiles
    const began = performance.now();
    await runs(1000, RUNS);
    return (1000 * RUNS) / (performance.now() - began);
  } finally {
    await pool.close();
  }
}

export const casePool: Bench = {
  name: 'case-pool',
  async run() {
    const numbers = [...new Set([1, 2, availableParallelism()])];
    const rates: number[] = [];
    for (const workers of numbers) rates.push(await runsPerSecond(workers));
    const rows = rates.map((rate, i) => [String(numbers[i]), rate.toFixed(1), (rate / rates[0]!).toFixed(2)]);
    return [{ title: `${CASE} at 1 h, in memory`, heads: ['workers', 'runs/s', 'times as fast'], rows }];
  },
};
