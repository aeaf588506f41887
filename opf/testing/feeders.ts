// Small feeders for tests: n buses in a random tree, a machine, a converter and a battery, prices of T steps.
import { type Stream, stream } from '../../base/index.ts';
import { type BusLoads, compile, emptyLoads, type NetworkData } from '../../network/index.ts';
import { constant, formulate, type Linear, linear } from '../../optimisation/index.ts';
import type { AcProblem, Control } from '../problem.ts';

export interface FeederOptions {
  readonly buses?: number;
  readonly steps?: number;
  readonly loadFactor?: number;
  /** Lower and upper bound of |V| [p.u.]. */
  readonly band?: readonly [number, number];
  readonly rating_mva?: number;
  /** Shares of constant impedance and current in the loads. */
  readonly zip?: { readonly z: number; readonly i: number };
  readonly prices?: (t: number) => number;
  readonly battery?: boolean;
}

const BASE_MVA = 1;

export function feeder(seed: number, options: FeederOptions = {}): AcProblem {
  const {
    buses = 6,
    steps = 1,
    loadFactor = stream(seed, 'load').choose([0.3, 1, 2]),
    band = [0.9, 1.1],
    rating_mva,
    zip = { z: 0, i: 0 },
  } = options;
  const random = stream(seed, 'feeder');
  const name = (i: number) => `b${i}`;
  const data: NetworkData = {
    name: `feeder ${seed}`,
    base_mva: BASE_MVA,
    buses: Array.from({ length: buses }, (_, i) => ({
      ...{ bus: name(i), kind: i === 0 ? ('slack' as const) : ('pq' as const), vn_kv: 10 },
      ...(i === 0 ? { v_pu: 1 } : { v_min_pu: band[0], v_max_pu: band[1] }),
    })),
    branches: Array.from({ length: buses - 1 }, (_, k) => ({
      ...{ branch: `l${k + 1}`, kind: 'line' as const, from_bus: name(parent(random, k)), to_bus: name(k + 1) },
      ...{ r_pu: random.uniform(0.01, 0.08), x_pu: random.uniform(0.01, 0.08), g_pu: 0, b_pu: random.uniform(0, 0.01) },
      ...{ tap: 1, shift_deg: 0, in_service: true, ...(rating_mva === undefined ? {} : { s_max_mva: rating_mva }) },
    })),
    ...{ switches: [], shunts: [], loads: [], generators: [] },
  };
  const network = compile(data);
  const into = formulate(data.name);
  const controls: Control[] = [];
  const at = () => name(1 + Math.floor(random.unit() * (buses - 1)));
  const each = (make: (t: number) => Linear) => Array.from({ length: steps }, (_, t) => make(t));
  const machine = into.variables('machine', [steps], { min: 0, max: 300, cost: 0.9, quadratic: 0.004 });
  const machineQ = into.variables('machine-q', [steps], { min: -100, max: 200 });
  controls.push({
    ...{
      name: 'machine',
      bus: at(),
      p_kw: each((t) => linear(-1, machine(t))),
      q_kvar: each((t) => linear(-1, machineQ(t))),
    },
  });
  const sun = into.variables('sun', [steps], { min: 0, max: (t) => 400 + 300 * Math.sin(2 * t) });
  const sunQ = into.variables('sun-q', [steps], { min: -600, max: 600 });
  controls.push({
    ...{ name: 'sun', bus: at(), rating_kva: 600 },
    ...{ p_kw: each((t) => linear(-1, sun(t))), q_kvar: each((t) => linear(-1, sunQ(t))) },
  });
  if (options.battery) {
    const p = { min: 0, max: 100, cost: 0.01 };
    const [charge, discharge] = [into.variables('charge', [steps], p), into.variables('discharge', [steps], p)];
    const energy = into.variables('energy', [steps], { min: 0, max: 300 });
    into.rows('store', [steps], (row, t) => {
      row
        .term(1, energy(t))
        .term(-0.95, charge(t))
        .term(1 / 0.95, discharge(t));
      if (t > 0) row.term(-1, energy(t - 1));
      row.equals(t > 0 ? 0 : 150);
    });
    const pair = (t: number): Linear => ({ terms: [[1, charge(t)], [-1, discharge(t)]], constant: 0 }); // biome-ignore format: pair
    controls.push({ name: 'battery', bus: at(), p_kw: each(pair), q_kvar: each(() => constant(0)) });
  }
  const prices = options.prices ?? ((t: number) => 1 + 0.8 * Math.cos(2 * t));
  const price = Array.from({ length: steps }, (_, t) => prices(t));
  return {
    ...{ name: data.name, network, hours: price.map((_, t) => `h${t}`), dt_h: 1, devices: into.build(), controls },
    fixed: price.map(() => loads(random, buses, loadFactor, zip)),
    exchange: {
      ...{ import_price: price, export_price: price.map((p) => 0.5 * p) },
      ...{ import_max_kw: 5000, export_max_kw: 5000 },
    },
    limits: { voltage: true, branches: true },
  };
}

const parent = (random: Stream, k: number): number => Math.max(0, k - Math.floor(random.unit() * 2));

function loads(random: Stream, buses: number, factor: number, { z, i }: { z: number; i: number }): BusLoads {
  const into = emptyLoads(buses);
  for (let b = 1; b < buses; b++) {
    const p = factor * random.uniform(20, 120);
    const q = p * random.uniform(0.1, 0.5);
    for (const [share, pPart, qPart] of [
      [1 - z - i, into.p_kw, into.q_kvar],
      [i, into.pi_kw, into.qi_kvar],
      [z, into.pz_kw, into.qz_kvar],
    ] as const) {
      pPart[b] = share * p;
      qPart[b] = share * q;
    }
  }
  return into;
}
