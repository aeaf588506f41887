// The activation of bids by the aggregator (m2M-GRID deliverable 5.2, equations 14 to 17).
//
//   sets        h  clock hours in which a limit binds, of d[h] hours        f  bids, each in one hour; F[h]: those in hour h
//   parameters  N°[h]  sum of the net powers before [kW]                    C[f], P_min[f], P_max[f]  price and power of a bid
//               C_b[h], C_s[h]  price of buying and selling                 P_lb[h], P_ub[h]  largest export and import [kW]
//               σ[f]  1: the bid raises the net power, −1: it lowers it     a[f,h]  follow-up in a later hour of an accepted bid [kW]
//               G  bids whose price includes the energy that is bought or not sold
//   variables   P[f] ≥ 0 accepted power [kW]      x[f] ∈ {0, 1} accepted    B[h], S[h] ≥ 0 bought and sold [kW]
//               e[h], i[h] ≥ 0  export, import above the limit [kW]         y[h] ∈ {0, 1} bought, where C_s[h] > C_b[h]
//
//   min   Σh d[h] (Σf∈F[h] C[f] P[f] − C_s[h] S[h] + C_b[h] B[h]) + ρ Σh d[h] (e[h] + i[h])                (14)
//   s.t.  B[h] − S[h] = N°[h] + Σf∉G c[f,h]
//         c[f,h] = σ[f] P[f] for f ∈ F[h], else a[f,h] x[f]                 follow-ups in the coupled problem alone
//         x[f] P_min[f] ≤ P[f] ≤ x[f] P_max[f]                                                            (15)
//         B[h] − S[h] + Σf∈G c[f,h] ≥ −P_lb[h] − e[h]                                                     (16)
//         B[h] − S[h] + Σf∈G c[f,h] ≤  P_ub[h] + i[h]                                                     (17)
//         Σf∈A x[f] ≤ 1                                                     A: bids of one microgrid for the same appliances
//
// ρ is larger than any price, so that a limit is missed only where no bids keep it: e and i are the shortfall, which is reported.
// For one hour, no bids in G and S, B ≤ the limits these are the equations of the report. The energy of a bid in G is not counted a
// second time: a purchase that is moved to another hour would look like a saving, and bids would be accepted beyond the limit.
// Of bids with equal price any division costs the same; each has the same share of its power.
import { grouped, sum } from '../../../base/index.ts';
import {
  type Formulation,
  formulate,
  type OptimisationProblem,
  type RowWriter,
  solve,
} from '../../../optimisation/index.ts';
import type { CapacityLimit } from '../messages.ts';
import type { Shortfall } from '../plan.ts';
import { type Bid, signOf } from '../terms.ts';

/** A clock hour to be cleared. */
export interface ClearedHour {
  readonly limit: CapacityLimit;
  /** N° [kW]. */
  readonly sum_kw: number;
  /** Prices of the sum [currency/kWh]. */
  readonly buy: number;
  readonly sell: number;
  /** d [h]. */
  readonly duration_h: number;
}

export interface Activation {
  /** P of each bid, in the order of the bids; 0 where it is rejected [kW]. */
  readonly accepted_kw: readonly number[];
  readonly shortfalls: readonly Omit<Shortfall, 'round'>[];
}

/** A bid, and its follow-up as the mean power of each of the hours that are cleared [kW]. */
export interface Offered {
  readonly bid: Bid;
  readonly follow_up_kw: readonly number[];
}

/** A shortfall costs this times the largest price. */
const PENALTY = 1e3;
/** A power below this is rounding [kW]. */
const ROUNDING_KW = 1e-6;
const GAP = 1e-9;
/**
 * Prices apart by less than this, of the largest, are equal. Prices of schedules are differences of optima, so that microgrids with
 * the same devices differ in the last digits of a solver.
 */
const SAME_PRICE = 1e-6;

/**
 * The accepted power of all bids: one problem for each hour in order, or one for all hours.
 * A bid for appliances that an earlier hour has taken is rejected.
 */
