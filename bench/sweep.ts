// Cheap runs of a sweep in memory: runs per second, CPU time and memory with one and two worker processes, and the time of the simulation
// itself. Both numbers of workers are processes, so that efficiency = rate(2) / (2 · rate(1)) compares the same work.
// `npm run bench -- sweep` makes 400 runs with each; FEEDERLAB_BENCH_RUNS=2000 makes more.
import { readdirSync, readFileSync } from 'node:fs';
import { caseReader } from '../src/case/index.ts';
import { openPool } from '../src/pool/index.ts';
import { outcomeIn } from '../src/pool/outcome.ts';
import { sceneOf } from '../src/scene.ts';
import type { Bench, Table } from './bench.ts';

const CASE = 'ieee33-day';
const RUNS = Number(process.env['FEEDERLAB_BENCH_RUNS'] ?? 400);
/** Runs before the measurement, of each worker: they start the processes and compile. */
const WARM = 20;
/** Memory is read after each of so many parts. */
const PARTS = 4;

/** Run number `i`: shares of PV and cars, and a seed. */
function changesOf(i: number): string[] {
  const [pv, cars] = [(i % 11) / 10, (Math.floor(i / 11) % 11) / 10];
  return [
    'clock.step=1 h',
    'controllers=["uncontrolled"]',
    `seed=${1 + Math.floor(i / 121)}`,
    `populations.solar-home.devices.pv.share=${pv}`,
    `populations.home.devices.ev.share=${cars}`,
    `populations.solar-home.devices.ev.share=${cars}`,
  ];
}

async function measured(inFlight: number): Promise<readonly string[]> {
  // a pool of one worker runs in this process; the second place of this one stays empty when one task runs at a time
  const pool = openPool({ workers: 2, jobs: 1 });
  const runs = async (from: number, to: number) => {
    let next = from;
    const chain = async () => {
      for (let i = next++; i < to; i = next++) {
        const { status } = await pool.run({ case: CASE, reading: { set: changesOf(i) } });
        if (status !== 'evaluated') throw new Error(`run ${i} is ${status}`);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, chain));
  };
  try {
    await runs(0, WARM * inFlight);
    const rss: number[] = [];
    const cpu_s = cpuOfChildren();
    const began = performance.now();
    for (let part = 0; part < PARTS; part++) {
      await runs(WARM + (part * RUNS) / PARTS, WARM + ((part + 1) * RUNS) / PARTS);
      rss.push(rssOfAll());
    }
    const wall_s = (performance.now() - began) / 1000;
    const each_ms = (1000 * (cpuOfChildren() - cpu_s)) / RUNS;
    return [
      String(inFlight),
      (RUNS / wall_s).toFixed(1),
      each_ms.toFixed(1),
      rss.map((mb) => mb.toFixed(0)).join(', '),
    ];
  } finally {
    await pool.close();
  }
}

/** Mean times of the parts of a run in this process [ms]. */
async function partsOfRun(): Promise<readonly string[]> {
  const readCase = caseReader();
  const count = 100;
  const sums = [0, 0, 0];
  for (let i = -WARM; i < count; i++) {
    const began = performance.now();
    const study = await readCase(CASE, { set: changesOf(WARM + i) });
    const read = performance.now();
    const scene = sceneOf(study, { jobs: 1 });
    const made = performance.now();
    await outcomeIn(study, scene, {});
    const times = [read - began, made - read, performance.now() - made];
    if (i >= 0) for (const [part, ms] of times.entries()) sums[part]! += ms / count;
  }
  return sums.map((ms) => ms.toFixed(1));
}

/** Child processes of this one; none where the system has no /proc. */
function children(): readonly string[] {
  try {
    return readdirSync('/proc/self/task').flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
  } catch {
    return [];
  }
}

/** Ticks of the processor per second in /proc. */
const TICKS = 100;

function cpuOfChildren(): number {
  const ticks = children().map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((a, b) => a + b, 0) / TICKS;
}

/** Resident memory of this process and its children [MB]. */
function rssOfAll(): number {
  const kb = children().map((pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]));
  return process.memoryUsage().rss / 1e6 + kb.reduce((a, b) => a + b, 0) / 1e3;
}

export const sweep: Bench = {
  name: 'sweep',
  async run(): Promise<readonly Table[]> {
    const [one, two] = [await measured(1), await measured(2)];
    const efficiency = (row: readonly string[]) => (Number(row[1]) / (Number(row[0]) * Number(one[1]))).toFixed(2);
    const title = `${RUNS} runs of ${CASE} at 1 h with other shares and seeds, in memory`;
    return [
      {
        title,
        heads: ['workers', 'runs/s', 'CPU of a run [ms]', 'memory of all after each quarter [MB]', 'efficiency'],
        rows: [one, two].map((row) => [...row, efficiency(row)]),
      },
      {
        title: 'One run, mean of 100',
        heads: ['read [ms]', 'scene [ms]', 'simulation [ms]'],
        rows: [await partsOfRun()],
      },
    ];
  },
};
