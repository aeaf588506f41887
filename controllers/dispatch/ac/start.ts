// Where an AC plan begins that follows another one: the plan in force, as near as the devices can follow it from their present states.
//
//   min   Σd,t (p[d,t] − p⁰[d,t])² + (q[d,t] − q⁰[d,t])²          in p.u. of the base power of the AC problem
//   s.t.  rows of every device;  |p| ≤ s of a converter
//
// The devices are independent of each other here, so that this costs little compared with one round of the AC optimum.
import { RunError } from '../../../base/index.ts';
import { type Expressions, formulate, InfeasibleError, reach, solve, writeTerms } from '../../../optimisation/index.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import type { PosedAc } from './problem.ts';

/** As in the rounds of the AC optimum: a device may have plans that cost the same. */
const OPTIONS = { solver: 'interior-point', regularisation: 1e-9 } as const;

/**
 * Values of the variables of all devices; the schedule is that of the devices over the same steps. Undefined where the solver does
 * not reach its tolerance: the optimum is then found without.
 */
export async function nearestTo(
  { problem, own, flexibility }: PosedAc,
  schedule: Schedule,
): Promise<Float64Array | undefined> {
  const { devices, hours, controls, network } = problem;
  const base_kw = 1000 * network.base_mva;
  const { count } = devices.variables;
  const into = formulate('plan in force');
  const none = { constant: 0, linear: new Float64Array(count), quadratic: new Float64Array(count) };
  into.include({ ...devices, objective: none });
  const near = into.scope('near');
  const follow = (name: string, of: Expressions, given: readonly Float64Array[]) => {
    if (!of.isVariable) return;
    const missed = near.variables(`${name}-missed`, [hours], { quadratic: 2 });
    near.rows(name, [hours], (row, t) => {
      const mean = given.reduce((sum, powers) => sum + powers[t]!, 0) / given.length;
      row.term(-base_kw, missed(t)).equals(mean - of.write(row, 1, t));
    });
  };
  for (const [i, { members }] of own.entries()) {
    const { p_kw, q_kvar } = flexibility[members[0]!]!;
    follow(
      `p-${i}`,
      p_kw,
      members.map((d) => schedule.p_kw[d]!),
    );
    follow(
      `q-${i}`,
      q_kvar,
      members.map((d) => schedule.q_kvar[d]!),
    );
  }
  for (const [c, { p_kw, rating_kva }] of controls.entries()) {
    if (rating_kva === undefined) continue;
    const reaches = p_kw.map((p) => reach(p, devices.variables));
    if (reaches.every(({ lower, upper }) => lower >= -rating_kva && upper <= rating_kva)) continue;
    near.rows(`rating-${c}`, [hours], (row, t) => {
      const rest = writeTerms(row, 1, p_kw[t]!);
      row.atLeast(-rating_kva - rest).atMost(rating_kva - rest);
    });
  }
  try {
    const { x } = await solve(into.build(), OPTIONS);
    return x.slice(0, count);
  } catch (error) {
    if (error instanceof RunError && !(error instanceof InfeasibleError)) return undefined;
    throw error;
  }
}
