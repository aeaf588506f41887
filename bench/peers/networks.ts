// The networks of the comparison, each on a base of 1 MVA with its slack at 1 p.u. as first bus, and the export of network and
// scenarios to files that every engine reads.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, gridOf, matpower, type NetworkData, readAs, tableLoads } from '../../network/index.ts';
import { latticeNetwork, randomNetwork } from '../../network/testing/generate.ts';
import { ieee33 } from '../../network/testing/ieee33.ts';
import { hourlyFactors } from './scenarios.ts';

export interface Subject {
  readonly name: string;
  readonly scenarios: number;
  /** The tables; `matpowerFolder` has the case files of MATPOWER. */
  data(matpowerFolder: string): NetworkData;
}

export const SUBJECTS: readonly Subject[] = [
  { name: '33', scenarios: 8760, data: () => ieee33() },
  { name: '69', scenarios: 4380, data: fromMatpower('case69') },
  { name: '118zh', scenarios: 2190, data: fromMatpower('case118zh') },
  { name: '33-meshed', scenarios: 8760, data: () => ieee33({ tiesClosed: true }) },
  { name: 'radial-1000', scenarios: 400, data: () => loadedTo(0.93, randomNetwork(1, { buses: 1000 })) },
  { name: 'meshed-1000', scenarios: 400, data: () => loadedTo(0.93, randomNetwork(1, { buses: 1000, ties: 100 })) },
  { name: 'lattice-1024', scenarios: 80, data: () => loadedTo(0.93, latticeNetwork(32)) },
  { name: 'radial-10000', scenarios: 80, data: () => loadedTo(0.93, randomNetwork(1, { buses: 10_000 })) },
];

function fromMatpower(name: string): (folder: string) => NetworkData {
  return (folder) => {
    const file = join(folder, `${name}.m`);
    return readAs(matpower, readFileSync(file, 'utf8'), file).data;
  };
}

/** The network with its loads scaled so that its lowest voltage is `vmin_pu`. */
function loadedTo(vmin_pu: number, data: NetworkData): NetworkData {
  const scaled = (factor: number): NetworkData => ({
    ...data,
    loads: data.loads.map((l) => ({ ...l, p_mw: l.p_mw * factor, q_mvar: l.q_mvar * factor })),
  });
  const drop = (factor: number) => {
    const y = compile(scaled(factor));
    const flow = gridOf(y).solve(tableLoads(y));
    return flow.converged ? 1 - Math.min(...flow.vm_pu) : 1;
  };
  let factor = 1;
  for (let round = 0; round < 6; round++) factor *= (1 - vmin_pu) / drop(factor);
  return scaled(factor);
}

/** The tables on a base of 1 MVA, with the slack at 1 p.u. first: so that all engines have the same problem. */
function stated(data: NetworkData): NetworkData {
  const { base_mva } = data;
  const slack = data.buses.filter(({ kind }) => kind === 'slack').map((bus) => ({ ...bus, v_pu: 1, va_deg: 0 }));
  const others = data.buses.filter(({ kind }) => kind !== 'slack');
  const lines = data.branches.filter(({ in_service }) => in_service);
  if (slack.length !== 1 || others.some(({ kind }) => kind !== 'pq'))
    throw new Error(`${data.name}: one slack, no PV buses`);
  if (lines.some(({ tap, shift_deg, g_pu }) => tap !== 1 || shift_deg !== 0 || g_pu !== 0) || data.shunts.length > 0)
    throw new Error(`${data.name}: lines without taps and conductance, no shunts`);
  return {
    ...data,
    base_mva: 1,
    buses: [...slack, ...others],
    branches: lines.map((l) => ({ ...l, r_pu: l.r_pu / base_mva, x_pu: l.x_pu / base_mva, b_pu: l.b_pu * base_mva })),
    generators: [],
  };
}

/**
 * Writes `tables.json` (the tables for our own engine), `network.json` (indices and per-unit values), and `p.f64`, `q.f64`: the
 * power drawn [MW, Mvar], little-endian doubles [scenario, bus].
 */
export function exportSubject(subject: Subject, matpowerFolder: string, folder: string): void {
  const data = stated(subject.data(matpowerFolder));
  mkdirSync(folder, { recursive: true });
  const index = new Map(data.buses.map(({ bus }, i) => [bus, i]));
  const { scenarios } = subject;
  const network = {
    name: subject.name,
    buses: data.buses.length,
    vn_kv: data.buses[0]!.vn_kv,
    from: data.branches.map((b) => index.get(b.from_bus)),
    to: data.branches.map((b) => index.get(b.to_bus)),
    r_pu: data.branches.map((b) => b.r_pu),
    x_pu: data.branches.map((b) => b.x_pu),
    b_pu: data.branches.map((b) => b.b_pu),
    scenarios,
  };
  const y = compile(data);
  if (y.buses.some((bus, i) => index.get(bus) !== i)) throw new Error(`${data.name}: buses without supply`);
  const nominal = tableLoads(y);
  const p = new Float64Array(scenarios * network.buses);
  const q = new Float64Array(scenarios * network.buses);
  for (const [k, factors] of hourlyFactors(network.buses, scenarios).entries()) {
    for (let b = 0; b < network.buses; b++) {
      p[k * network.buses + b] = (nominal.p_kw[b]! / 1000) * factors[b]!;
      q[k * network.buses + b] = (nominal.q_kvar[b]! / 1000) * Math.abs(factors[b]!);
    }
  }
  writeFileSync(join(folder, 'tables.json'), JSON.stringify(data));
  writeFileSync(join(folder, 'network.json'), JSON.stringify(network));
  writeFileSync(join(folder, 'p.f64'), p);
  writeFileSync(join(folder, 'q.f64'), q);
}
