// Random markets on radial feeders, and what proves that a clearing is optimal, from the terms of the market alone.
import { stream } from '../../../../base/index.ts';
import type { NetworkLimit } from '../../../feeder/limits.ts';
import type { Bid, Clearing } from '../../terms.ts';
import type { MarketInput } from '../clearing.ts';

export interface MarketShape {
  readonly loadPoints: number;
  readonly aggregators: number;
  /** Largest share of the offers behind a branch or bus that a limit requires; above 1 there are shortages. */
  readonly required: number;
  /** Room for payback, as a share of all that might be paid back there; above 1 no payback binds. */
  readonly room: number;
}

const STEPS = 6;
const CONGESTED = [1, 2];
const PAYBACK = [0, 4, 5];

/** Branches and voltages of a random tree, short in two steps and with little room in three others. */
export function randomMarket(seed: number, { loadPoints: n, aggregators, required, room }: MarketShape): MarketInput {
  const random = stream(seed, 'market');
  const names = Array.from({ length: n }, (_, j) => `b${j}`);
  const behind = tree(n, () => random.unit());
  const ohm = names.map(() => random.uniform(0.1, 0.3));
  const bids = Array.from({ length: aggregators * n }, (_, i): Bid => {
    const reduction_kw = new Array<number>(STEPS).fill(0);
    for (const t of CONGESTED) if (random.unit() < 0.7) reduction_kw[t] = random.uniform(20, 100);
    return {
      aggregator: `ag${Math.floor(i / n)}`,
      load_point: names[i % n]!,
      price: random.uniform(0.3, 1.2),
      reduction_kw,
      payback_step: random.choose(PAYBACK),
      payback_kw: sum(reduction_kw) * random.uniform(0.9, 1.2),
    };
  });
  const upper = (per_kw: Float64Array, amount: (bid: Bid) => number) =>
    bids.reduce((total, bid) => total + per_kw[names.indexOf(bid.load_point)]! * amount(bid), 0);
  const limitOf = (
    service: NetworkLimit['service'],
    element: string,
    t: number,
    per_kw: Float64Array,
  ): NetworkLimit => {
    const offered = upper(per_kw, (bid) => bid.reduction_kw[t]!);
    const paidBack = upper(per_kw, (bid) => (bid.payback_step === t ? bid.payback_kw : 0));
    const short = CONGESTED.includes(t) && random.unit() < 0.4;
    const lower = short ? offered * random.uniform(0, required) : -paidBack * room * random.uniform(1, 2);
    return { service, element, t, per_kw, lower, upper: Math.max(offered, lower) + random.uniform(0, offered) };
  };
  const limits = Array.from({ length: STEPS }, (_, t) => [
    ...names.map((name, l) => limitOf('overload', `to ${name}`, t, behind[l]!)),
    ...names.map((name, i) => {
      const raised = names.map((_, j) => sum(ohm.map((r, l) => behind[l]![i]! * behind[l]![j]! * r)));
      return limitOf(
        'voltage',
        name,
        t,
        Float64Array.from(raised, (r) => r / 121_000),
      );
    }),
  ]).flat();
  return { bids, limits, loadPoints: names, steps: STEPS, dt_h: 1, shortage_price: 100 };
}

/** [branch][bus] 1 where the bus is behind the branch; branch j leads to bus j of a random tree. */
function tree(n: number, unit: () => number): Float64Array[] {
  const parent = Array.from({ length: n }, (_, j) => Math.floor(unit() * (j + 1)) - 1);
  const behind = parent.map(() => new Float64Array(n));
  for (let j = 0; j < n; j++) for (let l = j; l >= 0; l = parent[l]!) behind[l]![j] = 1;
  return behind;
}

export interface Certificate {
  /** Cost of what is bought and price of what is lacking, and the lower bound that the duals prove [currency/h]. */
  readonly primal: number;
  readonly dual: number;
  /** Reduced cost of each bid in each step: what one more kW of it would cost, less its shadow price [currency/kWh]. */
  readonly reduced: readonly Float64Array[];
}

/** By linear programming duality; `primal` = `dual` where a clearing is optimal. */
export function certificate(input: MarketInput, { share, dual }: Clearing): Certificate {
  const { bids, limits, loadPoints, shortage_price } = input;
  const shadowPrice = (load_point: string, step: number) => {
    const j = loadPoints.indexOf(load_point);
    return sum(limits.map(({ t, per_kw }, k) => (t === step ? dual[k]! * per_kw[j]! : 0)));
  };
  const reduced = bids.map(({ load_point, price, reduction_kw, payback_step, payback_kw }) => {
    const back = (payback_kw / sum(reduction_kw)) * shadowPrice(load_point, payback_step);
    return Float64Array.from(reduction_kw, (_, t) => price - shadowPrice(load_point, t) + (payback_kw > 0 ? back : 0));
  });
  const bought = sum(
    bids.map(({ price, reduction_kw }, b) => price * sum(reduction_kw.map((D, t) => D * share[b]![t]!))),
  );
  const lacking = sum(missing(input, share).map((kw) => kw * shortage_price));
  const bounds = sum(
    limits.map(({ lower, upper }, k) => (dual[k]! === 0 ? 0 : dual[k]! * (dual[k]! > 0 ? lower : upper))),
  );
  const rent = sum(
    bids.map(({ reduction_kw }, b) => sum(reduction_kw.map((D, t) => D * Math.min(0, reduced[b]![t]!)))),
  );
  return { primal: bought + lacking, dual: bounds + rent, reduced };
}

/** What each limit lacks, in kW at the load point that moves it most. */
export function missing({ bids, limits, loadPoints }: MarketInput, share: Clearing['share']): number[] {
  return limits.map(({ t, per_kw, lower, upper }) => {
    const moved = bids.map(({ load_point, reduction_kw, payback_step, payback_kw }, b) => {
      const energy = sum(reduction_kw.map((D, s) => D * share[b]![s]!));
      const back = t === payback_step && energy > 0 ? (payback_kw / sum(reduction_kw)) * energy : 0;
      return per_kw[loadPoints.indexOf(load_point)]! * (reduction_kw[t]! * share[b]![t]! - back);
    });
    return Math.max(0, lower - sum(moved), sum(moved) - upper) / Math.max(...per_kw.map(Math.abs));
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
