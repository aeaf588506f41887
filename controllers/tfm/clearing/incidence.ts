// Bids and limits over the same products: a load point in a step that some bid can change.
//
//   x[b,t]   kW bought of bid b in step t, 0 ≤ x ≤ D
//   q = M x  net reduction of each product: +1 at (load point of b, t), −g[b] at (load point of b, h[b]), g = B / Σ Dt
import { grouped } from '../../../base/index.ts';
import type { SparseColumn } from '../../../optimisation/index.ts';
import type { NetworkLimit } from '../../feeder/limits.ts';
import type { Bid, Clearing, Shortage } from '../terms.ts';

/** What the market operator knows. */
export interface Offers {
  readonly bids: readonly Bid[];
  /** Load points of the market, by name. */
  readonly loadPoints: readonly string[];
  /** Steps of the day, and their width. */
  readonly steps: number;
  readonly dt_h: number;
  /** Price of energy over the steps, where the clearing counts what a shift makes dearer [currency/kWh]. */
  readonly energy_price?: readonly number[];
}

/** What the DSO knows. */
export interface Limits {
  readonly limits: readonly NetworkLimit[];
  /** The columns of the limits. */
  readonly loadPoints: readonly string[];
  /**
   * Price of what the bids cannot meet [currency/kWh]: of a kW of flow, and of the voltage that a kW changes at the load point
   * with the largest sensitivity. Above every price per such a kW, it is the price of what no bid resolves.
   */
  readonly shortage_price: number;
}

/** A load point in a step. */
export interface Product {
  readonly load_point: string;
  readonly t: number;
}

/** x[b,t], one bid in one step, and its column of M over the products. */
export interface Order extends SparseColumn {
  readonly bid: number;
  readonly t: number;
  /** D [kW]. */
  readonly max_kw: number;
  /** π [currency/kWh]. */
  readonly price: number;
  /** Cost of a kWh in the clearing: π, and with `energy_price` the cost of its shift [currency/kWh]. */
  readonly weight: number;
}

/** What can be bought, and the products that it changes. */
export interface OrderBook {
  readonly orders: readonly Order[];
  readonly products: readonly Product[];
}

/** g: payback per reduction. */
export function paybackShare({ payback_kw, reduction_kw }: Bid): number {
  const offered = reduction_kw.reduce((sum, kw) => sum + kw, 0);
  return offered > 0 ? payback_kw / offered : 0;
}

/** Energy cost of the shift of a kWh reduced in step t, g c[h] − c[t]; 0 where that is cheaper [currency/kWh]. */
export function shiftCost(bid: Bid, t: number, energy_price: readonly number[] | undefined): number {
  if (!energy_price) return 0;
  return Math.max(0, paybackShare(bid) * energy_price[bid.payback_step]! - energy_price[t]!);
}

/** Prices that differ by less than this, relative to the largest, are equal: an ADMM knows multipliers no better. */
const EQUAL = 1e-5;

/** Prices that differ by no more than this are equal [currency/kWh]. */
export const equalWithin = (prices: readonly number[]): number =>
  EQUAL * prices.reduce((largest, price) => Math.max(largest, Math.abs(price)), 0);

/** Lists what can be bought; a bid that offers nothing has no order. */
export function orderBookOf({ bids, energy_price }: Pick<Offers, 'bids' | 'energy_price'>): OrderBook {
  const products: Product[] = [];
  const known = new Map<string, number>();
  const productAt = (load_point: string, t: number): number => {
    const key = JSON.stringify([load_point, t]);
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, products.length);
    return products.push({ load_point, t }) - 1;
  };
  const orders = bids.flatMap((own, bid): Order[] => {
    const { load_point, price, reduction_kw, payback_step, payback_kw } = own;
    return reduction_kw.flatMap((max_kw, t): Order[] => {
      if (!(max_kw > 0)) return [];
      const effects = new Map([[productAt(load_point, t), 1]]);
      if (payback_kw > 0) {
        const payback = productAt(load_point, payback_step);
        effects.set(payback, (effects.get(payback) ?? 0) - paybackShare(own));
      }
      const weight = price + shiftCost(own, t, energy_price);
      return [{ bid, t, max_kw, price, weight, rows: [...effects.keys()], values: [...effects.values()] }];
    });
  });
  return { orders, products };
}

/** q = M x [kW]. */
export function netReduction({ orders, products }: OrderBook, x: Float64Array): Float64Array {
  const net = new Float64Array(products.length);
  for (const [i, { rows, values }] of orders.entries()) {
    for (let a = 0; a < rows.length; a++) net[rows[a]!]! += values[a]! * x[i]!;
  }
  return net;
}

/**
 * A limit over products, in kW at the load point with the largest sensitivity:
 *   lower ≤ Σ coefficients q[products] ≤ upper
 * so that one price and one tolerance fit branches and voltages.
 */
export interface LimitRow {
  readonly products: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
  /** Unit of the limit per kW at the load point with the largest sensitivity; 1 where none has any. */
  readonly size: number;
}

/** The violations of the limits at a net reduction; `tolerance_kw` at every product counts as none. */
export function shortagesOf(
  limits: readonly NetworkLimit[],
  rows: readonly LimitRow[],
  net: ArrayLike<number>,
  tolerance_kw: number,
): Shortage[] {
  return rows.flatMap(({ products, coefficients, lower, upper, size }, k): Shortage[] => {
    let flow = 0;
    let reach = 1;
    for (const [a, e] of products.entries()) {
      flow += coefficients[a]! * net[e]!;
      reach += Math.abs(coefficients[a]!);
    }
    const missing = Math.max(lower - flow, flow - upper);
    return missing > tolerance_kw * reach ? [{ limit: limits[k]!, missing: missing * size }] : [];
  });
}

/** The limits over the products, in their order; a limit that no product changes has its bounds alone. */
export function limitRows(
  limits: readonly NetworkLimit[],
  loadPoints: readonly string[],
  products: readonly Product[],
): LimitRow[] {
  const place = new Map(loadPoints.map((name, j) => [name, j]));
  const inStep = grouped(products, ({ t }) => t);
  return limits.map(({ t, per_kw, lower, upper }) => {
    const size = per_kw.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0) || 1;
    const coefficient = (e: number) => per_kw[place.get(products[e]!.load_point)!]! / size;
    const moved = (inStep.get(t) ?? []).filter((e) => coefficient(e) !== 0);
    return {
      products: moved,
      coefficients: moved.map(coefficient),
      lower: lower / size,
      upper: upper / size,
      size,
    };
  });
}

/** Shares, net reduction and cost of x. */
export function purchaseOf(
  { bids, loadPoints, steps, dt_h }: Offers,
  orderBook: OrderBook,
  x: Float64Array,
): Pick<Clearing, 'share' | 'reduction_kw' | 'cost'> {
  const share = bids.map(() => new Float64Array(steps));
  let cost = 0;
  for (const [i, { bid, t, max_kw, price }] of orderBook.orders.entries()) {
    share[bid]![t] = x[i]! / max_kw;
    cost += price * x[i]! * dt_h;
  }
  const net = netReduction(orderBook, x);
  const reduction_kw = loadPoints.map(() => new Float64Array(steps));
  const place = new Map(loadPoints.map((name, j) => [name, j]));
  for (const [e, { load_point, t }] of orderBook.products.entries()) reduction_kw[place.get(load_point)!]![t] = net[e]!;
  return { share, reduction_kw, cost };
}
