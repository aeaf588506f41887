// One instance of kernel/lanes.as: its memory has the network, any number of start states, and room for the rows of some scenarios.
import { blockLu } from '../../base/index.ts';
import { type BatchBranches, COLUMNS, SUMS } from '../flow.ts';
import type { Network } from '../model/compile.ts';
import { ODD_VOLTAGE_PU } from '../newton/doubt.ts';
import { type Chunk, MANY } from './chunks.ts';
import { type LaneExports, laneInstance } from './module.ts';
import { factorAt, type Origin } from './origin.ts';
import { isRadial, networkBytes, orderOf, startBytes, writeNetwork, writeStart } from './plan.ts';

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

/** Addresses of a start state and its factors. */
export type Start = Readonly<Record<'constants' | 'links' | 'inverse' | 'factor', number>>;

/** Newton's method, every Jacobian factored, for a radial network; the chord method, with the factors of the start state, for others. */
type Method = 'newton' | 'chord';

export interface Instance {
  /** Number of scenarios that are solved together. */
  readonly lanes: number;
  /** Number of rows in the memory. */
  readonly room: number;
  /** Stores a start state; undefined where its Jacobian is not that of an operating point. */
  add(origin: Origin): Start | undefined;
  /** The total load of each of successive scenarios, at most as many as there are rows [kW]; overwritten by the next call. */
  loads(rows: Rows, first: number, length: number): Float64Array;
  /** Solves the scenarios of a chunk from their start states; those without one are left unsolved. */
  solve(rows: Rows, chunk: Chunk, startOf: (level: number) => Start | undefined): void;
}

interface Properties {
  /** Blocks of a group. */
  readonly blocks: number;
  /** Bytes of the state of a node in one block. */
  readonly state: number;
  /** Rounds before a scenario is given up. */
  readonly rounds: number;
  /** Accepted error of the voltages, as estimated, relative to the tolerance of the mismatch. */
  readonly fine: number;
}

const PROPERTIES: Readonly<Record<Method, Properties>> = {
  newton: { blocks: 1, state: 320, rounds: 10, fine: 1e-3 },
  chord: { blocks: 2, state: 192, rounds: 20, fine: 1e-2 },
};

/** Lanes of a block, vectors of a group in `lanes` for each two lanes, bytes of the voltage and the power of a node; see kernel/group.as. */
const LANES = 4;
const SLOTS = 13;
const VOLTAGE = 128;
const POWER = 64;

/** Bytes of the rows of all quantities in the memory, per lane; where those are fewer than MANY rows, MANY, if all take at most MOST. */
const ROWS = 2 ** 17;
const MOST = 2 ** 22;

/** Undefined where the host has no WebAssembly with vectors. */
export function createInstance(y: Network, options: LaneOptions): Instance | undefined {
  const wasm = laneInstance();
  if (!wasm) return undefined;
  const method = isRadial(y) ? 'newton' : 'chord';
  const isShared = method === 'chord';
  const { blocks, state, rounds, fine } = PROPERTIES[method];
  const lanes = LANES * blocks;
  const sizes = { buses: y.buses.length, branches: options.branches ? y.from.length : 0 };
  const room = roomOf(8 * (4 * sizes.buses + COLUMNS.length * sizes.branches), lanes);
  const numbers = 8 * (room + 1); // the last row is that of lanes without a scenario
  const reserve = arena(wasm);
  const at = reserve({
    ...networkBytes(y),
    state: state * blocks * y.nodes,
    voltages: VOLTAGE * blocks * y.nodes,
    powers: POWER * blocks * y.nodes,
    lanes: 32 * SLOTS * blocks,
    factorStart: isShared ? y.pattern.start.byteLength : 0,
    factorColumn: isShared ? y.pattern.col.byteLength : 0,
    order: 4 * (room + lanes),
    p: numbers * sizes.buses,
    q: numbers * sizes.buses,
    vm: numbers * sizes.buses,
    va: numbers * sizes.buses,
    flow: COLUMNS.length * numbers * sizes.branches,
    sum: SUMS.length * numbers,
    mismatch: numbers,
    rounds: numbers,
    loads: numbers,
  });
  const order = orderOf(y);
  writeNetwork(y, order, at, wasm.memory.buffer);
  wasm.network(
    ...[y.n, y.nodes, y.buses.length, blocks, 1 / (1000 * y.base_mva), at.nodeOfBus, at.fixed],
    ...[y.slack.node.length, at.pairStart, at.pairs, at.state, at.voltages, at.powers, at.lanes],
  );
  wasm.branch(sizes.branches, at.branches, numbers * sizes.branches, numbers);
  const { below, above } = ODD_VOLTAGE_PU;
  const { tolerance_pu, maxIterations } = options;
  wasm.criteria(tolerance_pu, fine * tolerance_pu, Math.min(rounds, maxIterations), below, above);
  if (isShared) {
    new Int32Array(wasm.memory.buffer).set(y.pattern.start, at.factorStart / 4);
    new Int32Array(wasm.memory.buffer).set(y.pattern.col, at.factorColumn / 4);
    wasm.pattern(at.factorStart, at.factorColumn);
  }
  return {
    lanes,
    room,
    add(origin) {
      const lu = blockLu(y.pattern);
      if (!factorAt(y, origin, lu)) return undefined;
      const start = reserve({ ...startBytes(y), factor: isShared ? lu.values.byteLength : 0 });
      writeStart(y, order, origin, start, wasm.memory.buffer);
      if (isShared) new Float64Array(wasm.memory.buffer).set(lu.values, start.factor / 8);
      return { ...start, inverse: start.factor, factor: start.factor + 32 * y.n };
    },
    ...chunkSolver(wasm, at, { ...sizes, lanes, room }, isShared),
  };
}

