// Neutral profit: the penalty κ at which the revenue of the tariff is the cost of the re-profiling that is bought under it,
//   f(κ) = revenue(κ) − cost(κ) = 0                                          (SMART-MLA report, section 5.1.1)
// Revenue rises with κ and cost falls, in steps joined by ramps as steep as β is small, so that f has one change of sign. The
// report minimises |f| by a particle swarm; a bracketing search needs a dozen problems instead of a thousand and is the default.
import type { Stream } from '../../../base/index.ts';
import { findRoot, swarm } from '../../../optimisation/index.ts';
import type { Options } from '../options.ts';

/** A penalty with its revenue and cost [currency/kWh, currency]. */
export interface Trial {
  readonly penalty: number;
  readonly revenue: number;
  readonly cost: number;
}

/** A trial and its number in the search, from 1. */
export interface Tried extends Trial {
  readonly trial: number;
  /** Of the swarm; a bracket has one trial in each. */
  readonly generation: number;
}

/** Where and how the search begins; ends are in currency/kWh. */
export type Search = Options['search'];

export interface Neutral {
  /** The trial nearest to neutral. */
  readonly best: Tried;
  /** Whether f changes its sign: there is a neutral point, and `best` is it within the tolerance or a jump of f. */
  readonly found: boolean;
  /** In the order they were made. */
  readonly trials: readonly Tried[];
}

/** f */
export const profit = ({ revenue, cost }: Trial): number => revenue - cost;

/** Ends of the scan for a change of sign, around where the search begins. */
const WIDEST = 1e4;

/**
 * Searches the penalty of neutral profit.
 * @param attempt solves the problem at one penalty
 */
export async function neutral(
  attempt: (penalty: number) => Promise<Trial>,
  search: Search,
  random: Stream,
): Promise<Neutral> {
  const trials: Tried[] = [];
  const perGeneration = search.method === 'swarm' ? search.particles : 1;
  const at = async (penalty: number) => {
    const trial = await attempt(penalty);
    const made = trials.length;
    trials.push({ ...trial, trial: made + 1, generation: 1 + Math.floor(made / perGeneration) });
    return trial;
  };
  return search.method === 'swarm' ? bySwarm(at, trials, search, random) : byBracket(at, trials, search);
}

async function byBracket(
  at: (penalty: number) => Promise<Trial>,
  trials: readonly Tried[],
  search: Search,
): Promise<Neutral> {
  const ends = await bracket(at, search);
  if (ends) {
    const f = async (penalty: number) => profit(known(trials, penalty) ?? (await at(penalty)));
    await findRoot(f, ends[0], ends[1], { value_tolerance: search.tolerance });
  }
  return { best: trials.reduce(nearer), found: ends !== undefined, trials };
}

const known = (trials: readonly Trial[], penalty: number) => trials.find((trial) => trial.penalty === penalty);

/** Two penalties between which f changes its sign, growing from `low … high`; undefined where it never does. */
async function bracket(
  at: (penalty: number) => Promise<Trial>,
  { low_per_kwh: low, high_per_kwh: high }: Search,
): Promise<readonly [number, number] | undefined> {
  let a = await at(low);
  let b = await at(high);
  for (let factor = 2; profit(a) * profit(b) > 0; factor *= 2) {
    if (factor > WIDEST) return undefined;
    // f rises: where both are above 0 the root lies below, where both are below 0 above
    if (profit(a) > 0) [b, a] = [a, await at(low / factor)];
    else [a, b] = [b, await at(high * factor)];
  }
  return [a.penalty, b.penalty];
}

async function bySwarm(
  at: (penalty: number) => Promise<Trial>,
  trials: readonly Tried[],
  { low_per_kwh, high_per_kwh, particles, generations }: Search,
  random: Stream,
): Promise<Neutral> {
  await swarm(async ([penalty]) => Math.abs(profit(await at(penalty!))), {
    min: [low_per_kwh],
    max: [high_per_kwh],
    random,
    particles,
    generations,
  });
  const best = trials.reduce(nearer);
  const signs = new Set(trials.map((trial) => Math.sign(profit(trial))));
  return { best, found: signs.has(0) || signs.size > 1, trials };
}

export const nearer = (a: Tried, b: Tried): Tried => (Math.abs(profit(b)) < Math.abs(profit(a)) ? b : a);

/** The trial nearest to neutral so far, after each of them. */
export function bestSoFar(trials: readonly Tried[]): Tried[] {
  let best = trials[0]!;
  return trials.map((trial) => (best = nearer(best, trial)));
}
