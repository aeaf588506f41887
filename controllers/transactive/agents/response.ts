// The answer of a device to a bonus, from few solutions of its problem. With V(b) = max over d of b d Δt − cost(d), the change d(b) is
// non-decreasing in b; without quadratic costs it is a step function. Two answers d₁ < d₂ are equally good at
//
//   b₁₂ = (cost₂ − cost₁) / ((d₂ − d₁) Δt)
//
// and are neighbours where no schedule is better than both at b₁₂ (Eisner & Severance 1976). Each step of the function takes two solutions,
// and every further bonus none. With quadratic costs, answers that are equal at two bonuses are equal between them.
import { InfeasibleError } from '../../../optimisation/index.ts';
import { type DeviceProblem, openProblem, type Question, type Reschedule } from './device-problem.ts';

/** Changes apart by less are equal [kW]. */
const SAME_KW = 1e-7;
/** Relative to the money at stake. */
const BETTER = 1e-7;

export interface DeviceResponse {
  /** It cannot do a part of an answer, because it has a minimum power. */
  readonly hasWholeNumbers: boolean;
  /** The most profitable schedule; without a bonus the plan. */
  at(bonus: number): Reschedule;
  /** The cheapest schedule with this change in the present step; undefined where there is none. */
  fixed(change_kw: number): Reschedule | undefined;
  close(): void;
}

/** Either the answers of a device, or the nearest plan that it can keep where it cannot keep the one in force. */
export type Opened =
  | { readonly answers: DeviceResponse; readonly corrected?: never }
  | { readonly corrected: Float64Array; readonly answers?: never };

export async function openResponse(question: Question): Promise<Opened> {
  const problem = await openProblem(question);
  try {
    const kept = keeping(problem);
    if (kept) return { answers: responseOf(problem, kept, question) };
    const corrected = problem.nearest();
    problem.close();
    return { corrected };
  } catch (error) {
    problem.close();
    throw error;
  }
}

function keeping(problem: DeviceProblem): Reschedule | undefined {
  return feasible(() => problem.keep());
}

function feasible<T>(solve: () => T): T | undefined {
  try {
    return solve();
  } catch (error) {
    if (error instanceof InfeasibleError) return undefined;
    throw error;
  }
}

function responseOf(problem: DeviceProblem, kept: Reschedule, { cap, day }: Question): DeviceResponse {
  const most = problem.best(cap);
  const unmoved = most.change_kw <= SAME_KW;
  const answerAt = unmoved
    ? () => kept
    : problem.isQuadratic
      ? byEnds(problem, kept, most, cap)
      : bySteps(problem, kept, most, day.dt_h);
  const known = new Map<number, Reschedule | undefined>([[0, kept]]);
  return {
    hasWholeNumbers: problem.hasWholeNumbers,
    at: (bonus) => (bonus <= 0 ? kept : answerAt(bonus)),
    fixed(change_kw) {
      if (!known.has(change_kw))
        known.set(
          change_kw,
          feasible(() => problem.fixed(change_kw)),
        );
      return known.get(change_kw);
    },
    close: () => problem.close(),
  };
}

interface Vertex {
  readonly of: Reschedule;
  /** The bonus up to which it is the answer; undefined until it is known. */
  until?: number;
}

function bySteps(problem: DeviceProblem, kept: Reschedule, most: Reschedule, dt_h: number) {
  const vertices: Vertex[] = [{ of: kept }, { of: most, until: Number.POSITIVE_INFINITY }];
  const profit = ({ change_kw, cost }: Reschedule, bonus: number) => bonus * change_kw * dt_h - cost;
  /** Finds a vertex between two, or that they are neighbours. */
  const refine = (i: number) => {
    const [a, c] = [vertices[i]!, vertices[i + 1]!];
    const bonus = Math.max(0, (c.of.cost - a.of.cost) / ((c.of.change_kw - a.of.change_kw) * dt_h));
    const found = problem.best(bonus);
    const between = found.change_kw > a.of.change_kw + SAME_KW && found.change_kw < c.of.change_kw - SAME_KW;
    const stake = Math.abs(found.cost) + Math.abs(bonus * found.change_kw * dt_h);
    const best = Math.max(profit(a.of, bonus), profit(c.of, bonus));
    if (between && profit(found, bonus) > best + BETTER * stake) vertices.splice(i + 1, 0, { of: found });
    else a.until = bonus;
  };
  return (bonus: number): Reschedule => {
    let i = 0;
    for (;;) {
      const { of, until } = vertices[i]!;
      if (until === undefined) refine(i);
      else if (bonus <= until) return of;
      else i++;
    }
  };
}

function byEnds(problem: DeviceProblem, kept: Reschedule, most: Reschedule, cap: number) {
  const solved = [
    { bonus: 0, of: kept },
    { bonus: cap, of: most },
  ];
  return (bonus: number): Reschedule => {
    const next = solved.findIndex((one) => one.bonus >= bonus);
    if (next < 0) return most;
    const [below, above] = [solved[next - 1]!, solved[next]!];
    if (above.bonus === bonus) return above.of;
    if (above.of.change_kw - below.of.change_kw <= SAME_KW) return above.of;
    const of = problem.best(bonus);
    solved.splice(next, 0, { bonus, of });
    return of;
  };
}
