// Series of power flows from 33 to 10,000 buses: time, rounds and memory per solve, and the time of compiling. CPU time of this
// process, minimum of several rounds, to reduce the effect of other processes.
import {
  type BusLoads,
  batchOf,
  compile,
  emptyLoads,
  gridOf,
  type NetworkData,
  type NetworkGrid,
  tableLoads,
} from '../network/index.ts';
import { randomNetwork } from '../network/testing/generate.ts';
import { ieee33 } from '../network/testing/ieee33.ts';
import type { Bench } from './bench.ts';
import { hourlyFactors } from './peers/scenarios.ts';

interface Subject {
  readonly title: string;
  readonly data: NetworkData;
  readonly hours: number;
}

const HOURS_PER_YEAR = 8760;
const ROUNDS = 5;

const subjects = (): readonly Subject[] => [
  { title: '33-bus feeder', data: ieee33(), hours: HOURS_PER_YEAR },
  { title: '33-bus feeder, ties closed', data: ieee33({ tiesClosed: true }), hours: HOURS_PER_YEAR },
  { title: 'radial', data: randomNetwork(1, { buses: 100 }), hours: 4000 },
  { title: 'radial', data: randomNetwork(1, { buses: 1000 }), hours: 400 },
  { title: 'radial', data: randomNetwork(1, { buses: 10_000 }), hours: 40 },
  { title: 'meshed, 100 ties', data: randomNetwork(1, { buses: 1000, ties: 100 }), hours: 400 },
];

export const powerFlow: Bench = {
  name: 'power-flow',
  async run() {
    return [
      {
        title: 'Power flow with all branch results, 1e-8 p.u.: CPU time of one thread, hourly loads from a seed',
        heads: [
          'network',
          'buses',
          'fill',
          'compile ms',
          'solves',
          'rounds',
          'µs/solve',
          'ns/bus',
          'bytes/solve',
          'all s',
        ],
        rows: subjects().map(measured),
      },
      {
        title: 'The same scenarios by solveBatch, voltages alone and with branches, and one after the other',
        heads: [
          'network',
          'buses',
          'batch µs/solve',
          'batch with branches',
          'one by one',
          'ratio',
          'ratio with branches',
        ],
        rows: subjects().map(batched),
      },
    ];
  },
};

function measured({ title, data, hours }: Subject): string[] {
  const compiling = Math.min(...Array.from({ length: ROUNDS }, () => cpuMs(() => compile(data))));
  const network = compile(data);
  const grid = gridOf(network);
  const loads = emptyLoads(network.buses.length);
  const series = hourlyFactors(network.buses.length, hours);
  const nominal = tableLoads(network);
  const year = () => solveAll(grid, nominal, series, loads);
  const rounds = year() / hours;
  const ms = Math.min(...Array.from({ length: ROUNDS }, () => cpuMs(year)));
  const fewer = series.slice(0, Math.ceil(hours / 10));
  const bytes = Math.min(...Array.from({ length: ROUNDS }, () => grown(() => solveAll(grid, nominal, fewer, loads))));
  const perSolve = (1000 * ms) / hours;
  return [
    title,
    String(network.buses.length),
    String(network.pattern.fill),
    compiling.toFixed(1),
    String(hours),
    rounds.toFixed(2),
    perSolve.toFixed(2),
    ((1000 * perSolve) / network.buses.length).toFixed(0),
    (Math.max(0, bytes) / fewer.length).toFixed(1),
    (ms / 1000).toFixed(3),
  ];
}

/** Medians of rounds that measure all three in turn. */
function batched({ title, data, hours }: Subject): string[] {
  const network = compile(data);
  const nominal = tableLoads(network);
  const series = hourlyFactors(network.buses.length, hours);
  const buses = network.buses.length;
  const rows = (of: (s: number, b: number) => number) =>
    Float64Array.from({ length: hours * buses }, (_, i) => of(Math.floor(i / buses), i % buses));
  const p = rows((s, b) => nominal.p_kw[b]! * series[s]![b]!);
  const q = rows((s, b) => nominal.q_kvar[b]! * Math.abs(series[s]![b]!));
  const [plain, branches] = [batchOf(network), batchOf(network, { branches: true })];
  const grid = gridOf(network);
  const loads = emptyLoads(buses);
  const ways = [
    () => plain.solve({ p, q }),
    () => branches.solve({ p, q }),
    () => solveAll(grid, nominal, series, loads),
  ];
  for (const way of ways) way();
  const times = Array.from({ length: ROUNDS }, () => ways.map((way) => (1000 * cpuMs(way)) / hours));
  const typical = (of: (round: readonly number[]) => number) => times.map(of).sort((a, b) => a - b)[ROUNDS >> 1]!;
  return [
    title,
    String(buses),
    ...[0, 1, 2].map((way) => typical((round) => round[way]!).toFixed(2)),
    typical(([voltages, , single]) => single! / voltages!).toFixed(1),
    typical(([, flows, single]) => single! / flows!).toFixed(1),
  ];
}

/** Solves every hour; returns the total number of Newton rounds. */
function solveAll(grid: NetworkGrid, nominal: BusLoads, series: readonly Float32Array[], loads: BusLoads): number {
  let rounds = 0;
  for (const factors of series) {
    for (let b = 0; b < factors.length; b++) {
      loads.p_kw[b] = nominal.p_kw[b]! * factors[b]!;
      loads.q_kvar[b] = nominal.q_kvar[b]! * Math.abs(factors[b]!);
    }
    const flow = grid.solve(loads);
    if (!flow.converged) throw new Error(flow.diagnosis);
    rounds += flow.iterations;
  }
  return rounds;
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Bytes on the heap and in array buffers allocated by `work`; valid where no garbage collection occurs in it. */
function grown(work: () => unknown): number {
  const held = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  held();
  const before = held();
  work();
  return held() - before;
}
