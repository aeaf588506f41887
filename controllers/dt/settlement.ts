// Who pays whom for one step, from what the devices really drew:
//   tariff         DT[j,t] p Δt      customers pay the DSO, for all they draw at load point j
//   re-profiling   π[t] |r[t]| Δt    the DSO pays the aggregators, as bought the day before
//   energy         c[t] p Δt         customers pay their supplier
import type { DeviceView } from '../../cosim/index.ts';
import type { Party, Transfer } from '../transfers.ts';
import type { Outcome } from './outcome.ts';

/** Transfers of step t of the day; none of nothing. `drawn_kw` is what each device drew. */
export function settle(
  devices: readonly DeviceView[],
  { day, load_points, tariff, energy_price, payments }: Outcome,
  t: number,
  drawn_kw: ArrayLike<number>,
): Transfer[] {
  const place = new Map(load_points.map((bus, j) => [bus, j]));
  const bills = new Map<string, { tariff: number; energy: number }>();
  for (const [d, { bus, labels }] of devices.entries()) {
    const aggregator = labels['aggregator'] ?? '';
    const bill = bills.get(aggregator) ?? { tariff: 0, energy: 0 };
    const kwh = drawn_kw[d]! * day.dt_h;
    bill.tariff += tariff[place.get(bus)!]![t]! * kwh;
    bill.energy += energy_price[t]! * kwh;
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