/** Rows that are in the memory at once. */
function roomOf(bytes: number, lanes: number): number {
  const rows = Math.floor(ROWS / bytes) * lanes;
  if (rows < MANY * lanes && MANY * lanes * bytes <= MOST) return MANY * lanes;
  return Math.max(lanes, Math.min(1024, rows));
}

/** Gives the addresses of parts of the given sizes in bytes, one after the other, in a memory that grows with them. */
function arena({ memory, heap }: LaneExports) {
  let end = Math.ceil(heap() / 64) * 64;
  return <K extends string>(sizes: Readonly<Record<K, number>>): Record<K, number> => {
    const at = {} as Record<K, number>;
    for (const [name, bytes] of Object.entries(sizes) as [K, number][]) {
      at[name] = end;
      end += Math.ceil(bytes / 64) * 64;
    }
    const missing = Math.ceil((end - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow(missing);
    return at;
  };
}

type RowAddresses = Record<
  'order' | 'p' | 'q' | 'vm' | 'va' | 'flow' | 'sum' | 'mismatch' | 'rounds' | 'loads',
  number
>;
/** `branches` is 0 where their flows are not computed. */
type Sizes = Readonly<Record<'buses' | 'branches' | 'lanes' | 'room', number>>;

/** Copies the rows of the scenarios to the memory, solves them, and copies the results back. */
function chunkSolver(
  wasm: LaneExports,
  at: RowAddresses,
  sizes: Sizes,
  isShared: boolean,
): Pick<Instance, 'loads' | 'solve'> {
  const { buses, branches, lanes, room } = sizes;
  /** Rows of `width` numbers from the k-th on. */
  const rowsOf = (memory: Float64Array) => (from: number, width: number, k: number, count: number) => {
    const start = from / 8 + k * width;
    return memory.subarray(start, start + count * width);
  };
  const taken = (of: Float64Array, s: number, length: number) => of.subarray(s * buses, (s + length) * buses);
  return {
    loads({ p }, first, length) {
      const rows = rowsOf(new Float64Array(wasm.memory.buffer));
      rows(at.p, buses, 0, length).set(taken(p, first, length));
      wasm.loads(at.p, length, at.loads);
      return rows(at.loads, 1, 0, length);
    },
    solve({ p, q, into }, { runs, isSummed, parts }, startOf) {
      const starts = parts.map(({ level }) => startOf(level)); // a new one makes the memory grow
      const rows = rowsOf(new Float64Array(wasm.memory.buffer));
      const order = new Int32Array(wasm.memory.buffer, at.order, room + lanes);
      for (const { row: k, scenario: s, length } of runs) {
        if (!isSummed) rows(at.p, buses, k, length).set(taken(p, s, length));
        rows(at.q, buses, k, length).set(taken(q, s, length));
      }
      rows(at.rounds, 1, 0, room).fill(0);
      for (const [c, part] of parts.entries()) {
        const start = starts[c];
        if (!start) continue;
        order.fill(room);
        order.set(part.rows);
        wasm.start(start.constants, start.links, start.inverse, start.factor);
        const groups = Math.ceil(part.rows.length / lanes);
        wasm.solve(
          ...([groups, Number(isShared), at.order, at.p, at.q, at.vm, at.va] as const),
          ...[at.flow, at.sum, at.mismatch, at.rounds],
        );
      }
      for (const { row: k, scenario: s, length } of runs) {
        into.vm_pu.set(rows(at.vm, buses, k, length), s * buses);
        into.va_deg.set(rows(at.va, buses, k, length), s * buses);
        into.mismatch_pu.set(rows(at.mismatch, 1, k, length), s);
        into.rounds.set(rows(at.rounds, 1, k, length), s);
        if (!into.branches) continue;
        for (const [c, name] of COLUMNS.entries()) {
          const column = at.flow + 8 * c * (room + 1) * branches;
          into.branches[name].set(rows(column, branches, k, length), s * branches);
        }
        for (const [c, name] of SUMS.entries()) {
          into.branches[name].set(rows(at.sum + 8 * c * (room + 1), 1, k, length), s);
        }
      }
    },
  };
}
