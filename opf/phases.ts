// The phases of an AC optimum without whole numbers:
//   1  first plan: economic dispatch without a network                                        start.ts
//   2  least cost, violations of limits with a penalty                                        trust-region.ts
//   3  where limits remain violated: least sum of violations, without costs                   trust-region.ts
//      and then least cost, with a penalty on violations beyond this sum
import type { Setting } from './model/setting.ts';
import { evaluator, violationSum } from './model/state.ts';
import { dispatchWithoutNetwork, givenPlan, startState } from './start.ts';
import { firstMultipliers } from './step/multipliers.ts';
import { type Descent, type DescentOptions, descend, FEASIBLE } from './trust-region.ts';

/** Where the least cost was found, with what it takes to go on. */
export interface Found {
  readonly s: Setting;
  readonly descent: Descent;
  readonly options: DescentOptions;
}

/** Phases 1 and 2, or 2 from given values of the device variables. */
export async function fromDispatch(s: Setting, options: DescentOptions, start?: Float64Array): Promise<Found> {
  const x = start ? givenPlan(s, start) : (await dispatchWithoutNetwork(s, undefined)).x;
  options.circles.project(x);
  const first = { state: startState(s, x), multipliers: firstMultipliers(s, true) };
  return { s, descent: await descend(s, evaluator(s), first, options), options };
}

/** Phase 3; `last` has the least sum of violations. */
export async function leastViolation({ s, descent, options }: Found): Promise<{ last: Setting; descent: Descent }> {
  const flow = evaluator(s);
  const from = { state: descent.state, multipliers: firstMultipliers(s, false) };
  const least = await descend(s, flow, from, { ...options, costs: false });
  const last: Setting = { ...s, least: (1 + ROOM) * violationSum(s, least.state) };
  const again = { state: least.state, multipliers: firstMultipliers(s, true) };
  const cheapest = await descend(last, flow, again, options);
  if (violationSum(last, cheapest.state) <= FEASIBLE) return { last, descent: cheapest };
  return { last, descent: { ...again, status: 'stalled', left: Infinity } };
}

/** Share of the least sum of violations by which it may be exceeded: without it the plans that reach it may have no interior. */
const ROOM = 1e-7;
