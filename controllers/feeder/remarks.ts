// What is worth doubting in a planned day on a feeder, in sentences that all mechanisms share.
import type { Remark } from '../../base/index.ts';
import type { Network } from '../../network/index.ts';
import type { AcCheck } from './ac-check.ts';
import { CLOSE } from './limits.ts';
import type { Day } from './schedule.ts';

/** A branch or bus beyond its limits. */
interface Violation {
  readonly element: string;
  readonly steps: number;
  /** Largest, and summed over the steps [kW or p.u., times h]. */
  readonly worst: number;
  readonly sum_h: number;
}

/** Violations named one by one; of the others their number is. */
const NAMED = 3;

/** Limits that the AC power flow of a plan violates, none where it keeps them all. */
export function violations(mechanism: string, network: Network, plan: AcCheck, { dt_h }: Day): Remark[] {
  const { buses } = network.data;
  const overloads = violationsOf(network.branches, CLOSE.overload, dt_h, (l) =>
    plan.flow_kw[l]!.map((kw, t) => Math.abs(kw) - plan.limit_kw[l]![t]!),
  );
  const bands = new Map(
    buses.map(({ bus, v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY }) => [bus, { v_min_pu, v_max_pu }]),
  );
  const voltages = violationsOf(network.buses, CLOSE.voltage, dt_h, (b) => {
    const { v_min_pu, v_max_pu } = bands.get(network.buses[b]!)!;
    return plan.vm_pu[b]!.map((v) => (v > 0 ? Math.max(v_min_pu - v, v - v_max_pu) : 0));
  });
  const kw = ({ element, steps, worst, sum_h }: Violation) =>
    `${element} in ${hours(steps, dt_h)}, by up to ${worst.toFixed(2)} kW and ${sum_h.toFixed(2)} kWh in all`;
  const pu = ({ element, steps, worst }: Violation) =>
    `${element} in ${hours(steps, dt_h)}, by up to ${worst.toFixed(5)} p.u.`;
  return [
    ...remark(`${mechanism}_overload_after_plan`, `${mechanism}: the plan overloads`, overloads, kw, 'branches'),
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
