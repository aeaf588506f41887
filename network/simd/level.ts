// One start state of the vector kernel: an instance of lanes.as whose memory has the network, the start state, the factors of the chord
// method, and room for the rows of some scenarios.
import { blockLu } from '../../base/index.ts';
import { type BatchBranches, COLUMNS, SUMS } from '../flow.ts';
import type { NetworkGrid } from '../grid.ts';
import { emptyLoads, fixedGeneration, tableLoads } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { ODD_VOLTAGE_PU } from '../newton/doubt.ts';
import { emptyVoltages } from '../newton/start.ts';
import type { Voltages } from '../newton/state.ts';
import { type LaneExports, laneInstance } from './module.ts';
import { byHeight, factorAt, isRadial, type Origin, planBytes, restOf, writePlan } from './plan.ts';

/** Where the rows and numbers of each scenario are written. */
export interface LaneResults {
  /** Rows, scenario × bus. */
  readonly vm_pu: Float64Array;
  readonly va_deg: Float64Array;
  /** Largest |ΔP|, |ΔQ| of each scenario [p.u.]. */
  readonly mismatch_pu: Float64Array;
  /** Number of rounds of each scenario; 0 where no ordinary solution was found. */
  readonly rounds: Int32Array;
  /** Flows of the branches; present with the option `branches`. */
  readonly branches?: BatchBranches;
}

export interface LaneOptions {
  readonly tolerance_pu: number;
  readonly maxIterations: number;
  /** Whether the flows of the branches are computed. */
  readonly branches: boolean;
}

/** Loads [kW, kvar] and results of all scenarios, scenario × bus. */
export interface Rows {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly into: LaneResults;
}

export interface Level {
  /** Solves the scenarios of the given numbers. */
  solve(rows: Rows, scenarios: readonly number[]): void;
}

interface Method {
  readonly name: 'newton' | 'chord';
  /** Bytes of the record of a node in one vector. */
  readonly record: number;
  /** Vectors in a group, at most. */
  readonly width: number;
  /** Rounds before a scenario is given up. */
  readonly rounds: number;
  /** Accepted error of the voltages, as estimated, relative to the tolerance of the mismatch. */
  readonly fine: number;
}

const NEWTON: Method = { name: 'newton', record: 192, width: 2, rounds: 10, fine: 1e-3 };
const CHORD: Method = { name: 'chord', record: 128, width: 4, rounds: 20, fine: 1e-2 };

/** Vectors of a group in `lanes`; see lanes.as. */
const SLOTS = 12;

/** Bytes of the states of a group that a processor has in its nearer caches: above it, fewer lanes are faster. */
const NEAR = 2 ** 20;
/** Bytes of the rows of all quantities that are solved in one call. */
const ROWS = 2 ** 20;

/**
 * @param share of the loads of the table in the start state
 * @returns undefined where that state is no ordinary solution, or the host has no WebAssembly with vectors
 */
export function createLevel(
  grid: NetworkGrid,
  share: number,
  { tolerance_pu, maxIterations, branches }: LaneOptions,
): Level | undefined {
  const y = grid.network;
  const origin = solvedAt(grid, share);
  const lu = blockLu(y.pattern);
  if (!origin || !factorAt(y, origin, lu)) return undefined;
  const wasm = laneInstance();
  if (!wasm) return undefined;
  const method = isRadial(y) ? NEWTON : CHORD;
  const shared = method === CHORD;
  const width = widthOf(y, method);
  const lanes = 2 * width;
  const sizes = { buses: y.buses.length, branches: branches ? y.from.length : 0 };
  const perScenario = 8 * (4 * sizes.buses + COLUMNS.length * sizes.branches);
  const groups = Math.max(1, Math.min(64, Math.floor(ROWS / (lanes * perScenario))));
  const numbers = 8 * lanes * groups;
  const at = reserve(wasm, {
    ...planBytes(y),
    state: method.record * width * y.nodes,
    lanes: 16 * SLOTS * width,
    factorStart: shared ? y.pattern.start.byteLength : 0,
    factorColumn: shared ? y.pattern.col.byteLength : 0,
    factor: shared ? lu.values.byteLength : 0,
    p: numbers * sizes.buses,
    q: numbers * sizes.buses,
    vm: numbers * sizes.buses,
    va: numbers * sizes.buses,
    flow: COLUMNS.length * numbers * sizes.branches,
    sum: SUMS.length * numbers,
    mismatch: numbers,
    rounds: numbers,
  });
  const { buffer } = wasm.memory;
  writePlan(
    y,
    shared ? Int32Array.from({ length: y.nodes }, (_, i) => i) : byHeight(y),
    origin,
    fixedGeneration(y),
    at,
    buffer,
  );
  if (shared) {
    new Int32Array(buffer).set(y.pattern.start, at.factorStart / 4);
    new Int32Array(buffer).set(y.pattern.col, at.factorColumn / 4);
    new Float64Array(buffer).set(lu.values, at.factor / 8);
    wasm.reference(at.factorStart, at.factorColumn, at.factor, at.factor + 32 * y.n);
  }
  wasm.network(
    ...[y.n, y.nodes, y.buses.length, width, method.record, 1 / (1000 * y.base_mva)],
    ...[at.constants, at.busNode, at.fixed, at.links, y.slack.node.length, at.pairStart, at.pairs, at.state, at.lanes],
  );
  wasm.branch(sizes.branches, at.branches, numbers * sizes.branches, numbers);
  const { below, above } = ODD_VOLTAGE_PU;
  wasm.criteria(tolerance_pu, method.fine * tolerance_pu, Math.min(method.rounds, maxIterations), below, above);
  return { solve: inChunks(wasm, at, { ...sizes, lanes, groups }, shared) };
}

