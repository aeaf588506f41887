// The flexibility requirement table (FRT): what the DSO publishes of its congestion (SMART-MLA report, section 5.2.2). An
// element short of s[t] in step t, with sensitivities a[j] to a reduction at load point j, requires of the load points j that
// relieve it
//   min[t] = s[t] / max a[j],   max[t] = s[t] / min a[j]
// On a radial feeder a line has a = 1, and both are its overload. Resolved by all of them in proportion to what they draw in the
// day, w[j] with Σ w = 1, it takes s[t] / Σj a[j] w[j] in all, and the largest amount of any step may come back as
//   B[j] = payback_share_max (1 + payback_margin) w[j] maxt s[t] / Σj a[j] w[j]
// Payback is allowed in the steps whose AC power flow carries that for all elements at once, or where there is none, for this
// one alone. The table is a guide for bidders: what is bought keeps the limits of every step in any case.
import { sum } from '../../../base/index.ts';
import { type BusLoads, gridOf, type Network } from '../../../network/index.ts';
import { busLoads, type Checked, recorder } from '../../feeder/ac-check.ts';
import type { Feeder } from '../../feeder/grid.ts';
import type { NetworkLimit } from '../../feeder/limits.ts';
import { isShort, limitsOf, type Service, sensitivitiesOf } from '../../feeder/limits.ts';
import type { Options } from '../options.ts';
import type { Requirement } from '../terms.ts';

/** A schedule, its AC power flow, and the limits around it. */
export interface Congestion {
  readonly feeder: Feeder;
  readonly before: Checked;
  /** Load points of the market. */
  readonly loadPoints: readonly string[];
  /** Over the load points; none where no step is congested. */
  readonly limits: readonly NetworkLimit[];
}

export type RequirementOptions = Pick<
  Options,
  'services' | 'payback_share_max' | 'payback_margin' | 'price_max_per_kwh' | 'sensitivity_share_min'
>;

/**
 * The table; empty where nothing is congested. One line for each set of load points that can resolve something; elements that the
 * same load points resolve share it, with the larger of their amounts. An element that no load point relieves has no line.
 */
export function requirementsOf(
  { feeder, before, loadPoints, limits }: Congestion,
  options: RequirementOptions,
): Requirement[] {
  const { network } = feeder;
  const loads = busLoads(feeder, before.schedule);
  const lines = linesOf(limits, loads.length, drawnAt(network, loads, loadPoints), options.sensitivity_share_min);
  const stepsFor = paybackSteps(network, loads, loadPoints, options);
  const together = stepsFor(lines);
  return lines.map((line, r) => ({
    service: line.service,
    load_points: line.candidates.map((j) => loadPoints[j]!),
    min_kw: Array.from(line.min_kw),
    max_kw: Array.from(line.max_kw),
    payback_steps: together[r]!.length > 0 ? together[r]! : stepsFor([line])[0]!,
    payback_share_max: options.payback_share_max,
    price_max: options.price_max_per_kwh,
  }));
}

interface Line {
  readonly service: Service;
  /** Load points, ascending, and w of each. */
  readonly candidates: readonly number[];
  readonly weight: readonly number[];
  readonly min_kw: Float64Array;
  readonly max_kw: Float64Array;
  /** What it takes from all load points together, in proportion to their weights. */
  readonly shared_kw: Float64Array;
}

function linesOf(limits: readonly NetworkLimit[], steps: number, drawn: readonly number[], share: number): Line[] {
  const lines = new Map<string, Line>();
  for (const limit of limits) {
    const candidates = isShort(limit) ? relieving(limit, share) : [];
    if (candidates.length === 0) continue;
    const key = `${limit.service} ${candidates.join(' ')}`;
    const line = lines.get(key) ?? emptyLine(limit.service, candidates, steps, drawn);
    lines.set(key, line);
    const a = candidates.map((j) => limit.per_kw[j]!);
    const raise = (kw: Float64Array, sensitivity: number) => {
      kw[limit.t] = Math.max(kw[limit.t]!, limit.lower / sensitivity);
    };
    raise(line.min_kw, Math.max(...a));
    raise(line.max_kw, Math.min(...a));
    raise(line.shared_kw, sum(a.map((aj, c) => aj * line.weight[c]!)));
  }
  const inOrder = (a: Line, b: Line) =>
    a.service.localeCompare(b.service) ||
    a.candidates[0]! - b.candidates[0]! ||
    a.candidates.length - b.candidates.length;
  return [...lines.values()].sort(inOrder);
}

