// The account of a microgrid over the planned day, in the terms of Table 5.5 of the report. Over the steps t of Δt hours:
//
//   MF   = Δt Σ (C⁺ b − C⁻ s) − payments of the DSO           money flow with DSO and aggregator, > 0 is an expense
//   DC   = MF + cost of generation and of wear                daily cost
//   L, E = Δt Σ consumption,  Δt Σ generation
//   CB   = (DC + payments) / L                                what consumers pay per kWh
//   CS   = Δt Σ (c u + C⁻ s) / E,  or −MF / E where L = 0     what producers receive per kWh
//   DCref = Δt Σ C_ref consumption                            all consumption bought at a reference price
//
// u = min(generation, consumption) is used within the microgrid at c, the mean cost of generation of the step. The report defines
// the terms in words; these readings give its table.
import { sum } from '../../../base/index.ts';
import type { MicrogridPlan, Role } from '../terms.ts';

export interface Account {
  readonly money_flow: number;
  readonly daily_cost: number;
  readonly load_kwh: number;
  readonly generation_kwh: number;
  readonly available_kwh: number;
  /** NaN without consumption, or without generation [currency/kWh]. */
  readonly consumer_cost: number;
  readonly producer_price: number;
  readonly reference_cost: number;
}

export interface AccountOf {
  readonly plan: MicrogridPlan;
  /** C_ref over the steps [currency/kWh]. */
  readonly reference_price: ArrayLike<number>;
  /** What the DSO pays for accepted bids [currency]. */
  readonly payments: number;
  readonly dt_h: number;
}

export function accountOf({ plan, reference_price, payments, dt_h }: AccountOf): Account {
  const [consumed, generated] = [drawnBy(plan, 'consumer'), drawnBy(plan, 'source').map((kw) => 0 - kw)];
  const [load_kwh, generation_kwh] = [dt_h * sum(consumed), dt_h * sum(generated)];
  const { bought = 0, sold = 0 } = plan.costs;
  const money_flow = bought + sold - payments;
  const daily_cost = plan.objective - payments;
  const used = sum(costsPerKwh(plan, dt_h).map((c, t) => c * Math.min(generated[t]!, consumed[t]!))) * dt_h;
  return {
    money_flow,
    daily_cost,
    load_kwh,
    generation_kwh,
    available_kwh: generation_kwh + dt_h * sum(shownOf(plan, 'curtailment_kw')),
    consumer_cost: (daily_cost + payments) / positive(load_kwh),
    producer_price: (load_kwh > 0 ? used - sold : -money_flow) / positive(generation_kwh),
    reference_cost: dt_h * sum(consumed.map((kw, t) => reference_price[t]! * kw)),
  };
}

const positive = (kwh: number): number => (kwh > 0 ? kwh : Number.NaN);

/** Power of the devices of a role together, over the steps [kW]. */
export const drawnBy = ({ p_kw, devices, net_kw }: MicrogridPlan, role: Role): Float64Array =>
  total(
    p_kw.filter((_, d) => devices[d]!.role === role),
    net_kw.length,
  );

/** A quantity that devices show, summed over the devices of a microgrid. */
export const shownOf = ({ devices, net_kw }: MicrogridPlan, name: string): Float64Array =>
  total(
    devices.flatMap(({ shown }) => shown.flatMap((of) => (of.name === name ? [of.values] : []))),
    net_kw.length,
  );

function total(of: readonly Float64Array[], steps: number): Float64Array {
  const sums = new Float64Array(steps);
  for (const values of of) for (const [t, value] of values.entries()) sums[t]! += value;
  return sums;
}

/** Mean cost of the generation of each step, 0 without any [currency/kWh]. The cost of a source is that of its whole day. */
function costsPerKwh({ p_kw, devices, net_kw }: MicrogridPlan, dt_h: number): number[] {
  const sources = [...devices.keys()].filter((d) => devices[d]!.role === 'source');
  const unit = new Map(sources.map((d) => [d, devices[d]!.cost / (-dt_h * sum(p_kw[d]!)) || 0]));
  return Array.from(net_kw, (_, t) => {
    const generated = sum(sources.map((d) => p_kw[d]![t]!));
    return generated === 0 ? 0 : sum(sources.map((d) => unit.get(d)! * p_kw[d]![t]!)) / generated;
  });
}
