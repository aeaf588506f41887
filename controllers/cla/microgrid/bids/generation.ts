// Bids of generation, downward: what is exported in a period is offered as a reduction of generation, type B. "The bid price is fixed
// equal to the DG selling price" (section 5.2.3): the cost of generation per kWh. Sources of equal cost make one bid, the
// cheapest first, until their sum is the export:
//
//   q[1] = min_t min(E[t], G[1,t]),   q[2] = min_t min(E[t] − q[1], G[2,t]), …      over the steps t of the period
//
// E is the export and G the output of the sources of one cost, as planned [kW]. A bid is a constant power, so its maximum is that of
// the step in which the least can be reduced.
import { grouped } from '../../../../base/index.ts';
import { type DeviceModel, isFlexible } from '../../../feeder/models.ts';
import type { Period } from '../../terms.ts';
import { roleOf } from '../roles.ts';
import type { Called, OwnBid } from './offer.ts';

/** A smaller power is not offered [kW]. */
const LEAST_KW = 1e-3;

export const generationBids = (called: Called): OwnBid[] => called.periods.flatMap((period) => bidsIn(called, period));

function bidsIn({ scheduling, plan }: Called, { hour, steps }: Period): OwnBid[] {
  const { microgrid, models, day } = scheduling;
  const sources = [...models.keys()].filter((d) => isFlexible(models[d]!) && roleOf(models[d]!) === 'source');
  const costs = sources.map((d) => costPerKwh(models[d]!, plan.values[d]!, steps, day.dt_h));
  const byCost = [...grouped(costs, (cost) => cost)].toSorted(([a], [b]) => a - b);
  const bids: OwnBid[] = [];
  const export_kw = steps.map((t) => -plan.net_kw[t]!);
  for (const [price, of] of byCost) {
    const own = of.map((i) => sources[i]!);
    const output = (t: number) => own.reduce((sum, d) => sum - plan.p_kw[d]![t]!, 0);
    const max_kw = Math.min(...steps.map((t, i) => Math.min(export_kw[i]!, output(t))));
    if (max_kw < LEAST_KW) continue;
    for (const i of steps.keys()) export_kw[i]! -= max_kw;
    const id = `${microgrid} ${hour} generation ${bids.length + 1}`;
    const facts = { id, microgrid, period: hour, direction: 'less-export', type: 'range' } as const;
    bids.push({ bid: { ...facts, min_kw: 0, max_kw, price }, basis: { kind: 'generation', sources: own } });
  }
  return bids;
}

/** The marginal cost of the planned output, the mean over some steps [currency/kWh]: d cost / d x per −dp / dx of its variables. */
function costPerKwh({ flexibility }: DeviceModel, x: Float64Array, steps: readonly number[], dt_h: number): number {
  const slope = new Float64Array(x.length);
  for (const { linear, squares } of flexibility.costs) {
    for (const [c, column] of linear.terms) slope[column]! += c;
    for (const [c, column] of squares) slope[column]! += 2 * c * x[column]!;
  }
  const of = steps.map((t) => {
    const [c, column] = flexibility.p_kw.at(t).terms[0] ?? [0, 0];
    return c === 0 ? 0 : -slope[column]! / (c * dt_h);
  });
  return of.reduce((sum, cost) => sum + cost, 0) / steps.length;
}
