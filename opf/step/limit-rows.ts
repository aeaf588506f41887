// Elastic rows of the limits that are watched.
import type { Formulation } from '../../optimisation/index.ts';
import { branchEnd, emptyEnd, gradient } from '../model/branch-ends.ts';
import { placeOf } from '../model/limits.ts';
import type { Setting } from '../model/setting.ts';
import type { State } from '../model/state.ts';
import { type Columns, type Supply, writeGradient } from './columns.ts';
import type { Round } from './round.ts';

/**
 * One elastic row for each limit watched; rows of the supply bound its variables. `excess` has the violations σ, `beyond` σ⁺ where their
 * least sum is known.
 */
export function limitRows(s: Setting, at: State, round: Round, columns: Columns, supply: Supply, into: Formulation) {
  const { watched, penalty, shift } = round;
  const { network } = s.problem;
  const { bound, side, byCurrent } = s.limits;
  const excess = into.variables('excess', [watched.length], { min: 0, cost: s.least > 0 ? 0 : penalty });
  const beyond = s.least > 0 ? into.variables('beyond', [1], { min: 0, cost: penalty }) : undefined;
  if (beyond) {
    into.rows('least', [1], (row) => {
      for (let w = 0; w < watched.length; w++) row.term(1, excess(w));
      row.term(-1, beyond(0)).atMost(s.least);
    });
  }
  const slacks = network.nodes - network.n;
  const isSupply = (place: number) => place >= s.limits.first.pMin;
  const limit = into.rows('limit', [watched.length], (row, w) => {
    const place = watched[w]!;
    const sign = side[place]!;
    row.term(-1, excess(w));
    if (!isSupply(place)) {
      row.atMost(sign * (bound[place]! - at.value[place]! - (shift?.[place] ?? 0)));
      return;
    }
    const { kind, t } = placeOf(s.limits, place);
    if (kind === 'pMin' || kind === 'pMax') row.term(sign, supply.imports(t)).term(-sign, supply.exports(t));
    else for (let k = 0; k < slacks; k++) row.term(sign, supply.q(k, t));
    row.atMost(sign * (bound[place]! - (kind.startsWith('q') ? (shift?.[place] ?? 0) : 0)));
  });
  const end = emptyEnd();
  for (const [w, place] of watched.entries()) {
    if (isSupply(place)) continue;
    const row = limit.first + w;
    const { kind, item, t } = placeOf(s.limits, place);
    const v = at.v[t]!;
    if (kind === 'vMin' || kind === 'vMax') {
      into.term(row, side[place]! * v.vm[item]!, columns.magnitude(item, t));
      continue;
    }
    branchEnd(network, v, item, kind === 'sFrom' ? 0 : 1, end);
    const S = Math.hypot(end.p, end.q);
    if (S === 0) continue;
    const g = gradient(end, end.p / S, end.q / S);
    const V = byCurrent[item] ? v.vm[end.i]! : 1;
    writeGradient(into, row, side[place]! / V, g, end, t, columns);
    const own = columns.magnitude(end.i, t);
    if (byCurrent[item] && own >= 0) into.term(row, -side[place]! * at.value[place]!, own); // |I| = |S| / |V|
  }
  return { excess, limit, ...(beyond && { beyond }) };
}
