// What mechanisms on a feeder publish of a planned day: voltages before and after, how far limits are violated, remarks on
// violations of the plan.
import { decimals, type Remark } from '../../base/index.ts';
import type { Network } from '../../network/index.ts';
import { columns, table } from '../../record/index.ts';
import type { AcCheck } from './ac-check.ts';
import { CLOSE } from './limits.ts';
import type { Linearised } from './linearised.ts';
import type { Day, Place } from './schedule.ts';

/** AC power flows of the baseline and of the final schedule, and the latter by the linear model. */
interface BeforeAndAfter {
  readonly before: AcCheck;
  readonly after: AcCheck;
  readonly linear: Linearised;
}

export interface Voltages {
  readonly bus: string;
  readonly baseline_pu: Float64Array;
  readonly linear_pu: Float64Array;
  readonly final_pu: Float64Array;
}

const { column } = columns<Voltages>();

/** @param titles of the columns by their names */
export const voltagesTable = (titles: Readonly<Record<'baseline' | 'linear' | 'error', string>>) =>
  table('voltages', 'Voltage of every bus with devices', [
    column('bus', 'string', 'Bus', (v) => v.bus),
    column('baseline_pu', 'p.u.', titles.baseline, (v, t) => v.baseline_pu[t]!),
    column('linear_pu', 'p.u.', titles.linear, (v, t) => v.linear_pu[t]!),
    column('final_pu', 'p.u.', 'Final schedule, by AC power flow', (v, t) => v.final_pu[t]!),
    column('error_pu', 'p.u.', titles.error, (v, t) => v.linear_pu[t]! - v.final_pu[t]!),
  ]);

/** Its rows for some buses. */
export function voltagesAt(
  { network }: Pick<Place, 'network'>,
  buses: readonly string[],
  { before, after, linear }: BeforeAndAfter,
): Voltages[] {
  const place = new Map(network.buses.map((bus, i) => [bus, i]));
  return buses.map((bus) => {
    const i = place.get(bus)!;
    return { bus, baseline_pu: before.vm_pu[i]!, linear_pu: linear.vm_pu[i]!, final_pu: after.vm_pu[i]! };
  });
}

/** Branches with a rating, by name and by index. */
export const ratedBranches = ({ branches }: Network, { limit_kw }: AcCheck) =>
  [...branches.entries()].filter(([l]) => limit_kw[l]!.some(Number.isFinite));

/** Active power above what branches carry with the reactive power that flows, over branches and steps [kW]. */
export const overloadOf = ({ flow_kw, limit_kw }: AcCheck): number =>
  flow_kw.reduce(
    (sum, of, l) => of.reduce((inner, f, t) => inner + Math.max(0, Math.abs(f) - limit_kw[l]![t]!), sum),
    0,
  );

/** The lowest voltage of all buses and steps. */
export const lowestVoltage = ({ vm_pu }: Pick<AcCheck, 'vm_pu'>): number =>
  vm_pu.reduce((min, of) => of.reduce((a, b) => Math.min(a, b), min), Number.POSITIVE_INFINITY);

/** How far a model is from the AC power flow at most, both [element][t]. */
export const largestError = (model: readonly Float64Array[], ac: readonly Float64Array[]): number =>
  largest(model.map((of, i) => of.map((value, t) => Math.abs(value - ac[i]![t]!))));

/** Errors of the linear model at the final schedule. */
export const errorsOf = ({ linear, after }: Pick<BeforeAndAfter, 'linear' | 'after'>) => ({
  pu: largestError(linear.vm_pu, after.vm_pu),
  kw: largestError(linear.flow_kw, after.flow_kw),
});

/** Largest of all values, 0 where none is above it. */
export const largest = (of: readonly ArrayLike<number>[]): number =>
  of.reduce((best, values) => Array.from(values).reduce((a, b) => Math.max(a, b), best), 0);

/** A branch or bus beyond its limits. */
interface Violation {
  readonly element: string;
  readonly steps: number;
  /** Largest, and summed over the steps [kVA or p.u., times h]. */
  readonly worst: number;
  readonly sum_h: number;
}

/** Violations named one by one; of the others their number is. */
const NAMED = 3;

/**
 * Limits that the AC power flow of a plan violates, none where it keeps them all. An overload is in kVA, as in the run. What active
 * power would have to fall by to relieve it is another number: more, as reactive power stays, and not enough where that alone is
 * above the rating.
 */
export function violations(mechanism: string, network: Network, plan: AcCheck, { dt_h }: Day): Remark[] {
  const { buses } = network.data;
  const overloads = violationsOf(network.branches, CLOSE.overload, dt_h, (l) => plan.overload_kva[l]!);
  const bands = new Map(
    buses.map(({ bus, v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY }) => [bus, { v_min_pu, v_max_pu }]),
  );
  const voltages = violationsOf(network.buses, CLOSE.voltage, dt_h, (b) => {
    const { v_min_pu, v_max_pu } = bands.get(network.buses[b]!)!;
    return plan.vm_pu[b]!.map((v) => (v > 0 ? Math.max(v_min_pu - v, v - v_max_pu) : 0));
  });
  const kva = ({ element, steps, worst, sum_h }: Violation) =>
    `${element} in ${hours(steps, dt_h)}, by up to ${decimals(worst, 2)} kVA and ${decimals(sum_h, 2)} kVA h in all`;
  const pu = ({ element, steps, worst }: Violation) =>
    `${element} in ${hours(steps, dt_h)}, by up to ${decimals(worst, 5)} p.u.`;
  return [
    ...remark(`${mechanism}_overload_after_plan`, `${mechanism}: the plan overloads`, overloads, kva, 'branches'),
    ...remark(
      `${mechanism}_voltage_after_plan`,
      `${mechanism}: the plan leaves the voltage band at`,
      voltages,
      pu,
      'buses',
    ),
  ];
}

function violationsOf(
  names: readonly string[],
  close: number,
  dt_h: number,
  excess: (i: number) => Float64Array,
): Violation[] {
  const found = names.flatMap((element, i): Violation[] => {
    const over = excess(i).filter((by) => by > close);
    if (over.length === 0) return [];
    return [{ element, steps: over.length, worst: Math.max(...over), sum_h: over.reduce((a, b) => a + b) * dt_h }];
  });
  return found.sort((a, b) => b.worst - a.worst);
}

function remark(id: string, begin: string, of: readonly Violation[], words: (of: Violation) => string, what: string) {
  return of.length === 0 ? [] : [{ id, text: `${begin} ${listed(of.map(words), what)}` }];
}

/** The first of some phrases, and how many more there are. */
export function listed(phrases: readonly string[], what: string): string {
  const more = phrases.length - NAMED;
  return [...phrases.slice(0, NAMED), ...(more > 0 ? [`and ${more} more ${what}`] : [])].join('; ');
}

const hours = (steps: number, dt_h: number): string => `${Number((steps * dt_h).toFixed(2))} h`;
