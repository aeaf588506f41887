// Who pays whom for one step, from what the devices drew (SMART-MLA report, section 5.2.6). Of one aggregator at one load point,
// with α D bought, π its price and p⁰ the baseline:
//   delivered   y = min(α D, (Σd p⁰[d] − p[d])⁺)           the DSO pays π y Δt through the market operator
//   shortfall   α D − y                                   the aggregator returns f π (α D − y) Δt the same way
//   discomfort  κd ((p⁰[d] − p[d])⁺)² Δt                  the aggregator pays its customers
//   energy      c Σd (p[d] − p⁰[d]) Δt                    customers pay the supplier, and are refunded by the aggregator
// Every transfer has a payer and a receiver, so that balances sum to zero.
import type { Party, Transfer } from '../../transfers.ts';

export type Purpose = 'flexibility' | 'shortfall' | 'discomfort' | 'energy';

/** What was bought of one bid, over the steps of the day. */
export interface Contract {
  readonly aggregator: string;
  readonly load_point: string;
  /** α D [kW]. */
  readonly bought_kw: Float64Array;
  /** Price of the bid, and clearing price in each step [currency/kWh]. */
  readonly bid_price: number;
  readonly clear_price: Float64Array;
  /** The devices that deliver, as the view counts them. */
  readonly devices: readonly number[];
}

export interface Rules {
  readonly payment: 'as-bid' | 'as-clear';
  /** Price of a shortfall, in prices of the bid. */
  readonly penalty_factor: number;
  readonly dt_h: number;
}

/** Delivery of a contract in one step, by the meters. */
export interface Delivered {
  readonly delivered_kw: number;
  readonly shortfall_kw: number;
  /** Σ (p − p⁰) Δt [kWh]. */
  readonly extra_kwh: number;
  /** Σ κ Δ² Δt [currency]. */
  readonly discomfort: number;
  /** The terms of these sums, by device. */
  readonly each: ReadonlyMap<number, Compensated>;
}

/** What a device draws more than by the baseline, and the discomfort of its owner. */
export interface Compensated {
  readonly extra_kwh: number;
  readonly discomfort: number;
}

/** Closer to the baseline than this is the solver's rounding [kW]. */
const ROUNDING_KW = 1e-6;

/**
 * Reads the meters in step t.
 * @param baseline_kw [device][t], and what each drew in that very step
 * @param discomfort κ of each device [currency/(kW² h)]
 */
export function meter(
  { bought_kw, devices }: Contract,
  t: number,
  baseline_kw: readonly Float64Array[],
  drawn_kw: ArrayLike<number>,
  discomfort: ArrayLike<number>,
  dt_h: number,
): Delivered {
  let reduced = 0;
  let cost = 0;
  const each = new Map<number, Compensated>();
  for (const d of devices) {
    const Δ = baseline_kw[d]![t]! - drawn_kw[d]!;
    if (Math.abs(Δ) < ROUNDING_KW) continue;
    reduced += Δ;
    const own = discomfort[d]! * Math.max(0, Δ) ** 2 * dt_h;
    cost += own;
    each.set(d, { extra_kwh: 0 - Δ * dt_h, discomfort: own });
  }
  const bought = bought_kw[t]!;
  const missing = bought - Math.max(0, reduced);
  const shortfall_kw = missing < ROUNDING_KW * (1 + devices.length) ? 0 : missing;
  return {
    delivered_kw: bought - shortfall_kw,
    shortfall_kw,
    extra_kwh: 0 - reduced * dt_h,
    discomfort: cost,
    each,
  };
}

/** What a contract is paid in step t by either rule, were everything delivered that was [currency]. */
export const paymentsOf = (
  { bid_price, clear_price }: Contract,
  { delivered_kw }: Delivered,
  t: number,
  dt_h: number,
) => ({
  as_bid: bid_price * delivered_kw * dt_h,
  as_clear: clear_price[t]! * delivered_kw * dt_h,
});

/** All transfers of step t for one contract; none of nothing. `energy_price` is what a kWh costs the customers in that step. */
export function settle(
  contract: Contract,
  metered: Delivered,
  t: number,
  energy_price: number,
  { payment, penalty_factor, dt_h }: Rules,
): Transfer[] {
  const { aggregator, bid_price, clear_price } = contract;
  const seller: Party = `aggregator:${aggregator}`;
  const price = payment === 'as-bid' ? bid_price : clear_price[t]!;
  const paid = price * metered.delivered_kw * dt_h;
  const penalty = penalty_factor * price * metered.shortfall_kw * dt_h;
  const energy = energy_price * metered.extra_kwh;
  const along = (purpose: Purpose, amount: number, ...way: readonly Party[]): Transfer[] =>
    amount === 0 ? [] : way.slice(1).map((to, i) => ({ from: way[i]!, to, purpose, aggregator, amount }));
  return [
    ...along('flexibility', paid, 'dso', 'market-operator', seller),
    ...along('shortfall', penalty, seller, 'market-operator', 'dso'),
    ...along('discomfort', metered.discomfort, seller, 'customers'),
    ...along('energy', energy, seller, 'customers', 'supplier'),
  ];
}
