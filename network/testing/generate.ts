// Random networks for tests and benchmarks, from a seed.
import { type Stream, stream } from '../../base/index.ts';
import type { Branch, Bus, NetworkData } from '../model/data.ts';
import { linePu } from '../model/per-unit.ts';

export interface Shape {
  readonly buses: number;
  /** Number of lines in addition to those of a tree. */
  readonly ties?: number;
  /** Share of PV buses. */
  readonly pvShare?: number;
  /** Share of the branches that are transformers with a tap and a phase shift. */
  readonly transformerShare?: number;
  /** Total load [MW]. */
  readonly load_mw?: number;
}

/** A medium-voltage feeder: each bus is connected to one of the few before it, so that paths are long and laterals short. */
export function randomNetwork(seed: number, shape: Shape): NetworkData {
  const { buses: n, ties = 0, pvShare = 0, transformerShare = 0, load_mw = 4 } = shape;
  const random = stream(seed, 'network', n);
  const buses: Bus[] = Array.from({ length: n }, (_, i) => {
    if (i === 0) return { bus: '0', kind: 'slack', vn_kv: 20, v_pu: random.uniform(1, 1.03) };
    if (random.unit() < pvShare) return { bus: String(i), kind: 'pv', vn_kv: 20, v_pu: random.uniform(0.99, 1.03) };
    return { bus: String(i), kind: 'pq', vn_kv: 20 };
  });
  const branches: Branch[] = [];
  const connect = (from: number, to: number) => {
    // total impedance independent of the number of buses
    const scale = 30 / n;
    const pi = linePu(
      { r_ohm: random.uniform(0.05, 0.6) * scale, x_ohm: random.uniform(0.1, 0.6) * scale, b_us: 3 * scale },
      20,
      10,
    );
    const transformer = random.unit() < transformerShare;
    branches.push({
      branch: String(branches.length),
      kind: transformer ? 'transformer' : 'line',
      from_bus: String(from),
      to_bus: String(to),
      ...pi,
      ...(transformer ? { tap: random.uniform(0.97, 1.03), shift_deg: ties > 0 ? random.uniform(-3, 3) : 30 } : {}),
      in_service: true,
      s_max_mva: 10,
    });
  };
  for (let i = 1; i < n; i++) connect(nearBefore(random, i), i);
  for (let t = 0; t < ties; t++) {
    const from = 1 + Math.floor(random.unit() * (n - 1));
    const to = (from + 1 + Math.floor(random.unit() * (n - 1))) % n;
    if (to !== from) connect(from, to);
  }
  const loads = buses.slice(1).map(({ bus }) => {
    const p_mw = (load_mw / n) * random.uniform(0, 2);
    return { load: bus, bus, p_mw, q_mvar: p_mw * random.uniform(0.2, 0.5) };
  });
  return { name: `random-${seed}`, base_mva: 10, buses, branches, switches: [], shunts: [], loads, generators: [] };
}

const nearBefore = (random: Stream, i: number) => i - 1 - Math.floor(random.unit() ** 3 * Math.min(i, 10));

/** A square of side × side buses, each connected by lines to its neighbours, supplied at a corner: factors with much fill. */
export function latticeNetwork(side: number): NetworkData {
  const random = stream(1, 'lattice', side);
  const name = (row: number, column: number) => String(row * side + column);
  const buses = Array.from(
    { length: side * side },
    (_, i): Bus => ({ bus: String(i), kind: i === 0 ? 'slack' : 'pq', vn_kv: 20 }),
  );
  const branches: Branch[] = [];
  const connect = (from: string, to: string) => {
    const pi = linePu({ r_ohm: random.uniform(0.05, 0.6), x_ohm: random.uniform(0.1, 0.6) }, 20, 10);
    branches.push({ branch: `${from}-${to}`, kind: 'line', from_bus: from, to_bus: to, ...pi, in_service: true });
  };
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (column + 1 < side) connect(name(row, column), name(row, column + 1));
      if (row + 1 < side) connect(name(row, column), name(row + 1, column));
    }
  }
  const loads = buses.slice(1).map(({ bus }) => {
    const p_mw = (4 / buses.length) * random.uniform(0, 2);
    return { load: bus, bus, p_mw, q_mvar: p_mw * random.uniform(0.2, 0.5) };
  });
  return { name: `lattice-${side}`, base_mva: 10, buses, branches, switches: [], shunts: [], loads, generators: [] };
}
