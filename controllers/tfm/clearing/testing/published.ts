// The published bids of the transactive flexibility market, and what they are cleared against: SMART-MLA final report
// (DTU Elektro, January 2022), section 5.2. Hours t1 … t24 of the report are steps 0 … 23.

import type { NetworkLimit } from '../../../feeder/limits.ts';
import type { Bid } from '../../terms.ts';
import type { MarketInput } from '../clearing.ts';

const STEPS = 24;
/** Step of an hour as the report counts them. */
export const hour = (t: number): number => t - 1;

const bid = (
  aggregator: string,
  load_point: string,
  price: number,
  [at6, at16]: readonly [number, number?],
  [h, payback_kw]: readonly [number, number],
): Bid => {
  const reduction_kw = new Array<number>(STEPS).fill(0);
  reduction_kw[hour(6)] = at6;
  reduction_kw[hour(16)] = at16 ?? 0;
  return { aggregator, load_point, price, reduction_kw, payback_step: hour(h), payback_kw };
};

/** Table 5.2.4.1 as printed. */
export const overloadBids: readonly Bid[] = [
  bid('ag1', 'LP1', 0.75, [60.896], [4, 66.478]),
  bid('ag1', 'LP4', 0.62, [49.673, 20.819], [10, 74.341]),
  bid('ag1', 'LP5', 0.7, [52.857, 22.692], [10, 79.82]),
  bid('ag2', 'LP1', 0.58, [87.408], [4, 94.763]),
  bid('ag2', 'LP4', 0.66, [78.673, 34.506], [10, 119.152]),
  bid('ag2', 'LP5', 0.63, [89.463], [4, 97.047]),
  bid('ag3', 'LP1', 0.53, [83.661], [4, 90.853]),
  bid('ag3', 'LP4', 0.71, [81.833, 35.373], [10, 123.723]),
  bid('ag3', 'LP5', 0.59, [84.901], [4, 92.302]),
  bid('ag4', 'LP1', 0.84, [67.318], [4, 73.219]),
  bid('ag4', 'LP4', 0.78, [57.224, 24.412], [10, 85.806]),
  bid('ag4', 'LP5', 0.73, [54.81], [4, 59.565]),
];

/** Bids with another price of one of them. */
export const repriced = (bids: readonly Bid[], aggregator: string, load_point: string, price: number): Bid[] =>
  bids.map((b) => (b.aggregator === aggregator && b.load_point === load_point ? { ...b, price } : b));

/** A price of energy that is 0.25 in every hour but t10, where it is `dearer` than that [DKK/kWh]. */
export const nightPrices = (dearer: number): readonly number[] =>
  Array.from({ length: STEPS }, (_, t) => 0.25 + (t === hour(10) ? dearer : 0));

/** With 0.53 for the printed 0.73 of ag4 at LP5: where the prices of bids alone are minimised, any price below 0.70 gives the printed percentages. */
export const correctedBids: readonly Bid[] = repriced(overloadBids, 'ag4', 'LP5', 0.53);

/**
 * Table 5.2.5.1. In print the names of ag3 and ag4 are in the wrong rows; the size of an offer (40 customers of ag1 and
 * ag4, 60 of ag2 and ag3 at each load point) identifies the aggregator, and the rows keep their order.
 */
export const voltageBids: readonly Bid[] = [
  bid('ag1', 'LP23', 0.69, [59.803], [4, 65.197]),
  bid('ag1', 'LP37', 0.72, [59.442], [4, 64.848]),
  bid('ag2', 'LP21', 0.57, [87.923], [4, 95.343]),
  bid('ag2', 'LP23', 0.68, [92.91], [4, 100.609]),
  bid('ag2', 'LP36', 0.61, [88.942], [4, 96.415]),
  bid('ag2', 'LP37', 0.7, [92.393], [4, 100.338]),
  bid('ag3', 'LP23', 0.62, [88.493], [4, 96.229]),
  bid('ag3', 'LP36', 0.76, [94.697], [4, 102.933]),
  bid('ag3', 'LP37', 0.74, [95.096], [4, 103.396]),
  bid('ag4', 'LP23', 0.63, [58.598], [4, 63.457]),
  bid('ag4', 'LP36', 0.66, [60.909], [4, 66.258]),
  bid('ag4', 'LP37', 0.83, [66.063], [4, 71.658]),
];

