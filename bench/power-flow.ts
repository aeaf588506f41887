// Series of power flows from 33 to 10,000 buses, in one run: the general solver (Newton, polar), the kernel behind `gridOf`, and
// `solveBatch`, all with branch flows; rounds, memory, and the time of compiling. CPU time of this process, minimum of several
// interleaved rounds, to reduce the effect of other processes.
import { createFlow, fillFlow } from '../network/flow.ts';
import {
  type BusLoads,
  batchOf,
  compile,
  emptyLoads,
  type Flow,
  fixedGeneration,
  gridOf,
  inject,
  type Network,
  type NetworkData,
  type Scenarios,
  tableLoads,
  zeroInjections,
} from '../network/index.ts';
import { createSolver } from '../network/newton/solver.ts';
import { latticeNetwork, randomNetwork } from '../network/testing/generate.ts';
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
  { title: 'lattice, 32 × 32', data: latticeNetwork(32), hours: 80 },
];

export const powerFlow: Bench = {
  name: 'power-flow',
  async run() {
    return [
      {
        title: 'Power flow with all branch flows, 1e-8 p.u.: CPU time of one thread [µs], hourly loads from a seed',
        heads: [
          ...[
            'network',
            'buses',
            'fill',
            'compile ms',
            'flows',
            'general',
            'kernel',
            'general/kernel',
            'batch',
            'general/batch',
            '|V|, θ alone',
          ],
          ...['rounds kernel', 'rounds general', 'ns/bus/round', 'bytes/flow'],
        ],
        rows: subjects().map(measured),
      },
    ];
  },
};

type Solve = (loads: BusLoads) => Pick<Flow, 'converged' | 'iterations' | 'p_from_kw'>;

function measured({ title, data, hours }: Subject): string[] {
  const compiling = Math.min(...Array.from({ length: ROUNDS }, () => cpuMs(() => compile(data))));
  const network = compile(data);
  const series = hourlyLoads(network, hours);
  const [general, kernel] = [generalSolver(network), gridOf(network).solve];
  const [batch, voltages] = [batchOf(network, { branches: true }), batchOf(network)];
  const rounds = { general: solveAll(general, series, network), kernel: solveAll(kernel, series, network) };
  if (batch.solve(series).converged.includes(0)) throw new Error('a scenario without a solution');
  const slow = Number.POSITIVE_INFINITY;
  const ms = { general: slow, kernel: slow, batch: slow, voltages: slow };
  for (let round = 0; round < ROUNDS; round++) {
    ms.general = Math.min(
      ms.general,
      cpuMs(() => solveAll(general, series, network)),
    );
    ms.kernel = Math.min(
      ms.kernel,
      cpuMs(() => solveAll(kernel, series, network)),
    );
    ms.batch = Math.min(
      ms.batch,
      cpuMs(() => batch.solve(series)),
    );
    ms.voltages = Math.min(
      ms.voltages,
      cpuMs(() => voltages.solve(series)),
    );
  }
  const fewer = Math.ceil(hours / 10);
  const bytes = Math.min(
    ...Array.from({ length: ROUNDS }, () => grown(() => solveAll(kernel, series, network, fewer))),
  );
  const us = (of: number) => (1000 * of) / hours;
  return [
    title,
    String(network.buses.length),
    String(network.pattern.fill),
    compiling.toFixed(1),
    String(hours),
    us(ms.general).toFixed(2),
    us(ms.kernel).toFixed(2),
    `${(ms.general / ms.kernel).toFixed(2)}×`,
    us(ms.batch).toFixed(2),
    `${(ms.general / ms.batch).toFixed(2)}×`,
    us(ms.voltages).toFixed(2),
    (rounds.kernel / hours).toFixed(2),
    (rounds.general / hours).toFixed(2),
    ((1e6 * ms.kernel) / (network.buses.length * rounds.kernel)).toFixed(0),
    (Math.max(0, bytes) / fewer).toFixed(1),
  ];
}

/** The solver of networks with PV buses, from the same start. */
function generalSolver(network: Network): Solve {
  const solver = createSolver(network);
  const start = solver.startAt(solver.noLoad().voltages);
  const fixed = fixedGeneration(network);
  const given = zeroInjections(network.nodes);
  const work = createFlow(network);
  return (loads) => {
    inject(network, fixed, loads, given);
    work.flow.converged = solver.solve(given, start);
    work.flow.iterations = solver.work.iterations;
    fillFlow(network, given, solver.work.v, work);
    return work.flow;
  };
}

/** Solves the first scenarios, all when absent, and reads their branch flows; returns the total number of rounds. */
function solveAll(solve: Solve, { p, q }: Scenarios, { buses }: Network, count = p.length / buses.length): number {
  const loads = emptyLoads(buses.length);
  let rounds = 0;
  for (let s = 0; s < count; s++) {
    for (let b = 0; b < buses.length; b++) {
      loads.p_kw[b] = p[s * buses.length + b]!;
      loads.q_kvar[b] = q[s * buses.length + b]!;
    }
    const flow = solve(loads);
    if (!flow.converged || flow.p_from_kw.length === 0) throw new Error(`no solution of scenario ${s}`);
    rounds += flow.iterations;
  }
  return rounds;
}

/** The loads of the table times the factors of each hour. */
function hourlyLoads(network: Network, hours: number): Scenarios {
  const nominal = tableLoads(network);
  const factors = hourlyFactors(network.buses.length, hours);
  const rows = (of: Float64Array, factor: (x: number) => number) =>
    Float64Array.from(factors.flatMap((hour) => Array.from(of, (x, b) => x * factor(hour[b]!))));
  return { p: rows(nominal.p_kw, (x) => x), q: rows(nominal.q_kvar, Math.abs) };
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
