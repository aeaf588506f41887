// What the owners of devices pay in addition to their energy at the prices π of the market, which is in their bills:
//   energy, fee    (c − π) p[d] Δt, with c what the net power of the microgrid costs per kWh, fee included: 0 with retail participation
//   flexibility    of a bid, to the devices that its acceptance moves: in proportion to their change from the initial to the final
//                  schedule in the direction of the bid
//   penalty        of a mandatory request: in proportion to what it changes of each device
// Over the devices of a microgrid they sum to its transfers, less its net energy at π.
import { sum } from '../../../base/index.ts';
import { divided } from '../../transfers.ts';
import type { Options } from '../options.ts';
import type { MandatoryRequest, MeteredCla, MicrogridDay, OfferedBid } from '../plan.ts';
import { type Bid, signOf } from '../terms.ts';

/** Devices that are billed together, and what they draw together [kW]. */
export interface Group {
  readonly devices: readonly number[];
  readonly net_kw: number;
}

/** Prices at which the energy of a group is settled, fee included [currency/kWh]. */
export interface Settling {
  readonly buy: number;
  readonly sell: number;
}

/** A deviation from the schedule below this is rounding [kW]. */
const ROUNDING_KW = 1e-6;

/**
 * The power for which each accepted bid of an hour is paid: what the net power of the microgrid falls short of the final schedule is
 * deducted once, from all bids of that direction in proportion to what is accepted of them [kW].
 * @param beyond_kw net power less that of the final schedule
 */
export const paidPowers = (
  accepted: readonly Pick<OfferedBid, 'bid' | 'accepted_kw'>[],
  beyond_kw: number,
): readonly number[] =>
  accepted.map(({ bid: { direction }, accepted_kw }) => {
    const missing_kw = -signOf(direction) * beyond_kw;
    if (missing_kw <= ROUNDING_KW || accepted_kw === 0) return accepted_kw;
    const all_kw = sum(accepted.filter(({ bid }) => bid.direction === direction).map((of) => of.accepted_kw));
    return Math.max(0, accepted_kw - missing_kw * (accepted_kw / all_kw));
  });

export interface Delivered {
  readonly day: MicrogridDay;
  readonly bid: Bid;
  /** [currency] */
  readonly amount: number;
}

export interface Penalty {
  readonly request: MandatoryRequest;
  /** [currency] */
  readonly amount: number;
}

export function energyPayments(
  { prices, drawn_kw, dt_h }: Pick<MeteredCla, 'prices' | 'drawn_kw' | 'dt_h'>,
  { devices, net_kw }: Group,
  { buy, sell }: Settling,
): Map<number, number> {
  const extra = net_kw >= 0 ? buy - prices!.import_price : sell - prices!.export_price;
  return new Map(extra === 0 ? [] : devices.map((d) => [d, extra * drawn_kw[d]! * dt_h]));
}

export function flexibilityPayments(
  { day: { microgrid, initial, final }, bid, amount }: Delivered,
  t: number,
): Map<number, number> {
  const sign = signOf(bid.direction);
  const moved_kw = (i: number) => Math.max(0, sign * (final.p_kw[i]![t]! - initial.p_kw[i]![t]!));
  return divided(-amount, new Map(microgrid.devices.map((d, i) => [d, moved_kw(i)])));
}

export function penaltyPayments(
  { request: { moved_kw }, amount }: Penalty,
  payer: Options['penalty_payer'],
): Map<number, number> {
  const sizes = new Map(Array.from(moved_kw, ([d, kw]) => [d, Math.abs(kw)]));
  return divided(payer === 'microgrid' ? amount : -amount, sizes);
}
