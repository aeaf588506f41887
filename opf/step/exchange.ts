// Import m and export e of a step, both ≥ 0 [p.u.]. Where e is paid less than m costs, no optimum has both. Where the prices are
// equal, m is the net import. Where e is paid more, one of them is open:
//
//   0 ≤ m ≤ M u,   0 ≤ e ≤ M (1 − u),   u binary
import { RunError } from '../../base/index.ts';
import { type Family, type Formulation, reach } from '../../optimisation/index.ts';
import type { Directions, Setting } from '../model/setting.ts';

export interface Exchange {
  readonly imports: Family<readonly [number]>;
  readonly exports: Family<readonly [number]>;
  /** u of the steps in which export is paid more than import costs. */
  readonly importing: Family<readonly [number]>;
}

/** @param costs whether the exchange costs anything */
export function exchanged(s: Setting, costs: boolean, into: Formulation): Exchange {
  const { steps, buy, sell, price, problem } = s;
  const isNet = (t: number) => !costs || buy[t] === sell[t];
  const imports = into.variables('import', [steps], {
    min: (t) => (isNet(t) ? -Infinity : 0),
    cost: (t) => (costs ? buy[t]! / price : 0),
    quadratic: costs ? ((problem.exchange.import_slope ?? 0) * s.base_kw) / price : 0,
  });
  const exports = into.variables('export', [steps], {
    min: 0,
    max: (t) => (isNet(t) ? 0 : Infinity),
    cost: (t) => (costs ? -sell[t]! / price : 0),
  });
  const crossed = costs ? crossedSteps(s) : [];
  const importing = into.variables('importing', [crossed.length], { type: 'binary' });
  const largest = crossed.map((t) => largestExchange(s, t));
  into.rows('import-or', [crossed.length], (row, k) => {
    row.term(1, imports(crossed[k]!)).term(-largest[k]!, importing(k)).atMost(0);
  });
  into.rows('or-export', [crossed.length], (row, k) => {
    row.term(1, exports(crossed[k]!)).term(largest[k]!, importing(k)).atMost(largest[k]!);
  });
  return { imports, exports, importing };
}

/** Steps in which export is paid more than import costs. */
export const crossedSteps = ({ buy, sell }: Setting): number[] => [...buy.keys()].filter((t) => sell[t]! > buy[t]!);

/** The direction of every step in a solution. */
export function directionsIn(s: Setting, { importing }: Exchange, x: Float64Array): Directions {
  const crossed = crossedSteps(s);
  return Array.from({ length: s.steps }, (_, t) => {
    const k = crossed.indexOf(t);
    return k < 0 ? 'both' : x[importing.first + k]! > 0.5 ? 'import' : 'export';
  });
}

/** Losses may add this share to the power of all devices. */
const LOSSES = 0.5;

/** What all devices together can draw or feed, with losses [p.u.]. */
function largestExchange(s: Setting, t: number): number {
  const { controls, devices, name } = s.problem;
  let sum = 0;
  for (const p of s.fixed[t]!.p) sum += Math.abs(p);
  for (const { name: control, p_kw } of controls) {
    const { lower, upper } = reach(p_kw[t]!, devices.variables);
    const most = Math.max(Math.abs(lower), Math.abs(upper)) / s.base_kw;
    if (!Number.isFinite(most)) {
      throw new RunError(`${name}: ${control} has no largest power, which export paid better than import needs`);
    }
    sum += most;
  }
  return (1 + LOSSES) * sum;
}
