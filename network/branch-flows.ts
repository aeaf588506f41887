// Power and current at both ends of each branch, and the power of the slack buses.
import type { Network } from './model/compile.ts';
import { INDEX_MAX } from './model/index-range.ts';
import { ampsOfMva } from './model/per-unit.ts';
import type { Injections, Voltages } from './newton/state.ts';

/** Numbers per branch in `branchConstants`. */
export const BRANCH_SIZE = 12;

// V8 folds a module's own constants, not imported ones
const BRANCH = BRANCH_SIZE;
const INDEX = INDEX_MAX;

/** What the flows of the branches of a network need, prepared once. */
export interface Branches {
  /** As of `branchConstants`. */
  readonly constants: Float64Array;
  /** 1 for each branch that is a series impedance alone: the current out of it is the current into it. */
  readonly series: Uint8Array;
  /** Where the columns have the active power from a slack bus into a branch; the reactive power is one column further. */
  readonly atSlack: Int32Array;
}

/** Results, which each evaluation overwrites. */
export interface BranchValues {
  /** One column after the other, in the order of `COLUMNS`. */
  readonly values: Float64Array;
  readonly sums: { loss_kw: number; loss_kvar: number; import_kw: number; import_kvar: number };
}

export const branchesOf = (y: Network): Branches => ({
  constants: branchConstants(y),
  series: seriesBranches(y),
  atSlack: endsAtSlack(y),
});

/** Per branch: its two-port (8), base currents at both ends [A], loading in % per p.u., 1 where that is of current. */
export function branchConstants({ data, twoPort }: Network): Float64Array {
  const vn = new Map(data.buses.map((b) => [b.bus, b.vn_kv]));
  const amps = (bus: string) => (vn.get(bus) ? ampsOfMva(data.base_mva, vn.get(bus)!) : Number.NaN);
  const constants = new Float64Array(BRANCH * data.branches.length);
  for (const [k, { from_bus, to_bus, i_max_a, s_max_mva }] of data.branches.entries()) {
    constants.set(twoPort.subarray(8 * k, 8 * k + 8), BRANCH * k);
    const percent =
      i_max_a !== undefined
        ? (100 * amps(from_bus)) / i_max_a
        : s_max_mva !== undefined
          ? (100 * data.base_mva) / s_max_mva
          : Number.NaN;
    constants.set([amps(from_bus), amps(to_bus), percent, i_max_a !== undefined ? 1 : 0], BRANCH * k + 8);
  }
  return constants;
}

function seriesBranches({ from, twoPort: y }: Network): Uint8Array {
  const isSeries = (a: number) =>
    y[a] === 0 && y[a + 1] === 0 && y[a + 6] === 0 && y[a + 7] === 0 && y[a + 2] === y[a + 4] && y[a + 3] === y[a + 5];
  return Uint8Array.from(from, (_, k) => Number(isSeries(8 * k)));
}

function endsAtSlack({ n, from, to }: Network): Int32Array {
  const m = from.length;
  const ends: number[] = [];
  for (let k = 0; k < m; k++) {
    if (from[k]! >= n) ends.push(k);
    if (to[k]! >= n) ends.push(k + 2 * m);
  }
  return Int32Array.from(ends);
}

/** Power, current and loading of each branch, and the losses. */
export function fillBranches(
  { from, to, base_mva }: Network,
  { vm, e, f }: Voltages,
  { values, sums, constants, series }: Branches & BranchValues,
): void {
  fill(from, to, vm, e, f, constants, series, 1000 * base_mva, values, sums);
}

/** A function of arrays (reason: docs/decisions.md, "Loops are functions of arrays"). */
function fill(
  from: Int32Array,
  to: Int32Array,
  vm: Float64Array,
  e: Float64Array,
  f: Float64Array,
  constants: Float64Array,
  series: Uint8Array,
  kw: number,
  values: Float64Array,
  sums: BranchValues['sums'],
): void {
  const m = from.length & INDEX;
  let loss = 0;
  let lossQ = 0;
  for (let k = 0; k < m; k++) {
    if (from[k]! < 0) continue;
    const i = from[k]! & INDEX;
    const j = to[k]! & INDEX;
    const ei = e[i]!;
    const fi = f[i]!;
    const ej = e[j]!;
    const fj = f[j]!;
    const a = BRANCH * k;
    const de = ej - ei;
    const df = fj - fi;
    const c2 = constants[a + 2]!;
    const c3 = constants[a + 3]!;
    let re = 0;
    let im = 0;
    let reTo = 0;
    let imTo = 0;
    let I = 0;
    let ITo = 0;
    if (series[k] === 0) {
      const c0 = constants[a]!;
      const c1 = constants[a + 1]!;
      const c4 = constants[a + 4]!;
      const c5 = constants[a + 5]!;
      const c6 = constants[a + 6]!;
      const c7 = constants[a + 7]!;
      re = c0 * ei - c1 * fi + c2 * de - c3 * df;
      im = c0 * fi + c1 * ei + c2 * df + c3 * de;
      reTo = c6 * ej - c7 * fj - c4 * de + c5 * df;
      imTo = c6 * fj + c7 * ej - c4 * df - c5 * de;
      I = Math.sqrt(re * re + im * im);
      ITo = Math.sqrt(reTo * reTo + imTo * imTo);
    } else {
      re = 0 + c2 * de - c3 * df; // + 0 because −0 is no flow
      im = 0 + c2 * df + c3 * de;
      reTo = 0 - re;
      imTo = 0 - im;
      I = Math.sqrt(re * re + im * im);
      ITo = I;
    }
    const pFrom = (ei * re + fi * im) * kw;
    const qFrom = (fi * re - ei * im) * kw;
    const pTo = (ej * reTo + fj * imTo) * kw;
    const qTo = (fj * reTo - ej * imTo) * kw;
    values[k] = pFrom;
    values[k + m] = qFrom;
    values[k + 2 * m] = pTo;
    values[k + 3 * m] = qTo;
    values[k + 4 * m] = I * constants[a + 8]!;
    values[k + 5 * m] = ITo * constants[a + 9]!;
    const isCurrent = constants[a + 11] === 1;
    const here = isCurrent ? I : vm[i]! * I;
    const there = isCurrent ? ITo : vm[j]! * ITo;
    const largest = here > there ? here : there;
    values[k + 6 * m] = constants[a + 10]! * largest;
    loss += pFrom + pTo;
    lossQ += qFrom + qTo;
  }
  sums.loss_kw = loss;
  sums.loss_kvar = lossQ;
}

/** Slack power: the power from the slack nodes into branches and shunts, and the power drawn at the slack buses. */
export function fillImport(
  y: Network,
  s: Injections,
  { vm }: Voltages,
  { values, sums, atSlack }: Branches & BranchValues,
): void {
  const m = y.from.length;
  const kw = 1000 * y.base_mva;
  let P = 0;
  let Q = 0;
  for (let a = 0; a < atSlack.length; a++) {
    P += values[atSlack[a]!]!;
    Q += values[atSlack[a]! + m]!;
  }
  for (let i = y.n; i < y.nodes; i++) {
    const V = vm[i]!;
    P -= kw * (s.p[i]! + s.pi[i]! * V + s.pz[i]! * V * V - y.shunt.g[i]! * V * V);
    Q -= kw * (s.q[i]! + s.qi[i]! * V + s.qz[i]! * V * V + y.shunt.b[i]! * V * V);
  }
  sums.import_kw = P;
  sums.import_kvar = Q;
}
