// The aggregator's problem with every variable and row of every device in it, as it is written, for a solver that knows nothing
// of its structure.
import type { DeviceView } from '../../../../cosim/index.ts';
import { formulate, solve } from '../../../../optimisation/index.ts';
import { horizonOf } from '../../../feeder/schedule.ts';
import type { Call, Offering } from '../portfolio.ts';

export interface Best {
  readonly profit: number;
  /** Σ Δ over the devices in each step of the call, and Σ r [kW]. */
  readonly reduction_kw: readonly number[];
  readonly payback_kw: number;
}

/** Best offer with payback in step h. */
export async function bestOffer(
  devices: readonly DeviceView[],
  price: number,
  { steps, payback_share_max }: Call,
  h: number,
  { day, baseline, spot, discomfort_per_kw2h }: Offering,
): Promise<Best> {
  const { hours, dt_h } = day;
  const into = formulate('offer');
  const all = devices.map(({ id }) => id);
  const reduction = into.variables('reduction', [all, steps.length], {
    min: 0,
    cost: (_, a) => -(price + spot[steps[a]!]!) * dt_h,
    quadratic: (d) => 2 * discomfort_per_kw2h[d]! * dt_h,
  });
  const payback = into.variables('payback', [all], { min: 0, cost: spot[h]! * dt_h });
  const powers = devices.map((device) => device.flexibility!(horizonOf(day), into).p_kw);
  into.rows('power', [all, hours], (row, d, t) => {
    const drawn = powers[d]!.write(row, 1, t);
    const a = steps.indexOf(t);
    if (a >= 0) row.term(1, reduction(d, a));
    if (t === h) row.term(-1, payback(d));
    row.equals(baseline.p_kw[d]![t]! - drawn);
  });
  into.row('cap', (row) => {
    for (const d of all.keys()) {
      row.term(1, payback(d));
      for (const a of steps.keys()) row.term(-payback_share_max, reduction(d, a));
    }
    row.atMost(0);
  });
  const solution = await solve(into.build());
  const Δ = solution.values(reduction);
  return {
    profit: -solution.objective,
    reduction_kw: steps.map((_, a) => all.reduce((sum, __, d) => sum + Δ[d * steps.length + a]!, 0)),
    payback_kw: solution.values(payback).reduce((sum, r) => sum + r, 0),
  };
}
