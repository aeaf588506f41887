// The true mismatch of voltages, summed over voltage differences (reason: admittance.ts).
//   Ii = Y0i Vi + Σj Yij (Vj − Vi),   ΔSi = Si(Vi) − Vi Ii*,   ΔIi = ΔSi* / Vi*
import { INDEX_MAX } from '../model/index-range.ts';
import { NODE_SIZE, PART_SIZE, type State } from './state.ts';

// V8 folds a module's own constants, not imported ones
const NODE = NODE_SIZE;
const PART = PART_SIZE;
const INDEX = INDEX_MAX;

/** Evaluates ΔP, ΔQ of the unknown nodes; returns the largest of them [p.u.]. */
export function trueMismatch({ elimination, pairs, node, parts, hasParts, residual }: State): number {
  residual.fill(0);
  addExchanges(pairs.ends, pairs.mutual, node, residual);
  addDirected(pairs.directedEnds, pairs.directed, node, residual);
  const worst = toPower(elimination.n, pairs.own, node, residual);
  return hasParts ? addParts(elimination.n, parts, node, residual) : worst;
}

/** ΔS of constant power in place of the current from each unknown node's neighbours; returns the largest |ΔP|, |ΔQ|. */
function toPower(nodes: number, own: Float64Array, node: Float64Array, residual: Float64Array): number {
  let worst = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const g = own[2 * k]!;
    const b = own[2 * k + 1]!;
    const re = residual[2 * k]! + g * e - b * f;
    const im = residual[2 * k + 1]! + g * f + b * e;
    const p = node[NODE * k + 4]! - (e * re + f * im);
    const q = node[NODE * k + 5]! - (f * re - e * im);
    residual[2 * k] = p;
    residual[2 * k + 1] = q;
    const dp = Math.abs(p);
    const dq = Math.abs(q);
    if (!(dp <= worst && dq <= worst)) worst = Math.max(worst, dp, dq); // NaN too
  }
  return worst;
}

/** The same with the power of constant current and impedance. */
function addParts(nodes: number, parts: Float64Array, node: Float64Array, residual: Float64Array): number {
  let worst = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const v2 = e * e + f * f;
    const vm = Math.sqrt(v2);
    const p = residual[2 * k]! + parts[PART * k]! * vm + parts[PART * k + 2]! * v2;
    const q = residual[2 * k + 1]! + parts[PART * k + 1]! * vm + parts[PART * k + 3]! * v2;
    residual[2 * k] = p;
    residual[2 * k + 1] = q;
    worst = Math.max(worst, Math.abs(p), Math.abs(q));
  }
  return worst;
}

/** ΔI of the mismatch last evaluated, Re and Im of each unknown node, `width` numbers apart. */
export function currentMismatch(
  { elimination, node, residual }: State,
  into: Float64Array,
  width: number,
  from: number,
) {
  for (let k = 0, n = elimination.n & INDEX; k < n; k++) {
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const scale = 1 / (e * e + f * f);
    const p = residual[2 * k]! * scale;
    const q = residual[2 * k + 1]! * scale;
    into[width * k + from] = p * e + q * f;
    into[width * k + from + 1] = p * f - q * e;
  }
}

/** Yij (Vj − Vi) of each pair, to i, and from j. */
function addExchanges(ends: Int32Array, mutual: Float64Array, node: Float64Array, residual: Float64Array): void {
  for (let p = 0, count = (ends.length / 2) & INDEX; p < count; p++) {
    const i = ends[2 * p]! & INDEX;
    const j = ends[2 * p + 1]! & INDEX;
    const de = node[NODE * j]! - node[NODE * i]!;
    const df = node[NODE * j + 1]! - node[NODE * i + 1]!;
    const g = mutual[2 * p]!;
    const b = mutual[2 * p + 1]!;
    const re = g * de - b * df;
    const im = g * df + b * de;
    residual[2 * i] = residual[2 * i]! + re;
    residual[2 * i + 1] = residual[2 * i + 1]! + im;
    residual[2 * j] = residual[2 * j]! - re;
    residual[2 * j + 1] = residual[2 * j + 1]! - im;
  }
}

/** Yij (Vj − Vi) of each pair, to i alone. */
function addDirected(ends: Int32Array, directed: Float64Array, node: Float64Array, residual: Float64Array): void {
  for (let p = 0, count = (ends.length / 2) & INDEX; p < count; p++) {
    const i = ends[2 * p]! & INDEX;
    const j = ends[2 * p + 1]! & INDEX;
    const de = node[NODE * j]! - node[NODE * i]!;
    const df = node[NODE * j + 1]! - node[NODE * i + 1]!;
    const g = directed[2 * p]!;
    const b = directed[2 * p + 1]!;
    residual[2 * i] = residual[2 * i]! + (g * de - b * df);
    residual[2 * i + 1] = residual[2 * i + 1]! + (g * df + b * de);
  }
}
