// From a posed AC dispatch to the numbers of a plan.
import { RunError } from '../../../base/index.ts';
import { type AcOptimum, type AcProblem, acOptimum } from '../../../opf/index.ts';
import { InfeasibleError, withIntegersFixed } from '../../../optimisation/index.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import { atOnce } from '../contributions.ts';
import { costTerms, type Dispatched, devicePlans, startsOf, withWholeNumbers } from '../plan.ts';
import { inWords } from '../words.ts';
import { type AcDispatch, type PosedAc, poseAc } from './problem.ts';
import { nearestTo } from './start.ts';

/** Relative gap of every choice of whole numbers in a linearised network. */
const GAP = 1e-7;

/**
 * Solves a dispatch.
 * @param inForce what the devices are to do so far over the same steps; the optimisation starts from it
 * @throws RunError when no schedule meets the rows of the devices, naming those in conflict
 */
export async function solveAc(dispatch: AcDispatch, seed: number, inForce?: Schedule): Promise<Dispatched> {
  const posed = poseAc(dispatch);
  const attempt = async (problem: AcProblem, start?: Float64Array): Promise<AcOptimum> => {
    try {
      return await acOptimum(problem, { whole: { gap: GAP, seed }, ...(start && { start }) });
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      throw new RunError(inWords(error));
    }
  };
  const start = inForce && !hasWholeNumbers(posed) ? await nearestTo(posed, inForce) : undefined;
  return read(dispatch, posed, await apart(posed, await attempt(posed.problem, start), attempt));
}

const hasWholeNumbers = ({ problem: { devices } }: PosedAc): boolean => devices.variables.integer.includes(1);

/** The optimum in which no store charges and discharges at once: where both were above 0, the smaller is held at 0. */
async function apart(
  { problem, flexibility }: PosedAc,
  optimum: AcOptimum,
  attempt: (problem: AcProblem) => Promise<AcOptimum>,
): Promise<AcOptimum> {
  const { devices } = problem;
  const max = devices.variables.max.slice();
  let found = optimum;
  for (;;) {
    const { x } = found;
    const pairs = atOnce(flexibility, x).flat();
    if (pairs.length === 0) return found;
    for (const [a, b] of pairs) max[x[a]! < x[b]! ? a : b] = 0;
    const fixed = withIntegersFixed(devices, x); // directions of stores are decided last
    const variables = {
      ...fixed.variables,
      max: fixed.variables.max.map((to, j) => Math.min(to, max[j]!)),
      integer: new Uint8Array(fixed.variables.count),
    };
    found = await attempt({ ...problem, devices: { ...fixed, variables } });
  }
}

function read(dispatch: AcDispatch, posed: PosedAc, optimum: AcOptimum): Dispatched {
  const { exchange, network, dt_h } = dispatch;
  const { status, import_kw, export_kw, import_kvar, loss_kw, vm_pu, limits, price_p, price_q, rounds } = optimum;
  const { p_from_kw, q_from_kvar, p_to_kw, q_to_kvar } = optimum;
  const x = withWholeNumbers(posed.problem.devices, optimum.x);
  const devices = devicePlans(posed.flexibility, x);
  const costs = costTerms(posed.flexibility, x, { exchange, dt_h, import_kw, export_kw });
  return {
    exchange,
    devices,
    import_kw,
    export_kw,
    prices: network.buses.map((bus, b) => ({ bus, price: price_p[b]! })),
    costs,
    starts: startsOf(devices),
    objective: [...costs.values()].reduce((sum, cost) => sum + cost, 0),
    ac: {
      feasible: status === 'optimal',
      ...{ import_kvar, loss_kw, vm_pu, p_from_kw, q_from_kvar, p_to_kw, q_to_kvar, price_q, limits },
      base_kva: 1000 * posed.problem.network.base_mva,
      rounds: rounds.length,
    },
  };
}
