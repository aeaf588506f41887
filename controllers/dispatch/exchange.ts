// The exchange with the upstream grid. A connection imports or exports in one moment, never both. Where export is paid less than
// import costs, no optimum does both, and no row is needed. In the other steps, with u binary,
//
//   π⁻t > π⁺t    0 ≤ m[s,t] ≤ M⁺[t] u[s,t],   0 ≤ e[s,t] ≤ M⁻[t] (1 − u[s,t])
//   π⁻t = π⁺t    m[s,t] is the net import, of either sign, and e[s,t] = 0      (one connection; several are posed as above)
//
// M is the limit of the connection, or what the devices can draw or feed at most where that is less or no limit is given.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import {
  type Family,
  type Formulation,
  formulate,
  type Horizon,
  type IndexSet,
  reach,
} from '../../optimisation/index.ts';
import type { Exchange } from '../market.ts';
import type { DcNetwork } from './dc.ts';
import { labels } from './labels.ts';

/** Who trades, where, and over which steps. */
interface Trade {
  readonly devices: readonly DeviceView[];
  readonly dc: DcNetwork;
  readonly exchange: Exchange;
  readonly horizon: Omit<Horizon, 'exclusive'>;
  readonly dt_h: number;
}

export interface Exchanged {
  readonly imports: Family<readonly [IndexSet, IndexSet]>;
  readonly exports: Family<readonly [IndexSet, IndexSet]>;
}

/** Import and export at every supply bus, their limits, and what they cost. */
export function exchanged(trade: Trade, into: Formulation): Exchanged {
  const { dc, exchange: market, horizon, dt_h } = trade;
  const { hours } = horizon;
  const { import_price, export_price } = market;
  const buses = labels(dc.supply.map(({ node }) => dc.nodes[node]!));
  const isNet = (t: number) => buses.length === 1 && export_price[t] === import_price[t];
  const imports = into.variables('import', [buses, hours], {
    min: (_, t) => (isNet(t) ? Number.NEGATIVE_INFINITY : 0),
    cost: (_, t) => import_price[t]! * dt_h,
  });
  const exports = into.variables('export', [buses, hours], {
    min: 0,
    max: (_, t) => (isNet(t) ? 0 : Number.POSITIVE_INFINITY),
    cost: (_, t) => -export_price[t]! * dt_h,
  });
  const { import_max_kw, export_max_kw } = market;
  if (import_max_kw < Number.POSITIVE_INFINITY) {
    into.rows('import-limit', [hours], (row, t) => {
      for (let s = 0; s < buses.length; s++) row.term(1, imports(s, t));
      row.atMost(import_max_kw);
    });
  }
  if (export_max_kw < Number.POSITIVE_INFINITY) {
    into.rows('export-limit', [hours], (row, t) => {
      for (let s = 0; s < buses.length; s++) {
        row.term(1, exports(s, t));
        if (isNet(t)) row.term(-1, imports(s, t));
      }
      row.atMost(export_max_kw);
    });
  }
  const crossed = [...hours.keys()].filter((t) => export_price[t]! >= import_price[t]! && !isNet(t));
  if (crossed.length > 0) oneWay(trade, crossed, { imports, exports }, into);
  return { imports, exports };
}

/** The binaries that keep import and export apart in these steps. */
function oneWay(trade: Trade, steps: readonly number[], { imports, exports }: Exchanged, into: Formulation) {
  const { dc, exchange: market, horizon } = trade;
  const buses = imports.sets[0];
  const largest = largestOf(trade);
  const within = [buses, steps.map((t) => horizon.hours[t]!)] as const;
  const u = into.variables('importing', within, { type: 'binary' });
  into.rows('import-or', within, (row, s, i) => {
    const t = steps[i]!;
    const limit = Math.min(market.import_max_kw, largest.drawn_kw[t]! + through(dc, s));
    row.term(1, imports(s, t)).term(-limit, u(s, i)).atMost(0);
  });
  into.rows('or-export', within, (row, s, i) => {
    const t = steps[i]!;
    const limit = Math.min(market.export_max_kw, largest.fed_kw[t]! + through(dc, s));
    row.term(1, exports(s, t)).term(limit, u(s, i)).atMost(limit);
  });
}

/** The most that everything can draw, and feed, over the steps [kW]. */
function largestOf({ devices, dc, horizon }: Trade) {
  const into = formulate('bounds of the devices');
  const drawn_kw = new Float64Array(horizon.hours.length);
  const fed_kw = new Float64Array(horizon.hours.length);
  const powers = devices.map((device) => device.flexibility!({ ...horizon, exclusive: false }, into).p_kw);
  const { variables } = into.build();
  for (const p of dc.fixed_kw) {
    for (let t = 0; t < drawn_kw.length; t++) {
      drawn_kw[t]! += Math.max(0, p);
      fed_kw[t]! += Math.max(0, -p);
    }
  }
  for (const [d, p_kw] of powers.entries()) {
    for (let t = 0; t < p_kw.length; t++) {
      const { lower, upper } = reach(p_kw.at(t), variables);
      if (!Number.isFinite(lower) || !Number.isFinite(upper)) {
        throw new RunError(`device ${devices[d]!.id} has no largest power, which export paid better than import needs`);
      }
      drawn_kw[t]! += Math.max(0, upper);
      fed_kw[t]! += Math.max(0, -lower);
    }
  }
  return { drawn_kw, fed_kw };
}

/**
 * The most that passes through supply bus s from or to the others without any device [kW]: angles between those of the supply
 * buses, and phase shifts, across the branches at it.
 */
function through({ branches, supply, base_kw }: DcNetwork, s: number): number {
  const angles = supply.map(({ angle_rad }) => angle_rad);
  const shifts = branches.reduce((sum, { shift_rad }) => sum + Math.abs(shift_rad), 0);
  const across = Math.max(...angles) - Math.min(...angles) + shifts;
  if (across === 0) return 0;
  const { node } = supply[s]!;
  return branches.reduce((sum, { from, to, x_pu, limit_kw }) => {
    if (from !== node && to !== node) return sum;
    return sum + Math.min(limit_kw, (base_kw * across) / Math.abs(x_pu));
  }, 0);
}