/** Percentages of Table 5.2.4.1 by bid, at t6 and t16. */
export const overloadShares: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [0.392, 1],
  [0.562, 0],
  [1, 1],
  [1, 0],
  [1, 0],
  [0, 0.23],
  [1, 0],
  [0, 0],
  [0, 0],
  [1, 0],
];

/** Percentages of Table 5.2.5.1 by bid, at t6. */
export const voltageShares: readonly number[] = [1, 1, 0.372, 1, 1, 1, 1, 0.738, 1, 1, 1, 1];

/** Customers under contract with each aggregator at each load point (section 5.2.3). */
export const customers: Readonly<Record<string, number>> = { ag1: 40, ag2: 60, ag3: 60, ag4: 40 };

/** Load points of the three feeders. */
export const loadPoints: readonly string[] = [
  ...['LP1', 'LP2', 'LP3', 'LP4', 'LP5', 'LP6', 'LP7'],
  ...['LP18', 'LP19', 'LP20', 'LP21', 'LP22', 'LP23', 'LP24', 'LP25'],
  ...['LP32', 'LP33', 'LP34', 'LP35', 'LP36', 'LP37', 'LP38'],
];

/** Factors over the load points; 0 where none is given. */
const over = (factors: Readonly<Record<string, number>>): Float64Array =>
  Float64Array.from(loadPoints, (name) => factors[name] ?? 0);

const line = (element: string, behind: readonly string[], t: number, lower: number): NetworkLimit => ({
  service: 'overload',
  element,
  t: hour(t),
  per_kw: over(Object.fromEntries(behind.map((name) => [name, 1]))),
  lower,
  upper: Number.POSITIVE_INFINITY,
});

/** What is behind a line. */
export const BEHIND = { L2: ['LP1'], L7: ['LP4', 'LP5', 'LP6', 'LP7'] } as const;

/** Room for payback on a line: `room_kw` more may flow at hour t. */
export const headRoom = (element: keyof typeof BEHIND, t: number, room_kw: number): NetworkLimit =>
  line(element, BEHIND[element], t, -room_kw);

/**
 * Overloads of L2 and L7 (section 5.2.3 prints 132.8, 378.2 and 86.1 kW). The further decimals are inferred: they are what
 * consistent with the printed percentages and totals.
 */
export const overloads: readonly NetworkLimit[] = [
  line('L2', BEHIND.L2, 6, 132.8),
  line('L7', BEHIND.L7, 6, 378.24),
  line('L7', BEHIND.L7, 16, 86.1352),
];

/** 11 kV, 0.26 ohm/km: p.u. of voltage raised per kW and per km of line that the paths to bus and load point share. */
const PU_PER_KW_KM = 0.26 / (1000 * 11 ** 2);

// length of the path shared with the path to the end bus [km], RBTS Bus 4
const toLP23 = { LP18: 0.8, LP19: 1.6, LP20: 1.6, LP21: 2.4, LP22: 2.4, LP23: 3.95, LP24: 3.2, LP25: 3.2 };
const toLP37 = { LP32: 0.75, LP33: 1.35, LP34: 2.1, LP35: 2.1, LP36: 2.85, LP37: 4.4, LP38: 3.6 };

const voltage = (end: string, shared_km: Readonly<Record<string, number>>, short_kw: number): NetworkLimit => {
  const per_kw = over(shared_km).map((km) => km * PU_PER_KW_KM);
  const lower = short_kw * per_kw[loadPoints.indexOf(end)]!;
  return { service: 'voltage', element: end, t: hour(6), per_kw, lower, upper: Number.POSITIVE_INFINITY };
};

/**
 * Under-voltages at LP23 and LP37 at t6, linearised DistFlow. The report prints neither; inferred, in kW at the end bus, as
 * what gives the printed percentages.
 */
export const underVoltages: readonly NetworkLimit[] = [
  voltage('LP23', toLP23, 319.677),
  voltage('LP37', toLP37, 455.324),
];

/** A market over the hours of the report. A shortage costs far more than any bid. */
export const market = (bids: readonly Bid[], limits: readonly NetworkLimit[]): MarketInput => ({
  bids,
  limits,
  loadPoints,
  steps: STEPS,
  dt_h: 1,
  shortage_price: 15,
});