export async function activate(
  hours: readonly ClearedHour[],
  offered: readonly Offered[],
  { coupled, seed }: { readonly coupled: boolean; readonly seed: number },
): Promise<Activation> {
  if (coupled) return await cleared(hours, offered, seed);
  const accepted_kw = offered.map(() => 0);
  const shortfalls: Omit<Shortfall, 'round'>[] = [];
  const taken = new Set<string>();
  for (const hour of hours) {
    const own = [...offered.keys()].filter((f) => {
      const { bid } = offered[f]!;
      return bid.period === hour.limit.period && !taken.has(groupOf(bid) ?? '');
    });
    const alone = own.map((f) => ({ bid: offered[f]!.bid, follow_up_kw: [0] }));
    const found = await cleared([hour], alone, seed);
    for (const [i, f] of own.entries()) {
      accepted_kw[f] = found.accepted_kw[i]!;
      const group = groupOf(offered[f]!.bid);
      if (group !== undefined && accepted_kw[f]! > 0) taken.add(group);
    }
    shortfalls.push(...found.shortfalls);
  }
  return { accepted_kw, shortfalls };
}

/** Bids with the same text are for the same appliances. */
const groupOf = ({ microgrid, exclusive }: Bid): string | undefined =>
  exclusive === undefined ? undefined : JSON.stringify([microgrid, exclusive]);

/** One problem. */
async function cleared(hours: readonly ClearedHour[], offered: readonly Offered[], seed: number): Promise<Activation> {
  const posed = pose(hours, offered);
  const solution = await solve(posed.problem, { gap: GAP, seed });
  const clean = (kw: number) => (kw < ROUNDING_KW ? 0 : kw);
  const accepted_kw = offered.map(({ bid }, f) => {
    const kw = solution.x[posed.accepted(f)]!;
    return bid.type === 'on-off' ? (kw > bid.max_kw / 2 ? bid.max_kw : 0) : Math.min(bid.max_kw, kw);
  });
  return {
    accepted_kw: inProportion(accepted_kw, offered).map(clean),
    shortfalls: hours.flatMap(({ limit: { period } }, h) =>
      (['less-export', 'less-import'] as const).flatMap((direction) => {
        const kw = clean(solution.x[posed.shortfall(h, direction)]!);
        return kw > 0 ? [{ period, direction, kw }] : [];
      }),
    ),
  };
}

/** Divides what is accepted of equal bids among them, in proportion to their power. */
function inProportion(accepted_kw: readonly number[], offered: readonly Offered[]): number[] {
  const divided = accepted_kw.slice();
  const divisible = [...offered.keys()].filter((f) => isDivisible(offered[f]!));
  const same = SAME_PRICE * Math.max(...divisible.map((f) => Math.abs(offered[f]!.bid.price)));
  for (const positions of grouped(divisible, (f) => effectOf(offered[f]!.bid)).values()) {
    for (const equal of ofEqualPrice(
      positions.map((at) => divisible[at]!),
      (f) => offered[f]!.bid.price,
      same,
    )) {
      const share = sum(equal.map((f) => accepted_kw[f]!)) / sum(equal.map((f) => offered[f]!.bid.max_kw));
      if (equal.length > 1) for (const f of equal) divided[f] = share * offered[f]!.bid.max_kw;
    }
  }
  return divided;
}

/** Bids in groups by their price: in ascending order, each no more than `same` above the one before. */
function ofEqualPrice(bids: readonly number[], price: (f: number) => number, same: number): number[][] {
  const groups: number[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const f of bids.toSorted((a, b) => price(a) - price(b))) {
    if (price(f) - last <= same) groups.at(-1)!.push(f);
    else groups.push([f]);
    last = price(f);
  }
  return groups;
}

/** A bid of which any part may be accepted, without an effect on another hour or another bid. */
const isDivisible = ({ bid, follow_up_kw }: Offered): boolean =>
  bid.type === 'range' && bid.min_kw === 0 && bid.exclusive === undefined && follow_up_kw.every((kw) => kw === 0);

/** The same text for bids that have the same effect on the sum. */
const effectOf = ({ period, direction, includes_energy }: Bid): string =>
  JSON.stringify([period, direction, includes_energy === true]);

interface Posed {
  readonly problem: OptimisationProblem;
  /** Column of P[f]. */
  accepted(f: number): number;
  /** Column of e[h] or i[h]. */
  shortfall(h: number, direction: Shortfall['direction']): number;
}

