// What the network lets a mechanism do, linear around the AC power flow of the baseline. With z[j] the net reduction at load
// point j, in each step t:
//   branch l   f − P_max ≤ Σj PTDF[l,j] z[j] ≤ f + P_max         f counted towards the load points
//   bus i      V_min − V ≤ Σj (−∂V[i]/∂P[j]) z[j] ≤ V_max − V
import { type BusLoads, emptyLoads, gridOf, type Network } from '../../network/index.ts';
import { type AcCheck, busLoads, type Checked } from './ac-check.ts';
import type { Place } from './schedule.ts';
import { ptdf, voltagePerKw } from './sensitivities.ts';

/** What limits are for: branches that carry too much, buses whose voltage leaves its band. */
export type Service = 'overload' | 'voltage';

/**
 * A limit of the network on what is moved, around the power flow of a schedule; z[j,t] is the net reduction at load point j in
 * step t, negative where it draws more [kW]:
 *   lower ≤ Σj per_kw[j] z[j,t] ≤ upper
 * An overloaded branch has lower > 0, one with room to spare has −lower kW of it.
 */
export interface NetworkLimit {
  readonly service: Service;
  /** The branch or bus. */
  readonly element: string;
  readonly t: number;
  /** Over the load points: kW of flow, or p.u. of voltage raised, per kW reduced. */
  readonly per_kw: Float64Array;
  /** kW of flow, or p.u.; ±∞ where a side has no limit. */
  readonly lower: number;
  readonly upper: number;
}

export interface LimitOptions {
  /** What is served; limits of the other service are left out. */
  readonly services: readonly Service[];
  /**
   * Where ∂V/∂P is taken: in the baseline's own power flow of each step, or in the empty network, where it is −R/V² of
   * linearised DistFlow (Baran & Wu 1989), R the resistance that the paths to both buses share.
   */
  readonly linearised_at: 'baseline' | 'no-load';
}

/** Beyond its limit by less than this counts as at the limit: 1 W of flow, 1e-6 p.u. of voltage. */
export const CLOSE: Readonly<Record<Service, number>> = { overload: 1e-3, voltage: 1e-6 };

/** An overload or an under-voltage, which reductions resolve. */
export const isShort = ({ service, lower }: NetworkLimit): boolean => lower > CLOSE[service];

/** Power fed back above a rating, or an over-voltage, which no reduction resolves. */
export const isInExcess = ({ service, upper }: NetworkLimit): boolean => upper < -CLOSE[service];

export const isViolated = (limit: NetworkLimit): boolean => isShort(limit) || isInExcess(limit);

/**
 * The limits of the steps of a day on what is moved at `loadPoints`, around a schedule. Of limits that differ in their bounds
 * alone only the tightest is listed, and one that no load point can move is listed only where it is violated.
 */
export function linearisedLimits(
  place: Place,
  check: Checked,
  loadPoints: readonly string[],
  { services, linearised_at }: LimitOptions,
): NetworkLimit[] {
  const { network, hours } = place;
  const everywhere = sensitivitiesOf(network, loadPoints);
  const voltage_per_kw =
    linearised_at === 'no-load'
      ? everywhere.voltage_per_kw
      : voltageSensitivity(network, busLoads(place, check.schedule), hours, loadPoints);
  return limitsOf(network, check, { ...everywhere, voltage_per_kw }, services);
}

/** The same limit counted from another schedule. */
export function shiftedTo(
  limit: NetworkLimit,
  from_kw: readonly Float64Array[],
  to_kw: readonly Float64Array[],
): NetworkLimit {
  const { per_kw, t, lower, upper } = limit;
  const relief = per_kw.reduce((sum, a, j) => sum + a * (from_kw[j]![t]! - to_kw[j]![t]!), 0);
  return { ...limit, lower: lower - relief, upper: upper - relief };
}

/** How far a limit is violated when nothing is moved. */
export const violation = ({ lower, upper }: NetworkLimit): number => Math.max(0, lower, -upper);

/**
 * λ[j,t] = Σr a[r,j] λ[r]: the shadow price of one kW drawn at load point j in step t, which a tariff charges.
 * @returns [load point][t], currency/kWh
 */
export function shadowPriceAt(
  limits: readonly NetworkLimit[],
  dual: Float64Array,
  loadPoints: number,
  steps: number,
): Float64Array[] {
  const shadowPrice = Array.from({ length: loadPoints }, () => new Float64Array(steps));
  for (const [r, { per_kw, t }] of limits.entries()) {
    for (const [j, of] of shadowPrice.entries()) of[t]! += per_kw[j]! * dual[r]!;
  }
  return shadowPrice;
}

