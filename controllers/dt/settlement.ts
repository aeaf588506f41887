// Who pays whom for one step, from what the devices drew:
//   tariff         DT[j,t] p Δt      customers pay the DSO, for all they draw at load point j
//   re-profiling   π[t] |r[t]| Δt    the DSO pays the aggregators, as bought the day before
//   energy         c[t] p Δt         customers pay their supplier
import { sum } from '../../base/index.ts';
import type { Accounted } from '../accounts.ts';
import type { Placed } from '../kept.ts';
import type { Metered } from '../mechanism.ts';
import { divided, type Party, type Transfer, together } from '../transfers.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';

/** A settled step. */
export interface Settled extends Accounted {
  /** What each device drew beyond its set point [kW]. */
  readonly beyond_kw: readonly number[];
}

export const settle = ({ devices, plan, t, dt_h, drawn_kw, prices }: Metered<Options, Outcome>): Settled => ({
  transfers: transfersOf(devices, plan, t, dt_h, drawn_kw, prices?.import_price),
  beyond_kw: plan.set_points_kw.map((p, d) => drawn_kw[d]! - p[t]!),
});

/**
 * What owners pay in addition to their energy in step t, by device: the tariff, less what is paid to customers without an aggregator for
 * re-profiling, each device in proportion to what re-profiling changes of its response to the tariff [currency].
 */
export function ownersPay(
  devices: readonly Pick<Placed, 'bus' | 'labels'>[],
  plan: Pick<Outcome, 'load_points' | 'tariff' | 'payments' | 'tariffed' | 'set_points_kw'>,
  t: number,
  dt_h: number,
  drawn_kw: ArrayLike<number>,
): Map<number, number> {
  const tariffs = new Map(tariffPaid(devices, plan, t, dt_h, drawn_kw).entries());
  const direct = sum(plan.payments.map(({ aggregator, amount }) => (aggregator === '' ? amount[t]! : 0)));
  if (direct === 0) return tariffs;
  const own = devices.flatMap(({ labels }, d) => (labels['aggregator'] === undefined ? [d] : []));
  const moved_kw = (d: number) => Math.abs(plan.set_points_kw[d]![t]! - plan.tariffed.p_kw[d]![t]!);
  return together([tariffs, divided(-direct, new Map(own.map((d) => [d, moved_kw(d)])))]);
}

/** The tariff of what each device draws in step t [currency]. */
function tariffPaid(
  devices: readonly Pick<Placed, 'bus'>[],
  { load_points, tariff }: Pick<Outcome, 'load_points' | 'tariff'>,
  t: number,
  dt_h: number,
  drawn_kw: ArrayLike<number>,
): number[] {
  const place = new Map(load_points.map((bus, j) => [bus, j]));
  return devices.map(({ bus }, d) => tariff[place.get(bus)!]![t]! * (drawn_kw[d]! * dt_h));
}

/**
 * Transfers of step t of the day without those of 0.
 * @param price c in step t, the truth; as planned when absent
 */
export function transfersOf(
  devices: readonly Pick<Placed, 'bus' | 'labels'>[],
  plan: Pick<Outcome, 'load_points' | 'tariff' | 'energy_price' | 'payments'>,
  t: number,
  dt_h: number,
  drawn_kw: ArrayLike<number>,
  price = plan.energy_price[t]!,
): Transfer[] {
  const { payments } = plan;
  const tariffs = tariffPaid(devices, plan, t, dt_h, drawn_kw);
  const bills = new Map<string, { tariff: number; energy: number }>();
  for (const [d, { labels }] of devices.entries()) {
    const aggregator = labels['aggregator'] ?? '';
    const bill = bills.get(aggregator) ?? { tariff: 0, energy: 0 };
    const kwh = drawn_kw[d]! * dt_h;
    bill.tariff += tariffs[d]!;
    bill.energy += price * kwh;
    bills.set(aggregator, bill);
  }
  const transfers = Array.from(bills).flatMap(([aggregator, bill]): Transfer[] => [
    { from: 'customers', to: 'dso', purpose: 'tariff', aggregator, amount: bill.tariff },
    { from: 'customers', to: 'supplier', purpose: 'energy', aggregator, amount: bill.energy },
  ]);
  const paid = payments.map(({ aggregator, amount }): Transfer => {
    const to: Party = aggregator === '' ? 'customers' : `aggregator:${aggregator}`;
    return { from: 'dso', to, purpose: 're-profiling', aggregator, amount: amount[t]! };
  });
  return [...transfers, ...paid].filter(({ amount }) => amount !== 0);
}

/** Everyone with a balance, in the order of the case. */
export function partiesIn(devices: readonly Pick<Placed, 'labels'>[]): Party[] {
  const aggregators = new Set(devices.flatMap(({ labels }) => labels['aggregator'] ?? []));
  return ['dso', ...Array.from(aggregators, (name): Party => `aggregator:${name}`), 'customers', 'supplier'];
}
