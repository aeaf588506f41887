// Loads and in-feeds [MW, kW; load convention] → injections at the nodes [p.u.; > 0 into the grid].
import type { Network } from './model/compile.ts';
import { INDEX_MAX } from './model/index-range.ts';
import { type Injections, zeroInjections } from './newton/state.ts';

/** Loads at every bus, load convention. Arrays run over `network.buses`. */
export interface BusLoads {
  /** Constant power [kW, kvar]. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** Constant current and constant impedance parts at 1 p.u. [kW, kvar]. */
  readonly pi_kw: Float64Array;
  readonly qi_kvar: Float64Array;
  readonly pz_kw: Float64Array;
  readonly qz_kvar: Float64Array;
}

/** Loads of zero at every bus, to be filled. */
export const emptyLoads = (buses: number): BusLoads => ({
  p_kw: new Float64Array(buses),
  q_kvar: new Float64Array(buses),
  pi_kw: new Float64Array(buses),
  qi_kvar: new Float64Array(buses),
  pz_kw: new Float64Array(buses),
  qz_kvar: new Float64Array(buses),
});

/** The nominal loads of the network's own table, split by their ZIP shares. */
export function tableLoads(y: Network): BusLoads {
  const index = new Map(y.buses.map((bus, i) => [bus, i]));
  const loads = emptyLoads(y.buses.length);
  for (const { bus, p_mw, q_mvar, zip = { z: 0, i: 0, p: 1 } } of y.data.loads) {
    const b = index.get(bus)!;
    loads.p_kw[b]! += 1000 * p_mw * zip.p;
    loads.q_kvar[b]! += 1000 * q_mvar * zip.p;
    loads.pi_kw[b]! += 1000 * p_mw * zip.i;
    loads.qi_kvar[b]! += 1000 * q_mvar * zip.i;
    loads.pz_kw[b]! += 1000 * p_mw * zip.z;
    loads.qz_kvar[b]! += 1000 * q_mvar * zip.z;
  }
  return loads;
}

/** Fixed in-feed of the machines in service [p.u.]; 0 at slack nodes, whose machines balance the network. */
export function fixedGeneration(y: Network): Injections {
  const index = new Map(y.buses.map((bus, i) => [bus, i]));
  const s = zeroInjections(y.nodes);
  for (const g of y.data.generators) {
    const i = y.nodeOf[index.get(g.bus)!]!;
    if (!g.in_service || i >= y.n) continue;
    s.p[i]! += g.p_mw / y.base_mva;
    s.q[i]! += g.q_mvar / y.base_mva;
  }
  return s;
}

// V8 folds a module's own constants, not imported ones
const INDEX = INDEX_MAX;

/** into = fixed generation − loads. */
export function inject(y: Network, fixed: Injections, loads: BusLoads, into: Injections): void {
  const { nodeOf } = y;
  const { p, q, pi, qi, pz, qz } = into;
  const perKw = 1 / (1000 * y.base_mva);
  const { p_kw, q_kvar, pi_kw, qi_kvar, pz_kw, qz_kvar } = loads;
  if (nodeOf.length === y.nodes) subtract(nodeOf, perKw, fixed.p, p_kw, p, fixed.q, q_kvar, q);
  else {
    // closed switches make several buses one node
    p.set(fixed.p);
    q.set(fixed.q);
    subtract(nodeOf, perKw, p, p_kw, p, q, q_kvar, q);
  }
  const isZip = isNonzero(nodeOf.length, pi_kw, qi_kvar, pz_kw, qz_kvar);
  if (isZip || into.isZip !== false) for (const part of [pi, qi, pz, qz]) part.fill(0);
  into.isZip = isZip;
  if (!isZip) return;
  subtract(nodeOf, perKw, pi, pi_kw, pi, qi, qi_kvar, qi);
  subtract(nodeOf, perKw, pz, pz_kw, pz, qz, qz_kvar, qz);
}

/** into = from − loads of the buses. A function of arrays (reason: docs/decisions.md, "Loops are functions of arrays"). */
function subtract(
  nodeOf: Int32Array,
  perKw: number,
  fromP: Float64Array,
  p_kw: Float64Array,
  p: Float64Array,
  fromQ: Float64Array,
  q_kvar: Float64Array,
  q: Float64Array,
): void {
  for (let b = 0, buses = nodeOf.length & INDEX; b < buses; b++) {
    const i = nodeOf[b]! & INDEX;
    p[i] = fromP[i]! - p_kw[b]! * perKw;
    q[i] = fromQ[i]! - q_kvar[b]! * perKw;
  }
}

/** Whether any of the first numbers is not 0. */
function isNonzero(count: number, a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): boolean {
  for (let k = 0, end = count & INDEX; k < end; k++) {
    if (a[k] !== 0 || b[k] !== 0 || c[k] !== 0 || d[k] !== 0) return true;
  }
  return false;
}
