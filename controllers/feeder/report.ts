// What mechanisms on a feeder tell alike of a planned day: what load points draw, what branches carry, what voltages become.
import type { PublishedIndicator } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import type { Cells } from '../columns.ts';
import type { AcCheck } from './ac-check.ts';
import type { AtBus } from './flows.ts';
import type { Linearised } from './linearised.ts';
import { summedAt } from './load-points.ts';

/** What of an outcome the network has to do with. */
export interface Checked {
  /** AC power flows of the baseline and of the final schedule, and the latter as the linear model has it. */
  readonly before: AcCheck;
  readonly after: AcCheck;
  readonly linear: Linearised;
}

/** Indicators whose ids begin with the name of the mechanism. */
export const indicatorsOf =
  (mechanism: string) =>
  (
    id: string,
    value: number,
    unit: string,
    title: string,
    over: PublishedIndicator['over'] = 'sum',
  ): PublishedIndicator => ({ id: `${mechanism}_${id}`, value, unit, title, over });

/** For each bus what its devices draw by each of some schedules, [device][t]. */
export function loadRows(
  devices: readonly AtBus[],
  buses: readonly string[],
  schedules: readonly (readonly Float64Array[])[],
  steps: number,
): (t: number) => Cells[] {
  const loads = schedules.map((of) => summedAt(devices, buses, of, steps));
  return (t) => buses.map((bus, b) => [bus, ...loads.map((of) => of[b]![t]!)]);
}

/** For each bus its voltage by the baseline, linear and by AC power flow, and the difference of the last two. */
export function voltageRows(
  network: Network,
  buses: readonly string[],
  { before, after, linear }: Checked,
): (t: number) => Cells[] {
  const place = new Map(network.buses.map((bus, i) => [bus, i]));
  const at = buses.map((bus) => place.get(bus)!);
  return (t) =>
    at.map((i, b) => {
      const [linear_pu, final_pu] = [linear.vm_pu[i]![t]!, after.vm_pu[i]![t]!];
      return [buses[b]!, before.vm_pu[i]![t]!, linear_pu, final_pu, linear_pu - final_pu];
    });
}

/** Branches with a rating, by name and by index. */
export const ratedBranches = ({ branches }: Network, { limit_kw }: AcCheck) =>
  [...branches.entries()].filter(([l]) => limit_kw[l]!.some(Number.isFinite));

/** What flows beyond limits by AC power flow, over branches and steps [kW]. */
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

/** Largest of all values, 0 where none is above it. */
export const largest = (of: readonly ArrayLike<number>[]): number =>
  of.reduce((best, values) => Array.from(values).reduce((a, b) => Math.max(a, b), best), 0);
