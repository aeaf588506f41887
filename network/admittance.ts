// Branch two-ports and the nodal admittance matrix, per unit. With t = tap e^{jφ}, ys = 1 / (r + jx), yc = g + jb:
//   | If |   | (ys + yc/2) / tap²   −ys / t̄    | | Vf |     (MATPOWER User's Manual, eq. 3.1–3.2,
//   | It | = | −ys / t               ys + yc/2 | | Vt |      with a shunt conductance)
import { type BlockPattern, pairIndex } from '../base/index.ts';
import type { Branch } from './data.ts';

/** Eight numbers per branch: re, im of yff, yft, ytf, ytt; in service or not. */
export function branchAdmittances(branches: readonly Branch[]): Float64Array {
  const y = new Float64Array(8 * branches.length);
  for (const [k, { r_pu: r, x_pu: x, g_pu: g, b_pu: b, tap, shift_deg }] of branches.entries()) {
    const zz = r * r + x * x;
    const gs = r / zz;
    const bs = -x / zz;
    const phi = (shift_deg * Math.PI) / 180;
    const c = shift_deg === 0 ? 1 : Math.cos(phi);
    const s = shift_deg === 0 ? 0 : Math.sin(phi);
    const gt = gs + g / 2;
    const bt = bs + b / 2;
    y.set(
      [
        gt / tap ** 2,
        bt / tap ** 2,
        -(gs * c - bs * s) / tap,
        -(bs * c + gs * s) / tap,
        -(gs * c + bs * s) / tap,
        -(bs * c - gs * s) / tap,
        gt,
        bt,
      ],
      8 * k,
    );
  }
  return y;
}

/** Entries of the admittance matrix in slack columns. */
export interface SlackLinks {
  readonly node: Int32Array;
  readonly of: Int32Array;
  readonly G: Float64Array;
  readonly B: Float64Array;
}

/** Sums two-ports and shunts into diagonals, pairs of unknown nodes and links to slack nodes (those from n on). */
export function nodalAdmittance(
  n: number,
  pattern: BlockPattern,
  shunt: { readonly g: Float64Array; readonly b: Float64Array },
  from: Int32Array,
  to: Int32Array,
  twoPort: Float64Array,
) {
  const Gd = Float64Array.from(shunt.g);
  const Bd = Float64Array.from(shunt.b);
  const pair = new Float64Array(4 * pattern.col.length);
  const links: { node: number; of: number; g: number; b: number }[] = [];
  const add = (i: number, j: number, g: number, b: number) => {
    if (i === j) {
      Gd[i]! += g;
      Bd[i]! += b;
    } else if (i < n && j < n) {
      const at = 4 * pairIndex(pattern, i, j) + (i < j ? 0 : 2);
      pair[at]! += g;
      pair[at + 1]! += b;
    } else if (i < n) links.push({ node: i, of: j, g, b });
  };
  for (let k = 0; k < from.length; k++) {
    const i = from[k]!;
    const j = to[k]!;
    if (i < 0) continue;
    const [gff, bff, gft, bft, gtf, btf, gtt, btt] = twoPort.subarray(8 * k, 8 * k + 8);
    add(i, i, gff!, bff!);
    add(i, j, gft!, bft!);
    add(j, i, gtf!, btf!);
    add(j, j, gtt!, btt!);
  }
  const slack: SlackLinks = {
    node: Int32Array.from(links, (l) => l.node),
    of: Int32Array.from(links, (l) => l.of),
    G: Float64Array.from(links, (l) => l.g),
    B: Float64Array.from(links, (l) => l.b),
  };
  return { Gd, Bd, pair, slack };
}
