// Branch two-ports and the nodal admittance matrix, per unit. With t = tap e^{jφ}, ys = 1 / (r + jx), yc = g + jb:
//   | If |   | (ys + yc/2) / tap²   −ys / t̄    | | Vf |     (MATPOWER User's Manual, eq. 3.1–3.2,
//   | It | = | −ys / t               ys + yc/2 | | Vt |      with a shunt conductance)
// A short branch has a very large ys and almost no voltage across it. To avoid cancellation in their product, each row is stored
// as the mutual admittance and the row sum:
//   If = yft (Vt − Vf) + y0f Vf,   y0f = yff + yft;     Ii = Σj Yij (Vj − Vi) + Y0i Vi,   Y0i = Σj Yij with Yii
// The row sum of a line is its shunt alone; that of a transformer also has ys (1/tap² − 1/t̄).
import { type BlockPattern, pairIndex } from '../../base/index.ts';
import type { Branch } from './data.ts';

/** Eight numbers per branch: re, im of y0f, yft, ytf, y0t; zeros where it is out of service. */
export function branchAdmittances(branches: readonly Branch[]): Float64Array {
  const y = new Float64Array(8 * branches.length);
  for (const [k, { r_pu: r, x_pu: x, g_pu: g, b_pu: b, tap, shift_deg, in_service }] of branches.entries()) {
    if (!in_service) continue;
    const zz = r * r + x * x;
    const gs = r / zz;
    const bs = -x / zz;
    const phi = (shift_deg * Math.PI) / 180;
    const c = shift_deg === 0 ? 1 : Math.cos(phi);
    const s = shift_deg === 0 ? 0 : Math.sin(phi);
    const kf = 1 / tap - c; // 1/tap² − 1/t̄ = (1/tap − cos φ − j sin φ) / tap
    const kt = tap - c; //     1 − 1/t = (tap − cos φ + j sin φ) / tap
    y.set(
      [
        (gs * kf + bs * s + g / 2 / tap) / tap,
        (bs * kf - gs * s + b / 2 / tap) / tap,
        -(gs * c - bs * s) / tap,
        -(bs * c + gs * s) / tap,
        -(gs * c + bs * s) / tap,
        -(bs * c - gs * s) / tap,
        (gs * kt - bs * s) / tap + g / 2,
        (bs * kt + gs * s) / tap + b / 2,
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

/** Sums two-ports and shunts into rows, pairs of unknown nodes, and pairs with slack nodes (numbers from n on). */
export function nodalAdmittance(
  n: number,
  pattern: BlockPattern,
  shunt: { readonly g: Float64Array; readonly b: Float64Array },
  from: Int32Array,
  to: Int32Array,
  twoPort: Float64Array,
) {
  const G0 = Float64Array.from(shunt.g);
  const B0 = Float64Array.from(shunt.b);
  const Gd = new Float64Array(G0.length);
  const Bd = new Float64Array(B0.length);
  const pair = new Float64Array(4 * pattern.col.length);
  const links: { node: number; of: number; g: number; b: number }[] = [];
  const add = (i: number, j: number, g: number, b: number) => {
    if (i === j) return; // no voltage across it
    Gd[i]! -= g;
    Bd[i]! -= b;
    if (i < n && j < n) {
      const at = 4 * pairIndex(pattern, i, j) + (i < j ? 0 : 2);
      pair[at]! += g;
      pair[at + 1]! += b;
    } else if (i < n) links.push({ node: i, of: j, g, b });
  };
  for (let k = 0; k < from.length; k++) {
    const i = from[k]!;
    const j = to[k]!;
    if (i < 0) continue;
    const [g0f, b0f, gft, bft, gtf, btf, g0t, b0t] = twoPort.subarray(8 * k, 8 * k + 8);
    G0[i]! += g0f!;
    B0[i]! += b0f!;
    add(i, j, gft!, bft!);
    add(j, i, gtf!, btf!);
    G0[j]! += g0t!;
    B0[j]! += b0t!;
  }
  for (let i = 0; i < G0.length; i++) {
    Gd[i]! += G0[i]!;
    Bd[i]! += B0[i]!;
  }
  const slack: SlackLinks = {
    node: Int32Array.from(links, (l) => l.node),
    of: Int32Array.from(links, (l) => l.of),
    G: Float64Array.from(links, (l) => l.g),
    B: Float64Array.from(links, (l) => l.b),
  };
  return { Gd, Bd, G0, B0, pair, slack };
}