function pose(hours: readonly ClearedHour[], offered: readonly Offered[]): Posed {
  const into = formulate('activation of bids');
  const names = hours.map(({ limit }) => limit.period);
  const at = new Map(names.map((period, h) => [period, h]));
  const bids = offered.map((_, f) => `${f}`);
  const duration = (f: number) => hours[at.get(offered[f]!.bid.period)!]!.duration_h;
  const ρ = PENALTY * largestPrice(hours, offered);

  const P = into.variables('accepted', [bids], {
    min: 0,
    max: (f) => offered[f]!.bid.max_kw,
    cost: (f) => offered[f]!.bid.price * duration(f),
  });
  const x = into.variables('is-accepted', [bids], { type: 'binary' });
  const B = into.variables('bought', [names], { min: 0, cost: (h) => hours[h]!.buy * hours[h]!.duration_h });
  const S = into.variables('sold', [names], { min: 0, cost: (h) => -hours[h]!.sell * hours[h]!.duration_h });
  const above = { min: 0, cost: (h: number) => ρ * hours[h]!.duration_h };
  const e = into.variables('export-above-limit', [names], above);
  const i = into.variables('import-above-limit', [names], above);

  /** Writes Σ c[f,h] over the bids in G, or over the others. */
  const changes = (row: RowWriter, h: number, sign: number, inG: boolean): void => {
    for (const [f, { bid, follow_up_kw }] of offered.entries()) {
      if ((bid.includes_energy === true) !== inG) continue;
      if (at.get(bid.period) === h) row.term(sign * signOf(bid.direction), P(f));
      if (follow_up_kw[h]) row.term(sign * follow_up_kw[h]!, x(f));
    }
  };
  into.rows('sum', [names], (row, h) => {
    row.term(1, B(h)).term(-1, S(h));
    changes(row, h, -1, false);
    row.equals(hours[h]!.sum_kw);
  });
  into.rows('at-least', [bids], (row, f) => row.term(1, P(f)).term(-offered[f]!.bid.min_kw, x(f)).atLeast(0)); // (15)
  into.rows('at-most', [bids], (row, f) => row.term(1, P(f)).term(-offered[f]!.bid.max_kw, x(f)).atMost(0));
  const limited = (side: 'export_max_kw' | 'import_max_kw') =>
    hours.flatMap(({ limit }, h) => (limit[side] === null ? [] : [h]));
  const exports = limited('export_max_kw');
  into.rows('largest-export', [exports], (row, k) => {
    const h = exports[k]!; // (16)
    row.term(1, B(h)).term(-1, S(h)).term(1, e(h));
    changes(row, h, 1, true);
    row.atLeast(-hours[h]!.limit.export_max_kw!);
  });
  const imports = limited('import_max_kw');
  into.rows('largest-import', [imports], (row, k) => {
    const h = imports[k]!; // (17)
    row.term(1, B(h)).term(-1, S(h)).term(-1, i(h));
    changes(row, h, 1, true);
    row.atMost(hours[h]!.limit.import_max_kw!);
  });
  oneOfEachGroup(offered, x, into);
  buyOrSell(hours, offered, { B, S }, into);
  return {
    problem: into.build(),
    accepted: (f) => P(f),
    shortfall: (h, direction) => (direction === 'less-export' ? e(h) : i(h)),
  };
}

function oneOfEachGroup(offered: readonly Offered[], x: (f: number) => number, into: Formulation): void {
  const groups = new Map<string, number[]>();
  for (const [f, { bid }] of offered.entries()) {
    const group = groupOf(bid);
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), f]);
  }
  const several = [...groups.values()].filter((of) => of.length > 1);
  into.rows('same-appliances', [several.map((_, g) => g)], (row, g) => {
    for (const f of several[g]!) row.term(1, x(f));
    row.atMost(1);
  });
}

/** Where selling pays more than buying costs, doing both at once would pay without end. */
function buyOrSell(
  hours: readonly ClearedHour[],
  offered: readonly Offered[],
  { B, S }: { readonly B: (h: number) => number; readonly S: (h: number) => number },
  into: Formulation,
): void {
  const crossed = hours.flatMap(({ buy, sell }, h) => (sell > buy ? [h] : []));
  if (crossed.length === 0) return;
  const names = crossed.map((h) => hours[h]!.limit.period);
  const most = (h: number) =>
    Math.abs(hours[h]!.sum_kw) + sum(offered.map(({ bid, follow_up_kw }) => bid.max_kw + Math.abs(follow_up_kw[h]!)));
  const y = into.variables('buys', [names], { type: 'binary' });
  into.rows('buys-or', [names], (row, k) => row.term(1, B(crossed[k]!)).term(-most(crossed[k]!), y(k)).atMost(0));
  into.rows('or-sells', [names], (row, k) => {
    const h = crossed[k]!;
    row.term(1, S(h)).term(most(h), y(k)).atMost(most(h));
  });
}

const largestPrice = (hours: readonly ClearedHour[], offered: readonly Offered[]): number =>
  Math.max(
    ...hours.flatMap(({ buy, sell }) => [Math.abs(buy), Math.abs(sell)]),
    ...offered.map(({ bid }) => bid.price),
  ) || 1;