function emptyLine(service: Service, candidates: readonly number[], steps: number, drawn: readonly number[]): Line {
  const all = sum(candidates.map((j) => drawn[j]!));
  const [min_kw, max_kw, shared_kw] = Array.from({ length: 3 }, () => new Float64Array(steps));
  return {
    service,
    candidates,
    weight: candidates.map((j) => (all > 0 ? drawn[j]! / all : 1 / candidates.length)),
    min_kw: min_kw!,
    max_kw: max_kw!,
    shared_kw: shared_kw!,
  };
}

/** The load points at which a reduction relieves an element, and a payback burdens it. */
function relieving({ per_kw }: NetworkLimit, share: number): number[] {
  const largest = Math.max(...per_kw);
  return Array.from(per_kw.keys()).filter((j) => per_kw[j]! > 0 && per_kw[j]! >= share * largest);
}

/**
 * For each of some lines the steps in which all of them could be paid back at once, each where it requires nothing. Where an
 * element is then short, the step is excluded for the lines whose load points load it; where the AC power
 * flow does not converge, for every line.
 */
function paybackSteps(
  network: Network,
  loads: readonly BusLoads[],
  loadPoints: readonly string[],
  options: RequirementOptions,
) {
  const grid = gridOf(network);
  const place = loadPoints.map((bus) => network.buses.indexOf(bus));
  const sensitivities = sensitivitiesOf(network, loadPoints);
  return (lines: readonly Line[]): number[][] => {
    const { check, keep } = recorder(network, loads.length);
    const burdened = loads.map(() => new Set<number>());
    for (const [t, load] of loads.entries()) {
      const p_kw = load.p_kw.slice();
      for (const [j, more] of paybackAt(t, lines, loadPoints.length, options).entries()) p_kw[place[j]!]! += more;
      const flow = grid.solve({ ...load, p_kw });
      if (flow.converged) keep(t, flow);
      else for (const j of loadPoints.keys()) burdened[t]!.add(j);
    }
    for (const limit of limitsOf(network, check, sensitivities, options.services)) {
      if (!isShort(limit)) continue;
      for (const j of relieving(limit, options.sensitivity_share_min)) burdened[limit.t]!.add(j);
    }
    const steps = Array.from(loads.keys());
    return lines.map((line) =>
      steps.filter((t) => !requiresIn(line, t) && !line.candidates.some((j) => burdened[t]!.has(j))),
    );
  };
}

/** B over the load points in step t. Lines that share one are resolved by the same reductions, so the largest counts there. */
function paybackAt(
  t: number,
  lines: readonly Line[],
  loadPoints: number,
  { payback_share_max, payback_margin }: RequirementOptions,
): Float64Array {
  const payback_kw = new Float64Array(loadPoints);
  for (const line of lines) {
    if (requiresIn(line, t)) continue;
    const whole_kw = payback_share_max * (1 + payback_margin) * Math.max(...line.shared_kw);
    for (const [c, j] of line.candidates.entries()) {
      payback_kw[j] = Math.max(payback_kw[j]!, line.weight[c]! * whole_kw);
    }
  }
  return payback_kw;
}

const requiresIn = ({ min_kw }: Line, t: number): boolean => min_kw[t]! > 0;

/** What each load point draws over the day, without what it feeds in [kW, summed over the steps]. */
function drawnAt({ buses }: Network, loads: readonly BusLoads[], loadPoints: readonly string[]): number[] {
  return loadPoints.map((bus) => {
    const b = buses.indexOf(bus);
    return sum(loads.map(({ p_kw }) => Math.max(0, p_kw[b]!)));
  });
}
