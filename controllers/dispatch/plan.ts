// The plan of a dispatch, by DC or by AC power flow, in standard units.
import { type Expressions, evaluate, type Flexibility, type OptimisationProblem } from '../../optimisation/index.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Exchange } from '../market.ts';
import type { AcPlan } from './ac/plan.ts';
import type { DcPlan } from './dc.ts';

/** What a device is to do over the horizon. */
export interface DevicePlan {
  /** Over the steps [kW], load convention. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** False where it has nothing to decide. */
  readonly flexible: boolean;
  /** Its reactive power is a decision too. */
  readonly reactive: boolean;
  /** Quantities it shows in addition to its power, over the steps. */
  readonly shows: readonly { readonly name: string; readonly unit: string; readonly values: Float64Array }[];
}

/** The optimum. */
export interface Dispatched {
  readonly exchange: Exchange;
  readonly devices: readonly DevicePlan[];
  /** At all supply buses together, over the steps [kW]. */
  readonly import_kw: Float64Array;
  readonly export_kw: Float64Array;
  /** Locational marginal price at every bus: what one more kWh drawn there would cost [currency/kWh]. */
  readonly prices: readonly { readonly bus: string; readonly price: Float64Array }[];
  /** Terms of the cost over the horizon, by name [currency]; they sum to `objective`. */
  readonly costs: ReadonlyMap<string, number>;
  /** Starts of units over the horizon. */
  readonly starts: number;
  readonly objective: number;
  /** Relative gap; absent in an AC plan, for which no bound is known. */
  readonly gap?: number;
  /** What the network of the DC power flow has of it; absent in an AC plan. */
  readonly dc?: DcPlan;
  /** The AC power flow of the plan; absent in a DC plan. */
  readonly ac?: AcPlan;
}

export const scheduleOf = ({ devices }: Pick<Dispatched, 'devices'>): Schedule => ({
  p_kw: devices.map(({ p_kw }) => p_kw),
  q_kvar: devices.map(({ q_kvar }) => q_kvar),
});

/** Powers below this are the solver's rounding [kW]. */
const ROUNDING_KW = 1e-7;

export const clean = (value: number): number => (Math.abs(value) < ROUNDING_KW ? 0 : value);

/** A point with its whole numbers as such. */
export const withWholeNumbers = ({ variables }: OptimisationProblem, x: Float64Array): Float64Array =>
  x.map((value, j) => (variables.integer[j] ? Math.round(value) : value));

/** What the devices do at a point. */
export function devicePlans(flexibility: readonly Flexibility[], x: Float64Array): DevicePlan[] {
  const over = (of: Expressions) => of.values(x).map(clean);
  return flexibility.map(({ p_kw, q_kvar, shows }): DevicePlan => {
    const flexible = p_kw.isVariable;
    // the reactive power of a converter has variables of its own; that of a load follows its active power
    const own = new Set(p_kw.columns);
    const reactive = q_kvar.columns.some((column) => !own.has(column));
    return {
      p_kw: over(p_kw),
      q_kvar: over(q_kvar),
      flexible,
      reactive,
      shows: shows.map(({ name, unit, values }) => ({ name, unit, values: over(values) })),
    };
  });
}

export const startsOf = (devices: readonly DevicePlan[]): number =>
  devices.reduce((n, { shows }) => n + sum(shows.find(({ name }) => name === 'start')?.values ?? []), 0);

interface Traded {
  readonly exchange: Exchange;
  readonly dt_h: number;
  readonly import_kw: Float64Array;
  readonly export_kw: Float64Array;
}

/** The terms of the cost, by name; the names of one kind of cost are the same for all devices. */
export function costTerms(
  flexibility: readonly Flexibility[],
  x: Float64Array,
  { exchange, dt_h, import_kw, export_kw }: Traded,
): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  const add = (name: string, value: number) => terms.set(name, (terms.get(name) ?? 0) + value);
  const traded = (price: readonly number[], of: Float64Array) =>
    of.reduce((total, kw, t) => total + price[t]! * kw * dt_h, 0);
  add('import', traded(exchange.import_price, import_kw));
  add('export', 0 - traded(exchange.export_price, export_kw));
  for (const { costs } of flexibility) {
    for (const { name, linear, squares } of costs) {
      add(name, evaluate(linear, x) + squares.reduce((total, [c, column]) => total + c * x[column]! ** 2, 0));
    }
  }
  return terms;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
