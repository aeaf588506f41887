// Whole numbers of the devices, and the direction of an exchange that is paid more than it costs. In turn
//
//   1  the devices and the exchange without a network                         MILP or MIQP → whole numbers
//   2  the AC optimum with these fixed                                        a plan, the best of which is kept
//   3  the network linearised around it, watched limits elastic               MILP or MIQP → whole numbers
//
// until whole numbers recur. The result is an AC optimum for its whole numbers; for others no bound is known.
import type { Remark } from '../base/index.ts';
import { type SolveOptions, solve, withIntegersFixed } from '../optimisation/index.ts';
import { type Directions, type Setting, settingOf } from './model/setting.ts';
import { violationSum } from './model/state.ts';
import type { Found } from './phases.ts';
import type { AcProblem } from './problem.ts';
import { dispatchWithoutNetwork } from './start.ts';
import { crossedSteps, directionsIn } from './step/exchange.ts';
import { subproblem } from './step/subproblem.ts';
import { FEASIBLE } from './trust-region.ts';

/** Candidates tried. */
const MOST = 6;
/** ρ of the limits in the linearised network, per p.u. */
const PENALTY = 200;

export const hasChoices = (s: Setting): boolean =>
  s.problem.devices.variables.integer.includes(1) || crossedSteps(s).length > 0;

/** @param leastCost the AC optimum of a problem without whole numbers */
export async function withWholeNumbers(
  problem: AcProblem,
  watched: ReadonlySet<number>,
  options: SolveOptions,
  leastCost: (problem: AcProblem, directions: Directions) => Promise<Found>,
): Promise<{ found: Found; remarks: Remark[] }> {
  const all = settingOf(problem);
  const seen = new Set<string>();
  let { x, directions } = await dispatchWithoutNetwork(all, options);
  let best: Found | undefined;
  for (let k = 0; k < MOST; k++) {
    seen.add(signature(problem, x, directions));
    const found = await leastCost({ ...problem, devices: withIntegersFixed(problem.devices, x) }, directions);
    if (!best || isBetter(found, best)) best = found;
    ({ x, directions } = await linearised(all, found, watched, options));
    if (seen.has(signature(problem, x, directions))) return { found: best, remarks: [] };
  }
  const text = `${problem.name}: ${MOST} choices of whole numbers were tried, and the linearised network gave another one; the best is kept.`;
  return { found: best!, remarks: [{ id: 'opf_whole_numbers', text }] };
}

/** The best whole numbers where the network is linear around a plan. */
async function linearised(
  all: Setting,
  { descent, options: { circles } }: Found,
  watched: ReadonlySet<number>,
  options: SolveOptions,
) {
  const sub = subproblem(all, descent.state, {
    ...{
      watched: [...watched].toSorted((a, b) => a - b),
      tangents: circles.tangents(),
      multipliers: descent.multipliers,
    },
    ...{ radius: 1, penalty: PENALTY, costs: true, whole: true },
  });
  const { x } = await solve(sub.problem, options);
  return { x, directions: directionsIn(all, sub.supply, x) };
}

function signature({ devices }: AcProblem, x: Float64Array, directions: Directions): string {
  const { integer, count } = devices.variables;
  const whole: number[] = [];
  for (let j = 0; j < count; j++) if (integer[j]) whole.push(Math.round(x[j]!));
  return `${whole.join(',')};${directions.join(',')}`;
}

/** Fewer violations first, then less cost. */
function isBetter(a: Found, b: Found): boolean {
  const violation = ({ s, descent }: Found) => {
    const sum = violationSum(s, descent.state);
    return sum > FEASIBLE ? sum : 0;
  };
  const difference = violation(a) - violation(b);
  return difference < 0 || (difference === 0 && a.descent.state.cost < b.descent.state.cost);
}
