// What the DSO checks: the power flow of every slot of the day. A slot is a step, or a clock hour with its mean power.
import { type BusLoads, emptyLoads, gridOf, type Network, type NetworkGrid } from '../../../network/index.ts';
import { carried } from '../../feeder/ac-check.ts';
import type { LoadSchedule } from '../../feeder/messages.ts';
import { inspector, type Violation } from '../../feeder/violations.ts';
import type { Options } from '../options.ts';
import type { Period } from '../terms.ts';

/** What is checked at once. */
export interface Slot {
  /** Local time at its start. */
  readonly name: string;
  readonly steps: readonly number[];
}

/** The network of the DSO, the slots of the day, and its forecast of what no microgrid draws. */
export interface Watch {
  readonly network: Network;
  readonly services: Options['services'];
  /** In the order of the periods. */
  readonly slots: readonly (readonly Slot[])[];
  /** Of each slot. */
  readonly others: readonly (readonly BusLoads[])[];
}

export const slotsOf = (
  periods: readonly Period[],
  hours: readonly string[],
  check: Options['check'],
): readonly (readonly Slot[])[] =>
  periods.map(({ steps }) =>
    check === 'each-step' ? steps.map((t) => ({ name: hours[t]!, steps: [t] })) : [{ name: hours[steps[0]!]!, steps }],
  );

/** Mean of a profile over the steps of a slot. */
export const meanOver = (of: ArrayLike<number>, { steps }: Pick<Slot, 'steps'>): number =>
  steps.reduce((sum, t) => sum + of[t]!, 0) / steps.length;

/** The loads of slot `s` of period `h`, with those of some load points in addition. */
export function loadsAt(
  { network, slots, others }: Watch,
  { load_points, p_kw, q_kvar }: LoadSchedule,
  h: number,
  s: number,
  change_kw?: (j: number) => number,
): BusLoads {
  const slot = slots[h]![s]!;
  const { p_kw: p, q_kvar: q, ...rest } = others[h]![s]!;
  const loads = { ...rest, p_kw: p.slice(), q_kvar: q.slice() };
  const place = placesOf(network);
  for (const [j, bus] of load_points.entries()) {
    const b = place.get(bus)!;
    loads.p_kw[b]! += meanOver(p_kw[j]!, slot) + (change_kw?.(j) ?? 0);
    loads.q_kvar[b]! += meanOver(q_kvar[j]!, slot);
  }
  return loads;
}

const known = new WeakMap<Network, Map<string, number>>();

/** Index of each bus. */
export function placesOf(network: Network): Map<string, number> {
  let places = known.get(network);
  if (!places) known.set(network, (places = new Map(network.buses.map((bus, b) => [bus, b]))));
  return places;
}

/** Power that some points draw, at their buses, slot by slot. */
export function othersOf(
  network: Network,
  slots: Watch['slots'],
  points: readonly { readonly bus: string; readonly p_kw: ArrayLike<number>; readonly q_kvar: ArrayLike<number> }[],
): BusLoads[][] {
  const place = placesOf(network);
  return slots.map((of) =>
    of.map((slot) => {
      const size = network.buses.length;
      const loads = { ...emptyLoads(size), p_kw: new Float64Array(size), q_kvar: new Float64Array(size) };
      for (const { bus, p_kw, q_kvar } of points) {
        loads.p_kw[place.get(bus)!]! += meanOver(p_kw, slot);
        loads.q_kvar[place.get(bus)!]! += meanOver(q_kvar, slot);
      }
      return loads;
    }),
  );
}

/** Violated limits of a schedule in each period and slot. */
export function violationsOf(watch: Watch, schedule: LoadSchedule): readonly (readonly (readonly Violation[])[])[] {
  const grid = gridOf(watch.network);
  const inspect = inspector(watch);
  return watch.slots.map((slots, h) =>
    slots.map(({ name }, s) => inspect(carried(grid, loadsAt(watch, schedule, h, s), name))),
  );
}

/** Whether loads keep all limits; a network that cannot carry them does not. */
export function keeps(watch: Watch, grid: NetworkGrid, loads: BusLoads): boolean {
  const flow = grid.solve(loads);
  return flow.converged && inspector(watch)(flow).length === 0;
}
