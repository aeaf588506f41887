// The AC optimum in phases:
//   1  first plan: economic dispatch without a network                                        start.ts
//   2  least cost, violations of limits with a penalty                                        trust-region.ts
//   3  where limits remain violated: least sum of violations, without costs                   trust-region.ts
//      and then least cost, with every violated limit relaxed to the value reached

import { type Limits, violationOf } from './model/limits.ts';
import { type Setting, settingOf } from './model/setting.ts';
import { type Evaluator, evaluator, type State } from './model/state.ts';
import type { AcOptimum, Round } from './optimum.ts';
import type { AcProblem } from './problem.ts';
import { resultOf } from './result.ts';
import { dispatchWithoutNetwork, startState } from './start.ts';
import { circlesOf } from './step/circles.ts';
import { firstMultipliers } from './step/multipliers.ts';
import { type Descent, descend } from './trust-region.ts';

export interface AcOptions {
  /** Start radius of the trust region, in ranges of the variables; 1 when absent. */
  readonly radius?: number;
  /** Values of the device variables to start from. */
  readonly start?: Float64Array;
  readonly onRound?: (round: Round) => void;
}

/**
 * Least-cost plan subject to the AC power flow, to 1e-8 of the objective and 1e-7 p.u. of every limit. A local optimum where the
 * problem is not convex. Throws InfeasibleError where rows of the devices conflict, RunError where the first plan has no power flow.
 */
export async function acOptimum(problem: AcProblem, options: AcOptions = {}): Promise<AcOptimum> {
  const s = settingOf(problem);
  const flow = evaluator(s);
  const rounds: Round[] = [];
  const x = options.start?.slice() ?? (await dispatchWithoutNetwork(s));
  circlesOf(s).project(x);
  const watched = new Set<number>();
  const shared = {
    ...{ watched, radius: options.radius ?? 1, circles: circlesOf(s) },
    onRound: (round: Round) => {
      rounds.push(round);
      options.onRound?.(round);
    },
  };
  const start = { state: startState(s, flow, x), multipliers: firstMultipliers(s, true) };
  const first = await descend(s, flow, start, { ...shared, costs: true });
  if (first.status !== 'violated') return resultOf(s, s, first, rounds);
  return afterViolation(s, flow, first, shared, rounds);
}

type Shared = Omit<Parameters<typeof descend>[3], 'costs'>;

async function afterViolation(s: Setting, flow: Evaluator, first: Descent, shared: Shared, rounds: Round[]) {
  const from = { state: first.state, multipliers: firstMultipliers(s, false) };
  const least = await descend(s, flow, from, { ...shared, costs: false });
  const relaxed: Setting = { ...s, limits: relaxedTo(s.limits, least.state) };
  const again = { state: least.state, multipliers: first.multipliers };
  const last = await descend(relaxed, flow, again, { ...shared, costs: true });
  return resultOf(s, relaxed, last, rounds);
}

/** Every violated limit at the value reached. */
function relaxedTo(limits: Limits, { value }: State): Limits {
  const bound = limits.bound.map((of, at) => (violationOf(limits, at, value[at]!) > 0 ? value[at]! : of));
  return { ...limits, bound };
}
