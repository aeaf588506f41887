// The true mismatch of voltages, summed over voltage differences (reason: admittance.ts).
//   Ii = Y0i Vi + Σj Yij (Vj − Vi),   ΔSi = Si(Vi) − Vi Ii*,   ΔIi = ΔSi* / Vi*
import { INDEX_MAX } from '../model/index-range.ts';
import { LINK_SIZE } from './elimination.ts';
import type { Pairs } from './pairs.ts';
import { NODE_SIZE, PART_SIZE, type State } from './state.ts';

// V8 folds a module's own constants, not imported ones
const LINK = LINK_SIZE;
const NODE = NODE_SIZE;
const PART = PART_SIZE;
const INDEX = INDEX_MAX;

/** Evaluates ΔP, ΔQ of the unknown nodes; returns the largest of them [p.u.]. */
export function trueMismatch({ elimination, pairs, node, parts, hasParts, residual }: State): number {
  const { tree, parent, links } = elimination;
  const n = elimination.n & INDEX;
  const { own } = pairs;
  residual.fill(0);
  addExchanges(pairs, node, residual);
  let worst = 0;
  for (let k = 0; k < n; k++) {
    const a = NODE * k;
    const e = node[a]!;
    const f = node[a + 1]!;
    let re = residual[2 * k]! + own[2 * k]! * e - own[2 * k + 1]! * f;
    let im = residual[2 * k + 1]! + own[2 * k]! * f + own[2 * k + 1]! * e;
    if (k < tree) {
      const m = parent[k]! & INDEX;
      const de = node[NODE * m]! - e;
      const df = node[NODE * m + 1]! - f;
      const l = LINK * k;
      re += links[l]! * de - links[l + 1]! * df;
      im += links[l]! * df + links[l + 1]! * de;
      residual[2 * m] = residual[2 * m]! - (links[l + 2]! * de - links[l + 3]! * df);
      residual[2 * m + 1] = residual[2 * m + 1]! - (links[l + 2]! * df + links[l + 3]! * de);
    }
    let p = node[a + 4]!;
    let q = node[a + 5]!;
    if (hasParts) {
      const v2 = e * e + f * f;
      const vm = Math.sqrt(v2);
      p += parts[PART * k]! * vm + parts[PART * k + 2]! * v2;
      q += parts[PART * k + 1]! * vm + parts[PART * k + 3]! * v2;
    }
    p -= e * re + f * im;
    q -= f * re - e * im;
    residual[2 * k] = p;
    residual[2 * k + 1] = q;
    const dp = Math.abs(p);
    const dq = Math.abs(q);
    if (!(dp <= worst && dq <= worst)) worst = Math.max(worst, dp, dq); // NaN too
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

function addExchanges({ ends, mutual }: Pairs, node: Float64Array, residual: Float64Array): void {
  for (let p = 0, count = (ends.length / 2) & INDEX; p < count; p++) {
    const i = ends[2 * p]! & INDEX;
    const j = ends[2 * p + 1]! & INDEX;
    const de = node[NODE * j]! - node[NODE * i]!;
    const df = node[NODE * j + 1]! - node[NODE * i + 1]!;
    const Gij = mutual[4 * p]!;
    const Bij = mutual[4 * p + 1]!;
    const Gji = mutual[4 * p + 2]!;
    const Bji = mutual[4 * p + 3]!;
    residual[2 * i] = residual[2 * i]! + Gij * de - Bij * df;
    residual[2 * i + 1] = residual[2 * i + 1]! + Gij * df + Bij * de;
    residual[2 * j] = residual[2 * j]! - (Gji * de - Bji * df);
    residual[2 * j + 1] = residual[2 * j + 1]! - (Gji * df + Bji * de);
  }
}
