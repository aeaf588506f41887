// Cheap runs of a sweep in memory: runs per second, CPU time and memory with one and two worker processes, and the time of the simulation
// itself. Both numbers of workers are processes, so that efficiency = rate(2) / (2 · rate(1)) compares the same work. Then the whole
// command with both: what it takes for the first run and for each further one, and how many times as fast two workers are with 10,000.
// `npm run bench -- sweep` makes 400 runs with each; FEEDERLAB_BENCH_RUNS=2000 makes more.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseReader } from '../src/case/index.ts';
import { bin } from '../src/cli/testing.ts';
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

/** Runs of a small sweep, of which most of the time is that of any sweep. */
const FEW = 20;
const MANY = 10_000;

interface Spent {
  readonly wall_s: number;
  readonly cpu_s: number;
}

/** `feederlab sweep` over so many seeds, a whole process with its workers. */
function swept(runs: number, workers: number): Spent {
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-bench-'));
  try {
    const file = join(folder, 'seeds.yaml');
    const set = 'set: { clock.step: 1 h, controllers: [uncontrolled] }';
    writeFileSync(file, `case: ${CASE}\n${set}\nover:\n  seed: { seeds: ${runs} }\n`);
    const call = [bin, 'sweep', file, '--out', join(folder, 'out'), '--workers', String(workers), '--no-report', '-q'];
    const cpu_s = cpuOfEnded();
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, call, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`feederlab sweep exited ${status}: ${stderr}`);
    return { wall_s: (performance.now() - began) / 1000, cpu_s: cpuOfEnded() - cpu_s };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The command with one and two workers, as a straight line through a few runs and many. */
function ofCommand(): readonly (readonly string[])[] {
  const lines = [1, 2].map((workers) => {
    swept(FEW, workers); // keeps compiled code
    const [few, many] = [swept(FEW, workers), swept(RUNS, workers)];
    const each = { wall_s: slope(few.wall_s, many.wall_s), cpu_s: slope(few.cpu_s, many.cpu_s) };
    const first = { wall_s: few.wall_s - FEW * each.wall_s, cpu_s: few.cpu_s - FEW * each.cpu_s };
    return { workers, each, first, whole_s: first.wall_s + MANY * each.wall_s };
  });
  return lines.map(({ workers, each, first, whole_s }) => [
    String(workers),
    first.wall_s.toFixed(2),
    first.cpu_s.toFixed(2),
    (1000 * each.wall_s).toFixed(2),
    (1000 * each.cpu_s).toFixed(2),
    whole_s.toFixed(1),
    (lines[0]!.whole_s / whole_s).toFixed(2),
  ]);
}

const slope = (few: number, many: number): number => (many - few) / (RUNS - FEW);

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

/** Of child processes that have ended, and of theirs [s]; 0 where the system has no /proc. */
function cpuOfEnded(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return 0;
  }
}

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
      {
        title: `feederlab sweep over seeds of ${CASE} at 1 h, through ${FEW} and ${RUNS} runs`,
        heads: [
          'workers',
          'before and after the runs [s]',
          'CPU of it [s]',
          'each run [ms]',
          'CPU of a run [ms]',
          `${MANY} runs [s]`,
          'times as fast',
        ],
        rows: ofCommand(),
      },
    ];
  },
};
