// Random networks with a known solution, from a seed: voltages are drawn first, loads are computed from them.
import { type Stream, stream } from '../../base/index.ts';
import { branchAdmittances } from '../model/admittance.ts';
import type { Branch, Bus, NetworkData } from '../model/data.ts';

export interface Known {
  readonly data: NetworkData;
  /** Voltages of the buses that the loads were derived from [p.u., degrees]. */
  readonly vm_pu: readonly number[];
  readonly va_deg: readonly number[];
  /** Losses as a share of the power drawn. */
  readonly lossShare: number;
}

/** Start values of the file: none, 1 p.u. at 0°, or random angles. */
export type StartValues = 'none' | 'zero' | 'random';

const RADIANS = Math.PI / 180;

/**
 * A meshed network of one or two islands, with transformers of every vector group whose shifts add up around each loop,
 * phase shifters, series capacitors and PV buses.
 */
export function knownNetwork(seed: number, start: StartValues): Known {
  const random = stream(seed, 'known');
  const below = (n: number) => Math.floor(random.unit() * n);
  const n = 7 + below(6);
  const islands = 1 + below(2);
  const group = Array.from({ length: n }, () => 30 * below(12)); // vector group of each bus relative to the slack
  const branches: Branch[] = [];
  const connect = (from: number, to: number) => {
    const x = 10 ** random.uniform(-2, -0.5);
    const capacitor = random.unit() < 0.1;
    const shifter = random.unit() < 0.1 ? random.uniform(-15, 15) : 0;
    const shift = group[from]! - group[to]! + shifter;
    branches.push({
      branch: String(branches.length),
      kind: shift === 0 ? 'line' : 'transformer',
      from_bus: String(from),
      to_bus: String(to),
      r_pu: x * random.uniform(0, 0.5) * (capacitor ? 0.1 : 1),
      x_pu: capacitor ? -0.2 * x : x,
      g_pu: 0,
      b_pu: random.uniform(0, 0.05),
      tap: random.unit() < 0.3 ? random.uniform(0.95, 1.05) : 1,
      shift_deg: shift - 360 * Math.round(shift / 360),
      in_service: true,
    });
  };
  const island = (bus: number) => bus % islands;
  const earlier = (bus: number) => {
    const choices = Array.from({ length: bus }, (_, i) => i).filter((i) => island(i) === island(bus));
    return choices[below(choices.length)]!;
  };
  for (let i = islands; i < n; i++) connect(earlier(i), i);
  for (let k = below(n); k > 0; k--) {
    const bus = islands + below(n - islands);
    connect(earlier(bus), bus);
  }
  const vm_pu: number[] = [];
  const va_deg: number[] = [];
  for (let i = 0; i < n; i++) {
    const feeder = branches[i - islands];
    const near = feeder === undefined || i < islands ? undefined : Number(feeder.from_bus);
    const size = near === undefined ? 0 : Math.min(1, 5 * Math.abs(feeder!.x_pu));
    vm_pu.push(near === undefined ? random.uniform(0.98, 1.04) : vm_pu[near]! + size * random.uniform(-0.05, 0.03));
    va_deg.push(
      near === undefined
        ? random.uniform(-60, 60)
        : va_deg[near]! - group[near]! + group[i]! + size * random.uniform(-12, 8),
    );
  }
  const drawn = drawnAt(branches, vm_pu, va_deg);
  const buses = vm_pu.map((vm, i): Bus => {
    const kind = i < islands ? 'slack' : random.unit() < 0.25 ? 'pv' : 'pq';
    const own = { bus: String(i), kind, vn_kv: 110, ...(kind === 'pq' ? {} : { v_pu: vm }) } as const;
    return kind === 'slack' ? { ...own, va_deg: va_deg[i]! } : { ...own, ...startOf(start, kind, random) };
  });
  const sum = (of: (p: number) => number) => drawn.reduce((total, [p]) => total + of(p), 0);
  return {
    vm_pu,
    va_deg,
    lossShare: -sum((p) => p) / sum((p) => Math.max(0, p)),
    data: {
      name: `known-${seed}`,
      base_mva: 100,
      buses,
      branches,
      switches: [],
      shunts: [],
      loads: drawn.map(([p, q], i) => ({ load: String(i), bus: String(i), p_mw: 100 * p, q_mvar: 100 * q })),
      generators: [],
    },
  };
}

function startOf(start: StartValues, kind: 'pv' | 'pq', random: Stream): Partial<Bus> {
  if (start === 'none') return {};
  const va_deg = start === 'zero' ? 0 : random.uniform(-180, 180);
  return kind === 'pq' ? { v_pu: 1, va_deg } : { va_deg };
}

/** P, Q that each bus draws [p.u.]: the sum of the branch flows. */
function drawnAt(branches: readonly Branch[], vm: readonly number[], va_deg: readonly number[]): [number, number][] {
  const t = branchAdmittances(branches);
  const V = vm.map((v, i) => [v * Math.cos(va_deg[i]! * RADIANS), v * Math.sin(va_deg[i]! * RADIANS)] as const);
  const drawn = vm.map((): [number, number] => [0, 0]);
  const take = (bus: number, far: number, shared: readonly number[], own: readonly number[]) => {
    const [e, f] = V[bus]!;
    const [de, df] = [V[far]![0] - e, V[far]![1] - f];
    const re = own[0]! * e - own[1]! * f + shared[0]! * de - shared[1]! * df;
    const im = own[0]! * f + own[1]! * e + shared[0]! * df + shared[1]! * de;
    drawn[bus]![0] -= e * re + f * im;
    drawn[bus]![1] -= f * re - e * im;
  };
  for (const [k, { from_bus, to_bus }] of branches.entries()) {
    const [from, to] = [Number(from_bus), Number(to_bus)];
    const at = (i: number) => [t[8 * k + i]!, t[8 * k + i + 1]!];
    take(from, to, at(2), at(0));
    take(to, from, at(4), at(6));
  }
  return drawn;
}