/** What a kW less drawn at each load point does. */
interface Sensitivities {
  /** [branch][load point] kW less towards the load points. */
  readonly flow_per_kw: readonly Float64Array[];
  /** 1 where a branch points from → to towards the load points, −1 where it points away from them. */
  readonly sense: Int8Array;
  /** [bus][load point] p.u. more, in step t. */
  readonly voltage_per_kw: (t: number) => readonly Float64Array[];
}

/** Sensitivities in the empty network, the same in every step. */
export function sensitivitiesOf(network: Network, loadPoints: readonly string[]): Sensitivities {
  const factors = ptdf(network, loadPoints);
  const sense = Int8Array.from(factors, (of) => (of.reduce((sum, factor) => sum + factor, 0) < 0 ? -1 : 1));
  const voltage_per_kw = voltageSensitivity(
    network,
    [emptyLoads(network.buses.length)],
    ['an hour without load'],
    loadPoints,
  )(0);
  return {
    flow_per_kw: factors.map((of, l) => (sense[l]! < 0 ? negated(of) : of)),
    sense,
    voltage_per_kw: () => voltage_per_kw,
  };
}

function voltageSensitivity(
  network: Network,
  loads: readonly BusLoads[],
  hours: readonly string[],
  loadPoints: readonly string[],
) {
  const grid = gridOf(network);
  return (t: number) => voltagePerKw(grid, loads[t]!, hours[t]!, loadPoints).map(negated);
}

/** The limits around the flows of an AC check, step by step. */
export function limitsOf(
  network: Network,
  { flow_kw, limit_kw, vm_pu }: AcCheck,
  { flow_per_kw, sense, voltage_per_kw }: Sensitivities,
  services: readonly Service[],
): NetworkLimit[] {
  const combination = combinations();
  const limits: NetworkLimit[] = [];
  for (let t = 0; t < (vm_pu[0]?.length ?? 0); t++) {
    const now: NetworkLimit[] = [];
    if (services.includes('overload')) {
      for (const [l, element] of network.branches.entries()) {
        const [f, upper] = [sense[l]! * flow_kw[l]![t]!, limit_kw[l]![t]!];
        now.push({ service: 'overload', element, t, per_kw: flow_per_kw[l]!, lower: f - upper, upper: f + upper });
      }
    }
    if (services.includes('voltage')) {
      const per_kw = voltage_per_kw(t);
      for (const [i, { bus, v_min_pu = -Infinity, v_max_pu = Infinity }] of network.data.buses.entries()) {
        if (isHeld(network, i)) continue;
        const v = vm_pu[i]![t]!;
        now.push({ service: 'voltage', element: bus, t, per_kw: per_kw[i]!, lower: v_min_pu - v, upper: v_max_pu - v });
      }
    }
    limits.push(...tightest(now, combination));
  }
  return limits;
}

/** Whether a machine or the upstream grid keeps the voltage of a bus. */
const isHeld = ({ nodeOf, n, pq }: Network, bus: number): boolean => nodeOf[bus]! >= n || pq[nodeOf[bus]!] === 0;

/** Of the limits of one step on the same combination of z, those that bind first on either side. */
function tightest(limits: readonly NetworkLimit[], combination: (limit: NetworkLimit) => string): NetworkLimit[] {
  const low = new Map<string, NetworkLimit>();
  const high = new Map<string, NetworkLimit>();
  for (const limit of limits) {
    const key = combination(limit);
    if (limit.lower > (low.get(key)?.lower ?? -Infinity)) low.set(key, limit);
    if (limit.upper < (high.get(key)?.upper ?? Infinity)) high.set(key, limit);
  }
  return limits.filter((limit) => {
    if (limit.per_kw.every((x) => x === 0)) return isViolated(limit);
    const key = combination(limit);
    return low.get(key) === limit || high.get(key) === limit;
  });
}

/** The same text for factors equal to twelve digits: on any load a feeder has, a difference far below a watt. */
function combinations() {
  const known = new WeakMap<Float64Array, string>();
  return ({ service, per_kw }: NetworkLimit): string => {
    const before = known.get(per_kw);
    if (before !== undefined) return before;
    const text = [service, ...Array.from(per_kw, (x) => x.toPrecision(12))].join(' ');
    known.set(per_kw, text);
    return text;
  };
}

const negated = (of: Float64Array): Float64Array => of.map((x) => 0 - x);
