// The AC optimum: the phases of phases.ts, with whole numbers those of whole-numbers.ts around them.
import type { SolveOptions } from '../optimisation/index.ts';
import { type Directions, settingOf } from './model/setting.ts';
import type { AcOptimum, Round } from './optimum.ts';
import { type Found, fromDispatch, leastViolation } from './phases.ts';
import type { AcProblem } from './problem.ts';
import { resultOf } from './result.ts';
import { circlesOf } from './step/circles.ts';
import { hasChoices, withWholeNumbers } from './whole-numbers.ts';

export interface AcOptions {
  /** Start radius of the trust region, in ranges of the variables; 1 when absent. */
  readonly radius?: number;
  /**
   * Values of the device variables to start from, within their rows and bounds. Reactive power outside the rating of a converter is
   * clipped, active power outside it is refused. Not used with whole numbers.
   */
  readonly start?: Float64Array;
  /** For each problem with whole numbers: gap, time limit, seed. */
  readonly whole?: SolveOptions;
  readonly onRound?: (round: Round) => void;
}

/**
 * Least-cost plan subject to the AC power flow, to 1e-8 of the objective and 1e-7 p.u. of every limit. A local optimum where the
 * problem is not convex; whole numbers are those of linearised networks.
 * @throws InfeasibleError where rows of the devices conflict, RunError where the first plan has no power flow
 */
export async function acOptimum(problem: AcProblem, options: AcOptions = {}): Promise<AcOptimum> {
  const rounds: Round[] = [];
  const watched = new Set<number>();
  const onRound = (round: Round) => {
    rounds.push(round);
    options.onRound?.(round);
  };
  const leastCost = (given: AcProblem, directions: Directions, start?: Float64Array): Promise<Found> => {
    const s = settingOf(given, directions);
    return fromDispatch(
      s,
      { costs: true, watched, radius: options.radius ?? 1, circles: circlesOf(s), onRound },
      start,
    );
  };
  const { whole = {} } = options;
  const { found, remarks } = hasChoices(settingOf(problem))
    ? await withWholeNumbers(problem, watched, whole, leastCost)
    : { found: await leastCost(problem, [], options.start), remarks: [] };
  const { s, descent } = found;
  const { last, ...end } = descent.status === 'violated' ? await leastViolation(found) : { last: s, descent };
  return resultOf(s, last, end.descent, rounds, remarks);
}
