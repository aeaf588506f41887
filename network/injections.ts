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
  const buses = nodeOf.length & INDEX;
  const { p, q } = into;
  const perKw = 1 / (1000 * y.base_mva);
  const { p_kw, q_kvar, pi_kw, qi_kvar, pz_kw, qz_kvar } = loads;
  const isShared = buses !== y.nodes; // closed switches make several buses one node
  const fromP = isShared ? p : fixed.p;
  const fromQ = isShared ? q : fixed.q;
  if (isShared) {
    p.set(fixed.p);
    q.set(fixed.q);
  }
  let isZip = false;
  for (let b = 0; b < buses; b++) {
    const i = nodeOf[b]! & INDEX;
    p[i] = fromP[i]! - p_kw[b]! * perKw;
    q[i] = fromQ[i]! - q_kvar[b]! * perKw;
    isZip ||= pi_kw[b]! !== 0 || qi_kvar[b]! !== 0 || pz_kw[b]! !== 0 || qz_kvar[b]! !== 0;
  }
  if (isZip || into.isZip !== false) {
    into.pi.fill(0);
    into.qi.fill(0);
    into.pz.fill(0);
    into.qz.fill(0);
  }
  into.isZip = isZip;
  if (!isZip) return;
  for (let b = 0; b < buses; b++) {
    const i = nodeOf[b]! & INDEX;
    into.pi[i]! -= pi_kw[b]! * perKw;
    into.qi[i]! -= qi_kvar[b]! * perKw;
    into.pz[i]! -= pz_kw[b]! * perKw;
    into.qz[i]! -= qz_kvar[b]! * perKw;
  }
}