function widthOf({ nodes }: Network, { width, record }: Method): number {
  let w = width;
  while (w > 1 && w * nodes * record > NEAR) w /= 2;
  return w;
}

/** The state at a share of the loads of the table; undefined where it has no ordinary solution. */
function solvedAt(grid: NetworkGrid, share: number): Origin | undefined {
  const y = grid.network;
  const { p_kw, q_kvar, pi_kw, qi_kvar, pz_kw, qz_kvar } = tableLoads(y);
  const loads = emptyLoads(y.buses.length);
  for (let b = 0; b < y.buses.length; b++) {
    loads.p_kw[b] = share * (p_kw[b]! + pi_kw[b]! + pz_kw[b]!);
    loads.q_kvar[b] = share * (q_kvar[b]! + qi_kvar[b]! + qz_kvar[b]!);
  }
  const flow = grid.solve(loads);
  if (!flow.converged || flow.remarks) return undefined;
  const voltages = emptyVoltages(y.nodes);
  for (const [b, i] of y.nodeOf.entries()) {
    const angle = (flow.va_deg[b]! * Math.PI) / 180;
    voltages.vm[i] = flow.vm_pu[b]!;
    voltages.e[i] = flow.vm_pu[b]! * Math.cos(angle);
    voltages.f[i] = flow.vm_pu[b]! * Math.sin(angle);
  }
  return isNarrow(y, voltages) ? { voltages, rest: restOf(y, voltages) } : undefined;
}

/** Less than 23° across every branch, its own shift not counted: with 33.5° at either end it stays below 90°. */
function isNarrow({ data, from, to }: Network, { vm, e, f }: Voltages): boolean {
  return data.branches.every(({ shift_deg }, k) => {
    const i = from[k]!;
    const j = to[k]!;
    if (i < 0) return true;
    const shift = (shift_deg * Math.PI) / 180;
    const along = e[i]! * e[j]! + f[i]! * f[j]!;
    const across = f[i]! * e[j]! - e[i]! * f[j]!;
    return Math.cos(shift) * along + Math.sin(shift) * across > Math.cos((23 * Math.PI) / 180) * vm[i]! * vm[j]!;
  });
}

/** Addresses of parts of the given sizes in bytes, in a memory grown to hold them. */
function reserve<K extends string>({ memory }: LaneExports, sizes: Record<K, number>): Record<K, number> {
  let end = 1024;
  const at = {} as Record<K, number>;
  for (const [name, bytes] of Object.entries(sizes) as [K, number][]) {
    at[name] = end;
    end += Math.ceil(bytes / 64) * 64;
  }
  const missing = Math.ceil((end - memory.buffer.byteLength) / 65536);
  if (missing > 0) memory.grow(missing);
  return at;
}

type RowAddresses = Record<'p' | 'q' | 'vm' | 'va' | 'flow' | 'sum' | 'mismatch' | 'rounds', number>;

interface Sizes {
  readonly buses: number;
  /** 0 where their flows are not computed. */
  readonly branches: number;
  readonly lanes: number;
  readonly groups: number;
}

/** Copies the rows of as many scenarios as the memory has room for, solves them, and copies the results back. */
function inChunks(
  wasm: LaneExports,
  at: RowAddresses,
  { buses, branches, lanes, groups }: Sizes,
  shared: boolean,
): Level['solve'] {
  const memory = new Float64Array(wasm.memory.buffer);
  const room = lanes * groups;
  /** Rows of `width` numbers from the k-th on. */
  const rows = (from: number, width: number, k: number, count: number) => {
    const start = from / 8 + k * width;
    return memory.subarray(start, start + count * width);
  };
  return ({ p, q, into }, scenarios) => {
    for (let first = 0; first < scenarios.length; first += room) {
      const count = Math.min(room, scenarios.length - first);
      const used = Math.ceil(count / lanes);
      forEachRun(scenarios, first, count, (k, s, length) => {
        rows(at.p, buses, k, length).set(p.subarray(s * buses, (s + length) * buses));
        rows(at.q, buses, k, length).set(q.subarray(s * buses, (s + length) * buses));
      });
      rows(at.p, buses, count, used * lanes - count).fill(0); // lanes without a scenario
      rows(at.q, buses, count, used * lanes - count).fill(0);
      wasm.solve(used, Number(shared), at.p, at.q, at.vm, at.va, at.flow, at.sum, at.mismatch, at.rounds);
      forEachRun(scenarios, first, count, (k, s, length) => {
        into.vm_pu.set(rows(at.vm, buses, k, length), s * buses);
        into.va_deg.set(rows(at.va, buses, k, length), s * buses);
        into.mismatch_pu.set(rows(at.mismatch, 1, k, length), s);
        into.rounds.set(rows(at.rounds, 1, k, length), s);
        if (!into.branches) return;
        for (const [c, name] of COLUMNS.entries()) {
          into.branches[name].set(rows(at.flow + 8 * c * room * branches, branches, k, length), s * branches);
        }
        for (const [c, name] of SUMS.entries()) {
          into.branches[name].set(rows(at.sum + 8 * c * room, 1, k, length), s);
        }
      });
    }
  };
}

/** Runs of successive numbers in a part of the list: position in the part, number, length. */
function forEachRun(
  numbers: readonly number[],
  first: number,
  count: number,
  visit: (position: number, number: number, length: number) => void,
): void {
  for (let k = 0, length = 0; k < count; k += length) {
    const number = numbers[first + k]!;
    length = 1;
    while (k + length < count && numbers[first + k + length] === number + length) length++;
    visit(k, number, length);
  }
}
