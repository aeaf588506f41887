// feederlab as an engine of the comparison, in the protocol of engines/protocol.py: node --import tsx bench/peers/ours.ts METHOD
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type BatchFlow,
  type BatchOptions,
  batchOf,
  compile,
  emptyLoads,
  type Flow,
  gridOf,
  type NetworkData,
} from '../../network/index.ts';

interface Engine {
  readonly count: number;
  solve(): unknown;
  /** Complex voltages of the first scenarios: re, im, bus by bus. */
  voltages(scenarios: number): Float64Array;
}

interface Scenarios {
  readonly data: NetworkData;
  readonly count: number;
  /** Power drawn [kW, kvar], [scenario, bus]. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
}

const CHECKED = 24;
const SECONDS = 0.2;

const METHODS: Record<string, (s: Scenarios) => Engine> = {
  /** One scenario after the other through the grid of a run; branch flows are not read. */
  grid: (scenarios) => oneByOne(scenarios, () => {}),
  /** The same with all branch results. */
  'grid-branches': (scenarios) =>
    oneByOne(scenarios, ({ p_from_kw }) => {
      if (Number.isNaN(p_from_kw[0])) throw new Error('no branch flows');
    }),
  /** All scenarios in one call of the library, voltages alone. */
  batch: (scenarios) => batch(scenarios, {}),
  /** As `batch`, with all branch results. */
  'batch-branches': (scenarios) => batch(scenarios, { branches: true }),
};

function oneByOne({ data, count, p_kw, q_kvar }: Scenarios, read: (flow: Flow) => void): Engine {
  const grid = gridOf(compile(data));
  const buses = data.buses.length;
  const loads = emptyLoads(buses);
  const solve = (k: number) => {
    loads.p_kw.set(p_kw.subarray(k * buses, (k + 1) * buses));
    loads.q_kvar.set(q_kvar.subarray(k * buses, (k + 1) * buses));
    const flow = grid.solve(loads);
    if (!flow.converged) throw new Error(flow.diagnosis);
    read(flow);
    return flow;
  };
  return {
    count,
    solve() {
      for (let k = 0; k < count; k++) solve(k);
    },
    voltages: (scenarios) =>
      Float64Array.from(Array.from({ length: scenarios }, (_, k) => complex(solve(k))).flatMap((row) => [...row])),
  };
}

function batch({ data, count, p_kw: p, q_kvar: q }: Scenarios, options: BatchOptions): Engine {
  const batch = batchOf(compile(data), options);
  let found: BatchFlow | undefined;
  const solve = () => {
    found = batch.solve({ p, q }, found);
    if (found.converged.includes(0)) throw new Error('not converged');
    return found;
  };
  return { count, solve, voltages: (scenarios) => complex(solve()).subarray(0, 2 * scenarios * data.buses.length) };
}

function complex({ vm_pu, va_deg }: { vm_pu: Float64Array; va_deg: Float64Array }): Float64Array {
  const v = new Float64Array(2 * vm_pu.length);
  for (let i = 0; i < vm_pu.length; i++) {
    const angle = (va_deg[i]! * Math.PI) / 180;
    v[2 * i] = vm_pu[i]! * Math.cos(angle);
    v[2 * i + 1] = vm_pu[i]! * Math.sin(angle);
  }
  return v;
}

function scenariosOf(folder: string): Scenarios {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, 'p.f64'));
  const { buffer: qBuffer, byteOffset: qOffset } = readFileSync(join(folder, 'q.f64'));
  const data: NetworkData = JSON.parse(readFileSync(join(folder, 'tables.json'), 'utf8'));
  const kilo = (mega: Float64Array) => mega.map((x) => 1000 * x);
  return {
    data,
    count: byteLength / 8 / data.buses.length,
    p_kw: kilo(new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength))),
    q_kvar: kilo(new Float64Array(qBuffer.slice(qOffset, qOffset + byteLength))),
  };
}

function microseconds(engine: Engine): number {
  const before = process.cpuUsage();
  for (let passes = 1; ; passes++) {
    engine.solve();
    const { user, system } = process.cpuUsage(before);
    if (user + system > 1e6 * SECONDS) return (user + system) / passes / engine.count;
  }
}

const engineOf = METHODS[process.argv[2] ?? ''];
if (!engineOf) throw new Error(`a method: ${Object.keys(METHODS).join(', ')}`);

const answer = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
answer({ ready: true });
let engine: Engine | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(' ');
  try {
    if (command === 'load') {
      engine = engineOf(scenariosOf(argument!));
      engine.solve();
      answer({ solves: engine.count });
    } else if (command === 'solve') answer({ us: microseconds(engine!) });
    else if (command === 'write') {
      writeFileSync(argument!, engine!.voltages(Math.min(CHECKED, engine!.count)));
      answer({});
    }
  } catch (error) {
    answer({ skipped: String(error) });
  }
}
