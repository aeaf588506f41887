// The reference cases of ../shared/data/opf as problems, and their solutions.
import { existsSync, readFileSync } from 'node:fs';
import { compile, matpower, type NetworkData, tableLoads } from '../../network/index.ts';
import { formulate, linear } from '../../optimisation/index.ts';
import type { AcProblem, Control, SupplyExchange } from '../problem.ts';

const FOLDER = new URL('../../../shared/data/opf/', import.meta.url);
export const HAS_CASES = existsSync(FOLDER);

interface Horizon {
  readonly T: number;
  readonly dt: number;
  readonly import_price: number[];
  readonly export_price: number[];
  readonly exchange_max: number;
  readonly load_profile_default: number[];
  readonly load_profile_commercial: number[];
  readonly commercial_buses: number[];
  readonly batteries: Record<string, number>[];
  readonly pv: { bus: number; s_max: number; p_available: number[] }[];
}

export interface CaseFile {
  readonly name: string;
  readonly base_mva: number;
  readonly bus: number[][];
  readonly gen: number[][];
  readonly branch: number[][];
  readonly gencost: number[][];
  readonly horizon?: Horizon;
}

// biome-ignore lint/suspicious/noExplicitAny: files of several shapes
export const readJson = (file: string): any => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
export const caseFile = (name: string): CaseFile => readJson(`${name}.case.json`);

const text = ({ name, base_mva, bus, gen, branch }: CaseFile) => {
  const matrix = (rows: number[][]) => `[\n${rows.map((row) => row.join('\t')).join(';\n')};\n]`;
  return `function mpc = ${name.replaceAll('-', '_')}\nmpc.version = '2';\nmpc.baseMVA = ${base_mva};
mpc.bus = ${matrix(bus)};\nmpc.gen = ${matrix(gen)};\nmpc.branch = ${matrix(branch)};\n`;
};

function tables(file: CaseFile): NetworkData {
  const { data } = matpower.read(text(file), `${file.name}.m`);
  return {
    ...data,
    generators: [],
    enforce_q_limits: false,
    buses: data.buses.map((bus) => (bus.kind === 'pv' ? { ...bus, kind: 'pq' } : bus)),
  };
}

export function problemOf(file: CaseFile): AcProblem {
  return file.horizon ? multiPeriod(file, file.horizon) : singlePeriod(file);
}

function singlePeriod(file: CaseFile): AcProblem {
  const network = compile(tables(file));
  const slack = file.bus.find((row) => row[1] === 3)!;
  const into = formulate(file.name);
  const controls: Control[] = [];
  let exchange: SupplyExchange | undefined;
  for (const [g, row] of file.gen.entries()) {
    const [bus, , , qMax, qMin, vg, , status, pMax, pMin] = row as [number, number, ...number[]];
    if (!(status! > 0)) continue;
    const [c2, c1, c0] = file.gencost[g]!.slice(4) as [number, number, number];
    into.constant(c0!);
    if (bus === slack[0] && !exchange) {
      exchange = {
        ...{ import_price: [c1! / 1000], export_price: [c1! / 1000], import_slope: (2 * c2!) / 1e6 },
        ...{
          import_min_kw: Math.max(0, pMin! * 1000),
          import_max_kw: pMax! * 1000,
          export_max_kw: Math.max(0, -pMin! * 1000),
        },
        ...{ q_min_kvar: qMin! * 1000, q_max_kvar: qMax! * 1000 },
      };
      continue;
    }
    const p = into.variable(`p${g}`, { min: pMin!, max: pMax!, cost: c1!, quadratic: 2 * c2! });
    const q = into.variable(`q${g}`, { min: qMin!, max: qMax! });
    const start = file.bus.find((b) => b[0] === bus)![1] === 2 ? { start_vm_pu: vg! } : {};
    controls.push({
      name: `gen-${g}`,
      bus: String(bus),
      p_kw: [linear(-1000, p)],
      q_kvar: [linear(-1000, q)],
      ...start,
    });
  }
  return {
    name: file.name,
    network,
    hours: ['0'],
    dt_h: 1,
    devices: into.build(),
    controls,
    fixed: [tableLoads(network)],
    exchange: exchange!,
    slack_vm_pu: [slack[12]!, slack[11]!],
    limits: { voltage: true, branches: true },
  };
}

function multiPeriod(file: CaseFile, h: Horizon): AcProblem {
  const network = compile(tables(file));
  const slack = file.bus.find((row) => row[1] === 3)!;
  const into = formulate(file.name);
  const controls: Control[] = [];
  for (const [k, b] of h.batteries.entries()) {
    const cost = b['throughput_cost']! * h.dt;
    const ch = into.variables(`ch${k}`, [h.T], { min: 0, max: b['p_max']!, cost });
    const dis = into.variables(`dis${k}`, [h.T], { min: 0, max: b['p_max']!, cost });
    const q = into.variables(`q${k}`, [h.T], { min: -b['s_max']!, max: b['s_max']! });
    const e = into.variables(`e${k}`, [h.T], {
      min: (t) => (t === h.T - 1 ? Math.max(b['e_min']!, b['e_end']!) : b['e_min']!),
      max: b['e_max']!,
    });
    into.rows(`store${k}`, [h.T], (row, t) => {
      row
        .term(1, e(t))
        .term(-h.dt * b['eta_charge']!, ch(t))
        .term(h.dt / b['eta_discharge']!, dis(t));
      if (t > 0) row.term(-1, e(t - 1));
      row.equals(t > 0 ? 0 : b['e_start']!);
    });
    controls.push({
      ...{ name: `battery-${k}`, bus: String(b['bus']), rating_kva: 1000 * b['s_max']! },
      p_kw: each(h.T, (t) => ({ terms: [[1000, ch(t)], [-1000, dis(t)]], constant: 0 })), // biome-ignore format: pair
      q_kvar: each(h.T, (t) => linear(-1000, q(t))),
    });
  }
  for (const [k, pv] of h.pv.entries()) {
    const p = into.variables(`pv${k}`, [h.T], { min: 0, max: (t) => pv.p_available[t]! });
    const q = into.variables(`pvq${k}`, [h.T], { min: -pv.s_max, max: pv.s_max });
    controls.push({
      ...{ name: `pv-${k}`, bus: String(pv.bus), rating_kva: 1000 * pv.s_max },
      p_kw: each(h.T, (t) => linear(-1000, p(t))),
      q_kvar: each(h.T, (t) => linear(-1000, q(t))),
    });
  }
  const exchange_kw = 1000 * h.exchange_max;
  const loads = tableLoads(network);
  return {
    name: file.name,
    network,
    hours: each(h.T, String),
    dt_h: h.dt,
    devices: into.build(),
    controls,
    fixed: each(h.T, (t) => {
      const share = network.buses.map(
        (bus) => (h.commercial_buses.includes(Number(bus)) ? h.load_profile_commercial : h.load_profile_default)[t]!,
      );
      return {
        ...loads,
        p_kw: loads.p_kw.map((p, b) => p * share[b]!),
        q_kvar: loads.q_kvar.map((q, b) => q * share[b]!),
      };
    }),
    exchange: {
      import_price: h.import_price.map((c) => c / 1000),
      export_price: h.export_price.map((c) => c / 1000),
      ...{ import_max_kw: exchange_kw, export_max_kw: exchange_kw, q_min_kvar: -exchange_kw, q_max_kvar: exchange_kw },
    },
    slack_vm_pu: [slack[12]!, slack[11]!],
    limits: { voltage: true, branches: true },
  };
}

const each = <T>(count: number, make: (t: number) => T): T[] => Array.from({ length: count }, (_, t) => make(t));
