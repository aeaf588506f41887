// Batches of day-ahead schedules of microgrids (MILPs): how the time grows with the number of problems, and falls with that of threads.
import { availableParallelism } from 'node:os';
import { microgridProblem } from '../optimisation/testing/microgrids.ts';
import { solversOnCores } from '../src/solver-pool/solve-on-cores.ts';
import type { Bench, Table } from './bench.ts';

const STEPS = 96;
const SIZES = [25, 50, 100];

export const pool: Bench = {
  name: 'pool',
  async run() {
    const threads = [...new Set([1, 2, availableParallelism()])];
    const warm = [0, 1].flatMap(() => threads.map((_, i) => microgridProblem(i, 24)));
    for (const jobs of threads) await solversOnCores(jobs).solveAll(warm); // starts the threads and loads HiGHS
    const rows: string[][] = [];
    for (const size of SIZES) {
      // the same problems again and again, so that size is the one thing that differs
      const problems = Array.from({ length: size }, (_, i) => microgridProblem(i % SIZES[0]!, STEPS));
      const times: { wall_s: number; cpu_s: number }[] = [];
      for (const jobs of threads) times.push(await measured(() => solversOnCores(jobs).solveAll(problems)));
      const [one] = times;
      for (const [j, { wall_s, cpu_s }] of times.entries()) {
        const ratio = one!.wall_s / wall_s;
        const cells = [wall_s, (1000 * cpu_s) / size, ratio].map((x, c) => x.toFixed([1, 0, 2][c]));
        rows.push([String(size), String(threads[j]), ...cells]);
      }
    }
    return [tableOf(rows)];
  },
};

/** Processor time does not depend on other work of the machine, as wall time does. */
async function measured(work: () => Promise<unknown>) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const wall_s = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { wall_s, cpu_s: (user + system) / 1e6 };
}

const tableOf = (rows: readonly (readonly string[])[]): Table => ({
  title: `Batches of microgrids over ${STEPS} steps`,
  heads: ['problems', 'threads', 'wall s', 'processor ms/problem', 'times as fast'],
  rows,
});
