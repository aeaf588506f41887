// Convex part of the second derivative of the Lagrangian, as squares of sparse rows, ½ Σ y² with y = R Δ.
//
//   losses    the power into both ends of a series element with current I costs λi P_ij + λj P_ji + the same for Q
//               = (½(λpi + λpj) r + ½(λqi + λqj) x) |I|²  +  an indefinite part, which is dropped
//             |I|² = |y|² |Vi/τ − Vj|², so with w = max(½(λpi + λpj) r + ½(λqi + λqj) x, ε r) two rows √(2w) |y| (a, b),
//             a + jb = derivative of Vi/τ − Vj
//   ratings   (μ/S) t tᵀ with t = (−Q ∂P + P ∂Q) / S, the component along the circle |S| = const; the same for currents
//   circles   (μ/s) (−sin φ Δp + cos φ Δq)² of a converter
import type { Formulation, RowWriter } from '../../optimisation/index.ts';
import { writeTerms } from '../../optimisation/index.ts';
import { branchEnd, emptyEnd, gradient } from '../model/branch-ends.ts';
import type { Setting } from '../model/setting.ts';
import type { State } from '../model/state.ts';
import type { Columns } from './columns.ts';
import type { Multipliers } from './round.ts';

/** ε: the weight of a loss is not below that of one priced at this share of the highest price. */
const FLOOR = 0.01;
/** Rows with a smaller weight have no influence. */
const NEGLIGIBLE = 1e-12;

type Terms = readonly (readonly [coefficient: number, column: number])[];

export function curvature(s: Setting, at: State, m: Multipliers, columns: Columns, into: Formulation): void {
  const rows: Terms[] = [...losses(s, at, m, columns), ...ratings(s, at, m, columns)];
  const y = into.variables('y', [rows.length], { quadratic: 1 });
  into.rows('curvature', [rows.length], (row, k) => {
    for (const [coefficient, column] of rows[k]!) if (column >= 0) row.term(coefficient, column);
    row.term(-1, y(k)).equals(0);
  });
  circles(s, at, m, columns, into);
}

function losses(s: Setting, { v }: State, { p, q }: Multipliers, { angle, magnitude }: Columns): Terms[] {
  const { network } = s.problem;
  const rows: Terms[] = [];
  for (const [k, { r_pu: r, x_pu: x, tap, shift_deg }] of network.data.branches.entries()) {
    const i = network.from[k]!;
    const j = network.to[k]!;
    if (i < 0 || i === j) continue;
    const shift = (shift_deg * Math.PI) / 180;
    const [re, im] = [Math.cos(shift) / tap, -Math.sin(shift) / tap]; // 1/τ
    for (let t = 0; t < s.steps; t++) {
      const [a, b] = [i * s.steps + t, j * s.steps + t];
      const w = Math.max(((p[a]! + p[b]!) * r + (q[a]! + q[b]!) * x) / 2, FLOOR * r);
      if (w <= 0) continue;
      const g = Math.sqrt((2 * w) / (r * r + x * x));
      const { e, f } = v[t]!;
      const ei = g * (re * e[i]! - im * f[i]!);
      const fi = g * (re * f[i]! + im * e[i]!);
      const [ej, fj] = [g * e[j]!, g * f[j]!];
      const [ti, vi, tj, vj] = [angle(i, t), magnitude(i, t), angle(j, t), magnitude(j, t)];
      const real: Terms = [[-fi, ti], [ei, vi], [fj, tj], [-ej, vj]]; // biome-ignore format: one term each
      const imaginary: Terms = [[ei, ti], [fi, vi], [-ej, tj], [-fj, vj]]; // biome-ignore format: one term each
      rows.push(real, imaginary);
    }
  }
  return rows;
}

function ratings(s: Setting, { v, value }: State, { limit }: Multipliers, { angle, magnitude }: Columns): Terms[] {
  const { first, byCurrent, steps } = s.limits;
  const { network } = s.problem;
  const rows: Terms[] = [];
  const end = emptyEnd();
  for (const [side, kind] of (['sFrom', 'sTo'] as const).entries()) {
    for (let k = 0; k < network.branches.length; k++) {
      for (let t = 0; t < steps; t++) {
        const place = first[kind] + k * steps + t;
        const mu = limit[place]!;
        if (mu < NEGLIGIBLE || value[place]! === 0) continue;
        const { i, j, p, q } = branchEnd(network, v[t]!, k, side as 0 | 1, end);
        const S = Math.hypot(p, q);
        const scale = Math.sqrt(mu / value[place]!) / (byCurrent[k] ? v[t]!.vm[i]! : 1);
        const [ti, vi, tj, vj] = gradient(end, -q / S, p / S);
        rows.push([
          [scale * ti, angle(i, t)],
          [scale * vi, magnitude(i, t)],
          [scale * tj, angle(j, t)],
          [scale * vj, magnitude(j, t)],
        ]);
      }
    }
  }
  return rows;
}

function circles(s: Setting, at: State, { circle }: Multipliers, { power }: Columns, into: Formulation): void {
  const bent: { c: number; t: number; scale: number }[] = [];
  for (const [c, { rating_kva }] of s.problem.controls.entries()) {
    for (let t = 0; t < s.steps; t++) {
      const mu = circle[c * s.steps + t]!;
      if (rating_kva && mu > NEGLIGIBLE) bent.push({ c, t, scale: Math.sqrt((mu * s.base_kw) / rating_kva) });
    }
  }
  const y = into.variables('y-circle', [bent.length], { quadratic: 1 });
  into.rows('circle-curvature', [bent.length], (row: RowWriter, k) => {
    const { c, t, scale } = bent[k]!;
    const { p, q, P, Q } = power(c, t, at.x);
    const S = Math.hypot(p, q) || 1;
    // along the circle, per unit of power
    const constant = writeTerms(row, (-scale * q) / S / s.base_kw, P) + writeTerms(row, (scale * p) / S / s.base_kw, Q);
    row.term(-1, y(k)).equals(-constant);
  });
}
